"""Wishes, experiences and complaints: the list for who answers, and one of them with its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.networks import queries as networks
from nabij.networks.frame import frame
from nabij.networks.models import Network
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.networks.year import presenters
from nabij.networks.year.forms import AnswerForm, FollowForm, GiveForm, WishForm
from nabij.networks.year.views.office import TAB, may_act, read
from nabij.networks.year.wishes import actions, queries
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

YEAR = timedelta(days=365)


@never_cache
@members_of_staff_or_lead
def listing(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """The wishes with their terms and a chart; on a POST what a caller said is written down."""
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    form = WishForm(request.POST if request.method == "POST" else None, initial={"kind": "wish"})
    error = ""
    if request.method == "POST":
        try:
            given = read(form)
            wish = actions.write_wish(actor, network_id=network_id, person_id=None, channel="phone", **given)
            messages.success(
                request, _("Written down. Give this number to the caller: %(n)s") % {"n": str(wish.id)[-6:]}
            )
            return redirect("networks:year_wishes", network_id=network_id)
        except Refused as refusal:
            error = str(refusal)
    shown = frame(actor, network, TAB) | _list(actor, network, request.GET.get("after", ""))
    shown |= {"form": form if may_act(actor, network) else None, "error": error}
    return render(request, "networks/year/wishes.html", shown, status=422 if error else 200)


@never_cache
@members_of_staff_or_lead
def page(request: HttpRequest, network_id: UUID, wish_id: UUID) -> HttpResponse:
    """One wish, and on a POST what is done with it."""
    actor = actor_of(request)
    found = queries.wish(actor, wish_id)
    if found.wish.network_id != network_id:
        raise Missing
    error = ""
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        if deed not in DEEDS:
            raise Missing
        try:
            DEEDS[deed](request, actor, wish_id)
            messages.success(request, _("Saved. The neighbour hears it."))
            return redirect("networks:year_wish", network_id=network_id, wish_id=wish_id)
        except Refused as refusal:
            error = str(refusal)
    start = {"version": found.wish.version, "owner": found.wish.owner}
    shown = {
        **presenters.wish_row(found), **frame(actor, found.wish.network, TAB), "own_chip": presenters.wish_chip(found),
        "steps": presenters.wish_steps(found.steps),
        "may_answer": queries.may_answer(found.wish, actor), "error": error,
        "answer_form": AnswerForm(initial=start), "follow_form": FollowForm(initial=start), "give_form": GiveForm(initial=start),
    }  # fmt: skip
    return render(request, "networks/year/wish.html", shown, status=422 if error else 200)


def _list(actor: Actor, network: Network, after: str) -> dict[str, Any]:
    now = timezone.now()
    figures = queries.figures(actor, network, now - YEAR, now)
    found = queries.wishes_of(actor, network, after=_id(after))
    return {
        "rows": [presenters.wish_row(one) for one in found],
        "next_cursor": found[-1].wish.id if len(found) == queries.PAGE_LENGTH else "",
        "chart": presenters.category_chart(figures.by_category),
        "figures": figures,
    }


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


def _answer(request: HttpRequest, actor: Actor, wish_id: UUID) -> None:
    actions.answer_wish(actor, wish_id=wish_id, **read(AnswerForm(request.POST)))


def _follow(request: HttpRequest, actor: Actor, wish_id: UUID) -> None:
    actions.follow_wish(actor, wish_id=wish_id, **read(FollowForm(request.POST)))


def _give(request: HttpRequest, actor: Actor, wish_id: UUID) -> None:
    actions.give_wish(actor, wish_id=wish_id, **read(GiveForm(request.POST)))


DEEDS: dict[str, Callable[[HttpRequest, Actor, UUID], None]] = {"answer": _answer, "follow": _follow, "give": _give}
