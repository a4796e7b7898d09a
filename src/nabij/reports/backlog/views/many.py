"""Many incidents at once: what is asked, the order, and one page that says what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.reports.backlog import actions, presenters, queries, rules
from nabij.reports.backlog.asking import asked, uuid_of
from nabij.reports.backlog.forms import deed_form
from nabij.reports.backlog.models import Deed
from nabij.reports.backlog.tasks import carry_out_bulk
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.filled import filled_in
from nabij.tenants.queries import all_tenants


@never_cache
@require_POST
@staff_required("reports.view")
def order(request: HttpRequest) -> HttpResponse:
    """First what the deed asks; with `sure` the order itself, of which few are done at once and many by a job."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    if deed not in Deed.values:
        raise Refused(_("Choose what happens with these incidents."))
    chosen = _chosen(actor, request.POST)
    sure = "sure" in request.POST
    form, error = _form(actor, deed, request.POST if sure else None), ""
    if sure:
        try:
            return _ordered(actor, deed, filled_in(form), chosen)
        except Refused as refusal:
            error = str(refusal)
    shown = {
        "form": form, "deed": deed, "title": Deed(deed).label, "error": error,
        "chosen": [f"{one}:{version}" for one, version in chosen],
        "about": ngettext("For %(n)s incident", "For %(n)s incidents", len(chosen)) % {"n": len(chosen)},
    }  # fmt: skip
    return render(request, "reports/backlog/order.html", shown, status=422 if error else 200)


@never_cache
@require_safe
@staff_required("reports.view")
def result(request: HttpRequest, bulk_id: UUID) -> HttpResponse:
    """What became of each; while some still wait the page asks again by itself."""
    actor = actor_of(request)
    bulk, items = queries.bulk(actor, bulk_id)
    shown = presenters.progress(bulk, items, queries.title_of(actor, [item.incident_id for item in items]))
    template = "reports/backlog/_result.html" if request.headers.get("HX-Request") else "reports/backlog/result.html"
    return render(request, template, shown | {"bulk": bulk})


def _ordered(actor: Actor, deed: str, words: dict[str, Any], chosen: list[tuple[UUID, int]]) -> HttpResponse:
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in words.items()}
    bulk = actions.order_bulk(actor, deed=deed, words=plain, chosen=chosen)
    if bulk.total <= rules.AT_ONCE:
        actions.carry_out(actor, bulk_id=bulk.id)
    else:
        carry_out_bulk.defer(bulk_id=str(bulk.id), account_id=str(actor.id))
    return redirect("reports:bulk", bulk_id=bulk.id)


def _chosen(actor: Actor, given: QueryDict) -> list[tuple[UUID, int]]:
    """The rows that were ticked, as they were seen, or with `all` everything of the filter as it stands now."""
    if given.get("all") == "1":
        wanted = asked(QueryDict(given.get("asked", "")), queries.known(actor), timezone.now())
        chosen = queries.chosen_now(actor, wanted.filters)
    else:
        chosen = [one for text in given.getlist("chosen") if (one := _seen(text))]
    if not chosen:
        raise Refused(_("Choose at least one incident."))
    if len(chosen) > rules.MOST_AT_ONCE:
        raise Refused(_("Choose at most %(most)s incidents at once.") % {"most": rules.MOST_AT_ONCE})
    return chosen


def _seen(text: str) -> tuple[UUID, int] | None:
    one, _colon, version = text.partition(":")
    found = uuid_of(one)
    return (found, int(version)) if found and version.isdigit() and len(version) < 9 else None


def _form(actor: Actor, deed: str, data: Any) -> Any:
    known = queries.known(actor)
    judged = set(actor.tenants_with("reports.judge"))
    services = [(str(one.id), one.name) for one in all_tenants()] if deed == Deed.REFER else []
    teams = [team for team in known.teams if team.tenant_id in judged]
    return deed_form(deed, teams=teams, kinds=known.kinds, services=services, data=data)
