"""The words in which reports, incidents and tasks are described; each value stands in the database."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    CALL = "call", _("by telephone")
    COUNTER = "counter", _("at a counter")
    OFFICER = "officer", _("own observation")
    WEB = "web", _("by the website")
    CONTROL_ROOM = "control_room", _("from the control room")
    OPEN311 = "open311", _("by another app")
    REPLY = "reply", _("by an answer to a warning")
    ME_TOO = "me_too", _("said that it is the same")


class Controller(models.TextChoices):
    POLICE = "police", _("police")
    CITY = "city", _("city")


class Urgency(models.TextChoices):
    URGENT = "urgent", _("urgent")
    NORMAL = "normal", _("not urgent")


class State(models.TextChoices):
    NEW = "new", _("new")
    IN_HAND = "in_hand", _("being handled")
    WITHHELD = "withheld", _("withheld")
    REFERRED = "referred", _("referred")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("merged")


class Outcome(models.TextChoices):
    """What judging decided."""

    WARN = "warn", _("warn the neighbourhood")
    TASK_ONLY = "task_only", _("task only, no warning")
    WITHHOLD = "withhold", _("withhold")
    CRISIS_CARE = "crisis_care", _("person in a crisis: to care")
    REFER = "refer", _("refer to another service")
    NO_FACT = "no_fact", _("no fact")


class TaskState(models.TextChoices):
    OPEN = "open", _("to do")
    STARTED = "started", _("started")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class Outside(models.TextChoices):
    """How the tasks of a team that is no staff of ours leave."""

    EMAIL = "email", _("by e-mail")
    WEBHOOK = "webhook", _("to its own system")


class ReferralState(models.TextChoices):
    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    REVOKED = "revoked", _("revoked")
    DONE = "done", _("done")


class DutyRole(models.TextChoices):
    OFFICER = "officer", _("officer on duty")
    DEPUTY = "deputy", _("deputy")


class CallState(models.TextChoices):
    ORDERED = "ordered", _("ordered")
    HANDED_OVER = "handed_over", _("handed over")
    FAILED = "failed", _("failed")


OPEN = (State.NEW, State.IN_HAND, State.WITHHELD, State.REFERRED)
