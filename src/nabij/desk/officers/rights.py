"""Who may do what about officers, beyond the right itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.desk.officers.models import Officer

MANAGE: Final = "desk.officers"
ANSWER: Final = "desk.answer"


def may_act_for(actor: Actor, found: Officer) -> bool:
    """Whether the actor keeps the officers of this tenant, or is this officer."""
    own = found.account_id is not None and found.account_id == actor.id and actor.may(ANSWER, found.tenant_id)
    return own or actor.may(MANAGE, found.tenant_id)
