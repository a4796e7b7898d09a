"""Hours to choose: in the time of Brussels, also on days on which the clock changes, never in the past or the wrong way round."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from nabij.alerts import actions
from nabij.alerts.forms import AlertForm, draft_of, initial_of
from nabij.alerts.models import Alert
from nabij.alerts.rules.window import FURTHEST_AHEAD, LONGEST, check_window
from nabij.alerts.tests.factories import approve, draft, drafted, make_zone, submitted
from nabij.tenants import moments
from nabij.tenants.errors import Refused
from nabij.tenants.working_days import BRUSSELS

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
HOURS = st.integers(-200, 3000).map(lambda hours: NOW + timedelta(hours=hours))


def read(typed: str) -> datetime | None:
    return moments.Moment(required=False).clean(typed)


def test_an_hour_is_read_as_the_clock_in_brussels_says_it() -> None:
    assert read("2026-07-01T18:00") == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
    assert read("2026-12-01T18:00") == datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    assert read("") is None


@pytest.mark.parametrize("typed", ["2026-03-29T02:30", "2027-03-28T02:00"])
def test_an_hour_that_the_clock_skips_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="bestaat niet"):
        read(typed)


@pytest.mark.parametrize("typed", ["2026-10-25T02:30", "2027-10-31T02:00"])
def test_an_hour_that_comes_twice_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="twee keer"):
        read(typed)


@pytest.mark.parametrize("typed", ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T01:59", "2026-10-25T03:00"])
def test_the_hours_beside_them_are_fine(typed: str) -> None:
    found = read(typed)
    assert found is not None
    assert found.astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M") == typed


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))
def test_every_local_time_is_once_twice_or_never_on_the_clock(local: datetime) -> None:
    """Counted by walking over the moments around it, an hour at a time."""
    minute = local.replace(second=0, microsecond=0)
    near = (minute.replace(tzinfo=UTC) - timedelta(hours=hours) for hours in (0, 1, 2))
    times = sum(moment.astimezone(BRUSSELS).replace(tzinfo=None) == minute for moment in near)
    assert (moments.exists(minute), moments.comes_twice(minute)) == (times > 0, times == 2)


@given(st.one_of(st.none(), HOURS), HOURS)
def test_a_window_is_taken_exactly_when_it_lies_ahead_and_goes_forward(start: datetime | None, end: datetime) -> None:
    begins = start or NOW
    fine = (
        (start is None or NOW <= start <= NOW + FURTHEST_AHEAD)
        and begins < end
        and end > NOW
        and end - begins <= LONGEST
    )
    if fine:
        check_window(start, end, NOW)
    else:
        with pytest.raises(Refused):
            check_window(start, end, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start_h", "until_h", "said"),
    [
        (-2, 5, "voorbij"),
        (3, 2, "eindigt"),
        (None, -1, " om"),
        (24 * 100, 24 * 101, "drie maanden"),
        (1, 24 * 40, "maand"),
    ],
)
def test_hours_that_cannot_be_are_refused_by_the_action(start_h: int | None, until_h: int, said: str) -> None:
    from django.utils import timezone

    now = timezone.now()
    start = now + timedelta(hours=start_h) if start_h is not None else None
    with pytest.raises(Refused, match=said):
        drafted(make_zone(), window_from=start, window_until=now + timedelta(hours=until_h))


@pytest.mark.django_db
def test_a_planned_alert_waits_keeps_its_end_and_can_be_withdrawn() -> None:
    from django.utils import timezone

    zone = make_zone()
    start = (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    alert = approve(zone, submitted(zone, window_from=start, window_until=start + timedelta(hours=1)))
    assert (alert.state, alert.window_until) == ("scheduled", start + timedelta(hours=1))
    assert actions.cancel(zone.writing, alert_id=alert.id).state == "cancelled"
    with pytest.raises(Refused):
        actions.release_alert(zone.system, alert_id=alert.id)


@pytest.mark.django_db
def test_an_end_that_somebody_chose_stays_and_the_usual_one_moves_along() -> None:
    from django.utils import timezone

    zone = make_zone()
    usual, chosen = drafted(zone), drafted(zone, window_until=timezone.now() + timedelta(hours=9))
    written = timezone.now()
    assert draft_of(usual, written).window_until is None
    assert draft_of(chosen, written).window_until == chosen.window_until
    assert initial_of(draft_of(chosen, written))["window_until"] == chosen.window_until


def test_the_form_says_which_hour_is_wrong() -> None:
    form = AlertForm({"window_from": "2026-10-25T02:30", "window_until": "straks"})
    assert "window_from" in form.errors
    assert "window_until" in form.errors


@pytest.mark.django_db
def test_who_edits_a_returned_alert_keeps_the_reason_and_the_approver_reads_what_changed_since() -> None:
    from nabij.alerts.digest import Text
    from nabij.alerts.tests.factories import GOOD_TEXT
    from nabij.alerts.views.common import described

    zone = make_zone()
    alert = submitted(zone)
    actions.return_with_reason(zone.approving, alert_id=alert.id, reason="Zeg wat mensen doen.")
    for number, more in enumerate(("Blijf binnen.", "Blijf rustig binnen."), start=1):
        said = {"nl": Text("Inbraak in je buurt", f"{GOOD_TEXT} {more}")}
        alert = actions.edit_alert(
            zone.writing, alert_id=alert.id, version=number, draft=draft(zone, texts=said, channels=("sms",))
        )
    actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)
    found = Alert.objects.get(id=alert.id)
    assert (found.returned_because, found.returned_version) == ("Zeg wat mensen doen.", 1)
    shown = described(found)
    changes = {str(name): str(change) for name, change in shown["changes"]}
    assert shown["changed_since"] == 1
    assert "<ins>Blijf rustig binnen.</ins>" in changes["Tekst (Nederlands)"]
    assert "<del>Sms, E-mail</del> <ins>Sms</ins>" in changes["Kanalen"] or "<ins>" in changes["Kanalen"]
