"""What of an incident another service may be shown, field by field."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, Promise] = {
    "category": _("kind"),
    "place": _("place"),
    "happened_at": _("when it happened"),
    "summary": _("what was told"),
    "photos": _("photos"),
}
"""Never who told it: a source is not handed over."""
OF_THE_POLICE = frozenset({"summary", "photos"})
"""What was told to the police, and photos: to a city or partner only where somebody says that it is needed (act of 5 August 1992
on the police function, art. 44/11/9: what the receiver needs for its own task, and no more)."""


def needs_saying(from_police: bool, to_police: bool, fields: Iterable[str]) -> bool:
    """Whether somebody must say that these fields are needed by the other service."""
    return from_police and not to_police and not OF_THE_POLICE.isdisjoint(fields)
