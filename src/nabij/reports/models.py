from __future__ import annotations

from django.db import models
from django.db.models import Q

from nabij.reports import states
from nabij.reports.answers import models as answers
from nabij.reports.backlog import models as backlog
from nabij.reports.points import models as points
from nabij.reports.routing import models as routing
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import Tenant, TenantRow

__all__ = ["answers", "backlog", "points", "routing"]


class Category(models.Model):
    """A kind of fact, as loaded from data/categories.toml: texts per language, who answers for it, what it asks."""

    code = models.SlugField(primary_key=True, max_length=40)
    position = models.PositiveSmallIntegerField()
    family = models.SlugField(max_length=40)
    group = models.SlugField(max_length=20, default="other")
    icon = models.CharField(max_length=40)
    controller = models.CharField(max_length=8, choices=states.Controller.choices)
    name = models.JSONField()
    hint = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    links = models.JSONField(default=list)
    first_call = models.CharField(max_length=4, blank=True)
    always_call = models.BooleanField(default=False)
    follow_up = models.CharField(max_length=16, blank=True)
    urgency = models.CharField(max_length=8, choices=states.Urgency.choices, default=states.Urgency.NORMAL)
    may_be_public = models.BooleanField(default=False)
    nothing_stored = models.BooleanField(default=False)
    near_m = models.PositiveIntegerField()
    near_min = models.PositiveIntegerField()
    active = models.BooleanField(default=True)


class Placed(models.Model):
    """A place: degrees WGS84, metres Belgian Lambert 2008, and in which neighbourhood that is."""

    lon = models.FloatField()
    lat = models.FloatField()
    x = models.FloatField()
    y = models.FloatField()
    address = models.CharField(max_length=200, blank=True)
    neighbourhood_code = models.CharField(max_length=40, blank=True)
    neighbourhood_name = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


class Incident(Placed, TenantRow):
    """The fact behind one or more reports. `version` goes up with each change, so that two people cannot both be first."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, db_index=False)
    state = models.CharField(max_length=12, choices=states.State.choices, default=states.State.NEW)
    outcome = models.CharField(max_length=12, choices=states.Outcome.choices, blank=True)
    urgency = models.CharField(max_length=8, choices=states.Urgency.choices)
    caught_in_act = models.BooleanField(default=False)
    never_alert = models.BooleanField(default=False)
    summary = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=16, choices=states.Channel.choices, blank=True, db_default="")
    happened_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    report_count = models.PositiveIntegerField(default=1)
    photo_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.UUIDField(null=True)
    changed_by_name = models.CharField(max_length=120, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.UUIDField(null=True)
    withheld_because = models.TextField(blank=True)
    prosecutor_consulted = models.BooleanField(null=True)
    review_at = models.DateTimeField(null=True)
    public_sentence = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reporter_wrote_at = models.DateTimeField(null=True)
    merged_into = TenantForeignKey("self", null=True, blank=True, related_name="absorbed")
    team = TenantForeignKey("Team", null=True, blank=True, related_name="incidents", db_index=False)
    due_at = models.DateTimeField(null=True)
    routed_how = models.CharField(max_length=8, choices=routing.How.choices, blank=True)
    routed_by = TenantForeignKey("RoutingRule", null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "state", "-id"], name="incident_queue"),
            models.Index(fields=["tenant", "team", "-id"], name="incident_team"),
            models.Index(fields=["tenant", "due_at"], condition=Q(state__in=states.OPEN), name="incident_due"),
            models.Index(fields=["tenant", "category", "-id"], name="incident_kind"),
            models.Index(fields=["tenant", "neighbourhood_code", "-id"], name="incident_area"),
            models.Index(fields=["tenant", "channel", "-id"], name="incident_channel"),
            models.Index(fields=["tenant", "-id"], condition=Q(urgency="urgent"), name="incident_urgent"),
            models.Index(fields=["tenant", "happened_at"], name="incident_when"),
            models.Index(fields=["reported_at"], condition=Q(state="new"), name="incident_unjudged"),
            models.Index(fields=["review_at"], condition=Q(state="withheld"), name="incident_review"),
            models.Index(
                fields=["tenant", "-id"], condition=Q(reporter_wrote_at__isnull=False), name="incident_reporter_wrote"
            ),
        ]


class Presence(TenantRow):
    """Somebody has an incident open in this minute. Renewed while it is open; what is over is removed, not kept."""

    incident = TenantForeignKey(Incident, related_name="presences")
    account_id = models.UUIDField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "incident", "account_id"], name="presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_over")]


class Report(Placed, TenantRow):
    """One message from one person. Name and contact are sealed to this row's id; the tracking code is kept as a keyed hash.

    `tracking_sealed`: the code itself, sealed to this row, only where we may write to who reported: our messages lead to it.
    `muted_at`: from then on they want no messages.
    """

    incident = TenantForeignKey(Incident, related_name="reports")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=16, choices=states.Channel.choices)
    text = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    caught_in_act = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="nl")
    reporter_person = models.UUIDField(null=True)
    reporter_name = models.BinaryField(null=True)
    contact_kind = models.CharField(max_length=8, blank=True)
    contact_value = models.BinaryField(null=True)
    tracking_hash = models.BinaryField(null=True)
    tracking_sealed = models.BinaryField(null=True)
    external_number = models.CharField(max_length=60, blank=True)
    recorded_by = models.UUIDField(null=True)
    first_incident_id = models.UUIDField()
    muted_at = models.DateTimeField(null=True)
    reopened_times = models.PositiveSmallIntegerField(default=0, db_default=0)
    point = models.UUIDField(null=True)
    sent_hash = models.BinaryField(null=True)
    counted = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [
            models.Index(fields=["tracking_hash"], name="report_tracking"),
            models.Index(fields=["point"], condition=Q(point__isnull=False), name="report_point"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sent_hash"], condition=Q(sent_hash__isnull=False), name="report_sent_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "external_number"], condition=~Q(external_number=""), name="report_external_number"
            ),
        ]


class Photo(TenantRow):
    """A picture that was drawn anew, so that nothing of the camera's own data is left."""

    report = TenantForeignKey(Report, related_name="photos")
    file = models.CharField(max_length=80)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()


