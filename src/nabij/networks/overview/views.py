"""All networks of a zone or municipality: map and table, the page of a chief, goals of the year, and the file of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.letters import pdf_answer
from nabij.networks import presenters as words
from nabij.networks import queries as networks
from nabij.networks.actions import MANAGE
from nabij.networks.frame import shell
from nabij.networks.models import NetworkState
from nabij.networks.overview import actions, choosing, export, figures, presenters, printing, queries
from nabij.networks.overview.attention import attention
from nabij.networks.overview.drawing import Drawn, city_map
from nabij.networks.overview.forms import GoalsForm
from nabij.networks.overview.queries import City, Row
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people.access import actor_of, staff_required
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

FORMS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@never_cache
@require_safe
@members_of_staff_or_lead
def listing(request: HttpRequest) -> HttpResponse:
    """For staff the map and the table of their ground; for who leads networks only those."""
    actor = actor_of(request)
    if not actor.tenants_with(networks.VIEW):
        return _my_own(request, actor)
    found = queries.city(actor, request.GET.get("voor", ""))
    choice = choosing.read(request.GET, is_police=found.ground.is_police)
    kept = choosing.chosen(found.rows, choice)
    page, after, before = choosing.page(kept, request.GET.get("after") or request.GET.get("before") or "")
    shown = {
        **_frame(found, "networks:list"),
        "choice": choice, "states": NetworkState.choices, "orders": _orders(found), "missing": presenters.MISSING.items(),
        "municipalities": queries.municipalities(found.ground) if found.ground.is_police else {},
        "rows": [presenters.row(one, is_police=found.ground.is_police) for one in page],
        "kept": len(kept), "total": len(found.rows), "after": after, "before": before,
        "covered": presenters.coverage_rows(found.covered), "map": _map(found, kept),
        "summary": presenters.summary(found), "may_found": bool(actor.tenants_with(MANAGE)),
        "export_url": f"{reverse('networks:export')}?{choice.query(voor=found.ground.tenant.slug)}",
    }  # fmt: skip
    return render(request, "networks/overview/city.html", shown)


def _my_own(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = networks.network_list(actor)
    shown = {
        "shell": shell(actor),
        "rows": [(network, words.chip(network)) for network in found],
        "bounds": words.bounds(found),
        "total": sum(network.households for network in found),  # type: ignore[attr-defined]
    }
    return render(request, "networks/list.html", shown)


def _frame(found: City, page: str) -> dict[str, Any]:
    """What the pages of a ground share: its name, those of others, the tabs."""
    slug = found.ground.tenant.slug
    pages = [("networks:list", _("Map and table")), ("networks:today", _("Today")), ("networks:goals", _("Goals"))]
    return {
        "ground": found.ground.tenant, "is_police": found.ground.is_police, "counted_at": found.counted_at,
        "grounds": found.others,
        "pages": [{"url": f"{reverse(name)}?voor={slug}", "label": label, "current": name == page} for name, label in pages],
    }  # fmt: skip


def _orders(found: City) -> list[tuple[str, Any]]:
    hidden = frozenset() if found.ground.is_police else choosing.POLICE_ONLY
    return [(code, label) for code, label in presenters.ORDERS.items() if code not in hidden]


def _map(found: City, kept: list[Row]) -> Any:
    titles = {one.outline.code: presenters.coverage_words(one) for one in found.covered}
    shapes = [Drawn(one.area_lambert, one.box, one.state) for one in kept if one.state != NetworkState.STOPPED]
    return city_map(found.covered, shapes, label=_("Map of the households reached"), titles=titles)


@never_cache
@require_safe
@staff_required(networks.VIEW)
def today(request: HttpRequest) -> HttpResponse:
    """What needs somebody first, then six figures; the same on one sheet of paper with `?vorm=pdf`."""
    actor = actor_of(request)
    found = queries.city(actor, request.GET.get("voor", ""))
    waiting = queries.waiting(found.ground)
    needed = attention(found, waiting, timezone.now(), presenters.stands_for(actor, found.ground.tenant.id))
    if request.GET.get("vorm") == "pdf":
        return pdf_answer(printing.today(found, needed), f"netwerken-{found.ground.tenant.slug}-{timezone.localdate()}")
    shown = {
        **_frame(found, "networks:today"),
        "matters": [presenters.matter(one) for one in needed.matters], "needed": needed,
        "figures": [presenters.figure(one) for one in figures.six(found)],
        "table_url": f"{reverse('networks:list')}?voor={found.ground.tenant.slug}&stil=1",
        "print_url": f"{reverse('networks:today')}?voor={found.ground.tenant.slug}&vorm=pdf",
    }  # fmt: skip
    return render(request, "networks/overview/today.html", shown)


@never_cache
@staff_required(networks.VIEW)
def goals(request: HttpRequest) -> HttpResponse:
    """How far the goals of the year are; who manages networks sets them."""
    actor, year = actor_of(request), timezone.localdate().year
    found = queries.city(actor, request.GET.get("voor", ""))
    targets, refused = queries.goals(found.ground, year), ""
    may_set = actor.may(MANAGE, found.ground.tenant.id)
    form = GoalsForm(request.POST or None, initial=targets)
    if request.method == "POST":
        if not may_set:
            raise Missing
        refused = _set_goals(request, actor, found, form, year)
        if not refused and form.is_valid():
            return HttpResponseRedirect(f"{reverse('networks:goals')}?voor={found.ground.tenant.slug}")
    shown = {
        **_frame(found, "networks:goals"), "year": year, "form": form, "may_set": may_set, "error": refused,
        "goals": [presenters.goal(one) for one in figures.progress(found, targets) if one.target],
    }  # fmt: skip
    return render(request, "networks/overview/goals.html", shown, status=422 if refused or form.errors else 200)


def _set_goals(request: HttpRequest, actor: Actor, found: City, form: GoalsForm, year: int) -> str:
    """The sentence with which it was refused; empty when the goals are kept or the form says what is wrong."""
    if not form.is_valid():
        return ""
    try:
        actions.set_goals(actor, tenant_id=found.ground.tenant.id, year=year, targets=form.cleaned_data)
    except Refused as refusal:
        return str(refusal)
    messages.success(request, _("The goals are kept."))
    return ""


@never_cache
@require_POST
@staff_required(networks.VIEW)
def take_out(request: HttpRequest) -> HttpResponse:
    """The networks that were chosen as a file, on record."""
    actor, form = actor_of(request), request.POST.get("form", "csv")
    found = queries.city(actor, request.GET.get("voor", ""))
    if form not in FORMS:
        raise Missing
    kept = choosing.chosen(found.rows, choosing.read(request.GET, is_police=found.ground.is_police))
    lines = export.table(kept, is_police=found.ground.is_police)
    actions.record_export(actor, tenant_id=found.ground.tenant.id, rows=len(kept), form=form)
    content = export.as_xlsx(lines, _("Networks")) if form == "xlsx" else export.as_csv(lines)
    name = f"netwerken-{found.ground.tenant.slug}-{timezone.localdate()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FORMS[form], headers=headers)
