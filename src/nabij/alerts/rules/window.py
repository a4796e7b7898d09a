"""From when until when a message goes out and is true. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused

FURTHEST_AHEAD: Final = timedelta(days=92)
LONGEST: Final = timedelta(days=31)
GRACE: Final = timedelta(minutes=1)
"""A minute that was chosen may just have begun."""


def check_window(start: datetime | None, end: datetime, now: datetime) -> None:
    """Raises Refused for a window that passed, that ends before it begins, or that nobody oversees."""
    if start is not None and start < now - GRACE:
        raise Refused(_("The hour at which this would leave has passed. Choose a later one, or none to send at once."))
    if start is not None and end <= start:
        raise Refused(_("This ends before it leaves. Choose an end after the beginning."))
    if end <= now:
        raise Refused(_("The time of this alert has passed. Choose a later end."))
    if start is not None and start > now + FURTHEST_AHEAD:
        raise Refused(_("Choose an hour within three months. Nobody oversees what leaves later."))
    if end - (start or now) > LONGEST:
        raise Refused(_("A message is true for a month at most. Choose an earlier end."))
