"""The open group: asked by the network, open while the police agree, closed by either."""

from __future__ import annotations

import pytest
from django.utils import timezone

from nabij.networks.channel.actions import choosing, talking
from nabij.networks.channel.actions.writing import Stopped
from nabij.networks.channel.models import GroupMessage, GroupState
from nabij.networks.channel.queries import talking as queries
from nabij.networks.channel.tests.factories import SUSPICIOUS, Street, make_street, open_group
from nabij.networks.channel.to_do import to_do
from nabij.people.tests.factories import make_tenant, staff_actor
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def ask(street: Street) -> None:
    talking.ask_group(street.leading, network_id=street.network.id, ground="Stemming op 3 november: 41 voor, 2 tegen.")


def test_the_network_asks_and_the_police_agree_with_hours(street: Street) -> None:
    with pytest.raises(Refused):
        talking.say(street.an.actor, network_id=street.network.id, text="Hallo")
    ask(street)
    assert [one.owner for one in to_do([street.network.id], timezone.now())] == ["officer"]
    with pytest.raises(Refused):
        talking.answer_group(street.policing, network_id=street.network.id, agrees=True)
    talking.answer_group(street.policing, network_id=street.network.id, agrees=True, hours="op werkdagen")
    talking.say(street.an.actor, network_id=street.network.id, text="Wanneer is de zitdag?")
    with pytest.raises(Stale):
        talking.answer_group(street.policing, network_id=street.network.id, agrees=False)


def test_only_the_coordinator_asks_and_only_the_police_answer(street: Street) -> None:
    with pytest.raises(Missing):
        talking.ask_group(street.policing, network_id=street.network.id, ground="Omdat het kan.")
    with pytest.raises(Refused):
        talking.ask_group(street.leading, network_id=street.network.id, ground="  ")
    ask(street)
    with pytest.raises(Refused):
        ask(street)
    foreign = staff_actor(make_tenant(), "chief")
    for actor in (street.leading, street.an.actor, foreign, staff_actor(street.network.tenant, "prevention")):
        with pytest.raises(Missing):
            talking.answer_group(actor, network_id=street.network.id, agrees=True, hours="altijd")
    chief = staff_actor(street.network.tenant, "chief")
    assert talking.answer_group(chief, network_id=street.network.id, agrees=False).state == GroupState.REFUSED


def test_either_side_closes_it_and_it_stays_to_be_read(street: Street) -> None:
    open_group(street)
    talking.say(street.an.actor, network_id=street.network.id, text="Wanneer is de zitdag?")
    with pytest.raises(Missing):
        talking.close_group(street.an.actor, network_id=street.network.id)
    talking.close_group(street.policing, network_id=street.network.id)
    with pytest.raises(Refused):
        talking.say(street.bo.actor, network_id=street.network.id, text="Nog iets?")
    assert [one.text for one in queries.said(street.bo.actor, street.network.id)] == ["Wanneer is de zitdag?"]
    ask(street)


def test_the_same_texts_are_stopped(street: Street) -> None:
    open_group(street)
    with pytest.raises(Stopped) as stopped:
        talking.say(street.an.actor, network_id=street.network.id, text=SUSPICIOUS)
    assert stopped.value.to_police and GroupMessage.objects.count() == 0


def test_the_writer_and_who_leads_take_a_message_away(street: Street) -> None:
    open_group(street)
    mine = talking.say(street.an.actor, network_id=street.network.id, text="Oeps.")
    with pytest.raises(Missing):
        talking.remove_message(street.bo.actor, network_id=street.network.id, message_id=mine.id)
    talking.remove_message(street.an.actor, network_id=street.network.id, message_id=mine.id)
    other = talking.say(street.bo.actor, network_id=street.network.id, text="Reclame.")
    talking.remove_message(street.policing, network_id=street.network.id, message_id=other.id)
    assert set(GroupMessage.objects.values_list("text")) == {("",)}


def test_who_leaves_the_group_does_not_write_until_they_come_back(street: Street) -> None:
    open_group(street)
    choosing.choose_group(street.an.actor, network_id=street.network.id, left=True)
    with pytest.raises(Refused):
        talking.say(street.an.actor, network_id=street.network.id, text="Hallo")
    choosing.choose_group(street.an.actor, network_id=street.network.id, left=False)
    talking.say(street.an.actor, network_id=street.network.id, text="Hallo")
