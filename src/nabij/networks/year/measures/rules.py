"""The ladder of measures: which step may follow, who begins and signs it, and until when an appeal is in time. Pure.

Source: ministerial circular on BINs of 28 February 2019, as besafe explains it; the steps stand in data/year.toml.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from nabij.networks.year.facts import Step, appeal_weeks, ladder
from nabij.tenants.errors import Refused

SHORTEST_REASON: Final = 15


def next_steps(subject: str, done: Collection[str], *, is_offence: bool, skips_police: bool = False) -> list[str]:
    """The steps that may begin now, in the order of the ladder. A step comes once; each wants the one before it, except that an
    offence goes straight to the police. With `skips_police` (a choice of the zone) the last step may follow a reprimand."""
    return [
        step.code
        for step in ladder().values()
        if subject in step.subject
        and step.code not in done
        and not _is_passed(step, subject, done)
        and _may_follow(step, done, is_offence=is_offence, skips_police=skips_police)
    ]


def check_may_begin(
    step: Step, subject: str, done: Collection[str], parts: Collection[str], *, is_offence: bool, skips_police: bool
) -> None:
    """Raises Refused with what has to come first, or who begins this step."""
    if step.code == "police" and not is_offence:
        raise Refused(_("Only an offence goes to the prosecutor. Tick that it is one, or take another step."))
    if step.code not in next_steps(subject, done, is_offence=is_offence, skips_police=skips_police):
        raise Refused(_("The steps go in their order: a talk, a reprimand, the police, and only then the last one."))
    if not set(step.begins) & set(parts):
        raise Refused(_("Somebody else begins this step."))


def check_reasons(step: Step, reasons: str, advice: str) -> None:
    """Raises Refused for a step without reasons that the person can understand, or without the advice that it wants."""
    if len(reasons.strip()) < SHORTEST_REASON:
        raise Refused(_("Write the reasons in full sentences: the person reads them."))
    if step.advice and len(advice.strip()) < SHORTEST_REASON:
        words = (
            _("Write the advice of the officer.") if step.advice == "officer" else _("Write the advice of the chief.")
        )
        raise Refused(words)


def signers(step: Step, subject: str) -> tuple[str, ...]:
    """Who signs, in this order."""
    return step.signs[subject]


def next_signer(step: Step, subject: str, signed: Sequence[str]) -> str:
    """Whose signature is wanted now; empty once all are there."""
    return next((part for part in signers(step, subject) if part not in signed), "")


def check_may_sign(step: Step, subject: str, part: str, signed: Sequence[str], *, heard: bool) -> None:
    """Raises Refused out of turn, and where the person was not heard or invited first."""
    if step.heard and not heard:
        raise Refused(_("Hear the person first, or write that they were invited and did not come."))
    if part != next_signer(step, subject, signed):
        raise Refused(_("It is not your turn to sign."))


def last_day_of_appeal(told_on: date) -> date:
    """The last day on which an appeal may be sent: three weeks after the decision was notified (data/year.toml)."""
    return told_on + timedelta(weeks=appeal_weeks())


def digest(code: str, reasons: str, until: date | None, *, provisional: bool) -> bytes:
    """What a signature binds: the step, its words, its end."""
    said = "\0".join([code, reasons, until.isoformat() if until else "", str(provisional)])
    return hashlib.sha256(said.encode()).digest()


def _may_follow(step: Step, done: Collection[str], *, is_offence: bool, skips_police: bool) -> bool:
    if set(step.after) <= set(done):
        return True
    if step.or_offence and is_offence:
        return True
    return skips_police and not is_offence and "police" in step.after and "reprimand" in done


def _is_passed(step: Step, subject: str, done: Collection[str]) -> bool:
    """A step lower than one that was taken is behind: nobody goes down the ladder."""
    codes = [one.code for one in ladder().values() if subject in one.subject]
    return any(codes.index(code) > codes.index(step.code) for code in done if code in codes)
