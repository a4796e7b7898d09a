"""Sending one mail with news, or the mail that asks to confirm an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.desk.news import tokens
from nabij.desk.news.models import MailState
from nabij.desk.news.queries import address_of, items_of
from nabij.desk.news.rules import in_language

if TYPE_CHECKING:
    from nabij.desk.news.models import NewsItem, NewsMail, NewsSubscription

LONGEST_PART: Final = 600
STATES: Final = {
    "handed_over": MailState.SENT, "in_doubt": MailState.DOUBT, "failed_now": MailState.WAITING,
    "failed_for_good": MailState.FAILED,
}  # fmt: skip
_log = structlog.get_logger("nabij.desk")


def send(row: NewsMail) -> str:
    """Hands the mail to a provider; what became of it, as a state of `MailState`."""
    found, to = row.subscription, address_of(row.subscription)
    items = items_of(row)
    if not to or (row.items and not items):
        return MailState.FAILED
    with override(found.language):
        subject, text = _news(found, items) if row.items else _asked(found)
    message = Message(
        key=row.id,
        to=to,
        subject=subject,
        text=text,
        language=found.language,
        headers=headers(found),
        wants_receipt=False,
    )
    try:
        (said,) = driver_for("email").send([message])
    except (RouteDown, ImproperlyConfigured) as trouble:
        _log.warning("news_mail_route_down", reason=str(trouble))
        return MailState.WAITING
    if said.error:
        _log.warning("news_mail_refused", provider=said.provider, error=said.error)
    return STATES[said.state]


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
