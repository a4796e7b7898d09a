"""The sign-up campaign for BE-Alert: goals and counts for staff, a page for everybody, and what is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts.campaign import actions, printing, queries
from nabij.alerts.campaign.queries import Standing
from nabij.alerts.campaign.rules import shade
from nabij.alerts.campaign.texts import LANGUAGES, official
from nabij.alerts.following.drawing import drawn
from nabij.alerts.following.presenters import share
from nabij.letters import pdf_answer
from nabij.people.access import actor_of, staff_required
from nabij.places import queries as places
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

if TYPE_CHECKING:
    from nabij.tenants.models import Tenant


class CountsForm(forms.Form):
    file = forms.FileField(label=_lazy("Counts that BE-Alert gave (CSV: neighbourhood and number)"))


FILE_BYTES = 1_000_000
MOST_LETTERS = 400
NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}
OUTLINE_M = 25.0


@never_cache
@require_safe
@staff_required(queries.MANAGE)
def overview(request: HttpRequest) -> HttpResponse:
    """A bar per neighbourhood against its goal, on a map and in a table."""
    actor = actor_of(request)
    return _overview(request, queries.ground(actor, request.GET.get("voor", "")))


def _overview(request: HttpRequest, found: Tenant, error: str = "") -> HttpResponse:
    rows = queries.standings(found)
    outlines = places.outlines("neighbourhood", [row.area.code for row in rows], OUTLINE_M)
    shades = {row.area.code: shade(row.reached, row.goal) for row in rows}
    shown = {
        "ground": found,
        "grounds": queries.grounds(actor_of(request)),
        "rows": rows,
        "totals": _totals(rows),
        "map": drawn(outlines, label=_("Map: how far each neighbourhood is"), shades=shades),
        "counts_form": CountsForm(),
        "error": error,
    }
    return render(request, "alerts/campaign.html", shown, status=422 if error else 200)


def _totals(rows: list[Standing]) -> dict[str, Any]:
    reached, goal, addresses = (sum(getattr(row, name) for row in rows) for name in ("reached", "goal", "addresses"))
    return {
        "reached": reached, "goal": goal, "addresses": addresses, "share": share(reached, addresses),
        "done": sum(row.done for row in rows), "with_goal": sum(bool(row.goal) for row in rows),
    }  # fmt: skip


@require_POST
@staff_required(queries.MANAGE)
def change(request: HttpRequest) -> HttpResponse:
    """Goals, one share for all, or a file with counts. A refusal stands on the page with its sentence."""
    actor = actor_of(request)
    found = queries.ground(actor, request.POST.get("voor", ""))
    try:
        said = _changed(request, found)
    except Refused as refusal:
        return _overview(request, found, str(refusal))
    messages.success(request, said)
    return HttpResponseRedirect(f"{reverse('alerts:campaign')}?voor={found.slug}")


def _changed(request: HttpRequest, found: Tenant) -> str:
    actor, typed = actor_of(request), request.POST
    if "percent" in typed:
        actions.set_share(actor, tenant_id=found.id, percent=_number(typed["percent"]))
        return _("Every neighbourhood has a goal.")
    if isinstance(file := request.FILES.get("file"), UploadedFile):
        if not file.size or file.size > FILE_BYTES:
            raise Refused(_("Choose a CSV file of at most 1 MB."))
        n = actions.import_counts(actor, tenant_id=found.id, content=file.read())
        return ngettext(
            "Counts of %(n)s neighbourhood taken over.", "Counts of %(n)s neighbourhoods taken over.", n
        ) % {"n": n}
    goals = {name.removeprefix("goal-"): _number(typed[name]) for name in typed if name.startswith("goal-")}
    if not goals:
        raise Refused(_("Choose a CSV file of at most 1 MB."))
    actions.set_goals(actor, tenant_id=found.id, goals=goals)
    return _("The goals are kept.")


def _number(typed: str) -> int:
    digits = typed.strip() or "0"
    if not digits.isascii() or not digits.isdigit() or len(digits) > 7:
        raise Refused(_("Write a goal as a whole number."))
    return int(digits)


@never_cache
@require_safe
@staff_required(queries.MANAGE)
def area(request: HttpRequest, code: str) -> HttpResponse:
    """What is printed for one neighbourhood: leaflets, letters per street, a file for the printer."""
    found, where = queries.neighbourhood(actor_of(request), code)
    shown = {
        "ground": found,
        "area": where,
        "row": queries.standing(found, code),
        "link": printing.link_of(where),
        "streets": places.streets_in(code),
        "languages": [(language, NAMES[language]) for language in LANGUAGES],
    }
    return render(request, "alerts/campaign_area.html", shown)


@never_cache
@require_safe
@staff_required(queries.MANAGE)
def leaflet(request: HttpRequest, code: str, paper: str, language: str) -> HttpResponse:
    found, where = queries.neighbourhood(actor_of(request), code)
    _check_known(paper, language)
    return pdf_answer(printing.leaflet(found, where, language, paper), f"be-alert-{code}-{paper}-{language}")


@never_cache
@require_safe
@staff_required(queries.MANAGE)
def letters(request: HttpRequest, code: str, street_id: UUID, language: str) -> HttpResponse:
    """A letter for each address of a street."""
    found, where = queries.neighbourhood(actor_of(request), code)
    _check_known("a4", language)
    homes = places.addresses_in(code, street_id, MOST_LETTERS)
    if not homes:
        raise Missing
    return pdf_answer(
        printing.letters(found, where, language, homes), f"be-alert-{code}-{str(street_id)[-6:]}-{language}"
    )


@never_cache
@require_safe
@staff_required(queries.MANAGE)
def merge_file(request: HttpRequest, code: str) -> HttpResponse:
    _found, where = queries.neighbourhood(actor_of(request), code)
    content = printing.merge_file(where, places.addresses_in(code))
    headers = {"Content-Disposition": f'attachment; filename="be-alert-{code}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _check_known(paper: str, language: str) -> None:
    if paper not in printing.PAPERS or language not in LANGUAGES:
        raise Missing


@never_cache
@require_safe
def public(request: HttpRequest, code: str = "") -> HttpResponse:
    """What BE-Alert is, who asks and how to check that; for everybody, with or without the code of a neighbourhood."""
    where = queries.named(code) if code else None
    if where and request.method == "GET":
        actions.count_visit(where.code, onward=False)
    language = spoken()
    found = queries.campaign_at(where.code) if where else None
    shown = {"words": printing.said(found, where, language), "area": where, "onward_code": where.code if where else ""}
    return render(request, "alerts/sign_up.html", shown)


@never_cache
@require_safe
def onward(request: HttpRequest) -> HttpResponse:
    """To BE-Alert itself; only to there."""
    where = queries.named(request.GET.get("wijk", "")[:40])
    if where and request.method == "GET":
        actions.count_visit(where.code, onward=True)
    return redirect(official(spoken()))
