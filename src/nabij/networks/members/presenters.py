"""Words and shapes for the pages of members."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.networks.members.watching import Frequency

STEP: Final = 20
TALLEST: Final = 40
FLOOR: Final = 55


def often(found: Frequency, most: int) -> dict[str, Any]:
    """A bar per week, the oldest first, what they say, and a calm warning where it is much."""
    tallest = max(*found.per_week, most, 1)
    words = ngettext("%(n)s message in the last thirty days", "%(n)s messages in the last thirty days", found.month)
    told = ngettext("%(n)s message on how it ended", "%(n)s messages on how it ended", found.feedback_month)
    return {
        "bars": [_bar(at, count, tallest, most) for at, count in enumerate(found.per_week)],
        "words": f"{words % {'n': found.month}}, {told % {'n': found.feedback_month}}.",
        "busy": busy_words(found, most),
    }


def _bar(at: int, count: int, tallest: int, most: int) -> dict[str, Any]:
    height = round(TALLEST * count / tallest)
    return {
        "x": at * STEP + 2, "middle": at * STEP + 10, "y": FLOOR - height, "above": FLOOR - height - 3, "height": height,
        "count": count, "busy": count > most,
    }  # fmt: skip


def busy_words(found: Frequency, most: int) -> str:
    """What to think of before writing again; empty where it is not much."""
    if not found.is_busy(most):
        return ""
    said = _(
        "This network had %(n)s messages this week; one to %(most)s is usual. Who hears much feels less safe:"
        " ask yourself whether the next one can wait, or go with another."
    )
    return said % {"n": found.week, "most": most}


def had_words(found: Frequency) -> str:
    """One calm sentence for who writes; empty where this week had nothing yet."""
    if not found.week:
        return ""
    said = ngettext(
        "These neighbours had %(n)s message this week already.",
        "These neighbours had %(n)s messages this week already.",
        found.week,
    )
    return said % {"n": found.week}
