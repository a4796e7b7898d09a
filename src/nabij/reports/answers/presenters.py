"""Words and shapes for the pages about answers to who reported."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nabij.channels.errors import NO_CONTACT
from nabij.channels.outbox.models import MessageState
from nabij.channels.queries import sentence_of, sms_size
from nabij.reports.answers import rules, wording
from nabij.reports.answers.models import ReporterMessage
from nabij.reports.answers.queries import MessagesOf
from nabij.reports.answers.wording import Filling
from nabij.reports.sentences import LANGUAGES
from nabij.reports.words import in_language

TEMPLATES: Final = {
    rules.RECEIVED: gettext_lazy("Receipt"),
    rules.CHANGE: gettext_lazy("News"),
    rules.PROMISE: gettext_lazy("Promise of a day"),
    rules.ENDED: gettext_lazy("The end"),
}
TONES: Final = {
    MessageState.SENT: ("success", "check"), MessageState.WAITING: ("neutral", "clock"),
    MessageState.SENDING: ("neutral", "clock"), MessageState.REPLACED: ("neutral", "minus"),
    MessageState.DOUBT: ("warning", "circle-help"), MessageState.FAILED: ("danger", "circle-x"),
    MessageState.GIVEN_UP: ("danger", "circle-x"), MessageState.NOWHERE: ("danger", "circle-x"),
    MessageState.DROPPED: ("neutral", "minus"),
}  # fmt: skip
KINDS: Final = {
    "email": gettext_lazy("e-mail"),
    "sms": gettext_lazy("text message"),
    "voice": gettext_lazy("telephone call"),
    "push": gettext_lazy("notification"),
}
EXAMPLE: Final = Filling(
    who="Stad Voorbeeld", link="https://nabij.example.be/volgen/K7RM-2XQD-9HTW", said="solved", day="2027-03-12"
)


def shown(row: ReporterMessage) -> dict[str, Any]:
    """A message as staff sees it: what, when, what became of it and why."""
    tone, icon = TONES[MessageState(row.state)]
    return {
        "id": row.id,
        "what": TEMPLATES.get(row.template, row.template),
        "state": row.get_state_display(),
        "tone": tone,
        "icon": icon,
        "at": row.settled_at or row.put_at,
        "due_at": row.due_at if row.state == MessageState.WAITING else None,
        "channel": KINDS.get(row.channel, ""),
        "why": why(row),
        "tries": row.tries,
        "may_again": row.did_not_arrive,
        "language": row.language,
    }


def why(row: ReporterMessage) -> str:
    """What went wrong, as a sentence."""
    if row.error == NO_CONTACT:
        return _("We have no number or address any more, or they stopped our messages.")
    if row.state == MessageState.DOUBT and not row.error:
        return _("The sending stopped halfway. Nobody knows whether it left.")
    return sentence_of(row.error)


def per_report(found: list[MessagesOf]) -> list[dict[str, Any]]:
    """Each report with its messages, for the page of an incident."""
    return [
        {
            "id": one.report.id,
            "at": one.report.received_at,
            "reachable": one.reachable,
            "muted": one.report.muted_at is not None,
            "kind": KINDS.get(one.contact_kind, ""),
            "messages": [shown(row) for row in one.messages],
        }
        for one in found
    ]


def failed_row(row: ReporterMessage) -> dict[str, Any]:
    """A message of the list of what did not arrive."""
    incident = row.report.incident
    return shown(row) | {
        "url": reverse("reports:incident", args=[incident.id]),
        "kind": in_language(incident.category.name),
        "tenant": row.tenant.name,
        "report_id": row.report_id,
    }


def previews(template: str, texts: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """How a message reads in each language over each channel, with what it costs as a text message."""
    found = []
    for language in LANGUAGES:
        short = wording.written(template, language, "sms", EXAMPLE, texts).body
        found.append(
            {
                "language": language,
                "short": short,
                "size": sms_size(short),
                "mail": wording.written(template, language, "email", EXAMPLE, texts),
                "call": wording.written(template, language, "voice", EXAMPLE, texts).body,
            }
        )
    return found
