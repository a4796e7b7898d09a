"""A person who is erased leaves no tie to any network; until then the download of their data names each one."""

from __future__ import annotations

import pytest

from nabij.networks.models import Mandate, MandateRole, MemberPoint, Membership
from nabij.networks.tests.factories import make_member, make_network, mandate
from nabij.people.actions import erase_person, export_person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_resident, make_tenant

pytestmark = pytest.mark.django_db


def test_who_is_erased_is_in_no_network_any_more() -> None:
    network = make_network(make_tenant())
    gone, stays = make_resident(), make_resident()
    for person in (gone, stays):
        make_member(network, make_contact_point(person))
    assert gone.account
    mandate(network, MandateRole.COORDINATOR, gone.account.id)
    himself = actor_for(gone.account)
    assert [one["network"] for one in export_person(himself, person_id=gone.id)["networks"]] == [network.name]
    erase_person(himself, person_id=gone.id)
    assert Membership.objects.count() == MemberPoint.objects.count() == 1
    assert not Mandate.objects.exists()
