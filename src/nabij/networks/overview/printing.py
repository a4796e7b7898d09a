"""The page of a chief on one sheet of A4."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.letters import pdf
from nabij.networks.overview import figures, presenters
from nabij.networks.overview.attention import Attention
from nabij.networks.overview.queries import City

TEMPLATE: Final = Path(__file__).with_name("today.typ")


def today(found: City, needed: Attention) -> bytes:
    """What needs somebody, and six figures. PDF/A."""
    matters = [presenters.matter(one) for one in needed.matters]
    shown = [presenters.figure(one) for one in figures.six(found)]
    return pdf(
        TEMPLATE,
        {
            "title": _("Networks of %(ground)s") % {"ground": found.ground.tenant.name},
            "summary": presenters.summary(found),
            "attention": _("What needs somebody today"),
            "nothing": _("Nothing is late, and nothing waits for you."),
            "columns": [_("Network"), _("What"), _("Owner")],
            "matters": [[one["network"], one["what"], _who(one)] for one in matters],
            "more": ngettext("And %(n)s more.", "And %(n)s more.", needed.more) % {"n": needed.more}
            if needed.more
            else "",
            "heading": _("Six figures"),
            "figures": [
                {"value": one["value"], "name": one["name"], "trend": one["planned"] or one["trend_words"]}
                for one in shown
            ],
            "foot": formats.date_format(timezone.localtime(), "j F Y, H:i"),
        },
    )


def _who(one: dict[str, Any]) -> str:
    return f"{one['owner']}, {one['due']}" if one["due"] else str(one["owner"])
