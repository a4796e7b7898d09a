"""Who downloads their own data finds their own reports there, and nobody else's."""

from __future__ import annotations

import pytest

from nabij.people.actions import export_person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_resident
from nabij.reports.tests.factories import by_telephone, make_town, report

pytestmark = pytest.mark.django_db


def test_the_download_holds_ones_own_reports() -> None:
    make_town()
    person, other = make_resident(), make_resident()
    report(person_id=person.id, name="An", contact=by_telephone("0470 12 34 56"))
    report(person_id=other.id, text="Iets anders.")
    report(text="Zonder naam.")
    assert person.account
    (one,) = export_person(actor_for(person.account), person_id=person.id)["reports"]
    assert (one["text"], one["name"], one["contact"]) == ("Iemand kijkt in wagens.", "An", "+32470123456")
