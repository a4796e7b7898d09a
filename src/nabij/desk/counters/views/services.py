"""What residents come for, for who sets the hours: a new service, other words, and no longer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nabij.desk.counters import actions, queries
from nabij.desk.counters.forms import ServiceForm
from nabij.people.access import actor_of
from nabij.tenants.errors import Refused


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A service of the first tenant of the actor, or the one that is chosen."""
    tenants = queries.tenants_to_change(actor_of(request))
    form = ServiceForm(request.POST or None, tenants=tenants)
    shown = {"form": form, "tenants": tenants}
    return _kept(request, form) or _page(request, shown, form)


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Other words or minutes; with `deed=retire` nobody comes for it any more."""
    found = queries.service(actor_of(request), service_id)
    if request.POST.get("deed") == "retire":
        actions.retire_service(actor_of(request), service_id=service_id)
        messages.success(request, _("Nobody can come for this any more. Appointments that were made stand."))
        return redirect("desk:hours")
    names = ("name", "explanation", "bring", "minutes", "letter")
    start = {name: getattr(found, name) for name in names} | {"tenant_id": str(found.tenant_id)}
    form = ServiceForm(request.POST or None, tenants=[(found.tenant_id, "")], initial=start)
    return _kept(request, form, service_id) or _page(request, {"form": form, "service": found}, form)


def _kept(request: HttpRequest, form: ServiceForm, service_id: UUID | None = None) -> HttpResponse | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        actions.put_service(actor_of(request), service_id=service_id, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Kept."))
    return redirect("desk:hours")


def _page(request: HttpRequest, shown: dict[str, Any], form: ServiceForm) -> HttpResponse:
    return render(request, "desk/counters/service.html", shown, status=422 if form.errors else 200)
