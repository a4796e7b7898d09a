"""The channel for members, and for staff that helps one: read, write, answer; what is suspicious takes the way to the police."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.networks.channel import presenters
from nabij.networks.channel.actions import choosing, police, writing
from nabij.networks.channel.actions.writing import SHELF, Stopped
from nabij.networks.channel.forms import ChoiceForm, EditForm, PoliceForm, PostForm
from nabij.networks.channel.models import GroupState, PostState
from nabij.networks.channel.queries import neighbours, posts, talking
from nabij.networks.channel.queries.neighbours import Neighbour
from nabij.networks.models import Network
from nabij.networks.presenters import bounds
from nabij.networks.zone_rules import rules_of
from nabij.people.access import actor_of
from nabij.people.serving import Served, served
from nabij.places.queries import chosen_place
from nabij.reports import drafts, pictures
from nabij.reports.where import Place
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """What neighbours wrote, what waits of one's own, and how one wants to hear of it."""
    serving = served(request, person_id)
    who = neighbours.as_member(serving.actor, serving.person, network_id)
    names = neighbours.names_for(who)
    form = ChoiceForm(names, request.POST or None, initial=_chosen(who, names))
    if request.method == "POST" and form.is_valid():
        choosing.choose(serving.actor, network_id=network_id, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect(_here(serving, network_id))
    after = request.GET.get("after", "")
    found = posts.readable(who, _id(after))
    group = talking.last_group(who.network)
    shown = _shell(serving, who.network) | {
        "may_write": who.may_write, "form": form,
        "mine": [presenters.mine(row) for row in posts.unseen_by_others(who)] if not after else [],
        "posts": [(one, presenters.kind_words(one.kind)) for one in found],
        "next": str(found[-1].id) if len(found) == posts.PAGE else "",
        "group_url": f"{serving.base}buurten/{network_id}/groep/",
        "group": group if group is not None and group.state in (GroupState.OPEN, GroupState.CLOSED) and group.hours else None,
    }  # fmt: skip
    return render(request, "networks/channel/posts.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
def question(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """Before anything else: is it urgent or suspicious?"""
    serving = served(request, person_id)
    who = neighbours.as_member(serving.actor, serving.person, network_id)
    return render(request, "networks/channel/question.html", _shell(serving, who.network))


@never_cache
@require_safe
def call(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """Call 101 or 112; who called, or cannot, tells the police here."""
    serving = served(request, person_id)
    who = neighbours.as_member(serving.actor, serving.person, network_id)
    return render(request, "networks/channel/call.html", _shell(serving, who.network))


@never_cache
@require_http_methods(["GET", "POST"])
def to_police(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """Tells the police, and only them. A text that was stopped comes along, so that nobody writes it twice."""
    serving = served(request, person_id)
    who = neighbours.as_member(serving.actor, serving.person, network_id)
    is_carried = "carry" in request.POST
    initial = {"text": request.POST.get("text", "")} if is_carried else None
    form = PoliceForm(None if is_carried else request.POST or None, initial=initial)
    address = request.POST.get("address", "").strip()[:120]
    if request.method == "POST" and not is_carried and form.is_valid():
        try:
            recorded = police.tell_police(
                serving.actor, network_id=network_id, place=_place(request, address), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _told_police(request, serving, network_id, recorded.code)
    home = neighbours.home_of(who)
    shown = _shell(serving, who.network) | {
        "form": form, "address": address, "bounds": bounds([who.network]),
        "lon": request.POST.get("lon") or (home.lon if home else ""),
        "lat": request.POST.get("lat") or (home.lat if home else ""),
    }  # fmt: skip
    return render(request, "networks/channel/police.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """A practical message; a text that belongs to the police is stopped here, with the way there."""
    serving = served(request, person_id)
    who = neighbours.as_member(serving.actor, serving.person, network_id)
    names = neighbours.names_for(who)
    form = PostForm(names, request.POST or None, request.FILES or None, initial=_chosen(who, names))
    stopped: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = writing.write_post(serving.actor, network_id=network_id, **form.cleaned_data)
        except Stopped as found:
            stopped = found
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _written(row.state, who))
            return redirect(_here(serving, network_id))
    shown = _shell(serving, who.network) | {"form": form, "stopped": stopped}
    return render(request, "networks/channel/write.html", shown, status=422 if form.errors or stopped else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, post_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """One message with its replies, and what one may do with it."""
    serving = served(request, person_id)
    if request.method == "GET":
        return _page(request, serving, post_id)
    who, _row = posts.seen(serving.actor, post_id)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, _("Choose what happens with this message."))
        return redirect(request.path)
    try:
        said = deed(request, serving.actor, post_id)
    except Stopped as stopped:
        return _page(request, serving, post_id, stopped=stopped)
    except Refused as refusal:
        return _page(request, serving, post_id, error=str(refusal))
    messages.success(request, said)
    still_there = deed in (_reply, _take_reply_back)
    return redirect(request.path if still_there else _here(serving, who.network.id))


@never_cache
@require_safe
def photo(request: HttpRequest, post_id: UUID, person_id: UUID | None = None) -> FileResponse:
    """The photo of a message, for who may see it."""
    actor = served(request, person_id).actor if person_id else actor_of(request)
    path = pictures.path_of(posts.photo_of(actor, post_id), SHELF)
    if not path.is_file():
        raise Missing
    return FileResponse(path.open("rb"), content_type="image/jpeg", headers={"Content-Disposition": "inline"})


def _page(
    request: HttpRequest, serving: Served, post_id: UUID, *, stopped: Stopped | None = None, error: str = ""
) -> HttpResponse:
    talk = posts.talk(serving.actor, post_id)
    own = presenters.mine(posts.mine(serving.actor, post_id)[1]) if talk.post.is_mine else None
    typed = request.POST.get("text", "")
    shown = _shell(serving, talk.network) | {
        "talk": talk, "kind": presenters.kind_words(talk.post.kind), "mine": own,
        "is_shown": talk.state == PostState.SHOWN, "takes_replies": neighbours.takes_replies(talk.network),
        "edit": EditForm(initial={"text": typed or talk.post.text}), "typed": typed, "stopped": stopped, "error": error,
    }  # fmt: skip
    return render(request, "networks/channel/post.html", shown, status=422 if stopped or error else 200)


def _reply(request: HttpRequest, actor: Actor, post_id: UUID) -> str:
    row = writing.reply(actor, post_id=post_id, text=request.POST.get("text", ""))
    return _("Your reply stands here.") if row.state == PostState.SHOWN else _("Your reply waits for the coordinator.")


def _take_reply_back(request: HttpRequest, actor: Actor, post_id: UUID) -> str:
    reply_id = _id(request.POST.get("reply", ""))
    if reply_id is None:
        raise Missing
    writing.withdraw_reply(actor, post_id=post_id, reply_id=reply_id)
    return _("Your reply was taken away.")


def _edit(request: HttpRequest, actor: Actor, post_id: UUID) -> str:
    writing.edit_post(actor, post_id=post_id, text=request.POST.get("text", ""))
    return _("Thank you. The coordinator looks at it again.")


def _withdraw(request: HttpRequest, actor: Actor, post_id: UUID) -> str:
    writing.withdraw_post(actor, post_id=post_id)
    return _("Your message was taken away.")


def _object(request: HttpRequest, actor: Actor, post_id: UUID) -> str:
    writing.object_to(actor, post_id=post_id)
    return _("Thank you. The coordinator hears that somebody finds this out of place; not that it was you.")


def _agree(request: HttpRequest, actor: Actor, post_id: UUID) -> str:
    police.answer_call(actor, post_id=post_id, agrees=True)
    return _("The police have it now. Only they see who told it. Does it happen again? Call 101.")


def _decline(request: HttpRequest, actor: Actor, post_id: UUID) -> str:
    police.answer_call(actor, post_id=post_id, agrees=False)
    return _("Your words are gone. Does it happen again? Call 101.")


DEEDS = {
    "reply": _reply, "take_reply_back": _take_reply_back, "edit": _edit, "withdraw": _withdraw, "object": _object,
    "agree": _agree, "decline": _decline,
}  # fmt: skip


def _told_police(request: HttpRequest, serving: Served, network_id: UUID, code: str) -> HttpResponse:
    """The page with the code for who told it; staff reads the code out and stays with the person."""
    if not serving.is_helped:
        drafts.sent(request, code, police.CATEGORY)
        return redirect("reports:sent")
    messages.success(request, _("The police have it now. Give this code to who told it: %(code)s") % {"code": code})
    return redirect(_here(serving, network_id))


def _here(serving: Served, network_id: UUID) -> str:
    return f"{serving.base}buurten/{network_id}/berichten/"


def _shell(serving: Served, network: Network) -> dict[str, Any]:
    return {
        "shell": serving.shell, "base": serving.base, "helping": serving.is_helped, "network": network,
        "here": _here(serving, network.id),
    }  # fmt: skip


def _chosen(who: Neighbour, names: list[str]) -> dict[str, Any]:
    choice = neighbours.choice_of(who)
    digest = (choice.digest if choice else "") or rules_of(who.network).posts_digest
    return {"digest": digest, "shown_as": choice.shown_as if choice and choice.shown_as in names else names[0]}


def _place(request: HttpRequest, address: str) -> Place | None:
    spot = chosen_place(address=address, lon=request.POST.get("lon", ""), lat=request.POST.get("lat", ""))
    return Place(spot.lon, spot.lat, spot.address) if spot else None


def _written(state: str, who: Neighbour) -> str:
    if state == PostState.SHOWN:
        return _("Your message stands there.")
    hours = rules_of(who.network).moderation_hours
    return _("Thank you. The coordinator looks at it, at most %(hours)s hours from now.") % {"hours": hours}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
