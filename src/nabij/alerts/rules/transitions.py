"""From which state to which an alert may go, by what deed, with which right and guard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from nabij.alerts.kinds import Kind
from nabij.tenants.errors import Refused, Stale

State = Literal["draft", "submitted", "returned", "scheduled", "sent", "sent_unreviewed", "stopped", "cancelled"]
Verb = Literal[
    "edit", "submit", "return", "approve", "schedule", "release", "send_caught_in_act", "send_reviewed_text", "review",
    "cancel", "stop", "give_way",
]  # fmt: skip

STATES: tuple[State, ...] = (
    "draft", "submitted", "returned", "scheduled", "sent", "sent_unreviewed", "stopped", "cancelled",
)  # fmt: skip
VERBS: tuple[Verb, ...] = (
    "edit", "submit", "return", "approve", "schedule", "release", "send_caught_in_act", "send_reviewed_text", "review",
    "cancel", "stop", "give_way",
)  # fmt: skip
LEAVES: frozenset[State] = frozenset({"sent", "sent_unreviewed"})

# Rights stand for the kind's own ("draft", "send") or name one; "system" is the platform itself.
DRAFT, SEND, APPROVE, REVIEW, SYSTEM = "draft", "send", "alerts.approve", "alerts.review", "system"


@dataclass(frozen=True)
class Edge:
    """`rights` must all be held; `guard` names the rule of `approval`, `content` or `chain` that has the last word.

    What gives way to a message that follows it asks no right of its own: the one that follows asked it.
    """

    source: State
    verb: Verb
    target: State
    rights: tuple[str, ...]
    guard: str = ""


EDGES: tuple[Edge, ...] = (
    Edge("draft", "edit", "draft", (DRAFT,)),
    Edge("returned", "edit", "draft", (DRAFT,)),
    Edge("submitted", "edit", "draft", (DRAFT,)),
    Edge("scheduled", "edit", "draft", (DRAFT,)),
    Edge("draft", "submit", "submitted", (DRAFT,), "may_leave_desk"),
    Edge("returned", "submit", "submitted", (DRAFT,), "may_leave_desk"),
    Edge("submitted", "return", "returned", (APPROVE, SEND)),
    Edge("submitted", "approve", "sent", (APPROVE, SEND), "may_approve"),
    Edge("submitted", "schedule", "scheduled", (APPROVE, SEND), "may_approve"),
    Edge("scheduled", "release", "sent", (SYSTEM,), "may_release"),
    Edge("scheduled", "return", "returned", (SYSTEM,)),
    Edge("draft", "send_caught_in_act", "sent_unreviewed", (SEND,), "may_send_caught_in_act"),
    Edge("returned", "send_caught_in_act", "sent_unreviewed", (SEND,), "may_send_caught_in_act"),
    Edge("submitted", "send_caught_in_act", "sent_unreviewed", (SEND,), "may_send_caught_in_act"),
    Edge("draft", "send_reviewed_text", "sent", (SEND,), "is_reviewed_text"),
    Edge("sent_unreviewed", "review", "sent", (REVIEW,), "may_review"),
    Edge("draft", "cancel", "cancelled", (DRAFT,)),
    Edge("returned", "cancel", "cancelled", (DRAFT,)),
    Edge("submitted", "cancel", "cancelled", (DRAFT,)),
    Edge("scheduled", "cancel", "cancelled", (DRAFT,)),
    Edge("sent", "stop", "stopped", (SEND,)),
    Edge("sent_unreviewed", "stop", "stopped", (SEND,)),
    Edge("sent", "give_way", "stopped", (), "may_follow"),
    Edge("sent_unreviewed", "give_way", "stopped", (), "may_follow"),
    Edge("stopped", "review", "stopped", (REVIEW,), "may_review"),
)


def edge(source: str, verb: Verb) -> Edge:
    """The one edge for a deed in a state. Raises Refused with a sentence where there is none, Stale when somebody was first."""
    for candidate in EDGES:
        if candidate.source == source and candidate.verb == verb:
            return candidate
    if verb in ("approve", "schedule", "return") and source in ("sent", "scheduled", "returned"):
        raise Stale(_("Somebody else was first. Look at the page of this alert for what was decided."))
    raise Refused(_WORDS_WHEN_CLOSED.get(source, _no_longer)())


def rights_of(found: Edge, kind: Kind) -> list[str]:
    """The names of the rights that an edge asks for this kind of alert; empty for an edge of the platform itself."""
    named = {DRAFT: kind.draft, SEND: kind.send}
    return [named.get(right, right) for right in found.rights if right != SYSTEM]


def _no_longer() -> str:
    return _("This is no longer possible with this alert. Look at its page for what happened.")


def _already_sent() -> str:
    return _("This alert has been sent and can no longer change. Send feedback instead.")


def _withdrawn() -> str:
    return _("This alert was withdrawn. Write a new one.")


def _not_submitted() -> str:
    return _("This alert is still being written. Submit it first.")


_WORDS_WHEN_CLOSED = {
    "sent": _already_sent,
    "sent_unreviewed": _already_sent,
    "stopped": _withdrawn,
    "cancelled": _withdrawn,
    "draft": _not_submitted,
    "returned": _not_submitted,
}
