"""A member of staff chooses where we remind them of what waits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.people import actions, vault
from nabij.people.access import actor_of, origin_of
from nabij.people.forms import CodeForm, ValueForm
from nabij.people.working import queries
from nabij.tenants.errors import Refused

SENT = "people.sent_work_code"


@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """What is known, and the form to give another one, to which a code goes."""
    form = ValueForm(request.POST or None, initial={"kind": "email"})
    if request.method == "POST" and form.is_valid():
        kind, raw = form.cleaned_data["kind"], form.cleaned_data["value"]
        try:
            code_id = actions.send_work_code(actor_of(request), kind=kind, raw=raw, origin=origin_of(request))
        except Refused as refused:
            form.add_error("value", str(refused))
        else:
            request.session[SENT] = {"id": str(code_id), "masked": vault.masked(kind, vault.normalise(kind, raw))}
            return redirect("people:work_code")
    context = {"form": form, "ways": queries.own(actor_of(request)).values()}
    return render(request, "people/work.html", context, status=422 if form.errors else 200)


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Takes the code, and keeps the address or number."""
    sent = request.session.get(SENT)
    if sent is None:
        return redirect("people:work")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_work_contact(actor_of(request), code_id=UUID(sent["id"]), code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            del request.session[SENT]
            messages.success(request, _("We remind you here from now on."))
            return redirect("people:work")
    context = {"form": form, "masked": sent["masked"], "shell": "site/office.html", "back": reverse("people:work")}
    return render(request, "people/code.html", context, status=422 if form.errors else 200)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Nothing goes there any more."""
    actions.forget_work_contact(actor_of(request), kind=request.POST.get("kind", ""))
    messages.success(request, _("We no longer remind you there."))
    return redirect("people:work")
