"""The shops of a person: who works there, when they are warned, what became of their reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.networks import presenters as network_presenters
from nabij.networks.shops import actions, hours, presenters, queries
from nabij.networks.shops.forms import InviteForm, MyHoursForm, ShopForm, week_initial
from nabij.networks.shops.queries import Mine
from nabij.networks.shops.views.joining import sectors_of, shop_of
from nabij.people.serving import Served, served
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_safe
def listing(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """The shops of a person; without any, the way to a BIN-Z."""
    who = served(request, person_id)
    shown = _around(who) | {"shops": queries.my_shops(who.actor, who.person.id)}
    return render(request, "networks/shops/mine.html", shown)


@never_cache
@require_safe
def page(request: HttpRequest, business_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    return render(request, "networks/shops/shop.html", _context(who, business_id))


@require_POST
def change(request: HttpRequest, business_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """One change of a shop or of one's part in it. A refusal stands on the page with its sentence, at what was typed."""
    who = served(request, person_id)
    mine = queries.my_shop(who.actor, who.person.id, business_id)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Missing
    try:
        onward = deed(request, who, mine)
    except _Typed as fault:
        return render(request, "networks/shops/shop.html", _context(who, business_id) | fault.shown, status=422)
    except Refused as refusal:
        shown = _context(who, business_id) | {"error": str(refusal)}
        return render(request, "networks/shops/shop.html", shown, status=422)
    messages.success(request, _("Kept."))
    return redirect(onward or f"{who.base}zaken/{business_id}/")


class _Typed(Exception):
    """What was typed cannot be read; `shown` puts the form with its faults in the place of the fresh one."""

    def __init__(self, **shown: Any) -> None:
        self.shown = shown


def _context(who: Served, business_id: UUID) -> dict[str, Any]:
    mine = queries.my_shop(who.actor, who.person.id, business_id)
    telephone = queries.telephone_of(who.actor, who.person.id, business_id)
    now = timezone.now()
    return _around(who) | {
        "mine": mine, "shop": mine.business, "network": mine.business.network, "here": f"{who.base}zaken/{business_id}/",
        "colleagues": queries.colleagues(who.actor, who.person.id, business_id),
        "is_warned": hours.is_within(mine.week, hours.minute_of(now)), "today": hours.open_today(mine.week, now),
        "shop_form": ShopForm(sectors_of(mine.business.network), initial=_shop_start(mine, telephone)),
        "my_form": MyHoursForm(initial=_my_start(mine)), "invite_form": InviteForm(),
        "sector": presenters.sector_words(mine.business), "posters": presenters.posters(mine.business.network),
        "bounds": network_presenters.bounds([mine.business.network]),
    }  # fmt: skip


def _around(who: Served) -> dict[str, Any]:
    return {"shell": who.shell, "base": who.base, "helping": who.is_helped}


def _shop_start(mine: Mine, telephone: str) -> dict[str, Any]:
    found = mine.business
    return {
        "name": found.name, "sector": found.sector, "address": found.address, "lon": found.lon, "lat": found.lat,
        "telephone": telephone, **week_initial(found.hours),
    }  # fmt: skip


def _my_start(mine: Mine) -> dict[str, Any]:
    own = mine.row.hours is not None
    return {"when": "own" if own else "shop", "beyond_hours": mine.row.beyond_hours, **week_initial(mine.week)}


def _shop(request: HttpRequest, who: Served, mine: Mine) -> str | None:
    form = ShopForm(sectors_of(mine.business.network), request.POST)
    if not form.is_valid():
        raise _Typed(shop_form=form, shop_open=True)
    told = shop_of(form.cleaned_data, form.cleaned_data["hours"])
    actions.change_shop(who.actor, business_id=mine.business.id, person_id=who.person.id, shop=told)
    return None


def _hours(request: HttpRequest, who: Served, mine: Mine) -> str | None:
    form = MyHoursForm(request.POST)
    if not form.is_valid():
        raise _Typed(my_form=form, my_open=True)
    given = form.cleaned_data
    actions.set_my_hours(
        who.actor, business_id=mine.business.id, person_id=who.person.id, hours=given["hours"],
        beyond_hours=given["beyond_hours"],
    )  # fmt: skip
    return None


def _invite(request: HttpRequest, who: Served, mine: Mine) -> str | None:
    form = InviteForm(request.POST)
    if not form.is_valid():
        raise _Typed(invite_form=form)
    actions.invite_colleague(
        who.actor, business_id=mine.business.id, person_id=who.person.id, raw=form.cleaned_data["value"]
    )
    return None


def _worker_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("worker", ""))
    except ValueError:
        raise Missing from None


def _remove(request: HttpRequest, who: Served, mine: Mine) -> str | None:
    asked = {"business_id": mine.business.id, "person_id": who.person.id}
    worker_id = _worker_id(request)
    actions.remove_colleague(who.actor, **asked, worker_id=worker_id)
    return f"{who.base}zaken/" if worker_id == mine.row.id else None


def _owner(request: HttpRequest, who: Served, mine: Mine) -> str | None:
    asked = {"business_id": mine.business.id, "person_id": who.person.id}
    actions.make_owner(who.actor, **asked, worker_id=_worker_id(request))
    return None


def _retire(request: HttpRequest, who: Served, mine: Mine) -> str | None:
    actions.retire_shop(who.actor, business_id=mine.business.id, person_id=who.person.id)
    return f"{who.base}zaken/"


DEEDS: dict[str, Callable[[HttpRequest, Served, Mine], str | None]] = {
    "shop": _shop,
    "hours": _hours,
    "invite": _invite,
    "remove": _remove,
    "owner": _owner,
    "retire": _retire,
}
