"""Mails with news, and the mail that asks to confirm an address: to whom, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.channels.outbox import ways
from nabij.channels.outbox.box import Outbox, Words
from nabij.channels.outbox.ways import Terms, Way
from nabij.desk.news import tokens
from nabij.desk.news.models import NewsMail
from nabij.desk.news.queries import MESSAGE_KIND, address_of, items_of
from nabij.desk.news.rules import in_language

if TYPE_CHECKING:
    from nabij.desk.news.models import NewsItem, NewsSubscription

LONGEST_PART: Final = 600


class NewsMails(Outbox[NewsMail]):
    model = NewsMail
    related = ("subscription__tenant",)

    def gather(self, rows: Sequence[NewsMail]) -> None:
        self.items = {row.id: items_of(row) if row.items else [] for row in rows}

    def is_wanted(self, row: NewsMail) -> bool:
        """News that was withdrawn before the mail left is no news."""
        return not row.items or bool(self.items[row.id])

    def ways(self, row: NewsMail, now: datetime) -> Sequence[Way]:
        found = row.subscription
        terms = Terms(found.tenant_id, MESSAGE_KIND)
        if found.contact_point_id is not None:
            return ways.of_point(found.contact_point_id, terms)
        return ways.given("email", address_of(found), found.language, terms)

    def words(self, row: NewsMail, way: Way) -> Words:
        found = row.subscription
        with override(found.language):
            subject, text = _news(found, self.items[row.id]) if row.items else _first(found)
        return Words(subject, text, found.language, headers(found))


def headers(found: NewsSubscription) -> dict[str, str]:
    """One click stops it (RFC 8058); a list that machines know as one (RFC 2919)."""
    host = urlsplit(settings.SITE_URL).hostname
    return {
        "List-Unsubscribe": f"<{tokens.url_for(found.id, 'stop')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<news.{found.tenant.slug}.{host}>",
        "Precedence": "bulk",
    }


def link_to(one: NewsItem) -> str:
    return settings.SITE_URL + reverse("desk:news_item", args=[one.id])


def _first(found: NewsSubscription) -> tuple[str, str]:
    """Asks to confirm an address; to who was helped it says what was put down for them."""
    return _begun(found) if found.confirmed_at else _asked(found)


def _begun(found: NewsSubscription) -> tuple[str, str]:
    subject = _("You get news of %(who)s from now on") % {"who": found.tenant.name}
    text = _(
        "You asked us to send you news of %(who)s at this address, and a colleague put that down: %(often)s. You need not do"
        " anything.\n\nIs that not right? With one click you stop: %(link)s"
    )
    often, link = found.get_often_display(), tokens.url_for(found.id, "stop")
    return subject, text % {"who": found.tenant.name, "often": often, "link": link}


def _asked(found: NewsSubscription) -> tuple[str, str]:
    subject = _("Do you want news of %(city)s?") % {"city": settings.CITY_NAME}
    text = _(
        "Somebody asked to get news of %(city)s at this address. Was it you? Confirm it here within two days: %(link)s\n\n"
        "Was it not you? Then do nothing: we forget this address."
    )
    return subject, text % {"city": settings.CITY_NAME, "link": tokens.url_for(found.id, "confirm")}


def _news(found: NewsSubscription, items: Sequence[NewsItem]) -> tuple[str, str]:
    titles = [in_language(one.texts, found.language)[1]["title"] for one in items]
    more = len(items) - 1
    subject = titles[0] if not more else _("%(title)s, and %(n)s more") % {"title": titles[0], "n": more}
    parts = [
        f"{title}\n{one.tenant.name}\n\n{_short(in_language(one.texts, found.language)[1]['body'])}\n{link_to(one)}"
        for one, title in zip(items, titles, strict=True)
    ]
    end = _("No more news? One click: %(link)s") % {"link": tokens.url_for(found.id, "stop")}
    return subject, "\n\n- - -\n\n".join([*parts, end])


def _short(body: str) -> str:
    if len(body) <= LONGEST_PART:
        return body
    return body[:LONGEST_PART].rsplit(maxsplit=1)[0] + " …"
