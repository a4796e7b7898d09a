"""What is too old goes, in an order that the database accepts, and the chain of the record stays whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from nabij.audit import retention
from nabij.reports import actions, queries
from nabij.reports.models import Duty, Incident, IncidentNote, Report
from nabij.reports.tests.factories import Town, by_telephone, report
from nabij.reports.tests.test_work import on_duty
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id


def retain(days: int) -> None:
    """Runs the rules of this room as they would run so many days from now."""
    later = timezone.now() + timedelta(days=days)
    for rule in retention.in_force(retention.rules(), later.date()):
        if rule.table.startswith("reports_"):
            retention.retain(rule, later)


def test_after_a_year_nobody_knows_who_told_it(town: Town) -> None:
    made = report(name="An Peeters", contact=by_telephone())
    Report.objects.update(recorded_by=new_id())
    assert Report.objects.get().tracking_sealed
    retain(364)
    assert Report.objects.get().contact_value
    retain(366)
    kept = Report.objects.get()
    assert (kept.contact_value, kept.reporter_name, kept.contact_kind) == (None, None, "")
    assert (kept.tracking_sealed, kept.tracking_hash, kept.sent_hash, kept.recorded_by) == (None, None, None, None)
    assert kept.text
    with pytest.raises(Missing):
        queries.track(made.code)


def test_after_five_years_the_whole_incident_is_gone_merged_ones_too(town: Town) -> None:
    first, second = report(), report()
    actions.merge_incidents(town.dispatcher(), into_id=first.incident_id, version=1, other_id=second.incident_id)
    Incident.objects.filter(id=first.incident_id).update(reported_at=timezone.now() - timedelta(days=2))
    retain(1_825)
    assert not Incident.objects.filter(id=first.incident_id).exists()
    assert Incident.objects.get(id=second.incident_id).merged_into_id is None
    retain(1_830)
    assert not Incident.objects.exists()
    assert not Report.objects.exists()
    assert not IncidentNote.objects.exists()


def test_the_number_of_a_duty_goes_after_a_month(town: Town) -> None:
    on_duty(town, "officer")
    retain(40)
    assert bytes(Duty.objects.get().contact_value) == b""
