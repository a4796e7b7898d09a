"""The call to the one on duty, over the simulated telephones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from nabij.channels.drivers import RouteDown
from nabij.channels.models import SimulatedMessage
from nabij.reports import actions, queries, tasks
from nabij.reports.models import DutyCall, IncidentNote
from nabij.reports.tests.factories import Town, report
from nabij.reports.tests.test_work import on_duty
from nabij.tenants.actor import Actor, system_actor


@pytest.fixture(autouse=True)
def _simulated(settings: Any, closed_routes: None) -> None:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}], "voice": [{"driver": "simulator"}]}


def ordered(town: Town) -> tuple[Actor, UUID]:
    on_duty(town, "officer")
    report()
    [call_id] = actions.escalate_unjudged(timezone.now() + timedelta(minutes=11))
    return system_actor([town.zone.id]), call_id


def carry_out(actor: Actor, call_id: UUID) -> None:
    order = queries.call_to_make(actor, call_id)
    if order is not None:
        tasks.ring(actor, order)


def test_the_one_on_duty_is_rung_once_with_kind_and_place(town: Town) -> None:
    actor, call_id = ordered(town)
    carry_out(actor, call_id)
    carry_out(actor, call_id)
    [message] = SimulatedMessage.objects.all()
    assert (message.channel, message.recipient) == ("voice", "+32470123456")
    assert "Verdachte situatie" in message.text
    assert "Dorpsstraat 1" in message.text
    assert DutyCall.objects.get().state == "handed_over"


def test_without_a_telephone_route_a_text_message_goes(town: Town, settings: Any) -> None:
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}]}
    carry_out(*ordered(town))
    assert SimulatedMessage.objects.get().channel == "sms"


def test_without_any_route_it_is_tried_again_and_stays_visible(town: Town, settings: Any) -> None:
    settings.NABIJ_ROUTES = {}
    actor, call_id = ordered(town)
    with pytest.raises(RouteDown):
        carry_out(actor, call_id)
    assert DutyCall.objects.get().state == "ordered"
    actions.answer_call(actor, call_id=call_id, handed_over=False, answer="no_route")
    assert DutyCall.objects.get().state == "failed"
    assert IncidentNote.objects.filter(kind="call_failed").exists()


def test_the_number_shows_in_no_order_and_no_note(town: Town) -> None:
    actor, call_id = ordered(town)
    assert "470123456" not in repr(queries.call_to_make(actor, call_id))
    assert "470123456" not in "".join(IncidentNote.objects.values_list("internal", flat=True)).replace(" ", "")
    assert queries.call_to_make(town.stranger(), call_id) is None
