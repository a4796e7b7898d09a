"""Who may say that an alert leaves, and whether what they read is what leaves. Values in, sentences out."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from nabij.alerts.kinds import Kind
from nabij.tenants.errors import Refused, Stale

SIZE_MARGIN_LEAST = 5
SIZE_MARGIN_SHARE = 0.02


def check_second_person(approver: UUID | None, editors: Collection[UUID | None]) -> None:
    """Editors accumulate over all versions; none of them approves. Raises Refused."""
    if approver is None:
        raise Refused(_("Somebody who is signed in must approve this."))
    if approver in editors:
        raise Refused(_("You worked on this text yourself. Somebody else must approve it."))


def check_same_content(read: str, current: str) -> None:
    """`read` is the digest on the approver's page. Raises Stale when the alert changed since."""
    if read != current:
        raise Stale(_("This alert changed after you opened it. Read it again before you approve it."))


def check_ticked(ticked: int | None, cost_ticked_cents: int | None) -> None:
    """The approver ticks the size and the cost. Raises Refused when one was not."""
    if ticked is None or cost_ticked_cents is None:
        raise Refused(_("Tick that you approve this number of households before you approve."))


def size_moved(ticked: int, now: int) -> bool:
    """Whether the union moved by more than the larger of 5 and 2 % of what was ticked."""
    return abs(now - ticked) > max(SIZE_MARGIN_LEAST, SIZE_MARGIN_SHARE * ticked)


def returns_when_moved(kind: Kind, about_life: bool) -> bool:
    """A non-urgent alert whose audience moved goes back for approval; an urgent one goes, and the log says so."""
    return not (about_life or kind.code in ("urgent", "missing_person", "crisis"))


def check_caught_in_act(
    kind: Kind, *, allowed: bool, caught_in_act: bool, about_life: bool, night: bool, second_consultation: bool
) -> None:
    """One mandated officer may send at once: when the zone allows it, for an urgent fact that happens now; at night only after
    a second consultation is on record. Raises Refused.
    """
    if not allowed:
        raise Refused(_("In this police zone a second person always approves first."))
    if kind.code not in ("urgent", "missing_person") or not (caught_in_act or about_life):
        raise Refused(_("Only an urgent alert about something that happens now may leave without a second person."))
    if night and not second_consultation:
        raise Refused(_("At night you first consult a second person. Record with whom, then send."))


def check_reviewer(reviewer: UUID | None, editors: Collection[UUID | None], sender: UUID | None) -> None:
    """The review afterwards is by somebody who neither wrote nor sent it. Raises Refused."""
    if reviewer is None or reviewer == sender or reviewer in editors:
        raise Refused(_("You wrote or sent this alert yourself. Somebody else must review it."))
