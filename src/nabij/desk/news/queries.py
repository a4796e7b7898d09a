"""News that everybody may read, that of who writes it, and who gets it by mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet

from nabij.desk.news.models import NewsItem, NewsMail, NewsState, NewsSubscription
from nabij.desk.news.rules import Scope
from nabij.people import queries as people
from nabij.people import vault
from nabij.people.caring.queries import places_of_points
from nabij.places import queries as places
from nabij.places.geometry import to_wgs84
from nabij.places.queries import AreaRef
from nabij.reports import pictures
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind

WRITE: Final = "desk.news"
SHELF: Final = "news"
PAGE: Final = 20
MESSAGE_KIND: Final = "news"


@dataclass(frozen=True)
class Page:
    """Some news, newest first; `after` is where the next page begins, empty on the last one."""

    items: tuple[NewsItem, ...]
    after: str = ""


@dataclass(frozen=True)
class Choice:
    """What one may narrow news to: a zone with its cities and neighbourhoods."""

    zone: Tenant
    areas: tuple[AreaRef, ...]


def published(
    *, scope: Scope | None = None, theme: str = "", zone_id: UUID | None = None, after: str = "", limit: int = PAGE
) -> Page:
    """Published news of a place and theme, newest first. Raises Missing for an `after` that is no news."""
    rows = _shown().select_related("tenant").order_by("-published_at", "-id")
    rows = rows.filter(zone_id=zone_id) if zone_id else rows
    rows = rows.filter(theme=theme) if theme else rows
    rows = rows.filter(_within(scope)) if scope and not scope.everything else rows
    if after:
        last = public_item(_id(after))
        rows = rows.filter(Q(published_at__lt=last.published_at) | Q(published_at=last.published_at, id__lt=last.id))
    found = list(rows[: limit + 1])
    return Page(tuple(found[:limit]), str(found[limit - 1].id) if len(found) > limit else "")


def news_at(x: float, y: float, at: datetime, limit: int = 5) -> list[NewsItem]:
    """What concerns a point in Lambert metres, published before a moment, newest first."""
    (lon,), (lat,) = to_wgs84([x], [y])
    there = places.locate(float(lon), float(lat))
    zone = tenants.tenant_by_code(TenantKind.ZONE, there.zone.code) if there.zone else None
    if zone is None:
        return []
    codes = [one.code for one in (there.neighbourhood, there.municipality) if one]
    scope = _scope(zone, codes[:1], [there.municipality.code] if there.municipality else [])
    rows = _shown().filter(_within(scope), zone_id=zone.id, published_at__lte=at).select_related("tenant")
    return list(rows.order_by("-published_at", "-id")[:limit])


def public_item(item_id: UUID) -> NewsItem:
    """Raises Missing for a draft, for what was withdrawn, and for an unknown id."""
    found = _shown().select_related("tenant").filter(id=item_id).first()
    if found is None:
        raise Missing
    return found


def photo_of(actor: Actor, item_id: UUID) -> tuple[Path, bool]:
    """The picture with news that is public, or that the actor writes; and whether it is public. Raises Missing."""
    found = NewsItem.objects.filter(id=item_id).first()
    is_open = found is not None and (found.state == NewsState.PUBLISHED or actor.may(WRITE, found.tenant_id))
    path = pictures.path_of(found.photo, SHELF) if found and is_open and found.photo else None
    if found is None or path is None or not path.exists():
        raise Missing
    return path, found.state == NewsState.PUBLISHED


def zones() -> list[Tenant]:
    """The police zones that take part, those with news first."""
    with_news = set(_shown().values_list("zone_id", flat=True).distinct())
    found = [one for one in tenants.all_tenants() if one.kind == TenantKind.ZONE]
    return sorted(found, key=lambda one: one.id not in with_news)


def choice_of(zone: Tenant) -> Choice:
    """The cities and neighbourhoods of a zone, for a filter. One query."""
    return Choice(zone, tuple(_areas(zone.code)))


def scope_of(zone: Tenant, codes: Iterable[str]) -> Scope:
    """The place that these codes of neighbourhoods and municipalities are; without any the whole zone. Raises Missing."""
    wanted = list(codes)
    if not wanted:
        return Scope(everything=True)
    known = {one.code: one for one in _areas(zone.code)}
    if not known.keys() >= set(wanted):
        raise Missing
    towns = {one for one in wanted if known[one].kind == "municipality"}
    inside = [one.code for one in known.values() if one.kind == "neighbourhood" and one.municipality_code in towns]
    around = {known[one].municipality_code for one in wanted if known[one].kind == "neighbourhood"}
    return _scope(zone, [*(one for one in wanted if one not in towns), *inside], towns | around)


def scopes_of(rows: Iterable[NewsSubscription]) -> dict[UUID, Scope]:
    """By id of a subscription the place it is about. What is no longer there counts as everything: too much is better."""
    found = list(rows)
    places_of = _codes_of_places([one for one in found if one.with_places])
    made: dict[tuple[UUID, tuple[str, ...]], Scope] = {}
    scopes: dict[UUID, Scope] = {}
    for one in found:
        codes = tuple(sorted({*one.neighbourhoods, *places_of.get(one.id, ())}))
        key = one.tenant_id, codes
        if key not in made:
            made[key] = _scope_or_all(one.tenant, codes)
        scopes[one.id] = Scope() if one.with_places and not codes else made[key]
    return scopes


def _scope_or_all(zone: Tenant, codes: Collection[str]) -> Scope:
    try:
        return scope_of(zone, codes)
    except Missing:
        return Scope(everything=True)


def _codes_of_places(rows: Iterable[NewsSubscription]) -> dict[UUID, set[str]]:
    """By id of a subscription the neighbourhoods, in its zone, of the places of who has it."""
    of_point = {one.contact_point_id: one for one in rows if one.contact_point_id}
    spots = [(of_point[id_], x, y) for id_, held in places_of_points(of_point).items() for x, y in held]
    homes = places.locate_many(np.array([x for _one, x, _y in spots]), np.array([y for _one, _x, y in spots]))
    found: dict[UUID, set[str]] = {}
    for (one, _x, _y), code, zone in zip(spots, homes.neighbourhoods, homes.zones, strict=True):
        if code and zone == one.tenant.code:
            found.setdefault(one.id, set()).add(code)
    return found


def zones_of_places(actor: Actor, person_id: UUID) -> list[Tenant]:
    """The zones that take part in which a person lives or cares about a place. Raises Missing."""
    points = [one.id for one in people.contact_points(actor, person_id)]
    spots = {spot for held in places_of_points(points).values() for spot in held}
    homes = places.locate_many(np.array([x for x, _y in spots]), np.array([y for _x, y in spots]))
    return [one for one in zones() if one.code in set(homes.zones) - {""}]


def items(actor: Actor, limit: int = 100) -> list[NewsItem]:
    """The news of the tenants for which the actor writes, newest first."""
    rows = NewsItem.objects.filter(tenant_id__in=actor.tenants_with(WRITE)).select_related("tenant")
    return list(rows.order_by("-made_at", "-id")[:limit])


def item(actor: Actor, item_id: UUID) -> NewsItem:
    """One's own news in any state. Raises Missing."""
    rows = NewsItem.objects.filter(tenant_id__in=actor.tenants_with(WRITE), id=item_id).select_related("tenant")
    found = rows.first()
    if found is None:
        raise Missing
    return found


