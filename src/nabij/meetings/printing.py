"""What is put in letterboxes and on notice boards about a meeting, and its report, in the language of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from nabij.letters import pdf, qr_svg
from nabij.meetings import words

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting
    from nabij.meetings.queries import Counts

HERE: Final = Path(__file__).resolve().parent / "paper"
PAPERS: Final = ("a3", "a4", "a5")


def letters(meeting: Meeting, language: str, addressees: Sequence[str], area: str) -> bytes:
    """A letter to the residents of each street or neighbourhood of `addressees`; nobody's name is needed or known."""
    with translation.override(words.language_of(language)):
        day = date_format(timezone.localdate(), "j F Y")
    given = _values(meeting, language, area) | {"addressees": list(addressees), "today": day}
    return pdf(HERE / "letter.typ", given)


def poster(meeting: Meeting, language: str, paper: str, area: str) -> bytes:
    """One sheet for a notice board, a window (A3, A4) or a letterbox (A5), with a QR code to the public page."""
    return pdf(HERE / "poster.typ", _values(meeting, language, area) | {"paper": paper})


def report(meeting: Meeting, language: str, counts: Counts) -> bytes:
    """The report of a meeting: when, where, how many, what was decided and said. No names of residents."""
    given = {"present": counts.present} | _votes(meeting)
    values = words.values_of(meeting, language) | given
    said = words.all_said(language, values)
    shown = {
        "language": words.language_of(language), "title": said["report_title"], "words": said,
        "rows": _rows(meeting, said, values, with_counts=True),
        "paragraphs": _paragraphs(meeting.report or said["report_none"]),
    }  # fmt: skip
    return pdf(HERE / "report.typ", shown)


def _votes(meeting: Meeting) -> dict[str, Any]:
    return {"for": meeting.votes_for, "against": meeting.votes_against, "abstained": meeting.votes_abstained}


def _values(meeting: Meeting, language: str, area: str) -> dict[str, Any]:
    values = words.values_of(meeting, language) | {"area": area or settings.CITY_NAME}
    said = words.all_said(language, values)
    link = values["link"]
    return {
        "language": words.language_of(language), "title": meeting.title, "words": said, "link": link,
        "qr": qr_svg(link), "rows": _rows(meeting, said, values), "paragraphs": _paragraphs(meeting.explanation),
        "register": said["register" if meeting.with_registration else "no_register"], "public": meeting.public,
        "day": values["day"], "hours": f"{values['from']} - {values['until']}", "place": meeting.address,
    }  # fmt: skip


def _rows(
    meeting: Meeting, said: dict[str, str], values: dict[str, Any], *, with_counts: bool = False
) -> list[list[str]]:
    rows = [
        [said["when_label"], said["when"]],
        [said["where_label"], meeting.address],
        [said["speakers_label"], meeting.speakers],
    ]
    if with_counts:
        rows.append([said["present_label"], said["present"] if meeting.state == "held" else ""])
        rows.append([said["votes_label"], said["votes"] if meeting.votes_for is not None else ""])
    elif meeting.seats is not None:
        rows.append([said["seats_label"], said["seats"]])
    return [row for row in rows if row[1]]


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
