"""What neighbours may write and what is stopped: sentences by hand in four languages, and properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.channel.text_stop import LONGEST, stops, waits

PRACTICAL = [
    "Onze kat Minoes is sinds gisteren weg. Ze is wit met zwarte vlekken en draagt een blauw halsbandje.",
    "Gevonden: een sleutelbos met een rode hanger aan de bushalte in de Kerkstraat.",
    "Morgen wegenwerken in de Molenstraat: parkeren kan niet van 8 tot 17 uur.",
    "Wie heeft de sleutel van de zaal? Ik heb hem nodig voor vrijdag.",
    "Buurtfeest op zaterdag 12 december om 14 uur in het park. Breng een stoel mee!",
    "Weg te geven: kinderfiets 16 duim, rood, in goede staat.",
    "De straatlamp voor de school is al een week stuk. Ik heb het gemeld aan de stad.",
    "Speelstraat op woensdag van 13 tot 18 uur. Rij traag, er spelen kinderen.",
    "Onze hond is ontsnapt. Hij is bruin, luistert naar Max en is niet gevaarlijk.",
    "Verloren: jas van onze zoon, blauw, maat 140.",
    "Autodelen: wie doet mee? De wagen staat aan de kerk.",
    "Vrijwilligers gevraagd: 10 personen om de speeltuin te schilderen, 2 uur werk.",
    "De wijkagent houdt donderdag een zitdag in het buurthuis.",
    "Bel 101 als je iets ziet, zet het niet hier.",
    "De politie vraagt om niets te delen en niemand te volgen.",
    "Lost cat: grey with white paws, answers to Felix.",
    "Street party on Saturday at 3 pm, bring a chair.",
    "Chat perdu depuis hier, noir et blanc, collier rouge.",
    "Katze entlaufen, grau mit weissen Pfoten.",
]
STOPPED = [
    ("Er loopt een verdachte man rond in de Kerkstraat.", "suspicion"),
    ("Mijn fiets is gestolen aan de bakker.", "suspicion"),
    ("Er is ingebroken bij de buren vannacht.", "suspicion"),
    ("Witte bestelwagen rijdt traag door de straat.", "suspicion"),
    ("Wie kent deze kerel?", "suspicion"),
    ("Jongeren hangen rond aan het park en dealen.", "suspicion"),
    ("Onbekende man filmt huizen.", "suspicion"),
    ("Two strange men in the garden.", "suspicion"),
    ("Un homme suspect rôde dans la rue.", "suspicion"),
    ("Verdächtiger Mann an der Ecke.", "suspicion"),
    ("Man met zwarte jas en pet belt aan bij iedereen.", "description"),
    ("Een gast van 1m80 met baard stond aan onze deur.", "description"),
    ("Nummerplaat 1-ABC-123 gezien aan de school.", "plate"),
    ("Wagen met plaat 1ABC123 geparkeerd.", "plate"),
    ("Roemeense vrouwen aan de winkel.", "origin"),
    ("Twee jongens met donkere huidskleur.", "origin"),
    ("Laten we hem achtervolgen als hij terugkomt.", "chase"),
    ("Hou die auto tegen als je hem ziet!", "chase"),
    ("Zullen we vanavond patrouilleren?", "chase"),
    ("Wij volgen de dief naar het station.", "chase"),
    ("Bel mij op 0470 12 34 56 als je de kat ziet.", "number"),
    ("Bel 011/22 33 44 voor de zaal.", "number"),
    ("Mail naar an@voorbeeld.example voor de sleutel.", "mail"),
    ("   ", "empty"),
    ("a " * LONGEST, "long"),
]


@pytest.mark.parametrize("text", PRACTICAL)
def test_what_is_practical_goes_on(text: str) -> None:
    assert stops(text) == []


@pytest.mark.parametrize(("text", "code"), STOPPED)
def test_what_belongs_elsewhere_is_stopped_with_a_sentence(text: str, code: str) -> None:
    found = {one.code: one for one in stops(text)}
    assert code in found and found[code].sentence  # type: ignore[comparison-overlap]


@pytest.mark.parametrize(("text", "code"), STOPPED)
def test_only_what_the_police_should_hear_is_offered_to_them(text: str, code: str) -> None:
    found = next(one for one in stops(text) if one.code == code)
    assert found.to_police is (code not in {"number", "mail", "empty", "long"})


@given(st.sampled_from(PRACTICAL), st.sampled_from([text for text, code in STOPPED if code not in ("empty", "long")]))
def test_practical_words_around_it_hide_nothing(practical: str, stopped: str) -> None:
    assert stops(f"{practical}\n{stopped}") and stops(f"{stopped}\n{practical}")


@given(
    st.sampled_from([text for text, code in STOPPED if code in ("suspicion", "origin", "chase", "description")]),
    st.sampled_from(
        [str.upper, str.title, lambda text: text.replace(" ", "  "), lambda text: text.replace(" ", "\n", 1)]
    ),
)
def test_capitals_and_spaces_hide_nothing(text: str, written: object) -> None:
    assert stops(written(text))  # type: ignore[operator]


@given(st.from_regex(r"\A[1-9]-[A-Z]{3}-[0-9]{3}\Z"), st.sampled_from(PRACTICAL))
def test_a_plate_never_leaves(plate: str, practical: str) -> None:
    written = {one.code for one in stops(f"{practical} {plate}")}
    known = plate.split("-")[1].lower() in {"tot", "uur", "eur", "bus", "max", "min", "tel", "bin", "van", "aan"}
    assert known or "plate" in written


@given(st.from_regex(r"\A04[5-9][0-9] [0-9]{2} [0-9]{2} [0-9]{2}\Z"), st.sampled_from(PRACTICAL))
def test_a_telephone_number_never_leaves(number: str, practical: str) -> None:
    assert "number" in {one.code for one in stops(f"{practical} {number}")}


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(stops(text), list) and isinstance(waits(text), list)


def test_names_houses_and_links_wait_for_a_person() -> None:
    assert waits("De sleutel ligt bij Jan Peeters.") == ["Jan Peeters"]
    assert waits("Er is een lek aan Kerkstraat 12.")
    assert waits("Meer op www.buurtfeest.be")
    assert waits(PRACTICAL[0]) == []
