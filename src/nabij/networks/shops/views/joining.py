"""A shop joins a BIN-Z in three steps, a colleague comes in by invitation; by themselves, or by staff for who calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.networks import presenters
from nabij.networks import queries as networks
from nabij.networks.house_rules import house_rules
from nabij.networks.models import JoinedBy, Network, NetworkKind
from nabij.networks.shops import actions, hours, kinds, queries
from nabij.networks.shops.actions import Shop, Worker
from nabij.networks.shops.forms import InvitedForm, ShopForm, WorkerForm, week_initial
from nabij.networks.views.neighbours import asked
from nabij.people import queries as people
from nabij.people.serving import Served, served
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint

DRAFT = "networks.shop"
KEPT = ("name", "sector", "address", "lon", "lat", "telephone")


@never_cache
def shop(request: HttpRequest, binz_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """The second step: the business. It is kept in the session until the third step sends everything at once."""
    who, found = served(request, person_id), _binz(binz_id)
    form = ShopForm(sectors_of(found), request.POST or None, initial=_start(request, found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        days = {f"day{day}": given.get(f"day{day}", "") for day in hours.DAYS}
        request.session[DRAFT] = {"network": str(found.id), **{name: given[name] for name in KEPT}, **days}
        return redirect(f"{who.base}zaken/nieuw/{found.id}/ik/")
    shown = _around(who, found, 2) | {"form": form, "bounds": presenters.bounds([found])}
    return render(request, "networks/shops/join_shop.html", shown, status=422 if form.errors else 200)


@never_cache
def me(request: HttpRequest, binz_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """The third step: house rules, where and when we may warn."""
    who, found = served(request, person_id), _binz(binz_id)
    draft = request.session.get(DRAFT, {})
    if draft.get("network") != str(found.id):
        return redirect(f"{who.base}zaken/nieuw/{found.id}/")
    points = points_of(who)
    form = WorkerForm(points, request.POST or None, initial=_my_start(points))
    if request.method == "POST" and form.is_valid():
        try:
            told = shop_of(draft, hours.read({day: draft[f"day{day}"] for day in hours.DAYS}))
            made = actions.enrol_shop(
                who.actor, network_id=found.id, person_id=who.person.id, shop=told, worker=worker_of(who, form)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            del request.session[DRAFT]
            messages.success(request, _("%(shop)s takes part in %(network)s now.") % {"shop": made, "network": found})
            return redirect(f"{who.base}zaken/{made.id}/")
    shown = _around(who, found, 3) | {"form": form, "points": points, "name": draft["name"]}
    return render(request, "networks/shops/join_me.html", shown, status=422 if form.errors else 200)


@never_cache
def invited(request: HttpRequest, invitation_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """A colleague comes in: the code of the message, and the same as the third step."""
    who, row = served(request, person_id), queries.invitation(invitation_id)
    points = points_of(who)
    form = InvitedForm(points, request.POST or None, initial=_my_start(points))
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(
                who.actor, invitation_id=row.id, person_id=who.person.id, code=form.cleaned_data["code"],
                worker=worker_of(who, form),
            )  # fmt: skip
        except actions.WrongCode as refusal:
            actions.count_wrong_code(row.id)
            form.add_error("code", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You take part for %(shop)s now.") % {"shop": row.business})
            return redirect(f"{who.base}zaken/{row.business_id}/")
    shown = _around(who, row.business.network, 3) | {"form": form, "points": points, "name": row.business.name}
    return render(request, "networks/shops/join_me.html", shown | {"invited": True}, status=422 if form.errors else 200)


def sectors_of(found: Network) -> list[kinds.Sector]:
    """The sectors that a network takes."""
    return [one for one in kinds.sectors(timezone.localdate()) if not found.sectors or one.code in found.sectors]


def points_of(who: Served) -> list[ContactPoint]:
    points = people.contact_points(who.actor, who.person.id)
    return [point for point in points if point.verified_at is not None]


def shop_of(given: dict[str, Any], week: hours.Week) -> Shop:
    return Shop(
        given["name"], given["sector"], given["address"], given["lon"], given["lat"], week, telephone=given["telephone"]
    )


def worker_of(who: Served, form: WorkerForm) -> Worker:
    given = form.cleaned_data
    how = {"online": JoinedBy.ONLINE, "phone": JoinedBy.PHONE, "paper": JoinedBy.PAPER}.get(who.how, JoinedBy.COUNTER)
    return Worker(
        joined_by=how, contact_point_ids=[UUID(one) for one in given["points"]], is_adult=given["is_adult"],
        house_rules=given["house_rules"] if given["accepts"] else "", hours=given["hours"],
        beyond_hours=given["beyond_hours"],
    )  # fmt: skip


def _binz(network_id: UUID) -> Network:
    found = networks.open_network(network_id)
    if found.kind != NetworkKind.BINZ:
        raise Missing
    return found


def _around(who: Served, found: Network, step: int) -> dict[str, Any]:
    return {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "network": found, "step": step,
        "steps": [_("Where"), _("Your business"), _("You")], "house_rules": house_rules(spoken()),
        "dialled": [one for one in kinds.facts() if one.grave],
    }  # fmt: skip


def _start(request: HttpRequest, found: Network) -> dict[str, Any]:
    draft = request.session.get(DRAFT, {})
    if draft.get("network") == str(found.id):
        return dict(draft)
    spot = asked(request, request.GET.get("address", "")[:120])
    where = {"address": spot.address, "lon": spot.lon, "lat": spot.lat} if spot else {}
    known = sectors_of(found)
    return where | week_initial(hours.usual()) | ({"sector": known[0].code} if len(known) == 1 else {})


def _my_start(points: list[ContactPoint]) -> dict[str, Any]:
    chosen = [str(point.id) for point in points]
    version = house_rules(spoken()).version
    return {"points": chosen, "house_rules": version, "when": "shop", **week_initial(hours.usual())}
