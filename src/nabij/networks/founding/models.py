from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow

NETWORK = "networks.Network"


class StepCode(models.TextChoices):
    """The steps of a start-up, in their order. Who owns each, its term and its source stand in data/steps.toml."""

    INTEREST = "interest", pgettext_lazy("start-up", "Interest in the neighbourhood")
    DECISION = "decision", pgettext_lazy("start-up", "The neighbourhood decides")
    POLICE_START = "police_start", pgettext_lazy("start-up", "The police decide to start")
    OFFICER = "officer", pgettext_lazy("start-up", "A mandated officer and a deputy")
    SCREENING = "screening", pgettext_lazy("start-up", "The coordinator is screened")
    COORDINATOR = "coordinator", pgettext_lazy("start-up", "Members approve the coordinator")
    AREA = "area", pgettext_lazy("start-up", "The area is settled")
    STEERING = "steering", pgettext_lazy("start-up", "A steering group")
    PLAN = "plan", pgettext_lazy("start-up", "Communication plan")
    BUDGET = "budget", pgettext_lazy("start-up", "Budget plan")
    HOUSE_RULES = "house_rules", pgettext_lazy("start-up", "House rules")
    CHARTER = "charter", pgettext_lazy("start-up", "The charter is signed")
    FEDERAL = "federal", pgettext_lazy("start-up", "Copy to the federal service")
    SIGNS = "signs", pgettext_lazy("start-up", "Signs at the access roads")
    OPENING = "opening", pgettext_lazy("start-up", "The network opens")


class StepState(models.TextChoices):
    OPEN = "open", pgettext_lazy("step", "open")
    DONE = "done", pgettext_lazy("step", "done")
    SKIPPED = "skipped", pgettext_lazy("step", "left out")


class StepOwner(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    OFFICER = "officer", _("mandated officer")
    PREVENTION = "prevention", _("prevention service")
    MAYOR = "mayor", _("mayor")
    CHIEF = "chief", _("chief of police")
    MEMBERS = "members", _("neighbours")
    FEDERAL = "federal", _("federal service")


class StartStep(TenantRow):
    """A step of the start-up of one network. Its term runs from `since`, when all that must precede it was settled.

    `note` says how it was done or why it was left out; the screening never has one.
    """

    network = TenantForeignKey(NETWORK, related_name="steps")
    code = models.CharField(max_length=12, choices=StepCode.choices)
    state = models.CharField(max_length=8, choices=StepState.choices, default=StepState.OPEN)
    owner_role = models.CharField(max_length=12, choices=StepOwner.choices)
    owner_id = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    note = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)
    stalled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "network", "code"], name="networks_step_once"),
            models.CheckConstraint(condition=~Q(code="screening") | Q(note=""), name="networks_screening_says_nothing"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="open"), name="networks_step_due")]

    def __str__(self) -> str:
        return self.code


class Interest(TenantRow):
    """A household that wants a network where it lives. Who it is stands encrypted; the keyed hashes tell only whether it is the
    same one. Without a network it waits in its neighbourhood; withdrawn, it is deleted.
    """

    neighbourhood_code = models.CharField(max_length=20)
    network = TenantForeignKey(NETWORK, related_name="interests", null=True)
    person = models.BinaryField()
    person_key = models.BinaryField()
    household_key = models.BinaryField()
    willing = models.BooleanField(default=False)
    shown_at = models.DateTimeField()
    shown_by = models.CharField(max_length=10)
    told_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "neighbourhood_code", "person_key"], name="networks_interest_once"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "neighbourhood_code"], name="networks_interest_there"),
            models.Index(fields=["tenant", "network"], name="networks_interest_of"),
            models.Index(fields=["person_key"], name="networks_interest_who"),
        ]


class GoalReached(TenantRow):
    """That enough households of a neighbourhood want a network; prevention has to begin. Gone once it began."""

    neighbourhood_code = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "neighbourhood_code"], name="networks_goal_reached_once")
        ]


class Question(models.TextChoices):
    """What neighbours are asked together."""

    DECISION = "decision", _("Do we want a network here?")
    COORDINATOR = "coordinator", _("Do we agree with the coordinator?")


