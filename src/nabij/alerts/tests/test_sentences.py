"""What the check of texts finds, and what it leaves alone: sentences by hand, in the four languages of the messages."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.alerts.rules import readability
from nabij.alerts.rules.content import MISSING, check
from nabij.prose.persons import recognisable

# Language, sentence, and everything that is found in it besides what it lacks. Nothing else may be found.
TABLE = [
    # Dutch: innocent.
    ("nl", "Een witte bestelwagen reed traag door de Kerkstraat.", set()),
    ("nl", "Man van ongeveer 30 jaar, zwarte jas, donker haar, te voet weg.", set()),
    ("nl", "Vrouw met een bruine handtas en een blonde paardenstaart.", set()),
    ("nl", "Twee personen met zwarte mutsen en een grijze Volkswagen.", set()),
    ("nl", "Wagen met Franse nummerplaat, richting autosnelweg.", set()),
    ("nl", "In de Engelse les op school was er rook.", set()),
    ("nl", "De inbraak gebeurde via een zwart geschilderd raam.", set()),
    ("nl", "Witte producten zijn niet de buit, wel juwelen.", set()),
    ("nl", "Brand in de Turkse bakkerij aan de Grote Markt.", set()),
    ("nl", "Let op voor witte rook boven het industrieterrein.", set()),
    ("nl", "Bel 101 als je iets ziet en kom niet zelf tussen.", set()),
    ("nl", "De Leopold II-laan is dicht.", set()),
    ("nl", "Rijd om via de Jan Palfijnstraat.", set()),
    ("nl", "De Sint-Jan Baptistkerk blijft dicht.", set()),
    ("nl", "Op de Grote Markt staat een drankstand.", set()),
    ("nl", "Vermist: Jan, 78 jaar, blauwe trui.", set()),
    ("nl", "Kerkstraat 14.30 uur: de straat gaat weer open.", set()),
    ("nl", "De markt 2 uur eerder dicht.", set()),
    ("nl", "Maria Hendrikaplein: de tram rijdt niet.", set()),
    ("nl", "We zoeken getuigen van de inbraak in de Kerkstraat.", set()),
    # Dutch: to be refused or answered.
    ("nl", "Twee getinte mannen belden aan.", {"ethnic"}),
    ("nl", "Een zwarte man vluchtte weg.", {"ethnic"}),
    ("nl", "Verdachte van Oost-Europese origine.", {"ethnic"}),
    ("nl", "De dader heeft een donkere huidskleur.", {"ethnic"}),
    ("nl", "Plaat 1-ABC-123 reed weg.", {"plate"}),
    ("nl", "Let op voor Karel Janssens.", {"person"}),
    ("nl", "Let op voor Youssef El Amrani.", {"person"}),
    ("nl", "Inbraak in Kerkstraat 12.", {"person"}),
    ("nl", "Inbraak bij de familie Peeters.", {"person"}),
    ("nl", "De zoon van de bakker is vermist.", {"person"}),
    ("nl", "Een man, geboren op 12/03/1948, is vermist.", {"person"}),
    ("nl", "Achtervolg de bestelwagen.", {"follow"}),
    ("nl", "De melder zag twee mannen.", {"source"}),
    ("nl", "Teneinde diefstal te vermijden sluit je af.", {"hard_word"}),
    ("nl", "De fiets werd ontvreemd.", {"hard_word"}),
    ("nl", "Je ziet {straat} nog staan.", {"gap"}),
    ("nl", "Vermist: [voornaam, leeftijd].", {"gap"}),
    (
        "nl",
        "Wie vannacht tussen twee en vier bij het park een man met een rugzak zag lopen die binnen keek, belt ons.",
        {"long_sentence"},
    ),
    # English.
    ("en", "A white van drove slowly through Church Street.", set()),
    ("en", "A man in a black coat left on foot.", set()),
    ("en", "A woman with brown hair and a red bag.", set()),
    ("en", "A car with a French number plate.", set()),
    ("en", "An Amber alert is in force.", set()),
    ("en", "Do not approach anyone. Call 101.", set()),
    ("en", "Polish bakery in Station Street closed by fire.", set()),
    ("en", "White smoke over the industrial estate.", set()),
    ("en", "Were you there? Tell us what happened.", set()),
    ("en", "Two dark-skinned men at the door.", {"ethnic"}),
    ("en", "A black man ran away.", {"ethnic"}),
    ("en", "Two Eastern European women knocked.", {"ethnic"}),
    ("en", "Follow the car and tell us.", {"follow"}),
    ("en", "Detain him until we come.", {"stop"}),
    ("en", "The caller saw a van.", {"source"}),
    ("en", "Look out for John Smith.", {"person"}),
    ("en", "Burglary at Church Road 12.", {"person"}),
    ("en", "The perpetrator left in the vicinity of the park.", {"hard_word"}),
    ("en", "The van AB12 CDE left.", {"plate"}),
    # French.
    ("fr", "Une camionnette blanche roule lentement dans la rue de l'Église.", set()),
    ("fr", "Un homme en veste noire est parti à pied.", set()),
    ("fr", "Une femme aux cheveux bruns avec un sac blanc.", set()),
    ("fr", "Une voiture avec une plaque française, direction Liège.", set()),
    ("fr", "Le restaurant marocain de la place est fermé.", set()),
    ("fr", "Ne suivez personne et appelez le 101.", set()),
    ("fr", "Suivez les consignes des pompiers.", set()),
    ("fr", "La police poursuit une voiture grise.", set()),
    ("fr", "Avez-vous vu quelque chose ? Appelez le 101.", set()),
    ("fr", "La rue Albert Premier est fermée.", set()),
    ("fr", "Fumée noire au-dessus du zoning, fermez vos fenêtres.", set()),
    ("fr", "Si vous êtes à l'étranger, prévenez vos voisins.", set()),
    ("fr", "Deux hommes de type maghrébin sonnent aux portes.", {"ethnic"}),
    ("fr", "Un homme noir s'enfuit.", {"ethnic"}),
    ("fr", "Des Roumains vendent de l'asphalte.", {"ethnic"}),
    ("fr", "Une jeune femme roumaine mendie.", {"ethnic"}),
    ("fr", "Un individu d'origine étrangère.", {"ethnic"}),
    ("fr", "Des gens du voyage sont arrivés.", {"ethnic"}),
    ("fr", "Suivez-le à distance.", {"follow"}),
    ("fr", "Poursuivez la camionnette.", {"follow"}),
    ("fr", "Arrêtez les voleurs.", {"stop"}),
    ("fr", "Patrouillez dans votre rue.", {"patrol"}),
    ("fr", "Abordez les suspects.", {"confront"}),
    ("fr", "Une voisine a vu deux hommes.", {"source"}),
    ("fr", "L'appelante est restée chez elle.", {"source"}),
    ("fr", "Soyez attentifs à Jean Dupont.", {"person"}),
    ("fr", "Cambriolage rue de la Gare 12.", {"person"}),
    ("fr", "Cambriolage chez la famille Lambert.", {"person"}),
    ("fr", "La voiture AB-123-CD est partie.", {"plate"}),
    ("fr", "Le vélo a été dérobé.", {"hard_word"}),
    # German.
    ("de", "Ein weißer Lieferwagen fährt langsam durch die Kirchstraße.", set()),
    ("de", "Ein Mann in schwarzer Jacke ging zu Fuß weg.", set()),
    ("de", "Eine Frau mit braunen Haaren und roter Tasche.", set()),
    ("de", "Ein Auto mit französischem Kennzeichen, Richtung Autobahn.", set()),
    ("de", "Die türkische Bäckerei am Marktplatz brennt.", set()),
    ("de", "Folgen Sie niemandem und rufen Sie 101 an.", set()),
    ("de", "Folgen Sie den Anweisungen der Feuerwehr.", set()),
    ("de", "Die Polizei verfolgt einen grauen Wagen.", set()),
    ("de", "Haben Sie etwas gesehen? Rufen Sie 101 an.", set()),
    ("de", "Schwarzer Rauch über dem Gewerbegebiet, Fenster schließen.", set()),
    ("de", "Der laute Knall kam vom Bahnhof.", set()),
    ("de", "Zwei dunkelhäutige Männer klingelten.", {"ethnic"}),
    ("de", "Ein schwarzer Mann lief weg.", {"ethnic"}),
    ("de", "Drei Rumänen verkaufen Asphalt.", {"ethnic"}),
    ("de", "Person mit südländischem Aussehen.", {"ethnic"}),
    ("de", "Zwei osteuropäische Frauen an der Tür.", {"ethnic"}),
    ("de", "Verfolgen Sie den Lieferwagen.", {"follow"}),
    ("de", "Folgen Sie ihm mit Abstand.", {"follow"}),
    ("de", "Halten Sie den Dieb fest.", {"stop"}),
    ("de", "Patrouillieren Sie in Ihrer Straße.", {"patrol"}),
    ("de", "Sprechen Sie die Verdächtigen an.", {"confront"}),
    ("de", "Eine Nachbarin sah zwei Männer.", {"source"}),
    ("de", "Die Anruferin blieb zu Hause.", {"source"}),
    ("de", "Achten Sie auf Hans Müller.", {"person"}),
    ("de", "Einbruch in der Kirchstraße 12.", {"person"}),
    ("de", "Das Fahrrad wurde entwendet.", {"hard_word"}),
    ("de", "Der Wagen AC-AB 1234 fuhr weg.", {"plate"}),
]


@pytest.mark.parametrize(("language", "text", "codes"), TABLE)
def test_each_sentence_has_exactly_what_was_found_by_hand(language: str, text: str, codes: set[str]) -> None:
    found = [finding for finding in check(text, language=language) if finding.code not in MISSING]
    assert {finding.code for finding in found} == codes, [finding.sentence for finding in found]


def test_the_table_is_large_enough_in_every_language() -> None:
    counted = {language: sum(row[0] == language for row in TABLE) for language in ("nl", "en", "fr", "de")}
    assert min(counted.values()) >= 15
    assert sum(counted.values()) >= 60


COMPLETE = {
    "nl": "Inbraak vandaag om 14:05 in de Kerkstraat. Sluit ramen en deuren. Bel 101.",
    "en": "Burglary today at 2:05 pm in Church Street. Close windows and doors. Call 101.",
    "fr": "Cambriolage aujourd'hui à 14 h 05, rue de l'Église. Fermez portes et fenêtres. Appelez le 101.",
    "de": "Einbruch heute um 14:05 Uhr in der Kirchstraße. Schließen Sie Fenster und Türen. Rufen Sie 101 an.",
}
LACKS = [
    ("nl", "in de Kerkstraat", "no_place"), ("nl", "vandaag om 14:05", "no_time"), ("nl", "Bel 101.", "no_number"),
    ("en", "in Church Street", "no_place"), ("en", "today at 2:05 pm", "no_time"), ("en", "Call 101.", "no_number"),
    ("fr", ", rue de l'Église", "no_place"), ("fr", "aujourd'hui à 14 h 05", "no_time"), ("fr", "Appelez le 101.", "no_number"),
    ("de", "in der Kirchstraße", "no_place"), ("de", "heute um 14:05 Uhr", "no_time"), ("de", "Rufen Sie 101 an.", "no_number"),
]  # fmt: skip


@pytest.mark.parametrize("language", COMPLETE)
def test_a_complete_message_lacks_nothing_in_its_language(language: str) -> None:
    assert check(COMPLETE[language], language=language) == []


@pytest.mark.parametrize(("language", "left_out", "code"), LACKS)
def test_what_is_left_out_is_asked_for(language: str, left_out: str, code: str) -> None:
    text = COMPLETE[language].replace(left_out, "")
    assert [finding.code for finding in check(text, language=language)] == [code]


def test_the_place_may_be_a_name_that_only_the_incident_knows() -> None:
    text = "Zonet inbraak in Tuilt. Sluit ramen en deuren. Bel 101."
    assert [finding.code for finding in check(text)] == ["no_place"]
    assert check(text, places=["Tuilt"]) == []


def test_a_warning_is_never_a_refusal() -> None:
    for language, text, _codes in TABLE:
        for finding in check(text, language=language):
            expected = finding.code in {
                "gap",
                "source",
                "plate",
                "ethnic",
                "follow",
                "stop",
                "patrol",
                "confront",
                "empty",
            }
            assert finding.refuses == expected


def test_douma_gives_the_scores_that_its_formula_gives_by_hand() -> None:
    """Thirty words of one syllable in three sentences: 206.84 - 0.93 * 10 - 77 * 1."""
    text = " ".join([" ".join(["De", *["kat"] * 9]) + "."] * 3)
    assert readability.score(text, "nl") == pytest.approx(206.84 - 9.3 - 77)
    assert readability.score("De kat zat op de mat.", "nl") is None


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [("waarschuwing", "nl", 3), ("deuren", "nl", 2), ("mooie", "nl", 2), ("raam", "nl", 1), ("burglary", "en", 3),
     ("close", "en", 1), ("fermez", "fr", 2), ("porte", "fr", 1), ("fenêtres", "fr", 2), ("Straße", "de", 2), ("Türen", "de", 2)],
)  # fmt: skip
def test_syllables_as_they_are_said(word: str, language: str, count: int) -> None:
    assert readability.syllables(word, language) == count


HARD = (
    "Betreffende de problematiek inzake criminaliteitsfenomenen verwittigen wij de desbetreffende inwonersgroeperingen dat"
    " veiligheidsmaatregelen noodzakelijk geworden zijn. Onregelmatigheden kunnen telefonisch gesignaleerd worden bij de"
    " verantwoordelijke politiediensten teneinde interventiemogelijkheden onmiddellijk te organiseren. Medewerking"
    " van buurtbewoners blijft uitermate noodzakelijk."
)


def test_a_letter_of_an_office_is_hard_to_read_and_a_message_is_not() -> None:
    assert "hard_text" in {finding.code for finding in check(HARD)}
    easy = " Kijk uit je raam. Zie je iets? Bel ons meteen. Kom niet zelf tussen. Wij zijn er snel. Dank je wel voor je hulp."
    score = readability.score(COMPLETE["nl"] + easy, "nl")
    assert score is not None
    assert score > 70


@given(st.text(max_size=300), st.sampled_from(["nl", "en", "fr", "de"]))
def test_any_text_gets_an_answer_and_the_same_one_twice(text: str, language: str) -> None:
    assert check(text, language=language) == check(text, language=language)


LETTERS = st.text(string.ascii_lowercase, min_size=1, max_size=8)
LANGUAGES = st.sampled_from(["nl", "en", "fr", "de"])
GIVEN = st.sampled_from(["Karel", "Fatima", "Jean", "Mohamed", "Ursula", "An"])
FAMILY = st.sampled_from(["Janssens", "Benali", "De Smet", "van den Broeck", "El Amrani"])


@given(st.lists(LETTERS, min_size=1, max_size=60), LANGUAGES)
def test_a_sentence_is_long_when_it_has_more_than_twenty_words(said: list[str], language: str) -> None:
    found = list(readability.long_sentences(" ".join(said) + ".", language))
    assert bool(found) == (len(said) > readability.LONGEST_SENTENCE)


@given(GIVEN, FAMILY, st.sampled_from(["Let op voor {}.", "{} is vermist", "Gezien: {}, te voet"]))
def test_names_of_every_origin_are_seen_alike(first: str, last: str, around: str) -> None:
    assert list(recognisable(around.format(f"{first} {last}"), "nl"))
