"""Where staff is reminded of what waits for them: an address or number of their service."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.people import vault
from nabij.people.actions.codes import work_value_of
from nabij.people.actions.record import write
from nabij.people.models import Account, WorkContact
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id


def confirm_work_contact(actor: Actor, *, code_id: UUID, code: str) -> WorkContact:
    """Keeps what the code was sent to, in place of the earlier one of its kind. Raises Refused for a wrong or spent code."""
    account_id = _own(actor)
    kind, value = work_value_of(code_id, code)
    return _keep(actor, account_id, kind, value)


@transaction.atomic
def forget_work_contact(actor: Actor, *, kind: str) -> None:
    """Nothing is sent there any more. Raises Missing where there is none of that kind."""
    found = WorkContact.objects.select_for_update().filter(account_id=_own(actor), kind=kind).first()
    if found is None:
        raise Missing
    write(actor, "people.forget_work_contact", "people.work_contact", found.id, {"kind": kind})
    found.delete()


@transaction.atomic
def _keep(actor: Actor, account_id: UUID, kind: str, value: str) -> WorkContact:
    Account.objects.select_for_update().get(id=account_id)
    WorkContact.objects.filter(account_id=account_id, kind=kind).delete()
    row = WorkContact(id=new_id(), account_id=account_id, kind=kind, verified_at=timezone.now())
    row.value = vault.seal_value(kind, row.id, value)
    row.save()
    write(actor, "people.keep_work_contact", "people.work_contact", row.id, {"kind": kind})
    return row


def _own(actor: Actor) -> UUID:
    if actor.kind != "staff" or actor.id is None:
        raise Missing
    return actor.id
