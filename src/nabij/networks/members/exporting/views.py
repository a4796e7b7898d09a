"""Asking, confirming and fetching a list of members."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.networks.members.exporting import actions, queries
from nabij.networks.members.exporting.forms import ExportForm
from nabij.networks.members.exporting.rights import EXPORT
from nabij.people.access import View, actor_of, sign_in_redirect, staff_required
from nabij.tenants.errors import Missing, Refused


def staff_or_lead(view: View) -> View:
    """For who leads a network, and for staff: the data protection officer sees no networks and still confirms."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        actor = actor_of(request)
        if actor.kind == "public":
            return sign_in_redirect(request, "account_login")
        if actor.kind not in ("staff", "resident"):
            raise Missing
        return view(request, *args, **kwargs)

    guarded.required_right = ""  # type: ignore[attr-defined]
    return guarded


@never_cache
@require_safe
@staff_required(EXPORT)
def waiting(request: HttpRequest) -> HttpResponse:
    """What the data protection officer has to decide; who follows up a network sees it there."""
    rows = [{"export": one, "asked_by": name} for one, name in queries.asked_exports(actor_of(request))]
    return render(request, "networks/members/exports_waiting.html", {"rows": rows})


@require_POST
@staff_or_lead
def ask(request: HttpRequest, network_id: UUID) -> HttpResponse:
    form, back = ExportForm(request.POST), f"{reverse('networks:lists', args=[network_id])}#uit"
    given = {name: request.POST.get(name, "") for name in form.fields}
    try:
        actions.ask_export(actor_of(request), network_id=network_id, **given)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Asked. A second person, at the police, confirms it; then you fetch it once."))
    return redirect(back)


@require_POST
@staff_or_lead
def decide(request: HttpRequest, export_id: UUID) -> HttpResponse:
    confirm = request.POST.get("deed") == "confirm"
    row = actions.decide_export(actor_of(request), export_id=export_id, confirm=confirm)
    messages.success(request, _("Confirmed.") if confirm else _("Refused: nothing is taken away."))
    return redirect("networks:lists", network_id=row.network_id)


@never_cache
@require_POST
@staff_or_lead
def fetch(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The file, once."""
    found = actions.fetch_export(actor_of(request), export_id=export_id)
    named = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return HttpResponse(found.content, content_type=found.content_type, headers=named)
