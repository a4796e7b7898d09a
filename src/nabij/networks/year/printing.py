"""What a year of a network leaves on paper: its log, its evaluation, and the letters of measures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.letters import pdf, qr_svg
from nabij.networks.members.inviting.texts import grouped
from nabij.networks.models import LogEntry, Network
from nabij.networks.year import presenters
from nabij.networks.year.evaluation.models import Evaluation
from nabij.networks.year.evaluation.queries import Figures
from nabij.networks.year.facts import caution, grounds, least_answers, questions
from nabij.networks.year.measures import queries as measures
from nabij.networks.year.measures import rules
from nabij.networks.year.measures.models import MeasureStep, Signer, StepCode
from nabij.networks.year.rounds import rules as rules_of_rounds
from nabij.people import queries as people
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken

if TYPE_CHECKING:
    from nabij.networks.year.rounds.actions import Printed
    from nabij.people.models import Person

HERE: Final = Path(__file__).resolve().parent
PAPER, LETTER, SURVEY = HERE / "paper.typ", HERE / "letter.typ", HERE / "survey.typ"
BRAND: Final = "#0a5260"


def log(network: Network, year: int, entries: Iterable[LogEntry]) -> bytes:
    """The log of a year: when, what kind, what it said. Authors are left out, so it names nobody."""
    rows = [
        [_moment(one.at), str(one.get_kind_display()).capitalize(), one.text] for one in entries
    ]  # fmt: skip
    title = _("Log of %(year)s") % {"year": year}
    section = {"title": title, "columns": [_("When"), _("What"), _("Text")], "rows": rows, "ends": []}
    words = "" if rows else _("Nothing was written this year.")
    return pdf(PAPER, _paper(network, title, [section | {"words": words}]))


def evaluation(network: Network, kept: Evaluation, now: Figures, before: Figures) -> bytes:
    """The report of an evaluation with its charts, as it stands; it says whether it was agreed."""
    title = _("Evaluation of %(year)s") % {"year": kept.year}
    state = (
        _("Agreed on %(day)s") % {"day": _day(timezone.localdate(kept.agreed_at))}
        if kept.agreed_at
        else _("Not agreed yet")
    )
    columns = [_("What"), str(kept.year), str(kept.year - 1)]
    sections = [
        {"title": _("Figures"), "columns": columns, "rows": presenters.figure_rows(now, before, kept), "ends": [1, 2]},
        _chart(
            _("Alerts per month"),
            presenters.months_chart(now, before, printed=BRAND),
            now.alerts_total or before.alerts_total,
        ),
        _survey(now, before),
        _chart(_("Wishes by category"), presenters.category_chart(now.wishes_by_category, printed=BRAND), now.wishes),
        {"title": _("Conclusions of the coordinator"), "text": kept.by_coordinator},
        {"title": _("Conclusions of the officer"), "text": kept.by_officer},
    ]
    return pdf(PAPER, _paper(network, title, sections, state))


def letter(step: MeasureStep, person: Person | None) -> bytes:
    """The letter of a step, in the language of the person whom it is about: reasons, signatures and how to object."""
    found = step.measure
    who = person or _person(step)
    language = who.language if who else spoken()
    words = _letters().get(language) or _letters()["nl"]
    with override(language):
        said = {
            "network": found.network.name,
            "until": _day(step.until) if step.until else "",
            "appeal": _day(rules.last_day_of_appeal(timezone.localdate(step.done_at))) if step.done_at else "",
        }
        return pdf(LETTER, {"language": language, **_letter(step, words, said, people.name_of(who) if who else "")})


def survey_forms(printed: Printed, language: str) -> bytes:
    """The printed form of a survey in a language, a page for each paper; each with its code, in digits and as a QR code to the
    page on which it is answered."""
    found, page = printed.round, f"{settings.SITE_URL}{reverse('networks:survey_paper')}"
    with override(language):
        said = {
            "network": found.network.name,
            "due": date_format(rules_of_rounds.hand_in_by(found.opens_on, found.closes_on), "j F"),
            "url": page.partition("://")[2],
        }
    words = {
        name: one.format_map(said) if isinstance(one, str) else one for name, one in survey_words(language).items()
    }
    return pdf(SURVEY, {
        "language": language, "title": words["title"], "foot": f"{found.network.name}, {found.network.tenant.name}",
        "words": words, "questions": [one.in_language(language) for one in questions().values()],
        "papers": [
            {"name": one.name, "code": grouped(one.code), "qr": qr_svg(f"{page}?code={one.code}&taal={language}", sized=False)}
            for one in printed.papers
        ],
    })  # fmt: skip


def _letter(step: MeasureStep, words: Mapping[str, Any], said: Mapping[str, str], name: str) -> dict[str, Any]:
    found, code = step.measure, step.code
    means = [words["what"][code].format_map(said)]
    if step.code == StepCode.POLICE and step.provisional:
        means.append(words["what"]["provisional"])
    signed = measures.signatures_of(step)
    names = people.account_names([account for _part, account, _at in signed])
    facts = [
        [words["about"], f"{found.network.name}, {found.network.tenant.name}"],
        [words["day"], _day(timezone.localdate(step.done_at or step.at))],
        [
            words["grounds"],
            ", ".join(grounds()[one].in_language(spoken()) for one in found.grounds if one in grounds()),
        ],
    ]
    if step.heard_on:
        facts.append([words["heard"], _day(step.heard_on)])
    return {
        "title": words["title"][code],
        "foot": found.network.tenant.name,
        "name": name,
        "facts": facts,
        "sections": [
            [words["why"], measures.opened("step-reasons", step.id, step.reasons)],
            [words["means"], " ".join(means)],
            [words["object"], words["how"][code].format_map(said)],
        ],
        "signed": words["signed"],
        "signatures": [
            [str(Signer(part).label).capitalize(), f"{_name(part, names.get(account, ''))}, {_moment(at)}".lstrip(", ")]
            for part, account, at in signed
        ],
        "electronic": words["electronic"],
    }


def _name(part: str, name: str) -> str:
    """Coordinators sign with the name of their account only where staff gave them one."""
    return "" if part == Signer.COORDINATOR else name


def _person(step: MeasureStep) -> Person | None:
    try:
        return people.person(system_actor([step.tenant_id]), measures.person_of(step.measure))
    except Missing:
        return None


def _survey(now: Figures, before: Figures) -> dict[str, Any]:
    rows = presenters.survey_rows(now, before)
    few = _("Fewer than %(least)s households answered, or the survey is still open: nothing shows.") % {
        "least": least_answers()
    }
    return {
        "title": _("Short survey"),
        "columns": [_("Question"), str(now.year), str(now.year - 1), _("Mean of 5")],
        "rows": rows,
        "ends": [1, 2, 3],
        "words": caution() if rows else few,
        "drawing": str(presenters.survey_chart(now, printed=BRAND)) if rows else "",
        "alt": _("Share that agrees with each sentence"),
    }


def _chart(title: str, drawing: str, is_there: int) -> dict[str, Any]:
    return {"title": title, "drawing": str(drawing) if is_there else "", "alt": title}


def _paper(network: Network, title: str, sections: Sequence[Mapping[str, Any]], state: str = "") -> dict[str, Any]:
    foot = _("%(network)s, made %(when)s") % {"network": network.name, "when": _moment(timezone.now())}
    return {
        "language": spoken(), "title": title, "subject": f"{network.name}, {network.tenant.name}", "state": state, "foot": foot,
        "sections": list(sections),
    }  # fmt: skip


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i")


@cache
def survey_words(language: str) -> dict[str, Any]:
    """What the paper of a survey and the page that takes its answers say in a language of the house."""
    known = tomllib.loads((HERE / "survey.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = known[language if language in known else "nl"]
    return found


@cache
def _letters() -> dict[str, Any]:
    return tomllib.loads((HERE / "letters.toml").read_text(encoding="utf-8"))
