"""Who gets news by mail: a person at an address that we know, or anybody who confirmed theirs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.news.models import NewsMail, NewsSubscription, Often
from nabij.desk.news.queries import scope_of
from nabij.desk.news.rules import UNCONFIRMED, themes
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint

MOST_WAITING: Final = 3
"""Mails that ask for a confirmation at one address within two days: nobody floods somebody else's letterbox."""


@transaction.atomic
def subscribe_person(
    actor: Actor, *, person_id: UUID, zone_id: UUID, codes: Collection[str], wanted: Collection[str], often: str,
    with_places: bool = False,
) -> NewsSubscription:  # fmt: skip
    """A person gets news of a zone at their first e-mail address; again changes the choice. Who was helped gets a mail about it.

    Raises Missing, and Refused without a confirmed address.
    """
    point = mail_point(actor, person_id)
    given = _checked(zone_id, codes, wanted, often) | {"with_places": with_places}
    now = timezone.now()
    fresh = {"told_until": now, "asked_at": now, "confirmed_at": now, "language": point.language}
    found, _made = NewsSubscription.objects.update_or_create(
        tenant_id=zone_id, contact_point_id=point.id, defaults=given, create_defaults=given | fresh
    )
    if actor.on_behalf_of is not None:
        NewsMail.objects.create(tenant_id=zone_id, subscription=found, items=[], due_at=now)
    _write(actor, found, "subscribe_news")
    return found


def mail_point(actor: Actor, person_id: UUID) -> ContactPoint:
    """The first e-mail address of a person. Raises Missing, and Refused without a confirmed one."""
    found = (one for one in people.contact_points(actor, person_id) if one.kind == "email" and one.verified_at)
    if (point := next(found, None)) is None:
        raise Refused(_("First give an e-mail address on the page, and confirm it with the code."))
    return point


@transaction.atomic
def subscribe_address(
    actor: Actor, *, address: str, zone_id: UUID, codes: Collection[str], wanted: Collection[str], often: str,
    language: str = "nl",
) -> None:  # fmt: skip
    """Puts down who wants news, and a mail that asks to confirm it. The answer is the same for an address that we know.

    Raises Refused for what is no address, Missing for places that are not there.
    """
    normal, now = vault.normalise("email", address), timezone.now()
    given = _checked(zone_id, codes, wanted, often)
    key = vault.lookup_of_normal("email", normal)
    waiting = NewsSubscription.objects.filter(
        address_key=key, confirmed_at__isnull=True, asked_at__gt=now - UNCONFIRMED
    )
    if waiting.count() >= MOST_WAITING:
        return
    made = NewsSubscription(
        id=new_id(), tenant_id=zone_id, address_key=key, language=language[:5], asked_at=now, told_until=now, **given
    )
    made.address = vault.seal_value("email", made.id, normal)
    made.save(force_insert=True)
    NewsMail.objects.create(tenant_id=zone_id, subscription=made, items=[], due_at=now)
    _write(actor, made, "ask_news")


@transaction.atomic
def confirm(subscription_id: UUID) -> NewsSubscription:
    """The address is theirs: an older choice of the same address goes. Raises Missing for one that is gone."""
    found = NewsSubscription.objects.select_for_update().filter(id=subscription_id).first()
    if found is None:
        raise Missing
    if found.confirmed_at is None:
        if found.asked_at < timezone.now() - UNCONFIRMED:
            raise Missing
        older = NewsSubscription.objects.filter(
            tenant_id=found.tenant_id, address_key=found.address_key, confirmed_at__isnull=False
        )
        for one in older:
            _remove(one)
        now = timezone.now()
        found.confirmed_at, found.told_until = now, now
        found.save(update_fields=["confirmed_at", "told_until"])
        _write(system_actor([found.tenant_id], name="confirmed"), found, "confirm_news")
    return found


@transaction.atomic
def stop(subscription_id: UUID) -> None:
    """No mail any more, and nothing is kept. Again changes nothing; the token of a mail was the proof."""
    found = NewsSubscription.objects.select_for_update().filter(id=subscription_id).first()
    if found is not None:
        _write(system_actor([found.tenant_id], name="unsubscribe"), found, "stop_news")
        _remove(found)


@transaction.atomic
def stop_for_person(actor: Actor, *, person_id: UUID, subscription_id: UUID) -> None:
    """The same from the page of a person. Raises Missing for one that is not theirs."""
    points = [one.id for one in people.contact_points(actor, person_id)]
    found = NewsSubscription.objects.filter(id=subscription_id, contact_point_id__in=points).first()
    if found is None:
        raise Missing
    _write(actor, found, "stop_news")
    _remove(found)


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """Called by the room of people. Also what was asked without signing in, at an address that they showed to hold."""
    points = [one.id for one in people.contact_points(system_actor(), person_id)]
    theirs = Q(contact_point_id__in=points) | Q(address_key__in=people.lookups_of(person_id))
    for found in NewsSubscription.objects.filter(theirs):
        _remove(found)
    return []


@transaction.atomic
def drop_unconfirmed(now: datetime) -> int:
    """Who did not confirm an address within two days never asked for anything; gives how many went."""
    rows = NewsSubscription.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - UNCONFIRMED)
    for found in rows:
        _remove(found)
    return len(rows)


def _remove(found: NewsSubscription) -> None:
    NewsMail.objects.filter(tenant_id=found.tenant_id, subscription_id=found.id).delete()
    found.delete()


def _checked(zone_id: UUID, codes: Collection[str], wanted: Collection[str], often: str) -> dict[str, Any]:
    zone = tenants.tenant(zone_id)
    if zone.kind != TenantKind.ZONE:
        raise Missing
    scope_of(zone, codes)
    if often not in Often.values or set(wanted) - {code for code, _name in themes()}:
        raise Refused(_("Choose how often, and themes of the list."))
    return {"neighbourhoods": sorted(set(codes)), "themes": sorted(set(wanted)), "often": often}


def _write(actor: Actor, found: NewsSubscription, verb: str) -> None:
    record(
        actor, tenant_id=found.tenant_id, verb=f"desk.{verb}", target="desk.subscription", target_id=found.id,
        detail={"often": found.often}, event=False,
    )  # fmt: skip
