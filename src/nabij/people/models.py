from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantRow


class AccountKind(models.TextChoices):
    STAFF = "staff", _("staff")
    RESIDENT = "resident", _("resident")
    KEY = "key", _("key of another system")


class KeyMode(models.TextChoices):
    """How far what a key asks may reach."""

    LIVE = "live", _("for real")
    TEAM = "team", _("to colleagues only")
    TEST = "test", _("nothing leaves")


class Account(AbstractBaseUser):
    """Somebody, or a system, that signs in. What they may do stands in role grants, per tenant.

    `name` is that of a member of staff or a system; the name of a resident is sealed in `Person`. `grants_version` goes up
    with each change of a grant, so that what a session remembers of them is known to be old. `key_mode` is for keys.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=AccountKind.choices, default=AccountKind.STAFF)
    username = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    grants_version = models.PositiveIntegerField(default=0)
    key_digest = models.BinaryField(null=True)
    key_mode = models.CharField(max_length=4, choices=KeyMode.choices, default=KeyMode.LIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager["Account"]()


class Household(models.Model):
    """An address with, sealed, the box or name that tells its homes apart. `lookup` finds the one of an address and mark."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address_id = models.UUIDField(db_index=True)
    mark = models.BinaryField()
    lookup = models.BinaryField(unique=True)


class Person(models.Model):
    """A resident. Name and household are sealed; `household_lookup` says only who live together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="person")
    language = models.CharField(max_length=5, default="nl")
    name = models.BinaryField(null=True)
    household = models.BinaryField(null=True)
    household_lookup = models.BinaryField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)


class ContactKind(models.TextChoices):
    SMS = "sms", _("text message")
    VOICE = "voice", _("telephone call")
    EMAIL = "email", _("e-mail")
    PUSH = "push", _("notification")
    WEBHOOK = "webhook", _("message to a system")


class VerifiedHow(models.TextChoices):
    CODE = "code", _("with a code")
    CALL = "call", _("called back by staff")
    PAPER = "paper", _("on paper or an identity card")


class ContactPoint(models.Model):
    """A telephone number, e-mail address, push subscription or system; used only once verified, and until it is retired.

    `x`, `y` are metres in Belgian Lambert 2008 (EPSG:3812); quiet hours are local times and may run past midnight.
    `unreachable_at`: nothing arrived there any more, so it waits to be verified anew; `unreachable_told_at`: the person knows.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    lookup = models.BinaryField(db_index=True)
    value = models.BinaryField()
    language = models.CharField(max_length=5, default="nl")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=8, choices=VerifiedHow.choices, blank=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    trial_at = models.DateTimeField(null=True, blank=True)
    unreachable_at = models.DateTimeField(null=True, blank=True)
    unreachable_told_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "lookup"],
                condition=Q(verified_at__isnull=False, retired_at__isnull=True),
                name="people_contactpoint_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False),
                name="people_contactpoint_whole_place",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="people_contactpoint_whole_quiet",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unreachable_at"],
                condition=Q(unreachable_at__isnull=False, unreachable_told_at__isnull=True),
                name="people_contactpoint_untold",
            ),
        ]


class CareArea(models.Model):
    """A place that somebody cares about besides where they live, such as the home of their mother. What they call it is sealed.

    `x`, `y` in metres (Belgian Lambert 2008). What concerns them is one of three: what happens within `radius_m` of it, in the
    whole street `street_id`, or in the whole neighbourhood with the code `neighbourhood`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="care_areas")
    label = models.BinaryField()
    x = models.FloatField()
    y = models.FloatField()
    radius_m = models.PositiveIntegerField(default=0)
    street_id = models.UUIDField(null=True)
    neighbourhood = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(radius_m__gt=0, street_id__isnull=True, neighbourhood="")
                | Q(radius_m=0, street_id__isnull=False, neighbourhood="")
                | (Q(radius_m=0, street_id__isnull=True) & ~Q(neighbourhood="")),
                name="people_carearea_one_reach",
            ),
        ]
        indexes = [
            models.Index(
                fields=["street_id"], condition=Q(street_id__isnull=False), name="people_carearea_street"
            ),
            models.Index(
                fields=["neighbourhood"], condition=~Q(neighbourhood=""), name="people_carearea_neighbourhood"
            ),
        ]  # fmt: skip


class WorkContact(models.Model):
    """Where a member of staff is reminded of their work: an address or number of the service, shown to hold by a code. Sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="work_contacts")
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    value = models.BinaryField()
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="people_workcontact_once")]