class Vote(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NO_OPINION = "no_opinion", _("No opinion")


class Poll(TenantRow):
    """A question to the neighbours in a window of time, one vote per household. Only the sums are kept, and told after the end.

    `candidate_id` is whom it is about, `closed_at` when the result was settled.
    """

    network = TenantForeignKey(NETWORK, related_name="polls")
    question = models.CharField(max_length=12, choices=Question.choices)
    candidate_id = models.UUIDField(null=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    no_opinion = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "network", "-opens_at"], name="networks_poll_of")]


class PollVoter(TenantRow):
    """That a household voted, under a hash for this poll alone; what it voted stands nowhere. `cast_on` tells no hour."""

    poll = TenantForeignKey(Poll, related_name="voters")
    household_key = models.BinaryField()
    cast_on = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "poll", "household_key"], name="networks_vote_once")]


class StartDecision(TenantRow):
    """What the chief of police decided: a network starts here or not. `reason` is for the zone, the sentence for neighbours."""

    network = TenantForeignKey(NETWORK, related_name="start_decisions")
    starts = models.BooleanField()
    reason = models.TextField(blank=True)
    public_sentence = models.TextField(blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "network"], name="networks_start_decided_once")]


class Outcome(models.TextChoices):
    """What a screening ends in. Never why."""

    SUITABLE = "suitable", _("suitable")
    UNSUITABLE = "unsuitable", _("not suitable")
    NOT_YET = "not_yet", _("not suitable yet")


class Candidate(TenantRow):
    """Somebody who is proposed as coordinator or deputy. Has no place for words: only outcome and date of a screening stay."""

    network = TenantForeignKey(NETWORK, related_name="candidates")
    person = models.BinaryField()
    person_key = models.BinaryField()
    deputy = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    screened_at = models.DateTimeField(null=True)
    screened_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", "suitable", "unsuitable", "not_yet"]), name="networks_outcome_only"
            ),
            models.UniqueConstraint(
                fields=["tenant", "network", "person_key"],
                condition=Q(closed_at__isnull=True),
                name="networks_candidate_once",
            ),
        ]


class SeatRole(models.TextChoices):
    OFFICER = "officer", _("mandated officer")
    COORDINATOR = "coordinator", _("coordinator")
    ALDERMAN = "alderman", _("alderman for safety")
    PREVENTION = "prevention", _("prevention service")
    POLICE = "police", _("neighbourhood police")
    OTHER = "other", pgettext_lazy("steering group", "other")


class SteeringGroup(TenantRow):
    """Who spreads the load of one or several networks."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="networks_steering_name_once")]

    def __str__(self) -> str:
        return self.name


class SteeringSeat(TenantRow):
    """A seat in a steering group: the name, sealed, and the role. Gone when somebody leaves it."""

    group = TenantForeignKey(SteeringGroup, related_name="seats")
    role = models.CharField(max_length=12, choices=SeatRole.choices)
    name = models.BinaryField()


class SteeringCover(TenantRow):
    """That a steering group covers a network; one group each."""

    group = TenantForeignKey(SteeringGroup, related_name="covers")
    network = TenantForeignKey(NETWORK, related_name="steering")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "network"], name="networks_steering_once")]


class SignState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("sign", "asked")
    DECIDED = "decided", pgettext_lazy("sign", "decided by the council")
    PLACED = "placed", pgettext_lazy("sign", "placed")
    DAMAGED = "damaged", pgettext_lazy("sign", "damaged or gone")


class Sign(TenantRow):
    """A sign with the logo at an access road, in degrees."""

    network = TenantForeignKey(NETWORK, related_name="signs")
    lon = models.FloatField()
    lat = models.FloatField()
    state = models.CharField(max_length=8, choices=SignState.choices, default=SignState.ASKED)
    since = models.DateTimeField()


class Change(models.TextChoices):
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")


class Succession(TenantRow):
    """Which network came out of which by a merge or a split."""

    before = TenantForeignKey(NETWORK, related_name="successors")
    after = TenantForeignKey(NETWORK, related_name="predecessors")
    kind = models.CharField(max_length=8, choices=Change.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "before", "after"], name="networks_succession_once")]
