"""Written addresses in their parts, and many of them matched at once."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.places.geometry import to_lambert
from nabij.places.models import Address, Street
from nabij.places.queries import match_addresses
from nabij.places.rules import Written, search_key, written
from nabij.tenants.keys import new_id


def make_address(street: str, number: str, postcode: str, municipality: str) -> UUID:
    lon, lat = 5.3, 50.93
    keys = {"search_key": search_key(street), "locality_key": search_key(municipality)}
    row = Street.objects.create(
        id=new_id(), name=street, postcode=postcode, municipality=municipality, lon=lon, lat=lat, **keys
    )
    (x,), (y,) = to_lambert([lon], [lat])
    fields = {"number": number, "number_key": number, "lon": lon, "lat": lat, "x": x, "y": y, "source": "test"}
    return Address.objects.create(id=new_id(), street=row, **fields).id


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"street": "Kerkstraat 12 bus 3, 3500 Hasselt"}, Written("kerkstraat", "12", "3", "3500", "hasselt")),
        ({"street": "Kerkstr. 012B"}, Written("kerkstraat", "12b")),
        ({"street": "Kerkstraat 12/3"}, Written("kerkstraat", "12", "3")),
        ({"street": "Kerkstraat", "number": "12 bus 2.01"}, Written("kerkstraat", "12", "2.01")),
        ({"street": "Kerkstraat", "number": "12", "box": "4"}, Written("kerkstraat", "12", "4")),
        ({"street": "St.-Jozefstraat 7 3500 Hasselt"}, Written("sintjozefstraat", "7", "", "3500", "hasselt")),
        ({"street": "Kerkstraat"}, Written("kerkstraat")),
        ({"street": ""}, Written("")),
    ],
)
def test_an_address_is_read_in_its_parts(given: dict[str, str], expected: Written) -> None:
    assert written(**given) == expected


@given(st.text(max_size=60), st.text(max_size=12))
def test_nothing_that_is_typed_breaks_it(street: str, number: str) -> None:
    found = written(street=street, number=number)
    assert found.number == "" or found.number[0].isdigit()


@pytest.mark.django_db
def test_many_are_matched_at_once_with_typing_errors(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    here = make_address("Sint-Jozefstraat", "12", "3500", "Hasselt")
    there = make_address("Sint-Jozefstraat", "12", "3600", "Genk")
    sought = [
        written(street="St. Jozefstraat", number="12", postcode="3600"),
        written(street="Sint Jozefstraet 12 3500 Hasselt"),
        written(street="Sint-Jozefstraat", number="12A", locality="Hasselt"),
        written(street="Sint-Jozefstraat", number="13"),
        written(street="Bestaatnietlaan 1"),
        written(street="Sint-Jozefstraat 12"),
    ]
    with django_assert_num_queries(3):
        found = [[one.id for one in match] for match in match_addresses(sought)]
    assert found[:5] == [[there], [here], [here], [], []]
    assert set(found[5]) == {here, there}
    place = Address.objects.get(id=here)
    assert match_addresses(sought[1:2])[0][0].x == place.x
