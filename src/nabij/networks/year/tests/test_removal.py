"""A coordinator who is removed: who follows, and the appeal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks import queries as networks
from nabij.networks.models import Mandate, MandateRole, Network
from nabij.networks.presenters import mandate_rows
from nabij.networks.tests.factories import at_hand
from nabij.networks.todo import todo_of
from nabij.networks.year.measures import actions, queries, rules
from nabij.networks.year.measures.models import Appeal, MeasureStep
from nabij.networks.year.tests.factories import REASONS, Street
from nabij.networks.year.tests.ladder import reached, remove
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db


def test_after_a_removal_the_deputy_acts_until_the_members_approve_somebody(street: Street) -> None:
    before = street.accounts["coordinator"]
    case = remove(street)
    held = Mandate.objects.filter(network=street.network, role=MandateRole.COORDINATOR)
    assert [(one.account_id, one.deputy) for one in held] == [(street.accounts["deputy"].id, True)]
    assert [label for label, _name in mandate_rows(list(held), {})] == [
        "Waarnemend coördinator, tot de leden er een goedkeuren"
    ]
    assert networks.mandated(street["deputy"], Network.objects.get(id=street.network.id), MandateRole.COORDINATOR)
    todo = todo_of(at_hand(street.network.id).values(), timezone.now())
    assert [one.owner for one in todo if one.url.endswith("/coordinator")] == ["prevention"]
    seen = queries.case(street["mayor"], case).steps[-1]
    assert seen.appeal_until == timezone.localdate() + timedelta(weeks=3)
    from nabij.networks.documents.models import FederalNotice

    assert [one.what for one in FederalNotice.objects.filter(network=street.network)] == ["coordinator_removed"]
    assert before.id not in {one.account_id for one in held}


def test_without_a_deputy_the_officer_follows_up_and_nothing_falls_silent(street: Street) -> None:
    Mandate.objects.filter(network=street.network, deputy=True).delete()
    remove(street)
    assert not Mandate.objects.filter(network=street.network, role=MandateRole.COORDINATOR).exists()
    assert reached(street) == 1


def test_an_appeal_in_time_can_give_the_mandate_back(street: Street) -> None:
    case = remove(street)
    with pytest.raises(Missing):
        actions.record_appeal(
            street["officer"], measure_id=case, how="email", sent_on=timezone.localdate(), text="Neen."
        )
    appeal = actions.record_appeal(
        street["chief"], measure_id=case, how="registered", sent_on=timezone.localdate(), text="Ik ga niet akkoord."
    )
    assert appeal.in_time
    with pytest.raises(Missing):
        actions.decide_appeal(street["chief"], measure_id=case, decision="annulled", reasons=REASONS)
    actions.decide_appeal(street["mayor"], measure_id=case, decision="annulled", reasons=REASONS)
    held = Mandate.objects.filter(network=street.network, role=MandateRole.COORDINATOR)
    assert {one.account_id: one.deputy for one in held} == {
        street.accounts["coordinator"].id: False, street.accounts["deputy"].id: True,
    }  # fmt: skip


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 60))
def test_the_term_of_appeal_is_three_weeks(decided: date, later: int) -> None:
    assert (decided + timedelta(later) <= rules.last_day_of_appeal(decided)) == (later <= 21)


def test_an_appeal_that_is_late_is_recorded_and_refused(street: Street) -> None:
    case = remove(street)
    MeasureStep.objects.filter(code="removal").update(done_at=timezone.now() - timedelta(days=30))
    appeal = actions.record_appeal(
        street["chief"], measure_id=case, how="email", sent_on=timezone.localdate(), text="Te laat."
    )
    assert not appeal.in_time
    with pytest.raises(Refused):
        actions.decide_appeal(street["mayor"], measure_id=case, decision="annulled", reasons=REASONS)
    actions.decide_appeal(street["mayor"], measure_id=case, decision="stands", reasons=REASONS)
    assert Appeal.objects.get().decision == "stands"
