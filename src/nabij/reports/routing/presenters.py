"""Words for rules, terms and trials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.reports import questions
from nabij.reports.models import Category, Incident, Team
from nabij.reports.routing.forms import DAYS
from nabij.reports.routing.models import Holidays, RoutingRule, ServiceLevel, Unit
from nabij.reports.routing.queries.overview import Shown
from nabij.reports.routing.queries.trying import Trial, written
from nabij.reports.words import in_language

NAMED = 4


def promise(due_at: datetime | None) -> str:
    """What who reported may read about when it is handled; empty without a promise. In the language of now."""
    if due_at is None:
        return ""
    day = formats.date_format(timezone.localtime(due_at), "l j F")
    return _("We look at this before the end of %(day)s.") % {"day": day}


def rule_words(shown: Shown, kinds: Mapping[str, Category], areas: Mapping[str, str]) -> dict[str, Any]:
    """A rule as a row: its conditions in sentences, and what is wrong with it."""
    row = shown.rule
    return {
        "rule": row,
        "conditions": [
            words
            for words in (_kinds(row, kinds), _where(row, areas), _when(row), _urgent(row), _answers(row, kinds))
            if words
        ],
        "faults": [_fault(name, row) for name in shown.faults],
        "corrected": _corrected(shown.corrected),
        "fell_back": shown.fell_back,
    }


def trial_words(trial: Trial, teams: Mapping[UUID, str], there: Mapping[UUID, Incident]) -> dict[str, Any]:
    """What a change would have meant: how many go where, the newest of them one by one, and how far the looking is."""
    sentence = ngettext(
        "Of the newest %(total)s reports of the last month %(n)s would go to another team.",
        "Of the newest %(total)s reports of the last month %(n)s would go to another team.",
        trial.moved,
    ) % {"total": trial.done, "n": trial.moved}
    named: dict[UUID | None, str] = {None: _("nobody")} | dict(teams)
    return {
        "sentence": sentence,
        "flows": [(named.get(was, "?"), named.get(to, "?"), n) for (was, to), n in trial.flows.most_common()],
        "moves": [
            (there[one], in_language(there[one].category.name), named.get(was, "?"), named.get(to, "?"))
            for one, was, to in trial.moves
            if one in there
        ],
        "moved": trial.moved,
        "done": trial.done,
        "total": max(trial.total, trial.done),
        "goes_on": written(trial) if trial.after else "",
    }


def level_rows(rows: Iterable[ServiceLevel], kinds: Mapping[str, Category]) -> list[list[object]]:
    """The terms as rows of a table: about what, how urgent, how soon, told, from which day."""
    return [
        [
            in_language(kinds[row.category].name) if row.category in kinds else row.category or _("Everything else"),
            _urgency(row),
            amount_words(row.amount, row.unit),
            _("Yes") if row.is_told else _("No"),
            formats.date_format(row.valid_from, "j F Y"),
        ]
        for row in rows
    ]


def amount_words(amount: int, unit: str) -> str:
    """How soon, as one says it."""
    if not amount:
        return _("no promise")
    if unit == Unit.HOURS:
        return ngettext("%(n)s hour", "%(n)s hours", amount) % {"n": amount}
    return ngettext("%(n)s working day", "%(n)s working days", amount) % {"n": amount}


def names_of(teams: Iterable[Team]) -> dict[UUID, str]:
    return {team.id: team.name for team in teams}


def _urgency(row: ServiceLevel) -> str:
    return {"urgent": _("urgent"), "normal": _("not urgent")}.get(row.urgency, _("All"))


def _kinds(row: RoutingRule, kinds: Mapping[str, Category]) -> str:
    names = [in_language(kinds[code].name) if code in kinds else code for code in row.categories]
    return _few([*row.families, *names])


def _where(row: RoutingRule, areas: Mapping[str, str]) -> str:
    if row.area_codes:
        return _few([areas.get(code, code) for code in row.area_codes])
    return _("In the area that was drawn") if row.shape else ""


def _when(row: RoutingRule) -> str:
    days = ", ".join(str(dict(DAYS)[day]) for day in row.weekdays)
    hours = ""
    if row.from_time and row.until_time:
        hours = _("from %(start)s to %(end)s") % {
            "start": row.from_time.strftime("%H:%M"),
            "end": row.until_time.strftime("%H:%M"),
        }
    off = "" if row.holidays == Holidays.ANY else str(row.get_holidays_display())
    return ", ".join(part for part in (days, hours, off) if part)


def _urgent(row: RoutingRule) -> str:
    return {"urgent": _("only urgent"), "normal": _("only not urgent")}.get(row.urgency, "")


def _answers(row: RoutingRule, kinds: Mapping[str, Category]) -> str:
    """Each question with the answers that will do, as it is asked of the kinds of the rule."""
    among = [kinds[code] for code in row.categories if code in kinds] or list(kinds.values())
    asked = {question["code"]: question for kind in reversed(among) for question in kind.questions}
    said = [_answer(asked.get(code), code, wanted) for code, wanted in row.answers.items()]
    return (_(" or ") if row.any_answer else _(" and ")).join(said)


def _answer(question: Mapping[str, Any] | None, code: str, wanted: Iterable[str]) -> str:
    if question is None:
        return f"{code}: {', '.join(wanted)}"
    return f"{in_language(question)} {_(' or ').join(questions.said(question, one) for one in wanted)}"


def _few(names: list[str]) -> str:
    """The first few, and how many more."""
    if len(names) <= NAMED:
        return ", ".join(names)
    return _("%(names)s and %(n)s more") % {"names": ", ".join(names[:NAMED]), "n": len(names) - NAMED}


def _fault(name: str, row: RoutingRule) -> str:
    if name == "team":
        return _("The team %(team)s has ended. What falls under this rule goes to the default team.") % {
            "team": row.team.name
        }
    return _("A neighbourhood of this rule no longer exists. What comes in where it was goes to the default team.")


def _corrected(times: int) -> str:
    if not times:
        return ""
    return ngettext("This rule was corrected %(n)s time.", "This rule was corrected %(n)s times.", times) % {"n": times}
