"""What of an incident another service may be shown, field by field."""

from __future__ import annotations

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
