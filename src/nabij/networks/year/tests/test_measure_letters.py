"""What the person about whom a measure is gets, and what stays of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from nabij.networks.year import printing
from nabij.networks.year.measures import queries
from nabij.networks.year.measures.models import Measure
from nabij.networks.year.tests.conftest import Posted
from nabij.networks.year.tests.factories import Street, make_street
from nabij.networks.year.tests.ladder import NUMBER, SECRET, exclude
from nabij.people.actions import erase_person, export_person
from nabij.people.tests.factories import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_letter_is_in_the_language_of_the_person_and_says_how_to_object(language: str, posted: Posted) -> None:
    street = make_street(language=language)
    exclude(street)
    steps = queries.mine(street.resident, street.member.id)
    assert len(steps) == 4
    for step in steps:
        assert printing.letter(step, street.member).startswith(b"%PDF")
    client = sign_in(Client(), street.member.account) if street.member.account else Client()
    assert client.get(reverse("networks:my_letters")).status_code == 200
    answer = client.get(reverse("networks:my_letter", args=[steps[0].id]))
    assert answer["Content-Type"] == "application/pdf"


def test_a_letter_is_nobody_elses(street: Street) -> None:
    exclude(street)
    step = queries.mine(street.resident, street.member.id)[0]
    other = make_street()
    client = sign_in(Client(), other.member.account) if other.member.account else Client()
    assert client.get(reverse("networks:my_letter", args=[step.id])).status_code == 404


def test_the_download_names_it_and_erasing_says_what_stays(street: Street) -> None:
    exclude(street)
    mine = export_person(street.resident, person_id=street.member.id)["network_measures"]
    assert [step["step"] for step in mine[0]["steps"]] == ["talk", "reprimand", "police", "exclusion"]
    assert SECRET not in str(mine) and NUMBER not in str(mine)
    stays = erase_person(street.resident, person_id=street.member.id)
    assert any("measure" in one or "maatregel" in one for one in stays)
    assert Measure.objects.exists()
