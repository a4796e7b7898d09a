from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class PostKind(models.TextChoices):
    LOST_FOUND = "lost_found", _("Lost or found")
    WORKS = "works", _("Street and works")
    HELP = "help", _("Asked or offered")
    EVENT = "event", _("Activity")
    OTHER = "other", _("Something else")


class PostState(models.TextChoices):
    WAITING = "waiting", _("waits for the coordinator")
    RETURNED = "returned", _("change asked")
    SHOWN = "shown", _("shown")
    HIDDEN = "hidden", _("hidden until the coordinator looked")
    REFUSED = "refused", _("not placed")
    CALL = "call", _("should have been a call")
    REPORTED = "reported", _("became a report to the police")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Authored(TenantRow):
    """What a member wrote. Who it is stands sealed, with a keyed hash to find it; both are emptied when they are erased.

    `shown_as` is all that neighbours see of the author.
    """

    author = models.BinaryField(null=True)
    author_key = models.BinaryField(null=True)
    shown_as = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Post(Authored):
    """A practical message of a member. `waits` are words for which a moderator has to look; `due_at` is until when the
    coordinator has it, after which it is the officer's; `photo` may be seen by others once `photo_seen_by` says so.
    """

    network = TenantForeignKey("networks.Network", related_name="+")
    kind = models.CharField(max_length=12, choices=PostKind.choices)
    state = models.CharField(max_length=10, choices=PostState.choices, default=PostState.WAITING)
    waits = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)
    first_decided_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    shown_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    objections = models.PositiveIntegerField(default=0)
    photo = models.CharField(max_length=80, blank=True)
    photo_width = models.PositiveIntegerField(default=0)
    photo_height = models.PositiveIntegerField(default=0)
    photo_seen_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "network", "state", "-at"], name="channel_post_list"),
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "hidden"]), name="channel_post_due"),
            models.Index(fields=["author_key"], name="channel_post_author"),
        ]


class Reply(Authored):
    """An answer below a message; it waits for the moderator like a message of somebody who is not trusted."""

    post = TenantForeignKey(Post, related_name="replies")
    state = models.CharField(max_length=10, choices=PostState.choices, default=PostState.WAITING)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "post", "state", "at"], name="channel_reply_list"),
            models.Index(fields=["author_key"], name="channel_reply_author"),
        ]


class Objection(TenantRow):
    """A member said that a message does not belong here; once per member, and nobody sees who."""

    post = TenantForeignKey(Post, related_name="+")
    by_key = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "post", "by_key"], name="channel_objection_once")]


class Trusted(TenantRow):
    """A member whose messages go straight through in one network, as long as `ended_at` is empty."""

    network = TenantForeignKey("networks.Network", related_name="+")
    membership_id = models.UUIDField()
    person_key = models.BinaryField()
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "network", "person_key"],
                condition=Q(ended_at__isnull=True),
                name="channel_trusted_once",
            )
        ]


class Digest(models.TextChoices):
    OFF = "off", _("no mail")
    WEEKLY = "weekly", _("once a week")
    DAILY = "daily", _("once a day, if there is something")


class ChannelChoice(TenantRow):
    """What a member chose for the messages of one network; without a row the zone's choice counts.

    `digest_at` is when the last overview was made for them, `group_muted` leaves the open group out of it.
    """

    network = TenantForeignKey("networks.Network", related_name="+")
    person_key = models.BinaryField()
    digest = models.CharField(max_length=8, choices=Digest.choices, blank=True)
    shown_as = models.CharField(max_length=80, blank=True)
    group_muted = models.BooleanField(default=False)
    group_left = models.BooleanField(default=False)
    digest_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "network", "person_key"], name="channel_choice_once"),
        ]


class ChannelRules(TenantRow):
    """What the coordinator chose for a network; without a row: neighbours may reply, moderated."""

    network = TenantForeignKey("networks.Network", related_name="+")
    replies = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "network"], name="channel_rules_once")]


class GroupState(models.TextChoices):
    ASKED = "asked", _("asked of the police")
    OPEN = "open", _("open")
    REFUSED = "refused", _("not agreed")
    CLOSED = "closed", _("closed")


class OpenGroup(TenantRow):
    """A two-way group of a network with its officer: asked by the network, open only while the police agree.

    `hours` is when the officer reads, in their words.
    """

    network = TenantForeignKey("networks.Network", related_name="+")
    state = models.CharField(max_length=8, choices=GroupState.choices, default=GroupState.ASKED)
    ground = models.CharField(max_length=400)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    hours = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    remark = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "network"], condition=Q(state__in=["asked", "open"]), name="channel_group_one_open"
            )
        ]


class GroupMessage(Authored):
    """A message in an open group. `role` is "officer", "coordinator" or empty for a member."""

    group = TenantForeignKey(OpenGroup, related_name="messages")
    role = models.CharField(max_length=12, blank=True)
    account_id = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "group", "id"], name="channel_group_list"),
            models.Index(fields=["author_key"], name="channel_group_author"),
        ]


class WhatsAppGroup(TenantRow):
    """An existing group that the zone knows of. Its manager stands sealed; `agreement` is the version that was accepted.

    `code` names the invitation to the network, `came` and `joined` count who followed it.
    """

    network = TenantForeignKey("networks.Network", related_name="+")
    name = models.CharField(max_length=80)
    area = models.CharField(max_length=120, blank=True)
    manager = models.BinaryField(null=True)
    manager_contact = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    agreement = models.CharField(max_length=10, blank=True)
    agreed_at = models.DateField(null=True)
    last_contact = models.DateField(null=True)
    code = models.CharField(max_length=16, unique=True)
    came = models.PositiveIntegerField(default=0)
    joined = models.PositiveIntegerField(default=0)
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "network"], name="channel_whatsapp_list")]
