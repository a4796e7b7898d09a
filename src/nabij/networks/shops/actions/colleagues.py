"""Who works in a shop: asked in by number or e-mail with a code, taken out by the owner, warned in their hours."""

from __future__ import annotations

import hmac
import secrets
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from nabij.networks.members.queries import person_key
from nabij.networks.shops import rules
from nabij.networks.shops.actions.changing import locked, owned, spread_hours, works_there, write
from nabij.networks.shops.actions.enrolling import Worker, add_worker, leave_shop
from nabij.networks.shops.hours import Week
from nabij.networks.shops.models import Business, BusinessPerson, Invitation, Role
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.languages import spoken

TEXTS: Final = Path(__file__).resolve().parent.parent / "data" / "invitation.toml"


class WrongCode(Refused):
    """Another code than the one that was sent; the door counts it."""


@transaction.atomic
def invite_colleague(actor: Actor, *, business_id: UUID, person_id: UUID, raw: str) -> Invitation:
    """The owner asks a colleague in, by telephone number or e-mail address; the code goes there and nowhere else.

    Raises Missing for who is not the owner, Refused for what is no number or address, or where no route takes the message.
    """
    found = owned(actor, business_id, person_id)
    kind = "email" if "@" in raw else vault.kind_of_number(raw)
    value, now = vault.normalise(kind, raw), timezone.now()
    waiting = Invitation.objects.filter(tenant_id=found.tenant_id, business=found, used_at__isnull=True)
    if waiting.filter(expires_at__gt=now).count() >= rules.INVITATIONS_OPEN:
        raise Refused(_("Many invitations are open already. Wait until they were used, or call us."))
    waiting.filter(lookup=vault.lookup(kind, value)).delete()
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    row = Invitation(
        id=new_id(), tenant_id=found.tenant_id, business=found, kind=kind, lookup=vault.lookup(kind, value), invited_at=now,
        expires_at=now + timedelta(days=rules.INVITED_DAYS),
    )  # fmt: skip
    row.digest = _digest(row.id, code)
    row.save(force_insert=True)
    write(actor, found, "invite_colleague", {"invitation": str(row.id), "kind": kind})
    _send(row, found, value, code)
    return row


@transaction.atomic
def accept_invitation(
    actor: Actor, *, invitation_id: UUID, person_id: UUID, code: str, worker: Worker
) -> BusinessPerson:
    """Who was asked in joins, with the code and as the holder of the number or address that it went to.

    Raises Missing where there is no such invitation (any longer), Refused for another code or holder, and as `add_worker`.
    """
    row = Invitation.objects.select_for_update().filter(id=invitation_id, used_at__isnull=True).first()
    if row is None or row.expires_at <= timezone.now():
        raise Missing
    found = locked(row.business_id)
    _check_code(row, code)
    held = {bytes(one.lookup) for one in people.contact_points(actor, person_id) if one.verified_at is not None}
    if bytes(row.lookup) not in held:
        raise Refused(_("This invitation went to another number or address. Sign in with the one that got it."))
    joined = add_worker(actor, found, person_id, Role.STAFF, worker)
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    write(actor, found, "accept_invitation", {"invitation": str(row.id), "person": str(joined.id)})
    return joined


def count_wrong_code(invitation_id: UUID) -> None:
    """Counts a wrong code, in a transaction of its own, so that guessing ends."""
    with transaction.atomic():
        row = Invitation.objects.select_for_update().filter(id=invitation_id).first()
        if row is not None:
            row.attempts += 1
            row.save(update_fields=["attempts"])


@transaction.atomic
def remove_colleague(actor: Actor, *, business_id: UUID, person_id: UUID, worker_id: UUID) -> None:
    """The owner takes out somebody who left, or somebody takes out themselves. Raises Missing, or Refused for the last owner."""
    found = locked(business_id)
    mine = works_there(actor, found, person_id)
    rows = BusinessPerson.objects.select_for_update(of=("self",)).select_related("membership")
    row = rows.filter(tenant_id=found.tenant_id, business=found, id=worker_id, left_at__isnull=True).first()
    if row is None or (mine.role != Role.OWNER and row.id != mine.id):
        raise Missing
    owners = BusinessPerson.objects.filter(tenant_id=found.tenant_id, business=found, role=Role.OWNER)
    others = owners.filter(left_at__isnull=True, membership__left_at__isnull=True).exclude(id=row.id)
    if row.role == Role.OWNER and not others.exists():
        raise Refused(_("A business keeps at least one owner. Make somebody else owner first, or stop the business."))
    leave_shop(row)
    write(actor, found, "remove_colleague", {"person": str(row.id)})


@transaction.atomic
def make_owner(actor: Actor, *, business_id: UUID, person_id: UUID, worker_id: UUID) -> None:
    """The owner makes a colleague owner too. Raises Missing."""
    found = owned(actor, business_id, person_id)
    changed = BusinessPerson.objects.filter(
        tenant_id=found.tenant_id, business=found, id=worker_id, left_at__isnull=True, membership__left_at__isnull=True
    ).update(role=Role.OWNER)
    if not changed:
        raise Missing
    write(actor, found, "make_owner", {"person": str(worker_id)})


@transaction.atomic
def set_my_hours(
    actor: Actor, *, business_id: UUID, person_id: UUID, hours: Week | None, beyond_hours: bool
) -> BusinessPerson:
    """When somebody may be warned for this shop; None: whenever it is open. `beyond_hours`: of a hold-up nearby always."""
    found = locked(business_id)
    mine = works_there(actor, found, person_id)
    mine.hours, mine.beyond_hours = hours, beyond_hours
    mine.save(update_fields=["hours", "beyond_hours"])
    spread_hours(found.tenant_id, mine.membership_id)
    write(actor, found, "set_my_hours", {"person": str(mine.id)})
    return mine


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """Takes a person who is being erased out of the shops; nothing has to stay. Called by the room of people."""
    BusinessPerson.objects.filter(membership__person_key=person_key(person_id)).delete()
    return []


def _check_code(row: Invitation, code: str) -> None:
    if row.attempts >= rules.CODE_ATTEMPTS:
        raise Refused(_("This code was tried too often. Ask for a new invitation."))
    if not hmac.compare_digest(bytes(row.digest), _digest(row.id, "".join(code.split()))):
        raise WrongCode(_("This code is not right. Look at the message again."))


def _digest(invitation_id: UUID, code: str) -> bytes:
    return vault.keyed_digest(b"invitation", invitation_id.bytes + code.encode())


def _send(row: Invitation, found: Business, value: str, code: str) -> None:
    language = spoken()
    said = _texts().get(language, _texts()["nl"])
    url = f"{settings.SITE_URL}{reverse('networks:shop_invitation', args=[row.id])}"
    text = said["text"].format(shop=found.name, network=found.network.name, url=url, code=code)
    subject = said["subject"].format(shop=found.name)
    messenger = import_string(settings.NABIJ_MESSENGER)
    if not messenger(kind=row.kind, to=value, subject=subject, text=text, language=language):
        raise Refused(_("We cannot send this message now. Try again in a few minutes, or call your police station."))


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))
