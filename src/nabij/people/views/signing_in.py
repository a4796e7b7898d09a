"""Doors: residents with a code, staff that was invited, and where everybody lands."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from nabij.people import actions, vault
from nabij.people.access import actor_of, origin_of
from nabij.people.forms import CodeForm, PasswordForm, ValueForm
from nabij.tenants.errors import Refused
from nabij.tenants.languages import spoken

SENT = "people.sent_code"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Asks where to send a code. Says the same whether we know the number or not."""
    form = ValueForm(request.POST or None, initial={"kind": request.GET.get("kind", "sms")})
    if request.method == "POST" and form.is_valid():
        kind, raw = form.cleaned_data["kind"], form.cleaned_data["value"]
        try:
            code_id = actions.send_sign_in_code(
                actor_of(request), kind=kind, raw=raw, origin=origin_of(request), language=spoken()
            )
        except Refused as refused:
            form.add_error("value", str(refused))
        else:
            masked = vault.masked(kind, vault.normalise(kind, raw))
            request.session[SENT] = {"id": str(code_id), "masked": masked, "next": request.POST.get("next", "")}
            return redirect("people:sign_in_code")
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


@never_cache
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Takes the code, and signs in."""
    sent = request.session.get(SENT)
    if sent is None:
        return redirect("people:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.sign_in_with_code(
                actor_of(request), code_id=UUID(sent["id"]), code=form.cleaned_data["code"], language=spoken()
            )
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            del request.session[SENT]
            login(request, account, backend=BACKEND)
            return redirect(_safe(request, sent["next"]))
    context = {"form": form, "masked": sent["masked"], "shell": "site/base.html", "back": reverse("people:sign_in")}
    return render(request, "people/code.html", context, status=422 if form.errors else 200)


@never_cache
def accept_invitation(request: HttpRequest, account_id: UUID, token: str) -> HttpResponse:
    """Staff chooses a password, once, and then signs in."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(account_id=account_id, token=token, password=form.cleaned_data["password"])
        except Refused as refused:
            form.add_error("password", str(refused))
        else:
            return redirect("account_login")
    return render(request, "people/accept_invitation.html", {"form": form}, status=422 if form.errors else 200)


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """The page where this account's work starts."""
    actor = actor_of(request)
    if actor.kind == "resident":
        return redirect("people:my_page")
    doors = [
        ("reports.judge", "/meldkamer/"),
        ("people.help", "/hulp/"),
        ("people.manage", "/rechten/"),
        ("audit.read", "/logboek/"),
    ]
    return redirect(next((address for right, address in doors if actor.tenants_with(right)), "/"))


def _safe(request: HttpRequest, address: str) -> str:
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and allowed else reverse("people:my_page")
