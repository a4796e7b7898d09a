"""Words and shapes for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nabij.reports import questions, rules
from nabij.reports.codes import reference_of
from nabij.reports.models import Category, Incident, IncidentNote, Report, Task
from nabij.reports.queries import Pace
from nabij.reports.routing.presenters import promise
from nabij.reports.sentences import sentence
from nabij.reports.states import OPEN, Outcome, State, TaskState, Urgency
from nabij.reports.words import in_language

GROUPS = {
    "safety": gettext_lazy("Theft, burglary, something suspicious"),
    "people": gettext_lazy("Somebody needs help"),
    "shops": gettext_lazy("In a shop or business"),
    "nuisance": gettext_lazy("Noise and nuisance"),
    "street": gettext_lazy("Street, traffic and litter"),
    "other": gettext_lazy("Other"),
}
CHIPS = {
    State.NEW: ("brand", "diamond"),
    State.IN_HAND: ("warning", "circle-dot"),
    State.WITHHELD: ("neutral", "eye-off"),
    State.REFERRED: ("neutral", "arrow-right"),
    State.CLOSED: ("success", "circle-check"),
    State.MERGED: ("neutral", "merge"),
}
STATE_WORDS = {
    State.NEW: gettext_lazy("New"),
    State.IN_HAND: gettext_lazy("Being handled"),
    State.WITHHELD: gettext_lazy("Withheld"),
    State.REFERRED: gettext_lazy("Referred"),
    State.CLOSED: gettext_lazy("Closed"),
    State.MERGED: gettext_lazy("Merged"),
}
NOTES = {
    "received": (gettext_lazy("Reported"), "message-square", ""),
    "judged": (gettext_lazy("Judged"), "check", ""),
    "closed": (gettext_lazy("Closed"), "circle-check", "success"),
    "reopened": (gettext_lazy("Opened again"), "history", "warning"),
    "not_solved": (gettext_lazy("Not solved, says who reported it"), "message-square", "warning"),
    "note": (gettext_lazy("Note"), "notebook-pen", ""),
    "task": (gettext_lazy("Task given"), "clipboard-list", ""),
    "task_start": (gettext_lazy("Task started"), "play", ""),
    "task_finish": (gettext_lazy("Task done"), "list-checks", "success"),
    "waiting": (gettext_lazy("We wait for who reported"), "pause", ""),
    "waiting_other": (gettext_lazy("We wait for another service or firm"), "pause", ""),
    "going_on": (gettext_lazy("The clock goes on"), "play", ""),
    "task_asked": (gettext_lazy("Message from an outside team"), "message-square", "warning"),
    "task_told": (gettext_lazy("Message to an outside team"), "send", ""),
    "task_cancel": (gettext_lazy("Task cancelled"), "x", ""),
    "merged": (gettext_lazy("Merged with another incident"), "merge", ""),
    "withdrawn": (gettext_lazy("Taken back by who reported it"), "undo-2", ""),
    "joined": (gettext_lazy("Another report added"), "merge", ""),
    "split_off": (gettext_lazy("Report split off"), "split", ""),
    "team": (gettext_lazy("Given to a team"), "users", ""),
    "kind": (gettext_lazy("Another kind"), "tag", ""),
    "reworded": (gettext_lazy("Other words for the public"), "pencil", ""),
    "referred": (gettext_lazy("Referred"), "arrow-right", ""),
    "referral_done": (gettext_lazy("Done by another service"), "list-checks", "success"),
    "given_back": (gettext_lazy("Given back"), "undo-2", "warning"),
    "called_officer": (gettext_lazy("Officer on duty called"), "phone-call", "warning"),
    "call_failed": (gettext_lazy("The call did not get through"), "phone", "danger"),
    "called_deputy": (gettext_lazy("Deputy called"), "phone-call", "danger"),
}
MINUTES_A_DAY = 1440


def grouped(kinds: Iterable[Category]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Kinds under their headings, in the order of the page."""
    shown: dict[str, list[Mapping[str, Any]]] = {name: [] for name in GROUPS}
    for kind in kinds:
        shown[kind.group if kind.group in shown else "other"].append(kind_words(kind))
    return [(str(GROUPS[name]), rows) for name, rows in shown.items() if rows]


def kind_words(kind: Category) -> dict[str, Any]:
    return {"code": kind.code, "icon": kind.icon, "name": in_language(kind.name), "hint": in_language(kind.hint)}


def links(kind: Category) -> list[dict[str, str]]:
    """Where else one can turn: words, under which conditions, address, icon. A number may differ by language."""
    return [
        {
            "label": in_language(link["label"]),
            "when": in_language(link.get("when", {"nl": ""})),
            "url": url,
            "icon": _link_icon(url),
        }
        for link in kind.links
        if (url := link["url"] if isinstance(link["url"], str) else in_language(link["url"]))
    ]


def _link_icon(url: str) -> str:
    return "phone" if url.startswith("tel:") else "external-link"


def reference(incident: Incident) -> str:
    """What colleagues call an incident on the radio: the last six signs of its id."""
    return reference_of(incident.id)


