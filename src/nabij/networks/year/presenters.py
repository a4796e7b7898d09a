"""Words and shapes for the pages of a network's year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nabij.networks.year import drawing, ring
from nabij.networks.year.evaluation.models import Evaluation
from nabij.networks.year.evaluation.queries import Figures
from nabij.networks.year.facts import categories, grounds, questions
from nabij.networks.year.measures.models import Signer
from nabij.networks.year.measures.queries import CaseSeen, StepSeen
from nabij.networks.year.rounds.rules import Result
from nabij.networks.year.wishes.models import Outcome, WishOwner, WishStepKind
from nabij.networks.year.wishes.queries import StepView, WishView

ICONS = {"done": "circle-check", "planned": "calendar", "open": "circle-dashed", "late": "circle-alert"}
TONES = {"done": "success", "planned": "brand", "open": "neutral", "late": "danger"}
STEP_ICONS = {"written": "pencil", "moved": "arrow-right", "answered": "message-square", "followed": "flag"}
UNTOLD = {"gone", "no_way", "not_taken"}


def part_words(name: str) -> str:
    return {
        "needs": _("Needs inventory"), "evening": _("Information evening"), "survey": _("Short survey"),
        "training": _("Training"), "evaluation": _("Evaluation"),
    }[name]  # fmt: skip


def parts(found: Iterable[ring.Part]) -> list[dict[str, Any]]:
    """The ring of the year as rows: what, in which state, and when."""
    states = {
        "done": _("done"),
        "planned": _("planned"),
        "open": _("still to do"),
        "late": _("too late"),
    }
    return [
        {
            "name": part_words(one.name), "code": one.name, "state": one.state, "words": states[one.state],
            "icon": ICONS[one.state], "tone": TONES[one.state], "on": one.on, "due": one.due,
        }
        for one in found
    ]  # fmt: skip


def wish_chip(one: WishView) -> tuple[str, str]:
    wish = one.wish
    if wish.outcome:
        tone = {"done": "success", "not_possible": "neutral", "passed_on": "brand", "planned": "brand"}[wish.outcome]
        return str(Outcome(wish.outcome).label), tone
    if wish.answered_at:
        return _("answered"), "success"
    return (_("too late"), "danger") if one.is_late(timezone.now()) else (_("waits for an answer"), "warning")


def category_words(code: str) -> str:
    found = categories().get(code)
    return str(found) if found else code


def wish_row(one: WishView) -> dict[str, Any]:
    return {"view": one, "wish": one.wish, "chip": wish_chip(one), "category": category_words(one.wish.category)}


def wish_steps(steps: Iterable[StepView]) -> list[dict[str, Any]]:
    """The steps of a wish for a timeline, the newest first, each with what was said and whether the author knows."""
    return [
        {"when": one.at, "text": _step_words(one), "detail": _detail(one), "icon": STEP_ICONS[one.kind], "tone": ""}
        for one in reversed(list(steps))
    ]


def _step_words(one: StepView) -> str:
    if one.kind == WishStepKind.MOVED:
        return _("Now with: %(owner)s") % {"owner": WishOwner(one.owner).label}
    if one.kind == WishStepKind.FOLLOWED:
        words = str(Outcome(one.outcome).label).capitalize()
        return f"{words}: {date_format(one.planned_on, 'j F Y')}" if one.planned_on else words
    return str(WishStepKind(one.kind).label).capitalize()


def _detail(one: StepView) -> str:
    told = _("Not told: %(why)s") % {"why": untold_words(one.untold)} if one.untold else ""
    return " ".join(part for part in (one.text, told) if part)


def untold_words(reason: str) -> str:
    return {
        "gone": _("nobody to tell"), "no_way": _("no checked number or address"), "not_taken": _("no route took it"),
        "in_doubt": _("nobody knows whether it left"),
    }.get(reason, reason)  # fmt: skip


def category_chart(counts: Mapping[str, int], *, printed: str = "") -> SafeString:
    rows = [(category_words(code), float(n), str(n)) for code, n in counts.items()]
    label = ", ".join(f"{name}: {words}" for name, _value, words in rows)
    return drawing.bars(rows, max((value for _name, value, _words in rows), default=0), label=label, printed=printed)


def months_chart(now: Figures, before: Figures, *, printed: str = "") -> SafeString:
    names = [str(MONTHS_3[month])[:3] for month in range(1, 13)]
    label = _("Alerts per month: %(counts)s") % {"counts": ", ".join(map(str, now.alerts))}
    return drawing.months(now.alerts, before.alerts, names, label=label, printed=printed)


def survey_chart(found: Figures, *, printed: str = "") -> SafeString:
    rows = [
        (str(questions()[one.question]), float(one.agree_percent), f"{one.agree_percent} %") for one in results(found)
    ]
    label = ", ".join(f"{name}: {words}" for name, _value, words in rows)
    return drawing.bars(rows, 100, label=label, printed=printed)


def results(found: Figures) -> list[Result]:
    return [Result(code, tuple(counts)) for code, counts in found.survey.items() if code in questions()]


def survey_rows(now: Figures, before: Figures) -> list[list[str]]:
    """Question, share that agrees, and the same a year before."""
    old = {one.question: one for one in results(before)}
    return [
        [
            str(questions()[one.question]), f"{one.agree_percent} %",
            f"{old[one.question].agree_percent} %" if one.question in old else "-", str(one.mean),
        ]
        for one in results(now)
    ]  # fmt: skip


def figure_rows(now: Figures, before: Figures, kept: Evaluation) -> list[list[str]]:
    """Each figure of this year beside the one of the year before; a dash where nothing was counted."""

    def both(name: str, get: Any) -> list[str]:
        return [name, _shown(get(now)), _shown(get(before))]

    rows = [
        both(_("Households at the start"), lambda one: one.households_start),
        both(_("Households at the end"), lambda one: one.households_end),
        both(_("Members who joined"), lambda one: one.joined),
        both(_("Members who left"), lambda one: one.left),
        both(_("Alerts"), lambda one: one.alerts_total),
        both(_("Feedback given, of what was owed"), lambda one: f"{one.feedback_given} / {one.feedback_owed}"),
        both(_("Feedback in time"), lambda one: _percent(one.in_time_percent)),
        both(_("Hours until feedback, the middle one"), lambda one: one.feedback_hours),
        both(_("Consequences in the log"), lambda one: one.consequences),
        both(_("Reports from the area"), lambda one: one.reports),
        both(_("Reports that the police judged to be a fact"), lambda one: _percent(one.useful_percent)),
        both(_("Burglaries reported"), lambda one: one.burglaries),
        [_("Attempted against completed burglaries"), _attempts(kept), "-"],
        both(_("Wishes and complaints"), lambda one: one.wishes),
        both(_("Answered in time"), lambda one: one.wishes_in_time),
        both(_("People at the information evening"), lambda one: one.evening_people if one.evenings else None),
        both(_("People at trainings"), lambda one: one.training_people if one.trainings else None),
        both(_("Posts in the channel"), lambda one: one.channel.get("posts")),
        both(_("Households that answered the survey"), lambda one: one.survey_answered),
    ]
    return rows


def _attempts(kept: Evaluation) -> str:
    if kept.attempts is None and kept.completed is None:
        return _("not entered")
    return f"{_shown(kept.attempts)} / {_shown(kept.completed)}"


def _percent(share: int | None) -> str | None:
    return None if share is None else f"{share} %"


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else str(number_format(value))


def ground_words(codes: Iterable[str]) -> str:
    return ", ".join(str(grounds()[code]) for code in codes if code in grounds())


def case_row(one: CaseSeen) -> dict[str, Any]:
    return {"case": one, "grounds": ground_words(one.grounds), "chip": case_chip(one)}


def case_chip(one: CaseSeen) -> tuple[str, str]:
    if one.exclusion:
        return (_("excluded for now"), "warning") if one.exclusion.provisional else (_("excluded"), "danger")
    if one.measure.ended_at:
        return _("closed"), "neutral"
    if one.current:
        return _("waits for a signature"), "warning"
    return _("open"), "brand"


def signature_rows(step: StepSeen, names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    return [
        (
            str(Signer(part).label).capitalize(),
            f"{names.get(account, '')}, {date_format(timezone.localtime(at), 'j F Y, H:i')}".strip(", "),
        )
        for part, account, at in step.signed
    ]


def signer_words(part: str) -> str:
    return str(Signer(part).label) if part else ""


def accounts(steps: Sequence[StepSeen]) -> list[UUID]:
    return [account for step in steps for _part, account, _at in step.signed]


def signal_words(code: str) -> str:
    return {
        "no_coordinator": _("There is no coordinator."),
        "not_seen": _("The coordinator was not seen for long."),
        "waiting": _("Much waits for the coordinator past its day."),
        "silent_log": _("Nothing was written in the log for long."),
        "no_evening": _("There was no information evening this year."),
    }[code]  # fmt: skip
