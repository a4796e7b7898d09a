"""A filter as it stands in an address, read against what there is now: what ended since then is said in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.reports.backlog import rules
from nabij.reports.models import Category, Team
from nabij.reports.queries.filtering import Filters, words_of
from nabij.reports.states import OPEN, Channel, State

VIEWS: Final = {
    "open": OPEN,
    "new": (State.NEW,),
    "in_hand": (State.IN_HAND,),
    "withheld": (State.WITHHELD,),
    "referred": (State.REFERRED,),
    "closed": (State.CLOSED,),
    "all": (*OPEN, State.CLOSED),
}
KEPT: Final = (
    "view", "kind", "group", "neighbourhood", "team", "mine", "term", "channel", "urgent", "since", "until", "q", "sort",
    "service",
)  # fmt: skip
"""The parts of an address that choose incidents; a page, a message or anything else is no filter."""
LONGEST_SEARCH: Final = 80
NO_TEAM: Final = "none"


@dataclass(frozen=True, slots=True)
class Known:
    """What one can choose from. `teams` with those that ended; `own_teams`: ids of those one is in."""

    kinds: Sequence[Category] = ()
    teams: Sequence[Team] = ()
    own_teams: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """What to show, and sentences about what of the filter no longer counts."""

    filters: Filters
    said: list[str] = field(default_factory=list)


def plain_query(given: QueryDict) -> str:
    """The filter alone, as the query part of an address; equal filters give equal text."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        values = sorted({value.strip() for value in given.getlist(name) if value.strip()})
        if values and not (name == "view" and values == ["open"]):
            kept.setlist(name, values)
    return kept.urlencode()


def asked(given: QueryDict, known: Known, now: datetime) -> Asked:
    """Reads a filter. Nothing in it is an error: what cannot be read is left out, and said."""
    said: list[str] = []
    since, until = _day(given.get("since", ""), said), _day(given.get("until", ""), said)
    if since and until and until < since:
        said.append(_("The last day of this filter lies before its first day."))
    search = given.get("q", "")[:LONGEST_SEARCH].strip()
    if search and not words_of(search):
        said.append(_("Type at least three letters or digits in a row to search."))
    filters = Filters(
        states=VIEWS.get(given.get("view", ""), OPEN),
        categories=_kinds(given, known, said),
        neighbourhoods=[code for code in given.getlist("neighbourhood") if code],
        tenant_ids=[found for text in given.getlist("service") if (found := uuid_of(text))],
        urgent=given.get("urgent") == "1",
        search=search,
        teams=_teams(given, known, said),
        without_team=NO_TEAM in given.getlist("team"),
        channels=[code for code in given.getlist("channel") if code in Channel.values],
        due_before=rules.due_before(given.get("term", ""), now),
        since=_moment(since),
        until=_moment(until + timedelta(days=1)) if until else None,
        by_due=given.get("sort") == "due",
    )
    return Asked(filters, said)


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _kinds(given: QueryDict, known: Known, said: list[str]) -> list[str]:
    """Kinds by code, and all of a heading; a heading without kinds, or a kind that is gone, still narrows."""
    codes = [code for code in given.getlist("kind") if code]
    there = {kind.code for kind in known.kinds}
    said += [
        _("The kind %(kind)s of this filter no longer exists.") % {"kind": code} for code in codes if code not in there
    ]
    groups = {group for group in given.getlist("group") if group}
    codes += [kind.code for kind in known.kinds if kind.group in groups]
    return codes or [""] if groups else codes


def _teams(given: QueryDict, known: Known, said: list[str]) -> list[UUID] | None:
    """None where no team is asked."""
    wanted = [text for text in given.getlist("team") if text and text != NO_TEAM]
    mine = given.get("mine") == "1"
    if not wanted and not mine:
        return None
    if mine and not known.own_teams:
        said.append(_("You are in no team, so nothing is of your team."))
    by_id = {str(team.id): team for team in known.teams}
    said += [
        _("The team %(team)s of this filter has ended. You see what is still with it.") % {"team": by_id[text].name}
        for text in wanted
        if text in by_id and not by_id[text].active
    ]
    if any(text not in by_id for text in wanted):
        said.append(_("A team of this filter no longer exists."))
    return [*(by_id[text].id for text in wanted if text in by_id), *(known.own_teams if mine else ())]


def _day(text: str, said: list[str]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        said.append(_("A day of this filter cannot be read. Write it as year-month-day."))
        return None


def _moment(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
