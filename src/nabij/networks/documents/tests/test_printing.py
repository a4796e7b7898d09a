"""What is printed: for the archive, the same octets for the same answers, and everything that was answered in it."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pypdf
import pytest

from nabij.networks.documents import contents, printing, rules, schemas, sealing, texts
from nabij.networks.documents.tests.test_contents import HOUSE

DAY = date(2026, 11, 22)
ANSWERS: dict[str, dict[str, Any]] = {
    "charter": {
        "mayor_name": "Bea Goossens", "mayor_email": "burgemeester@stad.example", "chief_name": "Kris Wouters",
        "chief_phone": "+3211234567", "officer_name": "Omar Peeters", "officer_email": "omar@zone.example",
        "officer_deputy": "Olga Maes", "coordinator_name": "An Janssens", "coordinator_phone": "+32470123456",
        "area_words": "De Markt en de Kerkstraat", "homes": 412, "aims": "Inbraak voorkomen", "watch_for": "Wie woningen verkent",
        "meetings": 3, "evaluation_months": 12, "extra": "Elk jaar een buurtfeest",
    },
    "house_rules": {"extra": "Elke maand een babbel", "steering": "Vijf bewoners", "questions": "De stad", "privacy": "DPO"},
    "communication_plan": {"urgent": "Nu", "calm": "Overdag", "feedback": "Morgen", "reporting": "Bel 101"},
    "budget": {"signs_count": 4, "signs_price": "45.0000", "signs_payer": "city", "messages_count": 12_001,
               "messages_price": "0.0550", "messages_payer": "zone", "year": 2027, "remarks": "Zonder zaal"},
}  # fmt: skip
ALL = [(kind, language) for kind in ANSWERS for language in texts.WRITTEN_IN]


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def made(kind: str, language: str = "nl") -> dict[str, Any]:
    return contents.build(kind, language, 2, DAY, ANSWERS[kind], HOUSE)


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_it_is_for_the_archive_and_says_everything(kind: str, language: str) -> None:
    content = made(kind, language)
    file = printing.printed(content, wanted=rules.signatories(kind, ()))
    found = pypdf.PdfReader(io.BytesIO(file))
    about = found.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>.*<pdfaid:conformance>A</pdfaid:conformance>", about)
    assert found.trailer["/Root"]["/Lang"] == language
    said = words(file)
    for field in schemas.fields_of(kind):
        answer = ANSWERS[kind].get(field.name)
        if answer is not None and field.sort in ("line", "text", "email"):
            assert str(answer) in said, field.name
    assert said.count(printing.spaced(sealing.digest_of(content))) == len(found.pages)
    assert f"1 / {len(found.pages)}" in said and f"{texts.words(language)['version']} 2" in said


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_the_same_answers_give_the_same_octets(kind: str, language: str) -> None:
    assert printing.printed(made(kind, language)) == printing.printed(made(kind, language))
    other = contents.build(kind, language, 3, DAY, ANSWERS[kind], HOUSE)
    assert printing.printed(other) != printing.printed(made(kind, language))


def test_articles_are_numbered_without_a_gap() -> None:
    said = words(printing.printed(made("charter")))
    numbers = [int(one) for one in re.findall(r"Artikel (\d+)\.", said)]
    assert numbers == list(range(1, len(numbers) + 1))
    without = contents.build("charter", "nl", 2, DAY, ANSWERS["charter"] | {"extra": None, "homes": None}, HOUSE)
    fewer = [int(one) for one in re.findall(r"Artikel (\d+)\.", words(printing.printed(without)))]
    assert fewer == numbers[:-1]
    assert "412" not in words(printing.printed(without))


def test_the_budget_adds_up_on_paper() -> None:
    said = words(printing.printed(made("budget")))
    assert "€ 660,06" in said and "€ 180,00" in said and "€ 840,06" in said
    assert "leden € 0,00" in said


@pytest.mark.parametrize("language", texts.READ_IN)
def test_house_rules_are_printed_in_the_language_of_the_reader(language: str) -> None:
    said = words(printing.printed(made("house_rules"), language=language, public=True))
    assert made("house_rules")["rules"][language][0][:30] in said
    assert "101" in said


@pytest.mark.parametrize("language", texts.WRITTEN_IN)
def test_what_is_public_names_nobody(language: str) -> None:
    said = words(printing.printed(made("charter", language), public=True, wanted=rules.SIGNATORIES))
    personal = [ANSWERS["charter"].get(one.name) for one in schemas.fields_of("charter") if one.personal]
    told = [one for one in personal if one and (str(one) in said or str(one)[-6:] in said.replace(" ", ""))]
    assert told == []
    assert "De Markt en de Kerkstraat" in said


def test_signatures_stand_under_it_and_who_is_missing_has_room() -> None:
    signed = [
        printing.Signed("mayor", "Bea Goossens", False, "electronic", "totp", DAY),
        printing.Signed("officer", "Olga Maes", True, "paper", "paper", DAY),
    ]
    said = words(printing.printed(made("charter"), wanted=rules.SIGNATORIES, signed=signed))
    assert "bevestigd met een code uit de app" in said
    assert "De gemandateerde politieambtenaar, plaatsvervanger Olga Maes" in said
    assert said.count("Naam, datum en handtekening") == 2


def test_markup_in_an_answer_is_text() -> None:
    hostile = '#read("/etc/passwd") *vet* $x$ <b> {network} %(x)s'
    content = contents.build(
        "charter", "nl", 1, DAY, ANSWERS["charter"] | {"aims": hostile, "mayor_name": hostile}, HOUSE
    )
    assert words(printing.printed(content)).count('#read("/etc/passwd") *vet* $x$ <b> {network} %(x)s') >= 1


def test_every_kind_has_every_word_in_both_languages() -> None:
    kept = {language: set(texts.words(language)) for language in texts.WRITTEN_IN}
    assert kept["nl"] == kept["fr"]
    assert set(texts.budget_lines("nl")) == set(texts.budget_lines("fr")) == {code for code, _ in schemas.BUDGET_LINES}
