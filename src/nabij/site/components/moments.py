from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
SECONDS = len(":00")
KEPT = 5_000
"""Moments of which the words are kept: those of the lists that colleagues have open."""


def in_words(when: datetime, now: datetime) -> str:
    """A past moment as a person says it: relative until a day old, then with date and time in Brussels."""
    age_s = int((now - when).total_seconds())
    if age_s < 0 or age_s >= DAY_S:
        return _exactly(when, timezone.get_current_timezone_name(), get_language())[1][:-SECONDS]
    if age_s < MINUTE_S:
        return _("just now")
    if age_s < HOUR_S:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", age_s // MINUTE_S) % {"n": age_s // MINUTE_S}
    return ngettext("%(n)s hour ago", "%(n)s hours ago", age_s // HOUR_S) % {"n": age_s // HOUR_S}


@register.filter
def moment(when: datetime | None) -> SafeString:
    """`{{ report.received_at|moment }}`: a `<time>` that says it in words, exact on hover, kept fresh by the page."""
    if when is None:
        return SafeString("")
    stamp, exact = _exactly(when, timezone.get_current_timezone_name(), get_language())
    return format_html(
        '<time datetime="{}" title="{}" data-moment>{}</time>', stamp, exact, in_words(when, timezone.now())
    )


@lru_cache(maxsize=KEPT)
def _exactly(when: datetime, zone: str, language: str | None) -> tuple[str, str]:
    """The moment for machines, and for people to the second, in the zone and language of now."""
    exact = date_format(timezone.localtime(when), "j F Y, H:i:s")
    return when.astimezone(UTC).isoformat(timespec="seconds"), exact
