"""Whether every address has an officer and the norm holds, on a map with its table; and the cards for letterboxes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.officers import actions, printing, queries
from nabij.desk.officers.drawing import check_map
from nabij.desk.officers.forms import CountForm
from nabij.desk.officers.ground import shape_of
from nabij.desk.officers.queries import Check
from nabij.desk.officers.queries.checking import HEAVY, NONE, OK, PART, UNKNOWN
from nabij.desk.officers.views.office import tabs
from nabij.letters import pdf_answer
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant, TenantKind

TONES = {OK: "success", HEAVY: "warning", PART: "danger", NONE: "danger", UNKNOWN: "neutral"}


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The check of a police zone; a count of inhabitants is typed or brought in here too."""
    actor = actor_of(request)
    zones = [one for one in queries.tenants_managed(actor) if one.kind == TenantKind.ZONE]
    slug = request.GET.get("zone", "")
    zone = next((one for one in zones if not slug or one.slug == slug), None)
    if zone is None and slug:
        raise Missing
    if zone is None:
        return render(request, "desk/officers/check.html", tabs(actor, "officers_check"))
    areas = [(one.code, one.name) for one in queries.neighbourhoods_of(zone)]
    form = CountForm(request.POST or None, request.FILES or None, areas=areas)
    bad: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            bad = _counted(actor, zone, form)
            if not bad:
                messages.success(request, _("Kept."))
                return redirect(f"{request.path}?zone={zone.slug}")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    found = queries.check(actor, zone.id, timezone.now())
    shown = {**_shown(found), "zones": zones, "form": form, "bad": bad, **tabs(actor, "officers_check")}
    return render(request, "desk/officers/check.html", shown, status=422 if form.errors or bad else 200)


def _counted(actor: Actor, zone: Tenant, form: CountForm) -> Any:
    typed = form.cleaned_data
    given = {"tenant_id": zone.id, "counted_on": typed["counted_on"], "source": typed["source"]}
    if typed["file"]:
        return actions.bring_in_population(actor, content=typed["file"].read(), **given).bad
    actions.count_people(actor, code=typed["code"], inhabitants=typed["inhabitants"], **given)
    return ()


def _shown(found: Check) -> dict[str, Any]:
    words = {
        OK: _("in order"), HEAVY: _("more than the norm"), PART: _("some addresses have nobody"), NONE: _("nobody"),
        UNKNOWN: _("inhabitants not known"),
    }  # fmt: skip
    rows: list[dict[str, Any]] = [
        {
            "row": one, "code": one.outline.code, "name": one.outline.name, "words": words[one.state], "tone": TONES[one.state],
            "who": ", ".join(str(officer) for officer in one.officers),
        }
        for one in found.rows
    ]  # fmt: skip
    titles = {one["code"]: f"{one['name']}: {one['words']}" for one in rows}
    return {
        "check": found, "rows": rows, "map": check_map(found.rows, label=_("Map of the neighbourhoods"), titles=titles),
        "is_met": found.needed is not None and found.officers >= found.needed,
        "short": max((found.needed or 0) - found.officers, 0),
        "gaps": [one for one in rows if one["row"].state in (NONE, PART)],
        "heavy": [one for one in rows if one["row"].state == HEAVY],
    }  # fmt: skip


@never_cache
@require_safe
def cards(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """Cards of an officer as a PDF: one per street of `?wijk=`, or one for the whole neighbourhood; `?papier=` a5 or a4.
    Without `wijk`: one per street of what is drawn for them, or one of the officer.
    """
    actor = actor_of(request)
    queries.officer(actor, officer_id)
    code, paper = request.GET.get("wijk", ""), request.GET.get("papier", "a5")
    if paper not in printing.PAPERS:
        raise Missing
    districts = queries.districts_of(actor, officer_id)
    if code and code not in {one.neighbourhood_code for one in districts}:
        raise Missing
    drawn = [shape_of(bytes(one.area)) for one in districts if one.area]
    contact = queries.contact(officer_id, timezone.now())
    content = printing.cards(contact, code, paper, per_street=request.GET.get("per") == "straat", drawn=drawn)
    return pdf_answer(content, "wijkagent")
