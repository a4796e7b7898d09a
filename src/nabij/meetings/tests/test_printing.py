"""What is printed, read back from the PDF."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from nabij.meetings import printing, queries
from nabij.meetings.models import Meeting
from nabij.meetings.tests.factories import make_meeting
from nabij.meetings.words import LANGUAGES, _file, all_said, link_of, values_of
from nabij.people.tests.factories import make_tenant, staff_actor

pytestmark = pytest.mark.django_db


def read(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def meeting_with_words() -> Meeting:
    return make_meeting(
        make_tenant(), title="Infoavond inbraak", explanation="Wat kun je zelf doen?\n#let x = *gevaarlijk*",
        speakers="Inspecteur Claes", with_registration=True, seats=60,
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_a_street_in_the_language_of_the_reader(language: str) -> None:
    meeting = meeting_with_words()
    pages = read(
        printing.letters(meeting, language, ["Tuiltstraat, 3500 Hasselt", "Broekstraat, 3500 Hasselt"], "Tuilt")
    )
    said = all_said(language, values_of(meeting, language) | {"area": "Tuilt"})
    assert len(pages) == 2
    for page, street in zip(pages, ("Tuiltstraat", "Broekstraat"), strict=True):
        for words in (said["to"], street, "Infoavond inbraak", said["when"], "Inspecteur Claes", said["everybody"]):
            assert words in page
        assert link_of(meeting) in page.replace(" ", "")
        assert "#let x = *gevaarlijk*" in page


@pytest.mark.parametrize("paper", printing.PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_of_the_size_that_was_asked(language: str, paper: str) -> None:
    meeting = meeting_with_words()
    content = printing.poster(meeting, language, paper, "Tuilt")
    (page,) = PdfReader(io.BytesIO(content)).pages
    width_mm, height_mm = (round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height))
    assert (width_mm, height_mm) == {"a3": (297, 420), "a4": (210, 297), "a5": (148, 210)}[paper]
    (text,) = read(content)
    values = values_of(meeting, language)
    for words in (values["day"], values["from"], "Infoavond inbraak", meeting.address, "101"):
        assert words in text


def test_a_report_says_who_many_and_how_they_voted() -> None:
    zone = make_tenant()
    meeting = make_meeting(zone, kind="decision")
    meeting.state, meeting.guests, meeting.report = "held", 41, "We beginnen.\n\nJef belt de stad."
    meeting.votes_for, meeting.votes_against, meeting.votes_abstained = 30, 2, 9
    meeting.save()
    found = queries.meeting(staff_actor(zone, "chief"), meeting.id)
    (text,) = read(printing.report(found, "nl", queries.counts(found)))
    for words in ("Verslag: Infoavond", "41 mensen", "30 voor, 2 tegen, 9 onthoudingen", "We beginnen."):
        assert words in text


def test_every_language_says_everything() -> None:
    names = {language: set(said) for language, said in _file().items()}
    assert set(names) == set(LANGUAGES)
    assert len({frozenset(one) for one in names.values()}) == 1
