"""The page of a person: opened by themselves, or by staff that helps them. Both go through the same actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.people import actions, dossier, presenters, queries, readable, vault
from nabij.people.access import origin_of
from nabij.people.application_key import application_key
from nabij.people.caring.queries import care_areas
from nabij.people.forms import REASONS, CareForm, ChoicesForm, CodeForm, DescribeForm, EraseForm, PlaceForm, ValueForm
from nabij.people.rules import MESSAGE_KINDS
from nabij.people.serving import HELPING, Served, served
from nabij.places import geometry
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import all_tenants


@never_cache
def show(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """Everything on one page."""
    who = served(request, person_id)
    points = queries.contact_points(who.actor, who.person.id)
    opt_outs = queries.opt_outs(who.actor, who.person.id)
    name = queries.name_of(who.person)
    placed = next(((point.x, point.y) for point in points if point.x is not None and point.y is not None), None)
    lon, lat = _degrees(placed) if placed else ("", "")
    context = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "reason": _reason(who), "name": name,
        "points": [presenters.shown_point(point, opt_outs, who.base) for point in points],
        "add": ValueForm(initial={"kind": "sms"}), "application_key": "" if who.is_helped else application_key(),
        "place": PlaceForm(),
        "describe": DescribeForm(initial={"name": name, "language": who.person.language}),
        "placed": placed is not None, "lon": lon, "lat": lat,
        "areas": care_areas(who.actor, who.person.id), "care": CareForm(),
        "followers": presenters.shown_followers(who.actor, who.person.id),
        "consents": presenters.shown_consents(queries.consents(who.actor, who.person.id), _zones()),
        "pages": [(who.base + address, label) for address, label in dossier.pages()],
        "download": f"{who.base}gegevens.zip", "erase": f"{who.base}wissen/",
    }  # fmt: skip
    return render(request, "people/my_page.html", context)


@require_POST
def add(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    form = ValueForm(request.POST)
    if not form.is_valid():
        return _back(request, who, _("Give a telephone number or e-mail address."))

    def deed() -> HttpResponse:
        point = actions.add_contact_point(
            who.actor, person_id=who.person.id, kind=form.cleaned_data["kind"], raw=form.cleaned_data["value"]
        )
        return _send_code(request, who, point.id) if point.verified_at is None else redirect(who.base)

    return _try(request, who, deed)


@require_POST
def send_code(request: HttpRequest, contact_point_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    return _try(request, who, lambda: _send_code(request, who, contact_point_id))


@never_cache
def confirm(request: HttpRequest, contact_point_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """Takes the code that was sent to a contact point."""
    who = served(request, person_id)
    point = queries.contact_point(who.actor, contact_point_id)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_contact_point(who.actor, contact_point_id=point.id, code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, _("We can reach you here from now on."))
            return redirect(who.base)
    masked = vault.masked(point.kind, queries.value_of(point))
    context = {"form": form, "masked": masked, "shell": who.shell, "back": who.base, "device": point.kind == "push"}
    return render(request, "people/code.html", context, status=422 if form.errors else 200)


@require_POST
def vouch(request: HttpRequest, contact_point_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """Staff called back, or saw a paper: no code is needed."""
    who = served(request, person_id)
    how = "paper" if request.POST.get("how") == "paper" else "call"
    return _try(
        request, who, lambda: actions.vouch_for_contact_point(who.actor, contact_point_id=contact_point_id, how=how)
    )


@require_POST
def send_trial(request: HttpRequest, contact_point_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    deed = lambda: actions.send_trial_message(who.actor, contact_point_id=contact_point_id)  # noqa: E731
    return _try(
        request, who, deed, _("We sent a trial message. Did nothing come within a minute? Check the number or address.")
    )


@require_POST
def retire(request: HttpRequest, contact_point_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    deed = lambda: actions.retire_contact_point(who.actor, contact_point_id=contact_point_id)  # noqa: E731
    return _try(request, who, deed, _("Removed. Nothing is sent there any more."))


@never_cache
def choices(request: HttpRequest, contact_point_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """What may come to a contact point, and the hours in which it must not."""
    who = served(request, person_id)
    point = queries.contact_point(who.actor, contact_point_id)
    wanted = presenters.wanted_kinds(queries.opt_outs(who.actor, who.person.id), point.id)
    initial = {"wanted": wanted, "quiet_from": point.quiet_from, "quiet_until": point.quiet_until}
    form = ChoicesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_quiet_hours(
                who.actor, contact_point_id=point.id, quiet_from=given["quiet_from"], quiet_until=given["quiet_until"]
            )
        except Refused as refused:
            form.add_error("quiet_until", str(refused))
        else:
            _choose(who, point.id, set(given["wanted"]), set(wanted))
            return redirect(who.base)
    context = {
        "form": form,
        "shell": who.shell,
        "base": who.base,
        "value": vault.readable(point.kind, queries.value_of(point)),
    }
    return render(request, "people/contact_point.html", context, status=422 if form.errors else 200)


@require_POST
def place(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _back(request, who, _("Choose an address of the list, or a place on the map."))
    given = form.cleaned_data

    def deed() -> HttpResponse:
        actions.place_person(who.actor, person_id=who.person.id, lon=given["lon"], lat=given["lat"])
        if given["address_id"]:
            actions.settle_household(
                who.actor, person_id=who.person.id, address_id=given["address_id"], mark=given["mark"]
            )
        (x,), (y,) = geometry.to_lambert([given["lon"]], [given["lat"]])
        return redirect(who.base + dossier.after_moving(who.person.id, float(x), float(y)))

    return _try(request, who, deed, _("Kept."))


@require_POST
def describe(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    form = DescribeForm(request.POST)
    if not form.is_valid():
        return _back(request, who, _("Choose a language of the list."))
    deed = lambda: actions.describe_person(who.actor, person_id=who.person.id, **form.cleaned_data)  # noqa: E731
    return _try(request, who, deed, _("Kept."))


@require_POST
def consent(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """Gives or withdraws a consent."""
    who = served(request, person_id)
    zone = next((tenant for tenant in _zones() if str(tenant.id) == request.POST.get("tenant")), None)
    if zone is None:
        raise Missing
    given: dict[str, Any] = {
        "person_id": who.person.id,
        "tenant_id": zone.id,
        "recipient": request.POST.get("recipient", ""),
    }
    if request.POST.get("agree") == "1":
        return _try(request, who, lambda: actions.give_consent(who.actor, how=who.how, **given), _("Kept."))
    return _try(request, who, lambda: actions.withdraw_consent(who.actor, **given), _("Kept."))


@never_cache
def download(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """All that is kept about the person, as JSON."""
    who = served(request, person_id)
    response = JsonResponse(actions.export_person(who.actor, person_id=who.person.id), json_dumps_params={"indent": 1})
    response["Content-Disposition"] = 'attachment; filename="nabij.json"'
    return response


@never_cache
def download_readable(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """The same as a page to read and a file for machines, in one archive."""
    who = served(request, person_id)
    packed = readable.archive(actions.export_person(who.actor, person_id=who.person.id))
    disposition = 'attachment; filename="nabij.zip"'
    return HttpResponse(packed, content_type="application/zip", headers={"Content-Disposition": disposition})


@never_cache
def erase(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """Says what goes, what stays and whom to ask; then, once somebody said that they are sure, does it."""
    who = served(request, person_id)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        shown = {"shell": who.shell, "base": who.base, "form": form, "stays": dossier.stays(who.person.id)}
        return render(request, "people/erase.html", shown, status=422 if form.errors else 200)
    stays = actions.erase_person(who.actor, person_id=who.person.id)
    if who.is_helped:
        del request.session[HELPING]
    else:
        logout(request)
    return render(request, "people/erased.html", {"stays": stays})


def _choose(who: Served, contact_point_id: UUID, wanted: set[str], before: set[str]) -> None:
    for tenant in all_tenants():
        for kind in MESSAGE_KINDS:
            if kind in before - wanted:
                actions.opt_out(who.actor, contact_point_id=contact_point_id, tenant_id=tenant.id, message_kind=kind)
            elif kind in wanted - before:
                actions.opt_in(who.actor, contact_point_id=contact_point_id, tenant_id=tenant.id, message_kind=kind)
                actions.opt_in(who.actor, contact_point_id=contact_point_id, tenant_id=tenant.id)


def _send_code(request: HttpRequest, who: Served, contact_point_id: UUID) -> HttpResponse:
    origin = "" if who.is_helped else origin_of(request)
    actions.send_verification_code(who.actor, contact_point_id=contact_point_id, origin=origin)
    return redirect(f"{who.base}gegeven/{contact_point_id}/code/")


def _try(request: HttpRequest, who: Served, deed: Callable[[], object], done: str = "") -> HttpResponse:
    try:
        answer = deed()
    except Refused as refused:
        return _back(request, who, str(refused))
    if done:
        messages.success(request, done)
    return answer if isinstance(answer, HttpResponse) else redirect(who.base)


def _back(request: HttpRequest, who: Served, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect(who.base)


def _degrees(metres: tuple[float, float]) -> tuple[float, float]:
    lons, lats = geometry.to_wgs84([metres[0]], [metres[1]])
    return float(lons[0]), float(lats[0])


def _zones() -> list[Tenant]:
    return [tenant for tenant in all_tenants() if tenant.kind == TenantKind.ZONE]


def _reason(who: Served) -> str:
    return str(dict(REASONS).get(who.actor.reason, who.actor.reason))
