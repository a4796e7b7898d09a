"""Officers for who keeps the list, and for each officer about themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.desk.officers import actions, importing, presenters, queries
from nabij.desk.officers.forms import AwayForm, DelegateForm, GroundForm, ListForm, NewForm, OfficerForm
from nabij.desk.officers.ground import bounds_of, drawn
from nabij.desk.officers.rights import MANAGE
from nabij.people import queries as people
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in
from nabij.tenants.models import TenantKind


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody, with who answers today."""
    actor = actor_of(request)
    shown = {"rows": queries.officers(actor), "may_manage": bool(actor.tenants_with(MANAGE)), **tabs(actor, "officers")}
    return render(request, "desk/officers/list.html", shown)


def tabs(actor: Actor, here: str) -> dict[str, Any]:
    """The pages about officers that this actor may open."""
    names = [("officer_inbox", _("Questions")), ("officers", _("Officers"))]
    if actor.tenants_with(MANAGE):
        names += [("officers_check", _("Check")), ("officer_late", _("Late answers"))]
    pages = [{"url": reverse(f"desk:{name}"), "label": label, "current": name == here} for name, label in names]
    return {"pages": pages}


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = NewForm(request.POST or None, tenants=queries.tenants_managed(actor))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.make_officer(
                actor,
                tenant_id=UUID(typed["tenant"]),
                **{name: typed[name] for name in ("kind", "group", "name", "rank")},
            )
            return redirect("desk:officer", officer_id=made.id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "desk/officers/new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """A list of officers with their neighbourhoods. With one bad line nothing is stored, and each bad line is explained."""
    actor = actor_of(request)
    form = ListForm(request.POST or None, request.FILES or None, tenants=queries.tenants_managed(actor))
    read = None
    if request.method == "POST" and form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            read = actions.bring_in_officers(actor, tenant_id=UUID(form.cleaned_data["tenant"]), content=content)
            if not read.bad:
                messages.success(request, _("%(n)s officers brought in.") % {"n": len(read.rows)})
                return redirect("desk:officers")
        except Refused as refusal:
            form.add_error("file", str(refusal))
    shown = {"form": form, "bad": read.bad if read else (), "example": importing.EXAMPLE}
    return render(request, "desk/officers/list_in.html", shown, status=422 if form.errors or shown["bad"] else 200)


@never_cache
@require_safe
def page(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    return render(request, "desk/officers/officer.html", _page(actor_of(request), officer_id))


def _page(actor: Actor, officer_id: UUID, error: str = "") -> dict[str, Any]:
    found = queries.officer(actor, officer_id)
    others, keeps = queries.others_of(actor, officer_id), actor.may(MANAGE, found.tenant_id)
    ground = queries.districts_of(actor, officer_id)
    areas = queries.neighbourhoods_of(found.tenant)
    codes = [one.neighbourhood_code for one in ground if one.neighbourhood_code]
    shape = next((bytes(one.area) for one in ground if one.area is not None), None)
    start = OfficerForm.initial_of(found, queries.username_of(found))
    return {
        "officer": found, "face": presenters.face(found), "kind": presenters.kind_words(found), "keeps": keeps, "error": error,
        "form": OfficerForm(initial=start, others=others, own=not keeps, kind=found.kind),
        "ground_form": GroundForm(areas=areas, initial={"codes": codes}), "area_value": drawn(shape),
        "bounds": bounds_of(found.tenant, shape), "areas": [one.name for one in areas if one.code in codes],
        "codes": [(one.code, one.name) for one in areas if one.code in codes],
        "away_form": AwayForm(others=others), "absences": queries.absences_of(actor, officer_id),
        "delegate_form": DelegateForm(), "delegates": queries.delegates_of(actor, officer_id),
        "is_zone": found.tenant.kind == TenantKind.ZONE,
    }  # fmt: skip


@require_POST
def step(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """One deed from the page of an officer. A refusal stands on the page with its sentence."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    queries.officer(actor, officer_id)
    if deed not in DEEDS:
        raise Missing
    try:
        said = DEEDS[deed](request, actor, officer_id)
    except Refused as refusal:
        return render(request, "desk/officers/officer.html", _page(actor, officer_id, str(refusal)), status=422)
    messages.success(request, said)
    return redirect("desk:officer", officer_id=officer_id)


def _change(request: HttpRequest, actor: Actor, officer_id: UUID) -> str:
    found = queries.officer(actor, officer_id)
    keeps = actor.may(MANAGE, found.tenant_id)
    form = OfficerForm(request.POST, others=queries.others_of(actor, officer_id), own=not keeps, kind=found.kind)
    typed = filled_in(form)
    given = form.given()
    if keeps:
        given["account_id"] = _account(typed["username"])
    actions.change_officer(actor, officer_id=officer_id, **given)
    return _("Kept.")


def _account(username: str) -> UUID | None:
    if not username.strip():
        return None
    try:
        return people.account_named(username.strip().lower()).id
    except Missing:
        raise Refused(_("We know no colleague with this name who may answer questions here.")) from None


def _ground(request: HttpRequest, actor: Actor, officer_id: UUID) -> str:
    found = queries.officer(actor, officer_id)
    typed = filled_in(GroundForm(request.POST, areas=queries.neighbourhoods_of(found.tenant)))
    actions.give_ground(actor, officer_id=officer_id, codes=typed["codes"], area=typed["area"])
    return _("Kept.")


def _photo(request: HttpRequest, actor: Actor, officer_id: UUID) -> str:
    upload = request.FILES.get("photo")
    if upload is None and "remove" not in request.POST:
        raise Refused(_("Choose a photo."))
    actions.set_photo(actor, officer_id=officer_id, upload=upload)
    return _("Kept.")


def _away(request: HttpRequest, actor: Actor, officer_id: UUID) -> str:
    typed = filled_in(AwayForm(request.POST, others=queries.others_of(actor, officer_id)))
    who = UUID(typed["replacement"]) if typed["replacement"] else None
    actions.say_away(
        actor, officer_id=officer_id, from_day=typed["from_day"], until_day=typed["until_day"], replacement_id=who
    )
    return _("Noted. Residents see at once who answers.")


def _back(request: HttpRequest, actor: Actor, officer_id: UUID) -> str:
    actions.take_back_absence(actor, officer_id=officer_id, absence_id=_id(request.POST.get("absence", "")))
    return _("Taken back.")


def _delegate(request: HttpRequest, actor: Actor, officer_id: UUID) -> str:
    typed = filled_in(DelegateForm(request.POST))
    actions.set_delegate(actor, officer_id=officer_id, username=typed["username"])
    return _("This colleague now sees the questions too.")


def _end(request: HttpRequest, actor: Actor, officer_id: UUID) -> str:
    delegation_id = _id(request.POST.get("delegation", ""))
    actions.end_delegation(actor, officer_id=officer_id, delegation_id=delegation_id)
    return _("This colleague no longer sees the questions.")


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Missing from None


DEEDS: dict[str, Callable[[HttpRequest, Actor, UUID], str]] = {
    "change": _change, "ground": _ground, "photo": _photo, "away": _away, "back": _back, "delegate": _delegate, "end": _end,
}  # fmt: skip
