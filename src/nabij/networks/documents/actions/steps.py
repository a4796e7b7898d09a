"""The steps of a start-up that documents complete."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from nabij.tenants.actor import Actor
from nabij.tenants.working_days import BRUSSELS


def complete(actor: Actor, network_id: UUID, step: str, on: date | None = None) -> None:
    """Settles a step of the start-up, where there is one."""
    # A start-up asks documents to be reissued when networks merge, and is told here when they are signed.
    from nabij.networks.founding.actions import complete_step

    moment = datetime.combine(on, time(12), BRUSSELS) if on else None
    complete_step(actor, network_id=network_id, step=step, on=moment)
