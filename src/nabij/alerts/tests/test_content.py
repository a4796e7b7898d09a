"""What may not leave, and what may: sentences by hand, and properties of plates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.alerts.rules.content import check, refusals
from nabij.prose.plates import plates

GOOD = [
    "Inbraak bezig in de Stationsstraat om 14.05 uur. Sluit ramen en deuren. Ziet u iets verdachts? Bel 101.",
    "Vandaag om 15 uur probeerden twee mannen binnen te raken in de Kerkstraat. Blijf binnen en bel 101 als u ze ziet.",
    "Volg hem niet en spreek hem niet aan. Bel 101.",
    "Spreek de verdachte niet aan, volg niemand en bel 101.",
    "Volg de aanwijzingen van de politie op de Grote Markt. Nu geldt daar een omleiding.",
    "Volg het advies van de brandweer.",
    "Volg onze facebook voor nieuws.",
    "De politie achtervolgt een grijze bestelwagen richting Dorpsstraat. Blijf binnen en bel 101.",
    "De politie patrouilleert vannacht extra in uw wijk.",
    "Wij volgen de zaak op en laten u morgen iets weten.",
    "Hou ramen en deuren gesloten en bel 101 bij iets verdachts.",
    "Man van ongeveer 1m80, zwarte jas, witte sportschoenen, kwam om 13u30 aan uw deur in de Lindelaan. Bel 101.",
    "Vrouw met donker haar en een rode rugzak belt aan in de Molenwijk. Laat niemand binnen en bel 101.",
    "Grijze bestelwagen met Franse nummerplaat reed om 22.15 uur weg uit de Beukenlaan. Bel 101.",
    "Een witte wagen reed weg richting E313, afrit 28. Bel 101.",
    "Poolse vrachtwagen verloor zonet lading op de N702. Rij voorzichtig.",
    "Turkse bakkerij in de Nieuwstraat is vandaag het slachtoffer van een wisseltruc. Controleer uw kassa.",
    "Wisseltruc met biljetten van 50 euro in winkels in het centrum. Geef geen geld terug voor u telt. Bel 101.",
    "Jan (78) verdween om 9 uur uit de Rozenstraat. Hij draagt een blauwe trui. Kijk in uw tuinhuis en bel 101.",
    "Zoek mee naar Maria (82): kijk in uw tuin en garage, bel 101.",
    "Zag u iets tussen 14 uur 30 en 15 uur in de Parkstraat? Bel 101.",
    "Was u getuige van dit ongeval in de Kapellestraat? Bel 101.",
    "Filmde uw deurbel vannacht iets in de Hoogstraat? Bewaar de beelden en bel 101.",
    "Sta niet stil bij de Kasteellaan: gasgeur. Sluit ramen en deuren, bel 112 bij nood.",
    "Buren van de Kerkstraat: sluit nu ramen en deuren. Bel 101.",
    "Donderdag 12 december: infoavond over inbraakpreventie in school De Linde. Kom langs of bel 101 niet, maar uw wijkagent.",
    "De daders zijn gevat. Dank voor uw hulp. Blijf waakzaam in uw buurt.",
    "Meer kunnen we nu niet zeggen over het feit in de Stationsstraat van gisteren.",
    "Houd niemand zelf tegen. Bel 101.",
    "Ga er nooit zelf achteraan. Bel 101.",
    "BIN-Z 3: zonet winkeldiefstal in de Nieuwstraat. Let op uw rekken en bel 101.",
    "Bij vragen: 011 12 34 56, tijdens de week van 9 tot 12 uur.",
    "Steek 's avonds een licht aan en zet uw alarm op. Meld afwezigheid niet op sociale media. Bel 101 in uw wijk.",
    "Burglary in progress in Station Street, 2 pm. Close windows and doors. Call 101.",
    "Do not approach or follow anyone. Call 101 if you see a grey van near the market.",
    "Police officers are following the suspects. Stay inside and call 101.",
    "Follow the instructions of the fire brigade near the square.",
    "Avoid the area around Church Road, gas smell at 3 pm. Call 112.",
]

BAD = [
    ("Een meldster zag een man binnengaan in de Kerkstraat.", "source"),
    ("De melder belde om 14 uur.", "source"),
    ("Volgens een buurvrouw zitten ze nog binnen.", "source"),
    ("De bewoner van nummer 12 zag twee mannen.", "source"),
    ("Dankzij een oplettende buur hebben we de dader.", "source"),
    ("Een getuige verklaarde dat de wagen wegreed.", "source"),
    ("Onze tipgever herkende de fiets.", "source"),
    ("Iemand op nummer 8 belde ons zonet.", "source"),
    ("De uitbaatster filmde de diefstal in de Nieuwstraat.", "source"),
    ("Bel Karel op 0470 12 34 56 als u iets ziet.", "source"),
    ("Info bij de coördinator: +32 470 12 34 56.", "source"),
    ("According to a neighbour they are still inside.", "source"),
    ("The caller saw two men in Mill Street.", "source"),
    ("Een grijze wagen met plaat 1-ABC-123 reed weg.", "plate"),
    ("Let op voor 1abc123.", "plate"),
    ("Nummerplaat 1 ABC 123, richting Hasselt.", "plate"),
    ("Oude plaat ABC-123 gezien.", "plate"),
    ("Plaat 123-ABC gezien in de Lindelaan.", "plate"),
    ("Nederlandse wagen GB-999-T in de wijk.", "plate"),
    ("Nederlandse bestelwagen 12-ABC-3.", "plate"),
    ("Nederlandse wagen 99-XX-99 in de wijk.", "plate"),
    ("Franse wagen AB-123-CD vlucht richting Rijsel.", "plate"),
    ("Duitse BMW AC-AB 1234 staat in de straat.", "plate"),
    ("Luxemburgse wagen, plaat AB 1234.", "plate"),
    ("British van AB12 CDE near the school.", "plate"),
    ("Twee mannen met donkere huidskleur in de Parklaan.", "ethnic"),
    ("Een getinte jongen loopt rond.", "ethnic"),
    ("Marokkaanse jongeren hangen rond aan het station.", "ethnic"),
    ("Twee Oost-Europese mannen bellen aan.", "ethnic"),
    ("Man van vreemde origine in een blauwe wagen.", "ethnic"),
    ("Een zwarte man in een rode jas.", "ethnic"),
    ("Dader: blanke vrouw, rond de 30.", "ethnic"),
    ("Roemenen verkopen asfalt in uw straat.", "ethnic"),
    ("Een jonge Roemeense vrouw bedelt aan de winkel.", "ethnic"),
    ("Man met Noord-Afrikaans uiterlijk.", "ethnic"),
    ("Groep zigeuners gezien aan de Molenwijk.", "ethnic"),
    ("Drie allochtonen in een witte bestelwagen.", "ethnic"),
    ("A black man in a red coat.", "ethnic"),
    ("Two Eastern Europeans at the door.", "ethnic"),
    ("Dark-skinned youths near the station.", "ethnic"),
    ("Volg de bestelwagen en geef de richting door.", "follow"),
    ("Ziet u hem? Volg hem op afstand.", "follow"),
    ("Ga er met de fiets achteraan.", "follow"),
    ("De politie vraagt om de wagen te volgen.", "follow"),
    ("Achtervolg de daders tot wij er zijn.", "follow"),
    ("Follow the car and call 101.", "follow"),
    ("Volg hem niet te dicht, maar volg hem wel.", "follow"),
    ("Hou de dief tegen tot we er zijn.", "stop"),
    ("Hou hem vast.", "stop"),
    ("Blokkeer de straat met uw wagen.", "stop"),
    ("Kunt u de man tegenhouden?", "stop"),
    ("Stop de wagen.", "stop"),
    ("Block the road with your car.", "stop"),
    ("Detain the suspect until we arrive.", "stop"),
    ("Patrouilleer vanavond mee in de wijk.", "patrol"),
    ("Loop samen een ronde door de buurt.", "patrol"),
    ("Wij vragen u om te patrouilleren in uw straat.", "patrol"),
    ("Ga mee op pad en zoek naar de daders.", "patrol"),
    ("Please patrol your street tonight.", "patrol"),
    ("Spreek hem aan en vraag wat hij doet.", "confront"),
    ("Spreek de verdachte aan.", "confront"),
    ("Gelieve deze personen aan te spreken.", "confront"),
    ("Jaag ze weg uit de straat.", "confront"),
    ("Confronteer de daders.", "confront"),
    ("Confront them and ask what they want.", "confront"),
    ("", "empty"),
]

WARNED = [
    ("Sluit ramen en deuren in de Kerkstraat en bel 101.", {"no_time"}),
    ("Zonet een inbraak. Sluit ramen en deuren. Bel 101.", {"no_place"}),
    ("Zonet een inbraak in de Kerkstraat.", {"no_advice", "no_number"}),
    ("Vannacht inbraak in de Kerkstraat. Sluit ramen en deuren.", {"no_number"}),
]


@pytest.mark.parametrize("text", GOOD)
def test_a_good_sentence_may_leave(text: str) -> None:
    assert [finding.sentence for finding in refusals(check(text))] == []


@pytest.mark.parametrize(("text", "code"), BAD)
def test_a_bad_sentence_is_refused_for_its_reason(text: str, code: str) -> None:
    assert code in {finding.code for finding in refusals(check(text))}


@pytest.mark.parametrize(("text", "codes"), WARNED)
def test_what_is_missing_is_asked_for(text: str, codes: set[str]) -> None:
    assert {finding.code for finding in check(text)} == codes


def test_what_is_known_of_the_reporter_is_refused() -> None:
    known = ["An Peeters", "0470 12 34 56", "Kerkstraat 12"]
    for text in ("An Peeters ziet u graag.", "Kerkstraat 12: inbraak bezig.", "Bel 0470/12.34.56"):
        assert {finding.code for finding in refusals(check(text, reporter=known))} == {"source"}, text
    assert refusals(check("Inbraak in de Kerkstraat. Bel 101.", reporter=known)) == []


def test_a_number_of_the_zone_may_stand_there() -> None:
    assert refusals(check("Stuur info naar 0470 12 34 56.", allowed_numbers=["+32470123456"])) == []


LETTERS = st.text("ABCDEFGHJKLMNPRSTVWXYZ", min_size=3, max_size=3).filter(
    lambda s: s not in {"TOT", "VAN", "MAX", "TEL"}
)
DIGITS = st.text("0123456789", min_size=3, max_size=3)


@given(
    LETTERS,
    DIGITS,
    st.sampled_from("123456789"),
    st.sampled_from(["-", "", ".", " "]),
    st.sampled_from(["{}", "Let op {}!", "({})"]),
)
def test_every_belgian_plate_of_today_is_seen(letters: str, digits: str, index: str, gap: str, around: str) -> None:
    plate = gap.join((index, letters, digits))
    assert plates(around.format(plate))


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["om {} uur {}", "{}u{}", "{}.{} uur", "van {} tot {}", "{} EN {}"]),
)
def test_a_time_is_no_plate(hour: int, minute: int, shape: str) -> None:
    assert plates(shape.format(hour, minute)) == []
