"""News for who writes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.news import actions, presenters, queries
from nabij.desk.news.forms import NAMES, ItemForm
from nabij.desk.news.models import NewsItem, NewsState
from nabij.desk.news.rules import LANGUAGES
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rows = [presenters.row(one) for one in queries.items(actor_of(request))]
    return render(request, "desk/news/desk.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A draft for one of the tenants for which the actor writes; neighbourhoods are chosen on its page."""
    actor = actor_of(request)
    form = ItemForm(request.POST or None, tenants=queries.tenants_written_for(actor))
    del form.fields["neighbourhoods"]
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_item(actor, tenant_id=_id(form.cleaned_data["tenant"]), **form.given())
            return redirect("desk:news_edit", item_id=made.id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {"form": form, "languages": _languages(form), "is_new": True}
    return render(request, "desk/news/edit.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Text, places and photo; published and withdrawn in one step each."""
    actor = actor_of(request)
    found = queries.item(actor, item_id)
    areas = queries.neighbourhoods_of(found.tenant)
    form = ItemForm(
        request.POST if request.POST.get("deed") == "keep" else None, areas=areas, initial=ItemForm.initial_of(found)
    )
    del form.fields["tenant"]
    if request.method == "POST":
        try:
            messages.success(request, _done(request, actor, found, form))
            return redirect("desk:news_edit", item_id=item_id)
        except Refused as refusal:
            shown = _shown(found, form) | {"error": str(refusal)}
            return render(request, "desk/news/edit.html", shown, status=422)
    return render(request, "desk/news/edit.html", _shown(found, form))


def _shown(found: NewsItem, form: ItemForm) -> dict[str, Any]:
    return {
        "form": form, "row": presenters.row(found), "item": found, "languages": _languages(form),
        "is_public": found.state == NewsState.PUBLISHED,
    }  # fmt: skip


def _languages(form: ItemForm) -> list[tuple[str, Any, Any]]:
    """The fields of the languages besides Dutch, which may stay empty."""
    return [(NAMES[one], form[f"title_{one}"], form[f"body_{one}"]) for one in LANGUAGES if one != "nl"]


def _done(request: HttpRequest, actor: Actor, found: NewsItem, form: ItemForm) -> str:
    deed = request.POST.get("deed", "")
    if deed == "keep":
        typed = filled_in(form)
        actions.change_item(actor, item_id=found.id, version=typed["version"] or 0, **form.given())
        return _("Kept.")
    if deed == "publish":
        actions.publish(actor, item_id=found.id)
        return _("Everybody reads it now. Mails leave in five minutes.")
    if deed == "withdraw":
        actions.withdraw(actor, item_id=found.id)
        return _("Nobody reads it any more.")
    if deed == "photo":
        upload = request.FILES.get("photo")
        if upload is None and "remove" not in request.POST:
            raise Refused(_("Choose a photo."))
        actions.set_photo(actor, item_id=found.id, upload=upload, words=request.POST.get("words", ""))
        return _("Kept.")
    raise Missing


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Missing from None
