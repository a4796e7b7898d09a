from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.channels.outbox.models import Outgoing
from nabij.networks.shops.fields import HoursField
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class OfficerKind(models.TextChoices):
    OFFICER = "officer", _("neighbourhood officer")
    STEWARD = "steward", _("neighbourhood steward")
    STREET_WORKER = "street_worker", _("street worker")
    TARGET_GROUP = "target_group", _("officer for a group")


class QuestionState(models.TextChoices):
    OPEN = "open", _("waits for an answer")
    ANSWERED = "answered", _("answered")


class StepKind(models.TextChoices):
    ASKED = "asked", _("asked")
    MORE = "more", _("asked something more")
    ANSWERED = "answered", _("answered")
    PASSED = "passed", _("passed on")
    TOLD = "told", _("message sent")
    NOT_TOLD = "not_told", _("message not sent")


class Officer(TenantRow):
    """Somebody of the police or the city whom residents of some neighbourhoods, or of a group, know by name and face.

    `phone` and `email` are those of the work, published. `walk_in` are minutes of the week at `walk_in_place`. `deputy` takes
    over where no absence names somebody. `left_on` is the first day on which they no longer are there.
    """

    kind = models.CharField(max_length=13, choices=OfficerKind.choices)
    group = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=80)
    rank = models.CharField(max_length=60, blank=True)
    account_id = models.UUIDField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    about = models.CharField(max_length=400, blank=True)
    photo = models.CharField(max_length=40, blank=True)
    walk_in = HoursField(default=tuple)
    walk_in_place = models.CharField(max_length=160, blank=True)
    deputy = TenantForeignKey("desk.Officer", null=True, related_name="stands_in_for")
    left_on = models.DateField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "name"], name="desk_officer_by_name")]

    def __str__(self) -> str:
        return f"{self.rank} {self.name}".strip()


class District(TenantRow):
    """Ground of an officer: a neighbourhood by its code, or a drawn area (WKB in Lambert metres, with its bounds)."""

    officer = TenantForeignKey(Officer, related_name="districts")
    neighbourhood_code = models.CharField(max_length=20, blank=True)
    area = models.BinaryField(null=True)
    left = models.FloatField(null=True)
    bottom = models.FloatField(null=True)
    right = models.FloatField(null=True)
    top = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["neighbourhood_code"], name="desk_district_by_code")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "officer", "neighbourhood_code"], name="desk_district_once"),
            models.CheckConstraint(
                condition=models.Q(neighbourhood_code="", area__isnull=False)
                | (~models.Q(neighbourhood_code="") & models.Q(area__isnull=True)),
                name="desk_district_one_of_two",
            ),
        ]


class Absence(TenantRow):
    """From the first to the last day (both included) on which an officer is away, and who stands in. Why is nobody's business."""

    officer = TenantForeignKey(Officer, related_name="absences")
    from_day = models.DateField()
    until_day = models.DateField()
    replacement = TenantForeignKey(Officer, null=True, related_name="replaces")

    class Meta:
        indexes = [models.Index(fields=["tenant", "until_day"], name="desk_absence_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_day__gte=models.F("from_day")), name="desk_absence_ends_after"
            ),
        ]


class Delegation(TenantRow):
    """A colleague who may answer the questions to an officer besides them."""

    officer = TenantForeignKey(Officer, related_name="delegations")
    account_id = models.UUIDField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "officer", "account_id"], name="desk_delegation_once"),
        ]


class Question(TenantRow):
    """A question to an officer, or to the desk of the zone without one. Name, contact and code are sealed.

    `contact_key` finds a contact, `tracking_hash` a code.
    """

    officer = TenantForeignKey(Officer, null=True, related_name="questions")
    neighbourhood_code = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=QuestionState.choices, default=QuestionState.OPEN)
    language = models.CharField(max_length=5, default="nl")
    name = models.BinaryField(null=True)
    contact_kind = models.CharField(max_length=8, blank=True)
    contact_value = models.BinaryField(null=True)
    contact_key = models.BinaryField(null=True)
    person_key = models.BinaryField(null=True)
    code = models.BinaryField(null=True)
    tracking_hash = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "state", "due_at"], name="desk_question_inbox"),
            models.Index(fields=["tracking_hash"], name="desk_question_code"),
            models.Index(fields=["person_key"], name="desk_question_person"),
            models.Index(fields=["contact_key", "asked_at"], name="desk_question_contact"),
        ]


class QuestionPost(TenantRow):
    """What was asked or answered, sealed; `account_id` is who answered, empty for who asked."""

    question = TenantForeignKey(Question, related_name="posts")
    account_id = models.UUIDField(null=True)
    body = models.BinaryField()
    written_at = models.DateTimeField()


class QuestionStep(TenantRow):
    """A line of the history of a question. `officer` is to whom it went, where it was passed on."""

    question = TenantForeignKey(Question, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    account_id = models.UUIDField(null=True)
    officer = TenantForeignKey(Officer, null=True, related_name="+")
    at = models.DateTimeField()
    channel = models.CharField(max_length=8, blank=True)


class QuestionMessage(Outgoing):
    """A message to who asked: the receipt, or the answer in `post`."""

    question = TenantForeignKey(Question, related_name="messages")
    template = models.CharField(max_length=10)
    post = TenantForeignKey(QuestionPost, null=True, related_name="messages")


class Population(TenantRow):
    """How many people live in an area, on which day they were counted and who says so. The newest count holds."""

    area_code = models.CharField(max_length=20)
    inhabitants = models.PositiveIntegerField()
    counted_on = models.DateField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "area_code", "counted_on"], name="desk_population_once"),
        ]
