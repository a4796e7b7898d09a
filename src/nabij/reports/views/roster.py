"""Who is called when an urgent report stays unread. For who manages people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.reports import actions, queries
from nabij.reports.forms import DutyForm
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.queries import tenants


@never_cache
@require_safe
@staff_required("people.manage")
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
@staff_required("people.manage")
def duty(request: HttpRequest) -> HttpResponse:
    form = DutyForm(_own(actor_of(request)), request.POST, prefix="duty")

    def deed(given: dict[str, Any]) -> None:
        tenant_id = UUID(given.pop("tenant"))
        actions.put_on_duty(actor_of(request), tenant_id=tenant_id, **given)

    return _answer(request, form, deed, "duty_form")


def _answer(request: HttpRequest, form: Form, deed: Callable[[dict[str, Any]], None], name: str) -> HttpResponse:
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _page(request, **({name: form} if name else {}))
    messages.success(request, _("Saved."))
    return redirect("reports:roster")


def _page(request: HttpRequest, **forms: Form) -> HttpResponse:
    actor = actor_of(request)
    shown = {"duties": queries.roster(actor), "duty_form": DutyForm(_own(actor), prefix="duty")}
    return render(request, "reports/roster.html", shown | forms, status=422 if forms else 200)


def _own(actor: Actor) -> list[tuple[str, str]]:
    return [(str(tenant.id), tenant.name) for tenant in tenants(actor.tenants_with("people.manage"))]
