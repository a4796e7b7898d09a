"""What is decided about shops: who may take part, what is one report, how long it can be taken back. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from django.utils.translation import gettext as _

from nabij.networks.shops import kinds
from nabij.prose import ethnic
from nabij.tenants.errors import Refused

TAKE_BACK_S: Final = 10
SLOW_LINE_S: Final = 5
"""What a slow connection may add to the seconds that somebody sees."""
SAME_TAP_S: Final = 20
"""A second tap of one kind in one shop within this time is the first one again, whoever taps."""
SAME_KEY: Final = timedelta(minutes=10)
"""A page that stays open keeps its key: after this a tap on it is a new report."""
TELLS_MORE: Final = timedelta(minutes=15)
LATE: Final = timedelta(hours=12)
"""A tap that waited for a connection longer than this is no longer "now"."""
INVITED_DAYS: Final = 7
CODE_DIGITS: Final = 8
CODE_ATTEMPTS: Final = 5
INVITATIONS_OPEN: Final = 20


BINZ: Final = "binz"


class Grouped(Protocol):
    """A network, as far as choosing among them asks."""

    kind: str
    sectors: list[str]


Network = TypeVar("Network", bound=Grouped)


def check_takes(*, kind: str, wanted: Collection[str], sector: str, known: Collection[str], inside: bool) -> None:
    """Raises Refused where a shop of this sector, at this place, is none for this network."""
    if kind != BINZ:
        raise Refused(_("This network is for residents. A shop joins a BIN-Z."))
    if sector not in known:
        raise Refused(_("Choose what kind of business it is."))
    if wanted and sector not in wanted:
        names = ", ".join(kinds.sector_label(one) for one in wanted)
        raise Refused(_("This network is for: %(sectors)s.") % {"sectors": names})
    if not inside:
        raise Refused(_("This address lies outside the network. Choose an address in its area, or another network."))


def check_words(text: str, language: str) -> None:
    """What somebody adds to a report may describe nobody by origin or skin colour. Raises Refused."""
    if said := ethnic.described(text, language) or ethnic.described(text, "nl"):
        sentence = _("Leave out origin or skin colour (%(said)s). Describe behaviour and clothes.")
        raise Refused(sentence % {"said": f"“{said}”"})


def can_be_taken_back(tapped_at: datetime, now: datetime) -> bool:
    return now - tapped_at <= timedelta(seconds=TAKE_BACK_S + SLOW_LINE_S)


def can_be_told_more(tapped_at: datetime, now: datetime) -> bool:
    return now - tapped_at <= TELLS_MORE


def happened_at(tapped_at: datetime | None, now: datetime) -> datetime:
    """When a tap was made that may have waited for a connection. Raises Refused for one that waited too long."""
    if tapped_at is None or tapped_at > now:
        return now
    if now - tapped_at > LATE:
        raise Refused(_("This tap is hours old. Report it on the page for reports, or call the police."))
    return tapped_at


def concerned(found: Iterable[Network], category: str, sector: str) -> list[Network]:
    """Which of the networks at a place a kind of fact concerns. What happens to shops goes to the shops: those of the street,
    and those of the sector where it is known (`sector` empty: it is not); residents hear of it only where no shops work
    together. Any other fact concerns everybody in the streets, and no sector.
    """
    here = [one for one in found if not one.sectors or (kinds.is_of_shops(category) and sector in one.sectors)]
    shops = [one for one in here if one.kind == BINZ]
    return shops if kinds.is_of_shops(category) and shops else here


def without_slower(found: Iterable[tuple[Network, str]]) -> list[Network]:
    """Networks with the priority that their plan gives a fact, less each BIN-Z in whose plan it can wait where it is urgent for
    the neighbours: together they would all wait. The officer can add it by hand.
    """
    planned = list(found)
    urgent = any(priority == "urgent" for one, priority in planned if one.kind != BINZ)
    return [one for one, priority in planned if not (urgent and one.kind == BINZ and priority != "urgent")]
