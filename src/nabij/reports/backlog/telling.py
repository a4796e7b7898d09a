"""How the history of an incident, its texts and two incidents beside each other are told."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nabij.reports import presenters as reports
from nabij.reports.answers import rules as answering
from nabij.reports.answers.models import Rating, ReporterMessage
from nabij.reports.backlog.queries.history import DONE, LOOKED, RECORD, SAID, Line
from nabij.reports.backlog.queries.sides import Side
from nabij.reports.models import Incident, IncidentNote
from nabij.reports.rules import may_be_public
from nabij.reports.sentences import LANGUAGES, sentence
from nabij.reports.states import State
from nabij.reports.words import in_language

if TYPE_CHECKING:
    from nabij.audit.models import AuditRow

KIND_WORDS = {
    DONE: gettext_lazy("What was done"),
    SAID: gettext_lazy("With who reported"),
    RECORD: gettext_lazy("Other steps"),
    LOOKED: gettext_lazy("Who looked"),
}
DEEDS = {
    "reports.add_photo": gettext_lazy("Photo added"),
    "reports.accept_referral": gettext_lazy("The other service took it on"),
    "reports.answer_call": gettext_lazy("The call to the one on duty was answered"),
    "reports.add_to_reply": gettext_lazy("Who answered a warning wrote more"),
    "reports.send_message_again": gettext_lazy("Message sent again"),
    "reports.correct_contact": gettext_lazy("Telephone or address of who reported corrected"),
    "alerts.draft_alert": gettext_lazy("Alert written"),
}
MESSAGES = {
    answering.RECEIVED: gettext_lazy("Message: received"),
    answering.CHANGE: gettext_lazy("Message about a change"),
    answering.PROMISE: gettext_lazy("Message about the promised day"),
    answering.ENDED: gettext_lazy("Message about the end"),
}
SPEAKERS = {
    "system": gettext_lazy("the platform"),
    "resident": gettext_lazy("who reported"),
    "public": gettext_lazy("who reported"),
    "key": gettext_lazy("another system"),
}


def entry(line: Line, incident_id: UUID) -> dict[str, Any]:
    """A line of time as the component `timeline` takes it; `code` is the step as the record calls it."""
    if isinstance(line.what, IncidentNote):
        (shown,) = reports.history([line.what])
        moved = line.incident_id not in (None, incident_id)
        return shown | {"text": f"{shown['text']} ({_('merged incident')})" if moved else shown["text"]}
    if isinstance(line.what, ReporterMessage):
        return _message(line.what)
    if isinstance(line.what, Rating):
        return {
            "when": line.at,
            "text": _("Who reported said how it went"),
            "detail": _rated(line.what),
            "icon": "star",
            "tone": "",
        }
    return _recorded(line, line.what)


def choices(chosen: Collection[str], may_see_looks: bool) -> list[tuple[str, str, bool]]:
    """What one can choose to see: name, words, whether it is chosen."""
    return [(kind, str(said), kind in chosen) for kind, said in KIND_WORDS.items() if kind != LOOKED or may_see_looks]


def preview(incident: Incident, words: str) -> dict[str, Any]:
    """Who would read a public sentence: the reporter always, anybody else only what may be public."""
    shown = may_be_public(incident.state, incident.category.may_be_public, incident.outcome, incident.never_alert)
    return {
        "words": words,
        "to_reporter": words or sentence("in_hand"),
        "in_public": words if shown else "",
        "why_not": "" if shown else _why_not(incident),
        "is_police": incident.category.controller == "police",
        "languages": ", ".join(LANGUAGES),
    }


def side(found: Side) -> dict[str, Any]:
    """One of two incidents, with what hangs on it."""
    one = found.incident
    return {
        "incident": one,
        "row": reports.row(one),
        "reference": reports.reference(one),
        "facts": [
            (_("Reported at"), one.reported_at),
            (_("Place"), one.address or f"{one.lat:.5f}, {one.lon:.5f}"),
            (_("Team"), one.team.name if one.team else ""),
            (_("The public reads"), one.public_sentence),
        ],
        "reports": [(row, in_language(row.category.name)) for row in found.reports],
        "photos": found.photos,
        "tasks": [reports.task_words(task) for task in found.tasks],
        "moves": _moves(found),
    }


def apart(into: Side, other: Side) -> dict[str, int]:
    """How far two incidents lie from each other: whole metres and minutes."""
    a, b = into.incident, other.incident
    return {
        "metres": round(((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5),
        "minutes": round(abs((a.happened_at - b.happened_at).total_seconds()) / 60),
    }


def _moves(found: Side) -> list[str]:
    counted = (
        (ngettext("%(n)s report", "%(n)s reports", len(found.reports)), len(found.reports)),
        (ngettext("%(n)s photo", "%(n)s photos", len(found.photos)), len(found.photos)),
        (ngettext("%(n)s task", "%(n)s tasks", len(found.tasks)), len(found.tasks)),
    )
    return [text % {"n": number} for text, number in counted if number]


def _why_not(incident: Incident) -> str:
    if not incident.category.may_be_public:
        return _("Only who reported reads it: this kind is never shown to anybody else.")
    return _("Only who reported reads it, as long as the incident is %(state)s.") % {
        "state": State(incident.state).label
    }


def _message(row: ReporterMessage) -> dict[str, Any]:
    detail = ", ".join(part for part in (row.get_state_display(), row.channel, row.language) if part)
    text = str(MESSAGES.get(row.template, _("Message to who reported")))
    return {
        "when": row.put_at,
        "text": text,
        "detail": detail,
        "icon": "mail",
        "tone": "danger" if row.did_not_arrive else "",
    }


def _rated(row: Rating) -> str:
    return f"{row.get_solved_display()} - {row.get_helped_display()}"


def _recorded(line: Line, row: AuditRow) -> dict[str, Any]:
    who = line.who or str(SPEAKERS.get(row.actor_kind, ""))
    if line.kind == LOOKED:
        text = _("Who reported was looked up") if row.target == "reports.source" else _("Looked at")
        return {"when": line.at, "text": f"{text} - {who}", "detail": _reason(row.reason), "icon": "eye", "tone": ""}
    text = str(DEEDS.get(row.verb, row.verb.partition(".")[2].replace("_", " ")))
    return {
        "when": line.at,
        "text": " - ".join(part for part in (text, who) if part),
        "detail": "",
        "icon": "circle-dot",
        "tone": "",
    }


def _reason(reason: str) -> str:
    said = {"handling": _("while handling it"), "looking_back": _("looking back")}
    return said.get(reason, reason)
