"""The survey on paper: each code counts once, a household once, and the store tells nothing about who answered what."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from nabij.audit.models import AuditDetail
from nabij.networks.models import Membership
from nabij.networks.year import printing
from nabij.networks.year.facts import questions
from nabij.networks.year.rounds import actions, queries, rules
from nabij.networks.year.rounds.actions import Paper, Printed
from nabij.networks.year.rounds.models import Round, SurveyPaper, SurveyTaken, SurveyTally
from nabij.networks.year.tests.factories import Street, make_round, make_street, settle
from nabij.networks.year.tests.test_rounds import answer, sheet
from nabij.people.tests.factories import sign_in
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db
PAGE = "/vragenlijst/"


def pile(street: Street, count: int = 3) -> list[Paper]:
    return actions.print_papers(street["officer"], network_id=street.network.id, count=count).papers


def homes(street: Street) -> Printed:
    return actions.print_papers(street["officer"], network_id=street.network.id, count=0, homes=True)


def test_each_code_counts_once_for_who_holds_it_and_for_staff(street: Street) -> None:
    found, papers = make_round(street), pile(street)
    actions.answer_paper(PUBLIC, code=papers[0].code, answers=sheet())
    actions.answer_paper(street["clerk"], code=f" {papers[1].code[:4]} {papers[1].code[4:]}", answers=sheet())
    for code in (papers[0].code, papers[1].code, "000000000000", "", "geen"):
        with pytest.raises(Refused):
            actions.answer_paper(PUBLIC, code=code, answers=sheet(1))
    with pytest.raises(Refused):
        actions.answer_paper(PUBLIC, code=papers[2].code, answers=sheet() | {"more": 3})
    assert queries.survey_of(found).answered == 2
    assert not SurveyTally.objects.filter(score=1).exists()


def test_a_household_answers_on_its_paper_or_online_not_both(street: Street) -> None:
    make_round(street)
    other, membership = settle(street.network, name="Bert Maes")
    mine = Membership.objects.get(id=street.membership.id)
    Membership.objects.filter(id=membership.id).update(household_key=mine.household_key)
    papers = {one.name: one for one in homes(street).papers}
    assert sorted(papers) == ["An Peeters", "Cora Dewit"], "one for each household, of who is a member longest"
    actions.answer_paper(PUBLIC, code=papers["An Peeters"].code, answers=sheet())
    for person in (street.member, other):
        with pytest.raises(Refused):
            answer(street, person, sheet())
    again = {one.name: one for one in homes(street).papers}
    assert sorted(again) == ["Cora Dewit"], "who answered gets no second form"
    actions.answer_paper(PUBLIC, code=again["Cora Dewit"].code, answers=sheet())
    with pytest.raises(Refused):
        actions.answer_paper(PUBLIC, code=papers["Cora Dewit"].code, answers=sheet())


def test_officers_and_managers_print_and_names_are_for_the_officer(street: Street) -> None:
    make_round(street)
    other = make_street()
    for who in (street["coordinator"], street["mayor"], street["clerk"], street.resident, other["officer"], PUBLIC):
        with pytest.raises(Missing):
            actions.print_papers(who, network_id=street.network.id, count=1)
    assert actions.print_papers(street["chief"], network_id=street.network.id, count=1)
    with pytest.raises(Missing):
        actions.print_papers(street["chief"], network_id=street.network.id, count=1, homes=True)
    with pytest.raises(Refused):
        pile(other)


def test_there_are_not_many_more_codes_than_households(street: Street) -> None:
    found = make_round(street)
    most = 2 * len(queries.households(found)) + rules.SPARE_PAPERS
    for wrong in (0, -1, rules.MOST_PAPERS + 1, most + 1):
        with pytest.raises(Refused):
            pile(street, wrong)
    pile(street, most)
    with pytest.raises(Refused):
        pile(street, 1)


def test_a_paper_counts_only_while_the_survey_is_open(street: Street) -> None:
    found, (paper,) = make_round(street), pile(street, 1)
    today = timezone.localdate()
    for days in ((1, 9), (-9, -1)):
        opens, closes = (today + timedelta(one) for one in days)
        Round.objects.filter(id=found.id).update(opens_on=opens, closes_on=closes)
        with pytest.raises(Refused):
            actions.answer_paper(PUBLIC, code=paper.code, answers=sheet())
    assert not SurveyTaken.objects.exists()
    with pytest.raises(Refused):
        pile(street, 1)


def test_the_store_and_the_record_keep_no_code_name_or_answer(street: Street) -> None:
    make_round(street)
    (paper,) = [one for one in homes(street).papers if one.name == "An Peeters"]
    actions.answer_paper(street["clerk"], code=paper.code, answers=sheet(2))
    details = str(list(AuditDetail.objects.values_list("payload", flat=True)))
    assert paper.code not in details and "Peeters" not in details
    assert all(f"'{code}'" not in details for code in questions())
    kept = SurveyPaper.objects.values_list("code_key", "household_key")
    assert all(paper.code.encode() not in bytes(value) for row in kept for value in row)
    assert {one.name for one in SurveyPaper._meta.fields} == {"id", "tenant", "round", "code_key", "household_key"}


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_a_page_for_each_paper_with_its_code_and_name(street: Street, language: str) -> None:
    make_round(street)
    printed = homes(street)
    pages = PdfReader(io.BytesIO(printing.survey_forms(printed, language))).pages
    assert len(pages) == len(printed.papers)
    for page, paper in zip(pages, printed.papers, strict=True):
        text = " ".join(page.extract_text().split())
        said = (f"{paper.code[:4]} {paper.code[4:8]} {paper.code[8:]}", paper.name, "vragenlijst", street.network.name)
        assert [one for one in said if one not in text] == []
        for question in questions().values():
            assert question.in_language(language).split()[-1] in text
        assert "{" not in text


def test_the_pages_print_take_and_refuse(street: Street, client: Client) -> None:
    make_round(street)
    sign_in(client, street.accounts["officer"])
    form = reverse("networks:year_papers", args=[street.network.id])
    made = client.post(form, {"how": "pile", "count": "2", "language": "fr"})
    assert made["Content-Type"] == "application/pdf" and SurveyPaper.objects.count() == 2
    assert client.post(form, {"how": "pile", "count": "900", "language": "fr"}).status_code == 422
    assert form in client.get(reverse("networks:year", args=[street.network.id])).content.decode()
    (mine, theirs) = pile(street, 2)
    typed: dict[str, Any] = {code: str(score) for code, score in sheet().items()}
    assert client.post(PAGE, typed | {"code": mine.code}).headers["Location"] == PAGE, "an empty one for staff"
    public = Client()
    shown = public.get(PAGE, {"code": theirs.code, "taal": "fr"}).content.decode()
    assert theirs.code in shown and "Cinq questions" in shown
    wrong = public.post(f"{PAGE}?taal=fr", typed | {"code": mine.code})
    assert wrong.status_code == 422 and wrong.content.decode().count(" checked") == 5
    assert public.post(PAGE, {"code": theirs.code}).status_code == 422
    assert "klaar" in public.post(f"{PAGE}?taal=fr", typed | {"code": theirs.code}).headers["Location"]
    assert "Merci" in public.get(PAGE, {"klaar": "1", "taal": "fr"}).content.decode()


def test_codes_cannot_be_guessed_by_trying(street: Street, client: Client) -> None:
    make_round(street)
    (paper,) = pile(street, 1)
    typed = {code: str(score) for code, score in sheet().items()}
    for code in range(20):
        client.post(PAGE, typed | {"code": f"{code:012}"}, REMOTE_ADDR="192.0.2.7")
    assert client.post(PAGE, typed | {"code": paper.code}, REMOTE_ADDR="192.0.2.7").status_code == 422
    assert client.post(PAGE, typed | {"code": paper.code}, REMOTE_ADDR="192.0.2.8").status_code == 302