class IncidentNote(TenantRow):
    """A line of the incident's history: what colleagues read, and apart from it what anybody may read."""

    incident = TenantForeignKey(Incident, related_name="notes")
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    internal = models.TextField(blank=True)
    public = models.CharField(max_length=400, blank=True)
    public_template = models.CharField(max_length=24, blank=True)
    promised_for = models.DateTimeField(null=True)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "incident", "id"], name="note_history")]


class Team(TenantRow):
    """Who does tasks: a patrol, the guards, the cleaning service. The default team gets what no rule gives to another.

    An outside team is no staff: its tasks leave by e-mail or to its own system, at the address that is sealed to this row's id.
    """

    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    outside = models.CharField(max_length=8, choices=states.Outside.choices, blank=True)
    contact_value = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="team_name"),
            models.UniqueConstraint(fields=["tenant"], condition=Q(is_default=True), name="team_default"),
        ]


class TeamMember(TenantRow):
    team = TenantForeignKey(Team, related_name="members")
    account_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "team", "account_id"], name="team_member")]


class Task(TenantRow):
    """One team's work on an incident."""

    incident = TenantForeignKey(Incident, related_name="tasks")
    team = TenantForeignKey(Team, related_name="tasks")
    what = models.CharField(max_length=400)
    state = models.CharField(max_length=12, choices=states.TaskState.choices, default=states.TaskState.OPEN)
    due_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=400, blank=True)
    came_from = models.UUIDField(null=True)
    with_photos = models.BooleanField(default=False)
    link_hash = models.BinaryField(null=True)
    link_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "team", "state", "id"], name="task_list"),
            models.Index(fields=["link_hash"], name="task_link"),
        ]


class Referral(TenantRow):
    """An incident shown to another tenant: which fields, on what legal basis, until when. The owner stays the owner."""

    incident = TenantForeignKey(Incident, related_name="referrals")
    to_tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    legal_basis = models.CharField(max_length=200)
    reason = models.CharField(max_length=400)
    until = models.DateTimeField()
    state = models.CharField(max_length=12, choices=states.ReferralState.choices, default=states.ReferralState.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=400, blank=True)


class Duty(TenantRow):
    """Who is called when an urgent report stays unread; the number is sealed to this row's id."""

    role = models.CharField(max_length=8, choices=states.DutyRole.choices)
    name = models.CharField(max_length=120)
    account_id = models.UUIDField(null=True)
    contact_kind = models.CharField(max_length=8)
    contact_value = models.BinaryField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "role", "until_at"], name="duty_now")]


class DutyCall(TenantRow):
    """A call to the one on duty about an unjudged incident: at most one per step."""

    incident = TenantForeignKey(Incident, related_name="duty_calls")
    duty = TenantForeignKey(Duty, null=True, related_name="calls")
    role = models.CharField(max_length=8, choices=states.DutyRole.choices)
    ordered_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=states.CallState.choices, default=states.CallState.ORDERED)
    answer = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "incident", "role"], name="duty_call_once")]
