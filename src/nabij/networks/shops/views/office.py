"""The shops of a BIN-Z for who follows it, and the poster that anybody may print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.letters import pdf_answer
from nabij.networks import actions as network_actions
from nabij.networks import queries as networks
from nabij.networks.frame import frame
from nabij.networks.models import NetworkKind
from nabij.networks.shops import actions, kinds, presenters, queries
from nabij.networks.shops.forms import SectorsForm
from nabij.networks.shops.poster import LANGUAGES, PAPERS, poster
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

YEAR = timedelta(days=335)


@never_cache
@require_safe
@members_of_staff_or_lead
def page(request: HttpRequest, binz_id: UUID) -> HttpResponse:
    return render(request, "networks/shops/shops.html", _context(actor_of(request), binz_id))


@never_cache
@require_POST
@members_of_staff_or_lead
def change(request: HttpRequest, binz_id: UUID) -> HttpResponse:
    """One change from that page. A refusal stands on it with its sentence."""
    actor, deed = actor_of(request), DEEDS.get(request.POST.get("deed", ""))
    queries.binz(actor, binz_id)
    if deed is None:
        raise Missing
    try:
        deed(request, actor, binz_id)
    except Refused as refusal:
        shown = _context(actor, binz_id) | {"error": str(refusal)}
        return render(request, "networks/shops/shops.html", shown, status=422)
    messages.success(request, _("Saved."))
    return redirect("networks:shops", binz_id=binz_id)


@require_safe
def window_poster(request: HttpRequest, binz_id: UUID) -> HttpResponse:
    """The poster, for a printer. It says only what the public page says, so anybody may have it."""
    found = networks.open_network(binz_id)
    language, paper = request.GET.get("taal", spoken()), request.GET.get("formaat", "a5")
    if found.kind != NetworkKind.BINZ or language not in LANGUAGES or paper not in PAPERS:
        raise Missing
    content = poster(found, language=language, paper=paper)
    return pdf_answer(content, f"affiche-{paper}-{language}")


def _context(actor: Actor, network_id: UUID) -> dict[str, Any]:
    now = timezone.now()
    found = queries.binz(actor, network_id)
    rows = queries.standings(actor, found, now)
    since = (now - YEAR).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counted = presenters.month_rows(queries.months(actor, found, since), since.date(), now.date())
    known = kinds.sectors(timezone.localdate())
    return frame(actor, found, "networks:shops") | {
        "rows": presenters.rows_of(rows), "reach": presenters.reach_words(rows), "drawn": presenters.drawn(found, rows),
        "months": counted, "bars": presenters.bars(counted), "chart_width": presenters.chart_width(counted),
        "legend": presenters.legend(),
        "tapped": sum(sum(counts) for _month, counts in counted),
        "people": sum(row.people for row in rows), "posters": presenters.posters(found),
        "sectors": [kinds.sector_label(code) for code in found.sectors],
        "may_manage": actor.may(network_actions.MANAGE, found.tenant_id),
        "may_retire": actor.may(network_actions.MANAGE, found.tenant_id) or networks.mandated(actor, found),
        "sectors_form": SectorsForm(known, initial={"sectors": found.sectors}), "has_plan": found.plan.exists(),
    }  # fmt: skip


def _sectors(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    actions.set_sectors(actor, network_id=network_id, sectors=request.POST.getlist("sectors"))


def _plan(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    actions.write_usual_plan(actor, network_id=network_id)


def _retire(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    try:
        business_id = UUID(request.POST.get("business", ""))
    except ValueError:
        raise Missing from None
    actions.retire_shop(actor, business_id=business_id)


DEEDS: dict[str, Callable[[HttpRequest, Actor, UUID], None]] = {
    "sectors": _sectors,
    "plan": _plan,
    "retire": _retire,
}