def row(incident: Incident) -> dict[str, Any]:
    """An incident as a row of the queue; `late` when its promised time is over while it is open."""
    urgent = incident.urgency == Urgency.URGENT and incident.state == State.NEW
    tone, icon = CHIPS[State(incident.state)]
    told = ngettext("%(n)s report", "%(n)s reports", incident.report_count) % {"n": incident.report_count}
    return {
        "id": incident.id,
        "kind": in_language(incident.category.name),
        "reported_at": incident.reported_at,
        "urgent": urgent,
        "caught_in_act": incident.caught_in_act,
        "chip": _("Urgent") if urgent else str(STATE_WORDS[State(incident.state)]),
        "tone": "act" if urgent else tone,
        "icon": "siren" if urgent else icon,
        "where": ", ".join(part for part in (incident.address, incident.neighbourhood_name) if part),
        "told": told if incident.report_count > 1 else "",
        "reopened": incident.reopened_at is not None,
        "wrote": incident.reporter_wrote_at is not None,
        "late": bool(incident.state in OPEN and incident.due_at and incident.due_at < timezone.now()),
        "photos": incident.photo_count,
        "tenant": incident.tenant.name,
    }


def row_brief(incident: Incident) -> dict[str, Any]:
    """An incident in one line, where its tenant is not loaded."""
    return {
        "id": incident.id,
        "kind": in_language(incident.category.name),
        "at": incident.happened_at,
        "where": incident.address or incident.neighbourhood_name,
        "state": STATE_WORDS[State(incident.state)],
    }


def facts(incident: Incident) -> list[tuple[str, object]]:
    withheld = incident.state == State.WITHHELD
    return [
        (_("Place"), incident.address or f"{incident.lat:.5f}, {incident.lon:.5f}"),
        (_("Neighbourhood"), incident.neighbourhood_name),
        (_("Caught in the act"), _("Yes") if incident.caught_in_act else ""),
        (_("Belongs to"), incident.tenant.name),
        (_("Decision"), Outcome(incident.outcome).label if incident.outcome else ""),
        (_("Withheld because"), incident.withheld_because if withheld else ""),
        (_("Prosecutor consulted"), (_("Yes") if incident.prosecutor_consulted else _("No")) if withheld else ""),
        (_("The public reads"), incident.public_sentence),
    ]


def history(notes: Iterable[IncidentNote]) -> list[dict[str, Any]]:
    """The history for colleagues: what happened, by whom, and in its own line what the public reads."""
    return [_entry(note) for note in notes]


def _entry(note: IncidentNote) -> dict[str, Any]:
    words, icon, tone = NOTES.get(note.kind, (note.kind, "circle-dot", ""))
    text = " - ".join(part for part in (str(words), note.by_name) if part)
    public = note.public or sentence(note.public_template)
    said = _("Public: %(sentence)s") % {"sentence": public} if public else ""
    if note.promised_for:
        said = f"{said} {promise(note.promised_for)}".strip()
    detail = "\n".join(part for part in (note.internal, said) if part)
    return {"when": note.at, "text": text, "detail": detail, "icon": icon, "tone": tone}


def answers(report: Report) -> list[tuple[str, str]]:
    """What was asked, as it is worded now, with what was answered."""
    asked = {question["code"]: question for question in report.category.questions}
    return [
        (in_language(asked[code]), questions.said(asked[code], given)) if code in asked else (code, given)
        for code, given in report.answers.items()
    ]


def task_words(task: Task) -> dict[str, Any]:
    tones = {
        TaskState.OPEN: "brand",
        TaskState.STARTED: "warning",
        TaskState.DONE: "success",
        TaskState.CANCELLED: "neutral",
    }
    return {
        "task": task,
        "tone": tones[TaskState(task.state)],
        "is_open": task.state in (TaskState.OPEN, TaskState.STARTED),
    }


def steps(incident: Incident) -> set[str]:
    """The steps that can be taken now, for the buttons."""
    open_steps = set(rules.steps_from(incident.state))
    return open_steps - {Outcome.WARN} if incident.never_alert else open_steps


def pace_sentence(pace: Pace, hours: tuple[str, str] | None = None) -> str:
    """How fast reports are really read; where we cannot tell, we say so. `hours`: from when until when they are read."""
    if pace.median_min is None:
        said = _("Reports are read by people. How fast, we cannot say yet: too few were read in the last two weeks.")
    else:
        said = _("In the last two weeks we read half of the reports within %(span)s.") % {"span": span(pace.median_min)}
    if pace.oldest_waiting_min is not None and pace.oldest_waiting_min > max(60, 2 * (pace.median_min or 0)):
        said += " " + _("The oldest one is waiting for %(span)s now.") % {"span": span(pace.oldest_waiting_min)}
    if hours is not None:
        said += " " + _("Reports are read from %(start)s to %(end)s.") % {"start": hours[0], "end": hours[1]}
    return said


def span(minutes: int) -> str:
    """A length of time as one says it."""
    if minutes < 1:
        return _("one minute")
    if minutes < 90:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 2 * MINUTES_A_DAY:
        hours = round(minutes / 60)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(minutes / MINUTES_A_DAY)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def slot(name: str, **parts: object) -> str:
    """The address of a fragment that a room above puts in our page (`settings.NABIJ_SLOTS`), or nothing."""
    address: str = getattr(settings, "NABIJ_SLOTS", {}).get(name, "")
    return address.format(**parts)