def tenants_written_for(actor: Actor) -> list[Tenant]:
    return tenants.tenants(actor.tenants_with(WRITE))


def neighbourhoods_of(tenant: Tenant) -> list[AreaRef]:
    """On which neighbourhoods a tenant may write."""
    return places.areas("neighbourhood", within=tenant.code) if tenant.code else []


def subscriptions_of(actor: Actor, person_id: UUID) -> list[NewsSubscription]:
    """What a person gets by mail. For themselves and who helps them. Raises Missing."""
    points = [one.id for one in people.contact_points(actor, person_id)]
    rows = NewsSubscription.objects.filter(contact_point_id__in=points).select_related("tenant")
    return list(rows.order_by("id"))


def subscription(subscription_id: UUID) -> NewsSubscription:
    """One that a link names; the token was the proof. Raises Missing."""
    found = NewsSubscription.objects.select_related("tenant").filter(id=subscription_id).first()
    if found is None:
        raise Missing
    return found


def dossier_of(person_id: UUID) -> list[dict[str, object]]:
    """What a person gets by mail, for the download of their own data."""
    points = [one.id for one in people.points_of([person_id], ["email"])]
    theirs = Q(contact_point_id__in=points) | Q(
        address_key__in=people.lookups_of(person_id), confirmed_at__isnull=False
    )
    rows = NewsSubscription.objects.filter(theirs).select_related("tenant").order_by("id")
    return [
        {
            "of": one.tenant.name, "places": one.neighbourhoods, "also_of_own_places": one.with_places, "themes": one.themes,
            "often": one.often,
        }
        for one in rows
    ]  # fmt: skip


def items_of(mail: NewsMail) -> list[NewsItem]:
    """What is still public of the news in a mail, newest first."""
    rows = _shown().filter(id__in=mail.items).select_related("tenant")
    return list(rows.order_by("-published_at", "-id"))


def address_of(found: NewsSubscription) -> str:
    """The address that a subscription itself holds, for the job that sends; empty for one of a person. Never store or log it."""
    return vault.open_value("email", found.id, bytes(found.address)) if found.address is not None else ""


def _shown() -> QuerySet[NewsItem]:
    return NewsItem.objects.filter(state=NewsState.PUBLISHED)


def _within(scope: Scope) -> Q:
    return Q(neighbourhoods__overlap=list(scope.codes)) | Q(neighbourhoods=[], tenant_id__in=list(scope.tenants))


def _scope(zone: Tenant, codes: Collection[str], towns: Collection[str]) -> Scope:
    cities = [one.id for one in tenants.all_tenants() if one.zone_id == zone.id and one.code in towns]
    return Scope(frozenset(codes), frozenset([zone.id, *cities]))


def _areas(zone_code: str) -> list[AreaRef]:
    return [one for one in places.areas_within("zone", zone_code) if one.kind != "zone"] if zone_code else []


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Missing from None
