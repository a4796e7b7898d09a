"""Answering an invitation: by who typed the code, or by staff that does it for who calls; and asking, for who leads."""

from __future__ import annotations

import time
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.letters import pdf_answer
from nabij.networks.house_rules import house_rules
from nabij.networks.members.inviting import actions, queries, texts
from nabij.networks.members.inviting.forms import AnswerForm, FindForm
from nabij.networks.members.models import Invited
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people import vault
from nabij.people.access import actor_of, origin_of, staff_required
from nabij.places import queries as places
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

HELD: Final = "networks.invited"
HELD_FOR_S: Final = 1800
helps = staff_required("people.help")


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """The code of a letter or message. The same page for every code that is none."""
    language = request.GET.get("taal", "")
    language = language if language in texts.LANGUAGES else spoken()
    error = ""
    if request.method == "POST":
        try:
            found = actions.open_with_code(request.POST.get("code", ""), origin=origin_of(request))
        except Refused as refusal:
            error = str(refusal)
        else:
            _hold(request, found)
            return redirect("networks:invitation")
    shown = {"words": texts.entry_words(language), "language": language, "languages": texts.LANGUAGES, "error": error}
    return render(request, "networks/members/enter.html", shown, status=422 if error else 200)


@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """What the list said, and yes or no."""
    held = request.session.get(HELD)
    if not held or held["until"] < time.time() or held["staff"]:
        return redirect("networks:invitation_code")
    return _answer(request, UUID(held["id"]), PUBLIC)


@never_cache
@helps
def find(request: HttpRequest) -> HttpResponse:
    """Staff that looks up the invitation of who calls or stands at the counter."""
    form, error = FindForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            found = _found(actor_of(request), form.cleaned_data["said"])
        except Refused as refusal:
            error = str(refusal)
        else:
            if found is not None:
                _hold(request, found, staff=True)
                return redirect("networks:helped_invitation")
            error = _("No invitation waits at this code, number or address.")
    shown = {"form": form, "error": error}
    return render(request, "networks/members/find.html", shown, status=422 if error or form.errors else 200)


def _found(actor: Actor, said: str) -> Invited | None:
    if sum(letter.isdigit() for letter in said) == 12 and "+" not in said:
        found = queries.invited_by_code(said)
        return found if found is not None and actor.may("people.help", found.tenant_id) else None
    kind = "email" if "@" in said else vault.kind_of_number(said)
    return queries.invited_with(actor, kind, said)


@never_cache
@helps
def helped(request: HttpRequest) -> HttpResponse:
    """The same answers, given by staff for who calls."""
    held = request.session.get(HELD)
    if not held or held["until"] < time.time() or not held["staff"]:
        return redirect("networks:find_invitation")
    return _answer(request, UUID(held["id"]), actor_of(request))


def _hold(request: HttpRequest, found: Invited, *, staff: bool = False) -> None:
    request.session[HELD] = {"id": str(found.id), "until": time.time() + HELD_FOR_S, "staff": staff}


def _answer(request: HttpRequest, invited_id: UUID, actor: Actor) -> HttpResponse:
    try:
        found = queries.invited(invited_id)
    except Missing:
        request.session.pop(HELD, None)
        return redirect("networks:find_invitation" if actor.kind == "staff" else "networks:invitation_code")
    error = ""
    if request.method == "POST":
        try:
            return _said(request, found, actor)
        except Refused as refusal:
            error = str(refusal)
    return render(
        request, "networks/members/answer.html", _page(request, found, actor, error), status=422 if error else 200
    )


def _said(request: HttpRequest, found: Invited, actor: Actor) -> HttpResponse:
    typed, language = request.POST, str(queries.content_of(found)["language"])
    if typed.get("deed") == "no":
        actions.say_no(actor, invited_id=found.id)
        how = "no"
    elif typed.get("deed") == "yes":
        points = {int(one) for one in typed.getlist("points") if one.isascii() and one.isdigit()}
        actions.say_yes(
            actor, invited_id=found.id, points=points, accepts="accepts" in typed, is_adult="is_adult" in typed,
            shown_by_name="shown" in typed,
        )  # fmt: skip
        how = "yes"
    else:
        raise Refused(_("Choose yes or no."))
    request.session.pop(HELD, None)
    told = texts.words(found.network, language)
    shown = {
        "shell": _shell(actor), "language": language, "yes": how == "yes", "title": told[f"said_{how}_title"],
        "text": told[f"said_{how}"],
    }  # fmt: skip
    return render(request, "networks/members/answered.html", shown)


def _shell(actor: Actor) -> str:
    return "site/office.html" if actor.kind == "staff" else "site/base.html"


def _page(request: HttpRequest, found: Invited, actor: Actor, error: str) -> dict[str, Any]:
    content = queries.content_of(found)
    language, typed = content["language"], request.POST
    said = queries.said_of(found, content, found.invited_at or found.made_at)
    told = texts.words(found.network, language, said)
    home = places.addresses_of([UUID(content["address"])]).get(UUID(content["address"]))
    points = [
        (str(at), f"{told[f'{kind}_kind']}: {vault.masked(kind, value)}")
        for at, (kind, value) in enumerate(content["points"])
    ]
    return {
        "shell": _shell(actor), "language": language, "words": told, "name": content["name"], "source": said.source,
        "address": " ".join(filter(None, [home.label if home else "", content["box"] and f"/ {content['box']}"])),
        "form": AnswerForm(told, points, typed or None), "rules": house_rules(language).sentences, "error": error,
    }  # fmt: skip


@require_POST
@members_of_staff_or_lead
def ask(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Asks by mail or text message, or gives the letters to print."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    if deed in ("new", "again", "reminders"):
        content = actions.print_letters(actor, network_id=network_id, which=deed)
        return pdf_answer(content, "brieven", kept=True)
    n = actions.ask(actor, network_id=network_id, by=deed)
    messages.success(request, ngettext("%(n)s neighbour is asked.", "%(n)s neighbours are asked.", n) % {"n": n})
    return redirect("networks:lists", network_id=network_id)
