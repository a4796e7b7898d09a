"""What a kind asks, under which condition, and when an answer stops a report."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nabij.reports import actions, questions
from nabij.reports.actions.categories import FILE
from nabij.reports.models import Report
from nabij.reports.tests.factories import HERE, Town, told
from nabij.reports.tests.test_public import go
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Refused

TODAY = date(2026, 11, 22)
LANGUAGES = {"nl", "fr", "de", "en"}
KINDS = tomllib.loads(FILE.read_text(encoding="utf-8"))["category"]
NAMED = {
    "nuisance", "noise", "litter", "dumping", "suspicious", "burglary", "bike-theft", "discrimination", "harassment", "drugs",
    "environment", "asbestos", "traffic", "lighting", "passage", "aid-worker",
}  # fmt: skip
NEVER_PUBLIC = {"suspicious", "burglary", "drugs", "discrimination", "harassment"}
OPTIONS = [{"code": "bags", "nl": "Zakken"}, {"code": "tyres", "nl": "Banden"}]
COUNTED = {"least": 1, "most": 9, "required": True, "only_if": {"code": "what", "is": ["bags"]}}
BAGS = [
    {"code": "what", "kind": "multiple", "nl": "Wat?", "options": OPTIONS},
    {"code": "bags", "kind": "number", "nl": "Hoeveel?", **COUNTED},
    {"code": "day", "kind": "date", "nl": "Wanneer?"},
]
WRONG = [
    {"what": "x"},
    {"what": "bags", "bags": "0"},
    {"what": "bags", "bags": "٣"},
    {"day": "morgen"},
    {"day": "2026-11-23"},
]


def texts(found: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every text with its place in the file."""
    if isinstance(found, dict):
        if "nl" in found:
            yield path, found
        for name, inner in found.items():
            yield from texts(inner, f"{path}/{name}")
    elif isinstance(found, list):
        for at, inner in enumerate(found):
            yield from texts(inner, f"{path}[{at}]")


def test_every_kind_that_was_asked_for_is_there_and_police_kinds_are_never_public() -> None:
    by_code = {kind["code"]: kind for kind in KINDS}
    assert by_code.keys() >= NAMED
    assert not any(by_code[code].get("may_be_public") for code in NEVER_PUBLIC)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["code"])
def test_every_text_of_a_kind_stands_in_four_languages(kind: dict[str, Any]) -> None:
    found = dict(texts(kind))
    assert kind["name"].keys() == kind["hint"].keys() == LANGUAGES
    for path, words in found.items():
        assert words.keys() >= LANGUAGES and all(str(words[code]).strip() for code in LANGUAGES), path


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["code"])
def test_what_a_kind_asks_holds_together(kind: dict[str, Any]) -> None:
    asked = {one["code"]: one for one in kind.get("question", [])}
    assert len(asked) == len(kind.get("question", []))
    for at, (code, one) in enumerate(asked.items()):
        options = {option["code"] for option in one.get("options", [])}
        assert one["kind"] in questions.KINDS and bool(options) is (one["kind"] in ("choice", "multiple")), code
        assert all(re.fullmatch(r"[a-z_]+", option) for option in options | {code})
        if condition := one.get("only_if"):
            assert condition["code"] in list(asked)[:at]
        if stop := one.get("stop"):
            assert bool(stop.get("call")) is not bool(stop.get("url"))
            assert set(stop["on"]) <= (options or set(questions.YES_NO))


def test_a_number_to_call_is_the_number_that_is_read() -> None:
    for kind in KINDS:
        for link in kind.get("links", []):
            for code in LANGUAGES:
                url = link["url"] if isinstance(link["url"], str) else link["url"][code]
                if url.startswith("tel:"):
                    assert url.removeprefix("tel:") in re.sub(r"\s", "", link["label"][code]), (kind["code"], code)


def test_a_question_is_asked_only_after_the_answer_that_calls_for_it() -> None:
    assert questions.checked(BAGS, {"what": "tyres", "bags": "no number"}, TODAY) == {"what": "tyres"}
    assert questions.checked(BAGS, {"what": " bags , tyres", "bags": "3"}, TODAY) == {"what": "bags,tyres", "bags": "3"}
    with pytest.raises(Refused):
        questions.checked(BAGS, {"what": "bags"}, TODAY)


@pytest.mark.parametrize("bad", WRONG)
def test_what_is_no_answer_gets_a_sentence_with_the_question(bad: dict[str, str]) -> None:
    with translation.override("nl"), pytest.raises(Refused, match=r"^(Wat|Hoeveel|Wanneer)\? [A-Z].*\.$"):
        questions.checked(BAGS, bad, TODAY)


@given(st.dictionaries(st.sampled_from(["what", "bags", "day", "odd"]), st.text(max_size=30)))
def test_no_answer_whatever_breaks_the_check_and_what_is_kept_is_kept_again(answers: dict[str, str]) -> None:
    try:
        kept = questions.checked(BAGS, answers, TODAY)
    except Refused as refusal:
        assert str(refusal)
        return
    assert kept.keys() <= {"what", "bags", "day"}
    assert questions.checked(BAGS, kept, TODAY) == kept


def test_an_answer_that_is_none_comes_back_beside_its_question_and_nothing_is_lost(town: Town, client: Client) -> None:
    go(client, "what", category="fight")
    go(client, "now", now="no")
    go(client, "where", lon=HERE.lon, lat=HERE.lat)
    answer = client.post("/melden/meer/", {"text": "Twee mannen", "q_count": "veel"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_q_count_error"' in page and "Twee mannen" in page


def test_an_injured_person_is_a_call_first_and_a_right_service_elsewhere_ends_the_report(
    town: Town, client: Client
) -> None:
    go(client, "what", category="fight")
    go(client, "now", now="no")
    go(client, "where", lon=HERE.lon, lat=HERE.lat)
    assert go(client, "more", text="x", q_injured="yes") == "/melden/eerst/"
    assert 'href="tel:112"' in client.get("/melden/eerst/").content.decode()
    assert go(client, "first") == "/melden/wie/"
    go(client, "what", category="road")
    go(client, "where", lon=HERE.lon, lat=HERE.lat)
    assert go(client, "more", text="put", q_regional="yes") == "/melden/eerst/"
    page = client.get("/melden/eerst/").content.decode()
    assert "meldpuntwegen.be" in page and "<button" not in page.split("<h1")[1].split("</main>")[0]
    assert go(client, "first") == "/melden/meer/"
    client.post("/melden/wie/", {"reach": "anonymous", "language": "nl"})
    assert not Report.objects.exists()


def test_one_key_is_one_report_with_one_code(town: Town) -> None:
    key = uuid4()
    first, again = (actions.submit_report(PUBLIC, told=told("noise", key=key)) for _turn in range(2))
    assert (again.report_id, again.code, again.is_new) == (first.report_id, first.code, False)
    other = actions.submit_report(PUBLIC, told=told("noise", key=uuid4()))
    assert other.code != first.code
    assert Report.objects.count() == 2
