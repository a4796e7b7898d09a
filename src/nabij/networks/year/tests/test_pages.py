"""The pages of a year by real requests: staff, coordinator, member, who helps a member; and nobody of another zone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nabij.networks.models import Network
from nabij.networks.year.facts import questions
from nabij.networks.year.measures.models import Measure, MeasureStep
from nabij.networks.year.resting import actions as resting
from nabij.networks.year.rounds.models import Round, SurveyTally
from nabij.networks.year.tests.conftest import Posted
from nabij.networks.year.tests.factories import REASONS, Street, make_round, make_street, make_wish
from nabij.networks.year.wishes.models import Wish
from nabij.people.models import Account
from nabij.people.serving import HELPING
from nabij.people.tests.factories import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def client(street: Street, who: str) -> Client:
    return sign_in(Client(), street.accounts[who])


def member(street: Street) -> Client:
    assert street.member.account
    return sign_in(Client(), street.member.account)


def url(street: Street, name: str, *more: Any) -> str:
    return reverse(f"networks:{name}", args=[street.network.id, *more])


def content(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_year_has_a_ring_and_what_waits(street: Street) -> None:
    make_wish(street)
    for who in ("officer", "coordinator", "deputy", "chief", "mayor", "prevention"):
        page = client(street, who).get(url(street, "year"))
        assert page.status_code == 200
        assert [part["code"] for part in page.context["parts"]] == [
            "needs",
            "evening",
            "survey",
            "training",
            "evaluation",
        ]
    assert client(street, "officer").get(url(street, "year"), {"jaar": TODAY.year - 1}).status_code == 200
    for wrong in ("1999", "x", str(TODAY.year + 1), "²026"):
        assert client(street, "officer").get(url(street, "year"), {"jaar": wrong}).status_code == 404


def test_a_round_is_opened_from_the_page(street: Street) -> None:
    officer = client(street, "coordinator")
    values = {"deed": "round", "kind": "survey", "opens_on": TODAY.isoformat(), "closes_on": TODAY.isoformat()}
    assert officer.post(url(street, "year_do"), values).status_code == 422
    values["closes_on"] = (TODAY + timedelta(days=9)).isoformat()
    assert officer.post(url(street, "year_do"), values).status_code == 302
    assert Round.objects.get().kind == "survey"
    assert officer.post(url(street, "year_do"), {"deed": "nothing"}).status_code == 404
    assert client(street, "prevention").post(url(street, "year_do"), values).status_code == 404


def test_a_member_writes_and_follows_and_the_coordinator_answers(street: Street) -> None:
    me, lead = member(street), client(street, "coordinator")
    mine = url(street, "my_wishes")
    assert me.post(mine, {"kind": "wish", "category": "together", "text": ""}).status_code == 422
    values = {"kind": "wish", "category": "together", "text": "Een bank op het plein.", "anonymous": "on"}
    assert me.post(mine, values).status_code == 302
    wish = Wish.objects.get()
    one = url(street, "year_wish", wish.id)
    assert "Een bank op het plein." in content(lead.get(one))
    assert lead.post(one, {"deed": "follow", "outcome": "done", "version": 1}).status_code == 422
    answer = {
        "deed": "answer",
        "text": "Komt in orde.",
        "public_text": "Komt er een bank?",
        "public_answer": "Ja.",
        "version": 1,
    }
    assert lead.post(one, answer).status_code == 302
    assert lead.post(one, {"deed": "follow", "outcome": "done", "text": "Staat er.", "version": 2}).status_code == 302
    page = content(me.get(mine))
    assert "Komt in orde." in page and "Staat er." in page and "Komt er een bank?" in page
    assert me.post(mine, {"deed": "support", "wish": str(wish.id)}).status_code == 302
    assert me.post(mine, {"deed": "support", "wish": "x"}).status_code == 404
    assert lead.get(url(street, "year_wishes")).context["figures"].written == 1


def test_a_caller_is_written_down_and_a_member_is_helped(street: Street) -> None:
    values = {"kind": "complaint", "category": "light", "text": "De lamp is stuk."}
    assert client(street, "officer").post(url(street, "year_wishes"), values).status_code == 302
    assert client(street, "officer").post(url(street, "year_wishes"), values | {"text": ""}).status_code == 422
    assert client(street, "mayor").post(url(street, "year_wishes"), values).status_code == 404
    desk = client(street, "clerk")
    helped = reverse("networks:helped_wishes", args=[street.member.id, street.network.id])
    assert desk.get(helped).status_code == 404
    session = desk.session
    session[HELPING] = {"person": str(street.member.id), "reason": "phone"}
    session.save()
    assert desk.post(helped, values).status_code == 302
    assert Wish.objects.filter(channel="phone").count() == 2
    make_round(street)
    survey = reverse("networks:helped_survey", args=[street.member.id, street.network.id])
    assert desk.get(survey).status_code == 200
    assert desk.post(survey, dict.fromkeys(questions(), "4")).status_code == 302
    assert SurveyTally.objects.count() == 5
    assert desk.get(reverse("networks:helped_letters", args=[street.member.id])).status_code == 200


def test_a_member_answers_five_questions_once(street: Street) -> None:
    me, here = member(street), url(street, "my_survey")
    assert me.get(here).status_code == 404
    make_round(street)
    assert me.post(here, {"safe": "4"}).status_code == 422
    assert me.post(here, dict.fromkeys(questions(), "9")).status_code == 422
    assert me.post(here, dict.fromkeys(questions(), "4")).status_code == 302
    assert me.post(here, dict.fromkeys(questions(), "4")).status_code == 422
    assert me.get(here).context["taken"]


def test_the_evaluation_is_written_agreed_and_printed(street: Street) -> None:
    last = TODAY.year - 1
    here = url(street, "year_evaluation")
    for who, part, version in (("officer", "officer", 1), ("coordinator", "coordinator", 2)):
        values = {"deed": "conclude", "part": part, "text": "Een goed jaar.", "version": version, "jaar": last}
        assert client(street, who).post(here, values).status_code == 302
    burglaries = {"deed": "burglaries", "attempts": 3, "completed": 1, "version": 3, "jaar": last}
    assert client(street, "officer").post(here, burglaries).status_code == 302
    for who, version in (("officer", 4), ("coordinator", 5)):
        assert (
            client(street, who).post(here, {"deed": "agree", "part": who, "version": version, "jaar": last}).status_code
            == 302
        )
    page = client(street, "chief").get(here, {"jaar": last})
    assert page.context["kept"].agreed_at
    again = client(street, "officer").post(here, burglaries | {"version": 6})
    assert again.status_code == 422
    for name in ("year_report", "year_log"):
        assert client(street, "prevention").get(url(street, name), {"jaar": last})["Content-Type"] == "application/pdf"


def test_a_case_is_opened_signed_and_lifted_on_its_pages(street: Street) -> None:
    officer, lead, here = client(street, "officer"), client(street, "coordinator"), url(street, "year_measures")
    listed = lead.post(here, {"deed": "list", "reason": "klacht van een buur"})
    assert str(street.membership.id) in dict(listed.context["form"].fields["membership_id"].choices)
    assert (
        officer.post(here, {"deed": "open", "reason": "x", "membership_id": str(street.membership.id)}).status_code
        == 422
    )
    values = {
        "deed": "open", "reason": "klacht", "membership_id": str(street.membership.id), "ground_codes": ["privacy"],
        "is_offence": "on",
    }  # fmt: skip
    assert officer.post(here, values).status_code == 302
    case = url(street, "year_measure", Measure.objects.get().id)
    step = {
        "deed": "step", "code": "police", "reasons": REASONS, "report_number": "1/26", "report_text": "Feiten.",
        "to_prosecutor_on": TODAY.isoformat(), "provisional": "on",
    }  # fmt: skip
    assert lead.post(case, step).status_code == 422
    assert officer.post(case, step | {"report_number": ""}).status_code == 422
    assert officer.post(case, step).status_code == 302
    assert officer.post(case, {"deed": "hear", "heard_on": TODAY.isoformat(), "heard": "Spijt."}).status_code == 302
    assert lead.post(case, {"deed": "sign", "part": "officer"}).status_code == 404
    assert officer.post(case, {"deed": "sign", "part": "officer"}).status_code == 302
    assert officer.post(case, {"deed": "nothing"}).status_code == 404
    letter = url(street, "year_letter", Measure.objects.get().id, MeasureStep.objects.get().id)
    assert officer.get(letter)["Content-Type"] == "application/pdf"
    assert officer.post(case, {"deed": "lift"}).status_code == 302
    assert officer.post(case, {"deed": "close"}).status_code == 302
    assert client(street, "prevention").get(here).status_code == 404


def test_a_sleeping_network_is_woken_or_closed_from_its_page(street: Street, posted: Posted) -> None:
    resting.find_asleep(street.network.id, ["not_seen", "waiting"], timezone.now())
    page = client(street, "coordinator").get(url(street, "year"))
    assert len(page.context["signals"]) == 2
    assert client(street, "officer").post(url(street, "year_do"), {"deed": "call"}).status_code == 302
    assert client(street, "coordinator").post(url(street, "year_do"), {"deed": "still_here"}).status_code == 302
    assert (
        client(street, "coordinator").post(url(street, "year_do"), {"deed": "close", "reason": "x"}).status_code == 404
    )
    assert client(street, "officer").post(url(street, "year_do"), {"deed": "close", "reason": ""}).status_code == 422
    assert (
        client(street, "officer").post(url(street, "year_do"), {"deed": "close", "reason": "Fusie."}).status_code == 302
    )
    assert Network.objects.get(id=street.network.id).state == "stopped"


def test_another_zone_and_another_resident_find_nothing(street: Street) -> None:
    wish, other = make_wish(street), make_street()
    make_round(street)
    stranger, resident = client(other, "officer"), member(other)
    for name, more in (
        ("year", []), ("year_wishes", []), ("year_wish", [wish.id]), ("year_evaluation", []), ("year_report", []),
        ("year_log", []), ("year_measures", []),
    ):  # fmt: skip
        assert stranger.get(url(street, name, *more)).status_code == 404
    for name in ("my_wishes", "my_survey"):
        assert resident.get(url(street, name)).status_code == 404
        assert resident.post(url(street, name), {}).status_code == 404
    assert stranger.get(url(other, "year_wish", wish.id)).status_code == 404
    assert Account.objects.exists()


def test_pages_ask_little(street: Street, django_assert_max_num_queries: Any) -> None:
    for _n in range(8):
        make_wish(street)
    officer = client(street, "officer")
    officer.get(url(street, "year"))
    for name, most in (("year_wishes", 30), ("year_evaluation", 45), ("year_measures", 20), ("year", 70)):
        with django_assert_max_num_queries(most):
            officer.get(url(street, name))
