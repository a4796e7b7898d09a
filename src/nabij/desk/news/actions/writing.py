"""News from draft to published, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import IO, Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.news.models import NewsItem, NewsState
from nabij.desk.news.queries import SHELF, WRITE, neighbourhoods_of
from nabij.desk.news.rules import LANGUAGES, themes
from nabij.reports import pictures
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.models import Tenant, TenantKind

LONGEST_TITLE: Final = 120
LONGEST_BODY: Final = 6_000
Texts = Mapping[str, Mapping[str, str]]


@transaction.atomic
def write_item(
    actor: Actor, *, tenant_id: UUID, texts: Texts, theme: str, neighbourhoods: Collection[str] = (), link: str = "",
) -> NewsItem:  # fmt: skip
    """A draft. Raises Missing without desk.news there, Refused for values that do not fit."""
    actor.require(WRITE, tenant_id)
    tenant = tenants.tenant(tenant_id)
    made = NewsItem(tenant=tenant, zone_id=_zone_of(tenant), made_at=timezone.now())
    _fill(made, texts, theme, neighbourhoods, link)
    made.save(force_insert=True)
    _write(actor, made, "write_news")
    return made


@transaction.atomic
def change_item(
    actor: Actor, *, item_id: UUID, version: int, texts: Texts, theme: str, neighbourhoods: Collection[str] = (),
    link: str = "",
) -> NewsItem:  # fmt: skip
    """Changes news in any state; what is public shows the change at once. Raises Missing, Refused, Stale."""
    found = _locked(actor, item_id)
    if found.version != version:
        raise Stale(_("A colleague changed this in the meantime. Look at it again before you keep yours."))
    _fill(found, texts, theme, neighbourhoods, link)
    found.version += 1
    found.save()
    _write(actor, found, "change_news")
    return found


@transaction.atomic
def set_photo(actor: Actor, *, item_id: UUID, upload: IO[bytes] | None, words: str = "") -> None:
    """A picture with the news, drawn anew; None removes it. Who cannot see it hears `words`. Raises Missing, Refused."""
    found = _locked(actor, item_id)
    said = " ".join(words.split())[:200]
    if upload is not None and not said:
        raise Refused(_("Say in a few words what the photo shows, for who cannot see it."))
    old, found.photo = found.photo, ""
    found.photo_words = said
    if upload is not None:
        found.photo = pictures.keep(pictures.redraw(upload), SHELF).file
    found.save(update_fields=["photo", "photo_words", "changed_at"])
    if old:
        transaction.on_commit(lambda: pictures.path_of(old, SHELF).unlink(missing_ok=True))
    _write(actor, found, "set_news_photo", {"shown": bool(found.photo)})


@transaction.atomic
def publish(actor: Actor, *, item_id: UUID) -> NewsItem:
    """From now on everybody reads it. The first moment stays, so that what comes back after a mistake is not mailed twice."""
    found = _locked(actor, item_id)
    if found.state == NewsState.PUBLISHED:
        return found
    found.state, found.published_at = NewsState.PUBLISHED, found.published_at or timezone.now()
    found.version += 1
    found.save()
    _write(actor, found, "publish_news")
    return found


@transaction.atomic
def withdraw(actor: Actor, *, item_id: UUID) -> NewsItem:
    """Nobody reads it any more, and it leaves by no mail. Raises Missing, Refused for what is not public."""
    found = _locked(actor, item_id)
    if found.state != NewsState.PUBLISHED:
        raise Refused(_("This is not public."))
    found.state = NewsState.WITHDRAWN
    found.version += 1
    found.save()
    _write(actor, found, "withdraw_news")
    return found


def _fill(made: NewsItem, texts: Texts, theme: str, neighbourhoods: Collection[str], link: str) -> None:
    if theme not in dict(themes()):
        raise Refused(_("Choose a theme."))
    known = {one.code for one in neighbourhoods_of(made.tenant)}
    if set(neighbourhoods) - known:
        raise Refused(_("Choose neighbourhoods of your own zone or city."))
    made.texts, made.theme = _texts(texts), theme
    made.neighbourhoods = sorted(set(neighbourhoods))
    made.link = _link(link)


def _texts(texts: Texts) -> dict[str, dict[str, str]]:
    found = {}
    for language in LANGUAGES:
        given = texts.get(language, {})
        title, body = " ".join(given.get("title", "").split()), given.get("body", "").strip()
        if not title and not body and language != "nl":
            continue
        if not title or not body:
            raise Refused(_("Give a title and a text, in Dutch and in each other language that you begin."))
        if len(title) > LONGEST_TITLE or len(body) > LONGEST_BODY:
            raise Refused(
                _("A title has at most %(title)s characters, a text at most %(body)s.")
                % {"title": LONGEST_TITLE, "body": LONGEST_BODY}
            )
        found[language] = {"title": title, "body": body}
    return found


def _link(typed: str) -> str:
    link = typed.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or len(link) > 300 or any(sign.isspace() for sign in link):
        raise Refused(_("Write the link as https://www.example.be/page."))
    return link


def _zone_of(tenant: Tenant) -> UUID:
    if tenant.kind == TenantKind.ZONE:
        return tenant.id
    if tenant.zone_id is None:
        raise Refused(_("News is written by a police zone or one of its cities."))
    return tenant.zone_id


def _locked(actor: Actor, item_id: UUID) -> NewsItem:
    rows = NewsItem.objects.select_for_update(of=("self",)).select_related("tenant")
    found = rows.filter(id=item_id, tenant_id__in=actor.tenants_with(WRITE)).first()
    if found is None:
        raise Missing
    return found


def _write(actor: Actor, found: NewsItem, verb: str, detail: dict[str, Any] | None = None) -> None:
    given = {"state": found.state, "theme": found.theme, "version": found.version} | (detail or {})
    record(
        actor, tenant_id=found.tenant_id, verb=f"desk.{verb}", target="desk.news", target_id=found.id, detail=given
    )  # fmt: skip