class VerificationCode(models.Model):
    """A code that was sent to show that somebody holds a number or address. Only its keyed hash is kept.

    `value` is the address it went to, sealed for this row; `origin` a keyed hash of where the question came from.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=16, choices=[("sign_in", "sign_in"), ("verify", "verify"), ("work", "work")])
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    lookup = models.BinaryField()
    value = models.BinaryField()
    contact_point = models.ForeignKey(ContactPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField()
    origin = models.BinaryField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["lookup", "created_at"], name="people_code_lookup"),
            models.Index(fields=["origin", "created_at"], name="people_code_origin"),
        ]


class OptOut(TenantRow):
    """A sender that a contact point no longer wants: one kind of message, or all of them with an empty `message_kind`."""

    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="opt_outs")
    message_kind = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contact_point", "message_kind"], name="people_optout_once"),
        ]


class GrantState(models.TextChoices):
    ASKED = "asked", _("asked")
    GRANTED = "granted", _("waits for a second person")
    ACTIVE = "active", _("in force")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RoleGrant(TenantRow):
    """A role of an account in a tenant, and who asked, granted and confirmed it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    state = models.CharField(max_length=16, choices=GrantState.choices, default=GrantState.ASKED)
    asked_by = models.UUIDField()
    granted_by = models.UUIDField(null=True, blank=True)
    confirmed_by = models.UUIDField(null=True, blank=True)
    withdrawn_by = models.UUIDField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account", "role"],
                condition=Q(state__in=["asked", "granted", "active"]),
                name="people_rolegrant_one_open",
            ),
        ]


class GivenHow(models.TextChoices):
    ONLINE = "online", _("online")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")
    PAPER = "paper", _("on paper")


class Consent(TenantRow):
    """What a person agreed to: that their contact data go to `recipient`, such as "be-alert". Withdrawn, never removed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    recipient = models.CharField(max_length=40)
    how = models.CharField(max_length=16, choices=GivenHow.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "recipient"],
                condition=Q(withdrawn_at__isnull=True),
                name="people_consent_one_open",
            ),
        ]


class KeyUse(models.Model):
    """How many requests a key made in a minute: a counter for its limit, and for who wonders when it was last used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "minute"], name="people_keyuse_once")]


class KeptAnswer(models.Model):
    """What was answered to a request with an idempotency key, so that the same request gets the same answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    asked = models.BinaryField()
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="people_keptanswer_once")]


class LabelBasis(models.TextChoices):
    """Why a tenant may keep that somebody belongs to a group. Source: GDPR, article 6(1)(a), (e) and (f)."""

    CONSENT = "consent", _("they agreed to it")
    TASK = "task", _("needed for a task of public safety")
    INTEREST = "interest", _("a legitimate interest, which was weighed")


class GroupLabel(TenantRow):
    """A target group that a tenant notes of a person or an organisation, such as "school"; the codes stand in data/groups.toml.

    Whoever warns this group reaches all their contact points. Ended, never removed while the person is there.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="labels")
    code = models.CharField(max_length=40)
    basis = models.CharField(max_length=16, choices=LabelBasis.choices)
    note = models.CharField(max_length=200, blank=True)
    given_by = models.UUIDField(null=True, blank=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "code"],
                condition=Q(ended_at__isnull=True),
                name="people_grouplabel_one_open",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "code"], name="people_grouplabel_code")]
