"""News by mail on "my page", and the same for staff that helps somebody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.desk.news import actions, presenters, queries, rules
from nabij.desk.news.forms import MyChoiceForm
from nabij.desk.news.models import NewsSubscription
from nabij.people.serving import Served, served
from nabij.tenants import queries as tenants
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant, TenantKind


@never_cache
def show(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """What comes by mail, with a choice of place, theme and how often for each zone."""
    who = served(request, person_id)
    zone = _zone(request)
    choice = queries.choice_of(zone)
    found = queries.subscriptions_of(who.actor, who.person.id)
    mine = next((one for one in found if one.tenant_id == zone.id), None)
    form = MyChoiceForm(request.POST or None, areas=choice.areas, initial=_initial(mine))
    if request.method == "POST":
        try:
            messages.success(request, _done(request, who, zone, form))
            return redirect(f"{who.base}nieuws/")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown: dict[str, Any] = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "form": form, "zone": zone,
        "rows": [_row(one) for one in found],
        "news": [presenters.row(one) for one in queries.published(zone_id=zone.id, limit=3).items],
    }  # fmt: skip
    return render(request, "desk/news/mine.html", shown, status=422 if form.errors else 200)


def _initial(mine: NewsSubscription | None) -> dict[str, Any]:
    if mine is None:
        return {"often": "weekly"}
    return {"codes": mine.neighbourhoods, "themes": mine.themes, "often": mine.often, "with_places": mine.with_places}


def _zone(request: HttpRequest) -> Tenant:
    zones = [one for one in tenants.all_tenants() if one.kind == TenantKind.ZONE]
    slug = request.GET.get("zone", "")
    found = next((one for one in zones if not slug or one.slug == slug), None)
    if found is None:
        raise Missing
    return found


def _done(request: HttpRequest, who: Served, zone: Tenant, form: MyChoiceForm) -> str:
    if request.POST.get("deed") == "stop":
        actions.stop_for_person(who.actor, person_id=who.person.id, subscription_id=_id(request.POST.get("which", "")))
        return _("No more news by mail.")
    if not form.is_valid():
        raise Refused(_("Choose how often, and themes of the list."))
    typed = form.cleaned_data
    actions.subscribe_person(
        who.actor, person_id=who.person.id, zone_id=zone.id, codes=typed["codes"], wanted=typed["themes"],
        often=typed["often"], with_places=typed["with_places"],
    )  # fmt: skip
    return _("Kept. News comes by mail from now on.")


def _row(one: Any) -> dict[str, Any]:
    names = ", ".join(rules.theme_name(code) for code in one.themes)
    return {
        "id": one.id, "of": one.tenant.name, "often": one.get_often_display(), "themes": names,
        "with_places": one.with_places,
    }  # fmt: skip


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Missing from None
