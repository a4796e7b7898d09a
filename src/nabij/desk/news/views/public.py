"""News of police and city for everybody: a list, one item, a feed, and mail at an address that was confirmed."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.news import actions, feed, presenters, queries, rules, tokens
from nabij.desk.news.forms import AddressForm
from nabij.people.access import actor_of
from nabij.reports import limits
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken

ASKS_AN_HOUR = 5
FEED_LENGTH = 30


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Filtered by place and theme; the feed of the page has the same filters."""
    chosen = _chosen(request)
    choice = _choice(chosen["zone"])
    page = _page(chosen, choice, request.GET.get("after", ""), queries.PAGE)
    shown = presenters.filters(choice.areas if choice else (), chosen)
    shown |= {
        "rows": [presenters.row(one) for one in page.items], "after": page.after, "chosen": chosen, "choice": choice,
        "zones": queries.zones(), "themes": rules.themes(),
        "feed": f"{reverse('desk:news_rss')}?{shown['query']}", "title": _title(chosen, choice),
    }  # fmt: skip
    return render(request, "desk/news/list.html", shown)


@never_cache
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The same as RSS 2.0."""
    chosen = _chosen(request)
    choice = _choice(chosen["zone"])
    page = _page(chosen, choice, "", FEED_LENGTH)
    query = presenters.filters((), chosen)["query"]
    content = feed.rss(
        page.items, title=_title(chosen, choice), page=f"{settings.SITE_URL}{reverse('desk:news_list')}?{query}",
        here=f"{settings.SITE_URL}{reverse('desk:news_rss')}?{query}", language=spoken(),
    )  # fmt: skip
    return HttpResponse(content, content_type=feed.CONTENT_TYPE)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:60] for name in ("zone", "plaats", "thema")}


def _choice(slug: str) -> queries.Choice | None:
    """The zone by name, else the only or first one with news. Raises Missing for an unknown name."""
    found = next((one for one in queries.zones() if not slug or one.slug == slug), None)
    if slug and found is None:
        raise Missing
    return queries.choice_of(found) if found else None


def _page(chosen: dict[str, str], choice: queries.Choice | None, after: str, limit: int) -> queries.Page:
    if choice is None:
        return queries.Page(())
    if chosen["thema"] and chosen["thema"] not in dict(rules.themes()):
        raise Missing
    scope = queries.scope_of(choice.zone, [chosen["plaats"]] if chosen["plaats"] else [])
    return queries.published(scope=scope, theme=chosen["thema"], zone_id=choice.zone.id, after=after, limit=limit)


def _title(chosen: dict[str, str], choice: queries.Choice | None) -> str:
    """ "News of Zandekerke: Binnenstad, Traffic and works"."""
    where = next((one.name for one in choice.areas if one.code == chosen["plaats"]), "") if choice else ""
    narrowed = ", ".join(one for one in (where, rules.theme_name(chosen["thema"]) if chosen["thema"] else "") if one)
    title = _("News of %(city)s") % {"city": settings.CITY_NAME}
    return f"{title}: {narrowed}" if narrowed else title


@never_cache
@require_safe
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    return render(request, "desk/news/item.html", {"row": presenters.row(queries.public_item(item_id))})


@require_safe
def photo(request: HttpRequest, item_id: UUID) -> FileResponse:
    """A cache between us and everybody keeps what everybody may see; never the picture of a draft."""
    path, is_public = queries.photo_of(actor_of(request), item_id)
    answer = FileResponse(path.open("rb"), content_type="image/jpeg", headers={"Content-Disposition": "inline"})
    answer["Cache-Control"] = "public, max-age=86400" if is_public else "private, no-store"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """By mail for anybody: the address is used once it was confirmed. The answer never says whether we knew it."""
    choice = _choice(request.GET.get("zone", "")[:60])
    if choice is None:
        raise Missing
    start = {"codes": request.GET.getlist("plaats"), "themes": request.GET.getlist("thema"), "often": "weekly"}
    form = AddressForm(request.POST or None, areas=choice.areas, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            limits.allow(request, "news_subscribe", ASKS_AN_HOUR)
            _ask(form, choice)
            return render(request, "desk/news/asked.html")
        except Refused as refusal:
            form.add_error("address", str(refusal))
    shown = {"form": form, "zone": choice.zone}
    return render(request, "desk/news/subscribe.html", shown, status=422 if form.errors else 200)


def _ask(form: AddressForm, choice: queries.Choice) -> None:
    typed = form.cleaned_data
    if typed["website"]:
        raise Refused(_("We could not send this. Call the desk, or try again."))
    actions.subscribe_address(
        PUBLIC, address=typed["address"], zone_id=choice.zone.id, codes=typed["codes"], wanted=typed["themes"],
        often=typed["often"], language=spoken(),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, since mail scanners follow every link; POST does it."""
    subscription_id = tokens.read_token(token, "confirm")
    if request.method == "POST":
        actions.confirm(subscription_id)
        return render(request, "desk/news/confirm.html", {"done": True})
    queries.subscription(subscription_id)
    return render(request, "desk/news/confirm.html", {"done": False})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST does it, from the button or from a mail program (RFC 8058), without signing in. The token is the proof."""
    subscription_id = tokens.read_token(token, "stop")
    if request.method == "POST":
        actions.stop(subscription_id)
    return render(request, "desk/news/stop.html", {"done": request.method == "POST"})
