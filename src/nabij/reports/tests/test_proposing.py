"""The kind proposed from what somebody wrote, held against sentences that the model never saw."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from nabij.reports import queries
from nabij.reports.actions import load_categories
from nabij.reports.proposing import LETTERS_READ, SENTENCES, proposed
from nabij.reports.tests.judged import by_keywords, by_majority, judge
from nabij.tenants.actor import system_actor

UNSEEN = Path(__file__).parent / "unseen.toml"
pytestmark = pytest.mark.django_db


def sentences(path: Path) -> dict[str, list[str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def loaded() -> None:
    load_categories(system_actor())


@pytest.fixture
def unseen() -> list[tuple[str, str]]:
    return [(sentence, code) for code, found in sentences(UNSEEN).items() for sentence in found]


def test_no_sentence_is_learnt_and_judged(unseen: list[tuple[str, str]]) -> None:
    learnt = {sentence.casefold() for found in sentences(SENTENCES).values() for sentence in found}
    assert len({sentence.casefold() for sentence, _code in unseen}) == len(unseen) >= 300
    assert not learnt & {sentence.casefold() for sentence, _code in unseen}


def test_every_kind_is_learnt_and_judged(loaded: None) -> None:
    codes = {found.code for found in queries.categories()}
    assert codes == sentences(SENTENCES).keys() == sentences(UNSEEN).keys()


def test_the_model_beats_both_baselines(loaded: None, unseen: list[tuple[str, str]]) -> None:
    model = judge(proposed, unseen)
    assert model.top_3 >= 0.9 and model.top_1 >= 0.75
    for baseline in (judge(by_majority(unseen), unseen), judge(by_keywords(queries.categories()), unseen)):
        assert model.top_1 > baseline.top_1 + 0.2 and model.top_3 > baseline.top_3 + 0.1


@pytest.mark.parametrize("nothing", ["", "   ", "12345 67890 @@@", "漢字 漢字 漢字", "😀 😀 😀"])
def test_what_holds_no_known_word_gets_no_proposal(nothing: str) -> None:
    assert proposed(nothing) == []


def test_a_long_text_is_read_too() -> None:
    assert proposed("er ligt een matras naast de glasbol " * 400)[0] == "dumping"


def test_a_sentence_offers_what_may_be_meant_and_then_all_others(loaded: None, client: Client) -> None:
    page = client.get(reverse("reports:what"), {"q": "er staat al drie dagen een oude zetel op de stoep"})
    groups = page.context["groups"]
    assert groups[0][1][0]["code"] == "dumping"
    shown = [kind["code"] for _heading, kinds in groups for kind in kinds]
    assert sorted(shown) == sorted(found.code for found in queries.categories())


def test_staff_gets_proposals_and_is_never_chosen_for(loaded: None) -> None:
    sentence = "de hond van hiernaast blaft onophoudelijk"
    assert queries.find_categories(sentence) == []
    assert queries.propose_categories(sentence)[0].code == "noise"


def test_megabytes_of_words_cost_no_more_than_a_page() -> None:
    """What comes after the first page changes nothing, so nobody keeps the processor busy with it."""
    told = "mijn fiets is gestolen aan het station ".ljust(LETTERS_READ)
    assert proposed(told) == proposed(told + "lawaai muziek feest " * 100_000)
