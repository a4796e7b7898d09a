"""Who downloads their own data finds their own reports there, and nobody else's."""

from __future__ import annotations

import pytest

from nabij.people.actions import export_person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_resident
from nabij.reports.actions.forgetting import claim_report
from nabij.reports.queries.dossier import dossier_of
from nabij.reports.tests.factories import by_telephone, make_town, report
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused

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


def test_a_code_that_was_seen_or_passed_on_opens_no_name_number_or_words() -> None:
    """Who holds the code of another cannot put that report on their page, download who told it, or erase it with themselves."""
    make_town()
    thief, owner = make_resident(), make_resident()
    made = report(name="An", contact=by_telephone("0470 12 34 56"))
    with pytest.raises(Refused):
        claim_report(system_actor(), person_id=thief.id, code=made.code)
    assert dossier_of(thief.id) == []
    make_contact_point(owner, "sms", "0470 12 34 56")
    claim_report(system_actor(), person_id=owner.id, code=made.code)
    assert dossier_of(owner.id)[0]["name"] == "An"


def test_an_anonymous_report_stands_on_a_page_by_its_code_without_its_words() -> None:
    make_town()
    person, made = make_resident(), report(text="Mijn buurman dealt.", answers={})
    claim_report(system_actor(), person_id=person.id, code=made.code)
    (one,) = dossier_of(person.id)
    assert (one["text"], one["answers"], one["contact"]) == ("", {}, "")
