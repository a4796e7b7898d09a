"""Who got an urgent alert and confirmed on no channel is called: once, by rule, and by nobody's second guess."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nabij.alerts import actions
from nabij.alerts import tasks as alert_tasks
from nabij.alerts.escalating import queries, tasks
from nabij.alerts.escalating.actions import escalate
from nabij.alerts.escalating.models import CallRound
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.receipts import take_receipts
from nabij.alerts.fanout.rules import State
from nabij.alerts.fanout.tests.houses import Provider, ask, work_off
from nabij.alerts.fanout.worker import run_worker
from nabij.alerts.models import Alert
from nabij.alerts.orders import load_order
from nabij.alerts.tests.factories import Zone, join, make_zone, sent
from nabij.audit.models import AuditRow
from nabij.channels.models import SimulatedMessage
from nabij.channels.routes import close_drivers, driver_for
from nabij.channels.smpp.tests.house import eventually
from nabij.networks.actions import set_plan
from nabij.networks.models import Network
from nabij.networks.tests.factories import make_member
from nabij.people.models import ContactPoint, OptOut
from nabij.people.rules import NO_CALLS
from nabij.people.tests.factories import make_contact_point, make_person
from nabij.tenants.errors import Missing
from nabij.tenants.working_days import BRUSSELS

pytestmark = pytest.mark.django_db(transaction=True)
SILENT, NOT_DELIVERED = "+32460000006", "+32460000005"
"""Magic recipients: handed over and never heard of again; handed over, then not delivered."""

CHANNELS = ("sms", "email", "voice")


def calling_zone(minutes: int = 5) -> Zone:
    zone = make_zone(members=0, call_after_minutes=minutes)
    set_plan(
        zone.approving, network_id=zone.network.id, category="burglary", priority="urgent", channels=list(CHANNELS),
        night=True,
    )  # fmt: skip
    return zone


def handed_over(zone: Zone, **changes: Any) -> Alert:
    """An alert that left over SMS without any receipt, six minutes ago."""
    alert = sent(zone, **({"channels": CHANNELS} | changes))
    alert_tasks.plan_alert(alert_id=str(alert.id))
    work_off(Provider(), load_order(alert.id))
    pass_minutes(6)
    return alert


def pass_minutes(minutes: int) -> None:
    ask(f"update fanout.outcome set at = at - interval '{minutes} minutes'")
    ask(f"update alerts_alert set sent_at = sent_at - interval '{minutes} minutes'")


def calls_planned(alert: Alert) -> int:
    """How many calls follow from this minute."""
    tasks.escalations(timestamp=0)
    for made in CallRound.objects.filter(alert_id=alert.id):
        tasks.plan_calls(alert_id=str(alert.id), number=made.number)
    counts = progress(alert.id).by_purpose.get("escalation", {})
    assert set(counts) <= {"voice"}
    return sum(sum(states.values()) for states in counts.values())


@contextmanager
def working() -> Iterator[None]:
    """A worker with a thread per channel over the simulator, and one for receipts."""
    stop = threading.Event()
    drivers = [driver_for(channel) for channel in CHANNELS]
    thread = threading.Thread(
        target=run_worker, args=(stop, drivers, load_order), kwargs={"take_receipts": take_receipts}
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        close_drivers()


def test_whoever_confirmed_on_no_channel_is_called_once(settings: Any) -> None:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {
        channel: [{"driver": "simulator", "name": f"simulator-{channel}", "receipt_delay_s": 0.05}]
        for channel in CHANNELS
    }
    zone = calling_zone()
    join(zone, ("sms",), value=SILENT)
    join(zone, ("sms",))
    person = make_person()
    make_member(zone.network, make_contact_point(person, "sms", NOT_DELIVERED), make_contact_point(person, "email"))
    with working():
        alert = sent(zone, channels=CHANNELS)
        alert_tasks.plan_alert(alert_id=str(alert.id))
        assert eventually(lambda: progress(alert.id).in_state(State.DELIVERED, State.NOT_DELIVERED) == 3)
        assert calls_planned(alert) == 0, "not before the term"
        pass_minutes(6)
        assert calls_planned(alert) == 1
        assert eventually(lambda: SimulatedMessage.objects.filter(channel="voice").exists())
        assert eventually(lambda: progress(alert.id).by_purpose["escalation"] == {"voice": {State.HANDED_OVER: 1}})
        pass_minutes(1)
        assert calls_planned(alert) == 1, "nobody is called twice"
    assert list(SimulatedMessage.objects.filter(channel="voice").values_list("recipient", flat=True)) == [SILENT]
    (row,) = AuditRow.objects.filter(verb="alerts.escalate", target_id=alert.id)
    assert row.tenant_id == zone.tenant.id
    (made,) = CallRound.objects.all()
    assert (made.calls, made.after_minutes) == (1, 5)


def test_a_killed_planner_is_completed_and_asks_for_nothing_more() -> None:
    zone = calling_zone()
    join(zone, ("sms",))
    alert = handed_over(zone)
    assert escalate(zone.system, alert_id=alert.id) is not None
    assert escalate(zone.system, alert_id=alert.id) is None, "what was decided is still to be planned"
    assert calls_planned(alert) == calls_planned(alert) == 1
    assert CallRound.objects.count() == 1


def a_day_later(alert: Alert) -> None:
    pass_minutes(60)


def stopped(alert: Alert) -> None:
    actions.stop_alert(_zone_of(alert).approving, alert_id=alert.id, reason="Vals alarm")


def wants_no_calls(alert: Alert) -> None:
    for point in ContactPoint.objects.all():
        OptOut.objects.create(tenant_id=alert.tenant_id, contact_point=point, message_kind=NO_CALLS)


def wants_nothing(alert: Alert) -> None:
    for point in ContactPoint.objects.all():
        OptOut.objects.create(tenant_id=alert.tenant_id, contact_point=point, message_kind="urgent")


def retired(alert: Alert) -> None:
    ContactPoint.objects.update(retired_at=timezone.now())


def confirmed(alert: Alert) -> None:
    ask(
        "insert into fanout.outcome (part, plan, n, state) select part, plan, n, 'delivered' from fanout.outcome"
        " where state = 'handed_over'"
    )


ZONES: dict[Any, Zone] = {}


def _zone_of(alert: Alert) -> Zone:
    return ZONES[alert.tenant_id]


@pytest.mark.parametrize("why", [a_day_later, stopped, wants_no_calls, wants_nothing, retired, confirmed])
def test_nobody_is_called(why: Callable[[Alert], None]) -> None:
    zone = calling_zone()
    ZONES[zone.tenant.id] = zone
    join(zone, ("sms",))
    alert = handed_over(zone)
    why(alert)
    assert calls_planned(alert) == 0
    assert not CallRound.objects.exists()


@pytest.mark.parametrize(
    ("minutes", "changes"), [(0, {}), (5, {"channels": ("sms", "email")}), (5, {"training": True})]
)
def test_only_where_the_zone_and_the_approval_say_so(minutes: int, changes: dict[str, Any]) -> None:
    zone = calling_zone(minutes)
    join(zone, ("sms",))
    alert = sent(zone, **({"channels": CHANNELS} | changes))
    alert_tasks.plan_alert(alert_id=str(alert.id))
    order = load_order(alert.id)
    if order is not None:
        work_off(Provider(), order)
    pass_minutes(6)
    assert calls_planned(alert) == 0


def test_who_sleeps_is_not_called_where_the_alert_wakes_nobody() -> None:
    zone = calling_zone()
    join(zone, ("sms",))
    now = timezone.now().astimezone(BRUSSELS)
    since, until = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()
    ContactPoint.objects.update(quiet_from=until, quiet_until=since)
    alert = handed_over(zone, night_allowed=False, caught_in_act=False)
    assert queries.count(queries.unconfirmed(alert, timezone.now())) == 1
    ContactPoint.objects.update(quiet_from=since, quiet_until=until)
    assert calls_planned(alert) == 0


def test_what_has_not_left_yet_is_not_followed_by_a_call() -> None:
    zone = calling_zone()
    join(zone, ("sms",))
    alert = sent(zone, channels=CHANNELS)
    alert_tasks.plan_alert(alert_id=str(alert.id))
    pass_minutes(6)
    assert calls_planned(alert) == 0


def test_of_two_telephones_one_rings() -> None:
    zone = calling_zone()
    Network.objects.update(numbers_per_household=0)
    join(zone, ("sms", "voice"))
    alert = handed_over(zone)
    assert calls_planned(alert) == 1


def test_only_the_platform_decides_to_call() -> None:
    zone = calling_zone()
    join(zone, ("sms",))
    alert = handed_over(zone)
    with pytest.raises(Missing):
        escalate(zone.approving, alert_id=alert.id)
