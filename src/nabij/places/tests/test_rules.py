import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.places import rules
from nabij.places.rules import Locality, Wanted

LOCALITIES = [
    Locality("zandekerke", "8695"),
    Locality("lindebeek", "8698"),
    Locality("kapelleopdenbos", "1880"),
    Locality("genk", "3600"),
]
words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Kerkstr 12b", Wanted("kerkstraat", "12b")),
        ("kerkstraat12", Wanted("kerkstraat", "12")),
        ("kerkstraat 12 B", Wanted("kerkstraat", "12b")),
        ("Zandekerke kerkstraat 12", Wanted("kerkstraat", "12", locality="zandekerke")),
        ("kerkstraat 12, zandekerke", Wanted("kerkstraat", "12", locality="zandekerke")),
        ("kerkstraat 12 zandekrke", Wanted("kerkstraat", "12", locality="zandekerke")),
        ("kerkstraat 12, 8695", Wanted("kerkstraat", "12", postcode="8695")),
        ("8698 Lindebeek, Kerkstraat 5", Wanted("kerkstraat", "5", "8698", "lindebeek")),
        ("kapelle op den bos kuiermansstraat 3", Wanted("kuiermansstraat", "3", locality="kapelleopdenbos")),
        ("Grote Markt 1 bus 3", Wanted("grotemarkt", "1")),
        ("Grote Markt 1/3", Wanted("grotemarkt", "1")),
        ("St.-Jozefstr. 4", Wanted("sintjozefstraat", "4")),
        ("Onze-Lieve-Vrouwstraat", Wanted("onzelievevrouwstraat")),
        ("O.L.V.straat 7", Wanted("onzelievevrouwstraat", "7")),
        ("Burg. Declercqstr 9", Wanted("burgemeesterdeclercqstraat", "9")),
        ("Café-laan", Wanted("cafelaan")),
        ("4de Liniestraat 10", Wanted("4deliniestraat", "10")),
        ("kerkstraat 1200", Wanted("kerkstraat", "1200")),
        ("zandekerke", Wanted("zandekerke")),
        ("12", Wanted("12")),
        ("", Wanted()),
        ("  ,,  ", Wanted()),
    ],
)
def test_what_somebody_means(typed, wanted):
    assert rules.interpret(typed, LOCALITIES) == wanted


@given(st.text(max_size=60))
def test_any_text_can_be_typed(text):
    wanted = rules.interpret(text, LOCALITIES)
    assert wanted.street == "" or wanted.street.isalnum()
    assert len(wanted.number) <= 5


@pytest.mark.parametrize(
    ("typed", "key", "errors"),
    [
        ("kerkstraat", "kerkstraat", 0),
        ("kerk", "kerkstraat", 0.12),
        ("kekrstraat", "kerkstraat", 1),
        ("kerstraat", "kerkstraat", 1),
        ("kerkkstraat", "kerkstraat", 1),
        ("kerlstraat", "kerkstraat", 1),
        ("molen", "kerkstraat", 4.14),
    ],
)
def test_typing_errors(typed, key, errors):
    assert rules.typing_errors(typed, key) == pytest.approx(errors, abs=0.001)


@given(words, words)
def test_a_beginning_has_no_errors_and_a_whole_key_is_never_further_than_its_length(typed, rest):
    assert rules.typing_errors(typed, typed + rest) < 1
    assert rules.typing_errors(typed, rest) <= max(len(typed), len(rest))


@given(words, st.data())
def test_two_letters_exchanged_are_one_error(key, data):
    at = data.draw(st.integers(0, max(0, len(key) - 2)))
    typed = key[:at] + key[at : at + 2][::-1] + key[at + 2 :]
    assert rules.typing_errors(typed, key) <= 1


def test_names_sort_as_in_a_dutch_register():
    names = ["Zuid", "'t Heiken", "École", "wijk 10", "Wijk 2", "Aarde"]
    assert sorted(names, key=rules.sort_key) == ["Aarde", "École", "'t Heiken", "Wijk 2", "wijk 10", "Zuid"]


def test_house_numbers_sort_by_size():
    numbers = ["100", "10", "2", "10B", "10A", "1"]
    assert sorted(numbers, key=rules.number_key) == ["1", "2", "10", "10A", "10B", "100"]


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("kerk", "Kerkstraat", "Kerkhofstraat"),
        ("kerk", "Kerkhofstraat", "Oude Kerkstraat"),
        ("kerstraat", "Kerkstraat", "Akkerstraat"),
        ("gezelle", "Guido Gezellestraat", "Gelijkheidstraat"),
        ("jozef", "Sint-Jozefstraat", "Jorisstraat"),
        ("akkerstraat", "Akkerstraat", "Bakkerstraat"),
    ],
)
def test_which_street_fits_better(typed, better, worse):
    first, second = (rules.street_errors(typed, name, rules.search_key(name)) for name in (better, worse))
    assert first < second
