"""Behind the counter: one tap to the police. Works without scripts; the shop and its place are known."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.networks.shops import actions, kinds, queries, rules
from nabij.networks.shops.forms import MoreForm
from nabij.people.serving import served
from nabij.reports import codes
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The page that a telephone opens: the buttons of one's only shop, or which shop it is about."""
    who = served(request, None)
    shops = queries.my_shops(who.actor, who.person.id)
    if len(shops) == 1:
        return redirect("networks:counter_shop", business_id=shops[0].business.id)
    return render(request, "networks/shops/choose.html", {"shops": shops})


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """By this a telephone keeps the page as an application. The same for everybody."""
    icon = {"src": static("site/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    shown = {
        "name": _("Report from the shop"), "short_name": _("Shop report"), "start_url": reverse("networks:counter"),
        "scope": reverse("networks:counter"), "display": "standalone", "background_color": "#ffffff",
        "theme_color": "#12505b", "icons": [icon],
    }  # fmt: skip
    return JsonResponse(shown, content_type="application/manifest+json")


@never_cache
@require_safe
def shop(request: HttpRequest, business_id: UUID) -> HttpResponse:
    """The buttons. Each page has a key, so that two taps on it are one report."""
    who = served(request, None)
    mine = queries.my_shop(who.actor, who.person.id, business_id)
    shown = {
        "shop": mine.business, "facts": kinds.facts(), "key": new_id(),
        "followed": queries.followed(who.actor, who.person.id, business_id),
        "manage": f"{who.base}zaken/{business_id}/",
    }  # fmt: skip
    return render(request, "networks/shops/counter.html", shown)


@never_cache
@require_safe
def call_first(request: HttpRequest, business_id: UUID, category: str) -> HttpResponse:
    """The number, larger than anything else; the report comes after the call."""
    who = served(request, None)
    mine, fact = queries.my_shop(who.actor, who.person.id, business_id), kinds.fact(category)
    return render(request, "networks/shops/call.html", {"shop": mine.business, "fact": fact, "key": new_id()})


@never_cache
@require_POST
def report(request: HttpRequest, business_id: UUID) -> HttpResponse:
    """Sends it. What must be called about first goes to the number, unless it comes from there (`called`)."""
    who = served(request, None)
    fact = kinds.fact(request.POST.get("category", ""))
    if fact.call_first and "called" not in request.POST:
        return redirect("networks:counter_call", business_id=business_id, category=fact.category)
    tap = actions.report_now(
        who.actor, business_id=business_id, person_id=who.person.id, category=fact.category, key=_key(request),
        tapped_at=_tapped_at(request),
    )  # fmt: skip
    return redirect("networks:tap", tap_id=tap.id)


@never_cache
def tap(request: HttpRequest, tap_id: UUID) -> HttpResponse:
    """It was sent: take it back, tell more, and see what comes of it."""
    who = served(request, None)
    found = queries.tap(who.actor, who.person.id, tap_id)
    form, error = MoreForm(request.POST if request.POST.get("deed") == "more" else None), ""
    if request.method == "POST":
        try:
            if request.POST.get("deed") == "back":
                actions.take_back(who.actor, tap_id=found.id, person_id=who.person.id)
                return redirect("networks:tap", tap_id=found.id)
            if request.POST.get("deed") == "more" and form.is_valid():
                actions.tell_more(
                    who.actor, tap_id=found.id, person_id=who.person.id, answers=form.answers(),
                    text=form.cleaned_data["text"],
                )  # fmt: skip
                return redirect(f"{request.path}?verteld=1")
        except Refused as refusal:
            error = str(refusal)
    now = timezone.now()
    followed = queries.follow(found)
    shown = {
        "tap": found, "shop": found.business, "fact": kinds.fact(found.category), "form": form, "error": error,
        "followed": followed, "code": codes.written(codes.plain(followed.code)) if followed else "",
        "can_take_back": found.taken_back_at is None and rules.can_be_taken_back(found.tapped_at, now),
        "can_tell_more": found.taken_back_at is None and rules.can_be_told_more(found.tapped_at, now),
        "told_more": "verteld" in request.GET, "seconds": rules.TAKE_BACK_S,
    }  # fmt: skip
    return render(request, "networks/shops/tap.html", shown, status=422 if error or form.errors else 200)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise Missing from None


def _tapped_at(request: HttpRequest) -> datetime | None:
    """When the button was touched, where a script says that it had to wait for a connection (milliseconds since 1970)."""
    typed = request.POST.get("tapped_at", "")
    if not typed.isdecimal() or len(typed) > 13:
        return None
    return datetime.fromtimestamp(int(typed) / 1000, UTC)
