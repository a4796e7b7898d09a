"""In which order messages about one thing may leave: an alert, updates, an all-clear, a withdrawal. Values in, sentences out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused, Stale

MessageType = Literal["alert", "update", "all_clear", "cancel"]
FOLLOW_UPS: Final[tuple[MessageType, ...]] = ("update", "all_clear", "cancel")
ENDS: Final = frozenset({"all_clear", "cancel"})
LEFT: Final = frozenset({"sent", "sent_unreviewed", "stopped"})
"""States of what left: what was stopped later had left too, for as far as it got."""


@dataclass(frozen=True)
class Message:
    """A message of a chain that left."""

    id: UUID
    message_type: str


def check_order(message_type: str, follows: UUID | None, left: Sequence[Message]) -> None:
    """Whether a message may leave after those that `left`, in that order, of its chain.

    An alert follows nothing. An update or all-clear follows the last one; after an all-clear comes no more of them, after a
    withdrawal comes nothing. A withdrawal takes all back, so that it never waits for what came between. Raises Refused, or Stale
    where somebody else was first.
    """
    if message_type == "alert":
        return
    known = {one.id: one.message_type for one in left}
    if follows not in known:
        raise Refused(_("What this follows was not sent, so nothing can follow it yet."))
    if "cancel" in known.values():
        raise Refused(_("This alert was taken back already: everybody who had it knows. Write a new alert if need be."))
    if message_type == "cancel":
        return
    if "all_clear" in known.values():
        raise Refused(_("The all-clear was given already. Write a new alert if it starts again."))
    if left[-1].id != follows:
        raise Stale(
            _("Another message followed in the meantime. Read it, change yours where needed and save it again.")
        )
