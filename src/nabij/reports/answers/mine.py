"""The reports of a person on their own page, or for staff that helps them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nabij.people.serving import Served, served
from nabij.reports import codes, limits
from nabij.reports.actions.forgetting import claim_report
from nabij.reports.presenters import CHIPS
from nabij.reports.queries.dossier import OwnReport, reports_of
from nabij.reports.states import State
from nabij.reports.words import in_language
from nabij.tenants.errors import Missing, Refused

MOST_AN_HOUR = 30


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """All of them, and a field for the code of one that was made without signing in."""
    who = served(request, person_id)
    error, typed = "", request.POST.get("code", "").strip()
    if request.method == "POST":
        limits.allow(request, "claim", MOST_AN_HOUR)
        try:
            if not codes.plain(typed):
                raise Missing
            claim_report(who.actor, person_id=who.person.id, code=typed)
        except Missing:
            error = _("We know no report with this code. Look at it again; codes are removed after a year.")
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("This report now stands on your page."))
            return redirect(f"{who.base}meldingen/")
    rows = [_row(one) for one in reports_of(who.actor, who.person.id)]
    shown = {
        "shell": who.shell,
        "base": who.base,
        "helping": who.is_helped,
        "rows": rows,
        "error": error,
        "typed": typed,
        "record_url": _record_url(who),
    }
    return render(request, "reports/mine.html", shown, status=422 if error else 200)


def _record_url(who: Served) -> str:
    """Where staff writes down a report of the person they help, if they may."""
    may = who.is_helped and who.actor.tenants_with("reports.record")
    return f"{reverse('reports:intake')}?voor={who.person.id}" if may else ""


def _row(one: OwnReport) -> dict[str, object]:
    ended = one.state == State.CLOSED
    tone, icon = CHIPS[State.CLOSED] if ended else ("brand", "circle-dot")
    return {
        "kind": in_language(one.category), "icon": one.icon, "at": one.received_at, "code": one.code, "tone": tone,
        "chip": icon, "state": _("Ended") if ended else _("Being followed up"),
    }  # fmt: skip
