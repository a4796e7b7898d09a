"""Opening hours beside measured demand, for who plans them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.desk.counters.queries import counters
from nabij.desk.demand import presenters, queries
from nabij.desk.demand.queries import RIGHT, Demand
from nabij.people.access import actor_of, staff_required
from nabij.tenants import sheets
from nabij.tenants.errors import Missing

USUAL_WEEKS = 12


@never_cache
@require_safe
@staff_required(RIGHT)
def show(request: HttpRequest) -> HttpResponse:
    """`?dienst=` a tenant, `?balie=` one of its counters, `?weken=` how far back."""
    found = _demand(request)
    shown = {
        "found": found, "services": queries.services(actor_of(request)), "rows": presenters.rows(found.table),
        "counters": counters(tenant_ids=[found.tenant.id]), "sentence": presenters.sentence(found), "days": presenters.DAYS,
        "sources": presenters.sources(found), "spans": queries.WEEKS, "weeks": _weeks(request), "shades": range(1, 6),
        "charts": presenters.day_charts(found.table), "marks": range(0, 25, 6),
    }  # fmt: skip
    return render(request, "desk/demand/page.html", shown)


@never_cache
@require_safe
@staff_required(RIGHT)
def export(request: HttpRequest) -> HttpResponse:
    found = _demand(request)
    body = sheets.csv_file([[sheets.harmless(cell) for cell in line] for line in presenters.lines(found)])
    headers = {"Content-Disposition": f'attachment; filename="vraag-per-uur-{found.tenant.slug}.csv"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


def _demand(request: HttpRequest) -> Demand:
    actor = actor_of(request)
    own = queries.services(actor)
    named = request.GET.get("dienst", "")
    tenant = next((one for one in own if one.slug == named), None) if named else own[0]
    if tenant is None:
        raise Missing
    return queries.demand(actor, tenant.id, _id(request.GET.get("balie", "")), timezone.now(), _weeks(request))


def _weeks(request: HttpRequest) -> int:
    typed = request.GET.get("weken", "")
    return int(typed) if typed in {str(weeks) for weeks in queries.WEEKS} else USUAL_WEEKS


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Missing from None
