"""What follows an alert: to whom, in which order, and what then no longer leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from nabij.alerts import actions, audience, contents, queries
from nabij.alerts.digest import Text
from nabij.alerts.forms import draft_of
from nabij.alerts.models import Alert, Approval, Handover, SentCopy
from nabij.alerts.orders import load_order
from nabij.alerts.rules import chain
from nabij.alerts.rules.chain import Message
from nabij.alerts.tests.factories import (
    Zone,
    approve,
    deliver,
    draft,
    drafted,
    join,
    make_incident,
    make_zone,
    neighbour_of,
    sent,
)
from nabij.networks.actions import set_route
from nabij.people.models import ContactPoint, OptOut
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
NEW_TEXT = "De daders vluchtten naar de Kerkstraat, nu. Blijf binnen. Zie je iets? Bel 101."


def follow(zone: Zone, alert: Alert, message_type: Any, actor: Actor | None = None, **changes: Any) -> Alert:
    """Drafted, with another text, and submitted."""
    made = actions.follow_up_alert(actor or zone.writing, alert_id=alert.id, message_type=message_type)
    if message_type == "update":
        text = {"nl": Text("Nieuws", changes.pop("text", NEW_TEXT))}
        said = draft(zone, texts=text, **changes)
        made = actions.edit_alert(actor or zone.writing, alert_id=made.id, version=made.version, draft=said)
    return actions.submit_for_approval(zone.writing, alert_id=made.id, version=made.version)


def followed(zone: Zone, alert: Alert, message_type: Any, **changes: Any) -> Alert:
    """The same, approved and sent."""
    return approve(zone, follow(zone, alert, message_type, **changes))


def told(alert: Alert) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(audience.select(contents.aim_of(alert, timezone.now())))
        return {row[0] for row in cursor.fetchall()}


def refreshed(alert: Alert) -> Alert:
    return Alert.objects.get(id=alert.id)


# To whom


@pytest.mark.parametrize("message_type", ["all_clear", "cancel"])
def test_who_had_it_hears_how_it_goes_on_and_nobody_else(message_type: Any) -> None:
    zone = make_zone(members=3)
    alert = sent(zone)
    points = deliver(alert, "handed_over", "delivered", "in_doubt", "failed_for_good")
    stopped = points[1]
    OptOut.objects.create(tenant=zone.tenant, contact_point_id=stopped, message_kind="")
    ContactPoint.objects.filter(id=points[0]).update(retired_at=timezone.now())
    after = followed(zone, alert, message_type)
    assert told(after) == {points[2]}
    assert (after.message_type, after.follows_id, after.kind) == (message_type, alert.id, "urgent")


def test_an_update_goes_to_who_had_it_and_to_the_new_area() -> None:
    zone = make_zone(members=2)
    alert = sent(zone)
    points = deliver(alert, "handed_over", "delivered", "handed_over", "delivered")
    newcomer = join(zone, kinds=("sms",))
    elsewhere = {"networks": [], "area": neighbour_of(zone).network.area}
    assert told(followed(zone, alert, "update")) == {*points, newcomer.points.get().contact_point_id}
    fresh = sent(zone)
    points = deliver(fresh, "handed_over")
    update = followed(zone, fresh, "update", **elsewhere)
    others = set(ContactPoint.objects.exclude(id__in=points).values_list("id", flat=True))
    assert points[0] in told(update)
    assert told(update) - set(points) <= others


def test_who_still_waited_hears_the_update_instead() -> None:
    zone = make_zone(members=2)
    alert = sent(zone)
    points = deliver(alert, "handed_over", "held", "failed_now", "failed_for_good")
    update = followed(zone, alert, "update", networks=[], area=neighbour_of(zone).network.area)
    assert told(update) & set(points) == set(points[:3])
    all_clear = followed(zone, update, "all_clear")
    assert told(all_clear) & set(points) == {points[0]}


def test_what_a_worker_had_in_hand_counts_as_had() -> None:
    zone = make_zone(members=2)
    alert = sent(zone)
    points = deliver(alert)
    with connection.cursor() as cursor:
        cursor.execute(
            "update fanout.chunk c set intent_to = c.from_n, leased_until = now() + interval '1 minute', epoch = 1"
            " from fanout.plan p where p.id = c.plan and p.alert_id = %s and c.from_n = 1",
            [alert.id],
        )
    after = actions.follow_up_alert(zone.writing, alert_id=alert.id, message_type="cancel")
    assert told(after) == {points[0]}


def test_all_that_came_before_is_followed() -> None:
    zone = make_zone(members=1)
    alert = sent(zone)
    first = deliver(alert, "handed_over")
    late = join(zone, kinds=("sms",))
    update = followed(zone, alert, "update")
    deliver(update, *["handed_over"] * 3)
    cancel = followed(zone, alert, "cancel")
    assert cancel.follows_id == update.id
    assert told(cancel) == {*first, late.points.get().contact_point_id} | told(cancel)
    assert len(told(cancel)) == 3
    assert [one.id for one in queries.chain_of(update)] == [alert.id, update.id, cancel.id]


# What then no longer leaves


@pytest.mark.parametrize("message_type", ["update", "all_clear", "cancel"])
def test_what_had_not_left_never_leaves(message_type: Any) -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    assert load_order(alert.id) is not None
    after = followed(zone, alert, message_type)
    assert load_order(alert.id) is None
    assert load_order(after.id) is not None
    stopped = refreshed(alert)
    assert (stopped.state, bool(stopped.stopped_because)) == ("stopped", True)
    for deed in (lambda: actions.settle_in_doubt(zone.system, alert_id=alert.id, send_again=True),):
        with pytest.raises((Refused, Missing)):
            deed()


def test_a_hand_over_that_still_waits_is_withdrawn_and_the_follow_up_has_its_own() -> None:
    zone = make_zone(members=2)
    zone.network.be_alert_group = "BIN Tuilt"
    zone.network.save()
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    alert = sent(zone)
    waiting = Handover.objects.get(alert_id=alert.id)
    cancel = followed(zone, alert, "cancel")
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert Handover.objects.get(alert_id=cancel.id).groups == ["BIN Tuilt"]
    with pytest.raises(Refused):
        actions.take_handover_file(zone.approving, handover_id=waiting.id)
    assert actions.take_handover_file(zone.approving, handover_id=Handover.objects.get(alert_id=cancel.id).id)
    confirmed = actions.confirm_handover(
        zone.approving, handover_id=waiting.id, sent_at=waiting.prepared_at, count=waiting.households
    )
    assert confirmed.state == "confirmed"


def test_what_is_not_needed_in_be_alert_is_closed_with_a_reason() -> None:
    zone = make_zone(members=2)
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    cancel = followed(zone, sent(zone), "cancel")
    handover = Handover.objects.get(alert_id=cancel.id)
    with pytest.raises(Refused):
        actions.leave_handover(zone.approving, handover_id=handover.id, reason=" ")
    with pytest.raises(Missing):
        actions.leave_handover(
            neighbour_of(zone).approving, handover_id=handover.id, reason="Het eerste is niet vertrokken."
        )
    left = actions.leave_handover(zone.approving, handover_id=handover.id, reason="Het eerste is niet vertrokken.")
    assert (left.state, left.result["left_because"]) == ("withdrawn", "Het eerste is niet vertrokken.")
    with pytest.raises(Stale):
        actions.leave_handover(zone.approving, handover_id=handover.id, reason="Nog eens.")


# Order


def test_nothing_follows_what_was_not_sent() -> None:
    zone = make_zone()
    for message_type in chain.FOLLOW_UPS:
        with pytest.raises(Refused):
            actions.follow_up_alert(zone.writing, alert_id=drafted(zone).id, message_type=message_type)


def test_nothing_follows_a_withdrawal_and_a_second_one_is_refused() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    second, update = (
        actions.follow_up_alert(zone.writing, alert_id=alert.id, message_type=one) for one in ("cancel", "update")
    )
    followed(zone, alert, "cancel")
    for message_type in chain.FOLLOW_UPS:
        with pytest.raises(Refused):
            actions.follow_up_alert(zone.writing, alert_id=alert.id, message_type=message_type)
    for late in (second, update):
        with pytest.raises(Refused):
            actions.submit_for_approval(zone.writing, alert_id=late.id, version=1)


def test_one_that_was_approved_for_later_is_given_back_when_a_withdrawal_came_first() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    later = timezone.now() + timedelta(minutes=30)
    update = approve(zone, follow(zone, alert, "update", window_from=later))
    assert update.state == "scheduled"
    followed(zone, alert, "cancel")
    assert actions.release_alert(zone.system, alert_id=update.id).state == "returned"
    assert not SentCopy.objects.filter(alert_id=update.id).exists()


def test_an_update_that_another_overtook_is_read_again_and_then_follows_that_one() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    slow = follow(zone, alert, "update", text="De daders lopen in de Dorpsstraat, nu. Blijf binnen. Bel 101.")
    quick = followed(zone, alert, "update")
    with pytest.raises(Refused):
        approve(zone, slow)
    again = actions.edit_alert(zone.writing, alert_id=slow.id, version=slow.version, draft=draft_of(refreshed(slow)))
    assert again.follows_id == quick.id
    again = actions.submit_for_approval(zone.writing, alert_id=again.id, version=again.version)
    assert approve(zone, again).state == "sent"


def test_a_follow_up_that_repeats_what_it_follows_is_refused() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    same = actions.follow_up_alert(zone.writing, alert_id=alert.id, message_type="update")
    assert same.texts == alert.texts
    with pytest.raises(Refused):
        actions.submit_for_approval(zone.writing, alert_id=same.id, version=same.version)


KNOWN = [Message(UUID(int=n), one) for n, one in enumerate(("alert", "update", "all_clear", "cancel"))]


@pytest.mark.parametrize(
    ("message_type", "left", "may"),
    [
        ("alert", 0, True),
        ("update", 0, False), ("update", 1, True), ("update", 2, True), ("update", 3, False), ("update", 4, False),
        ("all_clear", 0, False), ("all_clear", 1, True), ("all_clear", 2, True), ("all_clear", 3, False),
        ("all_clear", 4, False),
        ("cancel", 0, False), ("cancel", 1, True), ("cancel", 2, True), ("cancel", 3, True), ("cancel", 4, False),
    ],
)  # fmt: skip
def test_the_order_of_a_chain(message_type: str, left: int, may: bool) -> None:
    before = KNOWN[:left]
    follows = before[-1].id if before else None
    if may:
        chain.check_order(message_type, follows, before)
    else:
        with pytest.raises(Refused, match=r"\."):
            chain.check_order(message_type, follows, before)


def test_only_a_withdrawal_may_pass_over_what_came_between() -> None:
    before = KNOWN[:2]
    chain.check_order("cancel", before[0].id, before)
    for message_type in ("update", "all_clear"):
        with pytest.raises(Stale):
            chain.check_order(message_type, before[0].id, before)


# In one go


def test_a_mistake_is_taken_back_in_one_deed_by_one_officer() -> None:
    zone = make_zone()
    alert = sent(zone)
    points = deliver(alert, "handed_over", "delivered")
    before = AlertCount()
    cancel = actions.tell_at_once(zone.approving, alert_id=alert.id, message_type="cancel", template="mistake")
    assert before.more() == 1
    assert (cancel.state, cancel.follows_id, told(cancel)) == ("sent", alert.id, set(points[:2]))
    assert "vergissing" in cancel.texts["nl"]["body"]
    assert load_order(alert.id) is None
    assert load_order(cancel.id) is not None


class AlertCount:
    def __init__(self) -> None:
        self.before = Alert.objects.count()

    def more(self) -> int:
        return Alert.objects.count() - self.before


def test_a_mistake_is_taken_back_before_anybody_had_it() -> None:
    zone = make_zone()
    alert = sent(zone)
    cancel = actions.tell_at_once(zone.approving, alert_id=alert.id, message_type="cancel", template="mistake")
    assert (cancel.state, refreshed(alert).state) == ("sent", "stopped")
    deliver(cancel)
    assert told(cancel) == set()


def test_only_who_may_send_this_kind_takes_it_back_and_only_in_a_reviewed_text() -> None:
    zone = make_zone()
    alert = sent(zone)
    for actor, template in (
        (zone.writing, "mistake"),
        (neighbour_of(zone).approving, "mistake"),
        (zone.approving, "safe_again"),
        (zone.approving, "no_such_text"),
    ):
        with pytest.raises(Missing):
            actions.tell_at_once(actor, alert_id=alert.id, message_type="cancel", template=template)
    assert not Alert.objects.filter(follows_id=alert.id).exists()
    with pytest.raises(Missing):
        actions.tell_at_once(zone.approving, alert_id=new_id(), message_type="cancel", template="mistake")


def test_what_one_officer_sent_and_took_back_is_reviewed_all_the_same() -> None:
    zone = make_zone(caught_in_act_allowed=True)
    incident = make_incident(zone)
    alert = actions.draft_alert(zone.approving, tenant_id=zone.tenant.id, draft=draft(zone), incident_id=incident.id)
    actions.record_second_consultation(zone.approving, alert_id=alert.id, with_whom="Officier van wacht")
    actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest=alert.digest)
    actions.tell_at_once(zone.approving, alert_id=alert.id, message_type="cancel", template="mistake")
    assert actions.review_afterwards(zone.reviewing, alert_id=alert.id, remark="Gelezen.").state == "stopped"
    assert refreshed(alert).reviewed_by == zone.second.id


# Approval and rights: the same as of any alert


def test_a_follow_up_is_approved_by_a_second_person_with_its_size() -> None:
    zone = make_zone(members=8)
    alert = sent(zone)
    deliver(alert, *["handed_over"] * 16)
    update = follow(zone, alert, "update")
    with pytest.raises((Missing, Refused)):
        approve(zone, update, zone.writing)
    with pytest.raises(Refused):
        approve(zone, update, households=None)
    assert approve(zone, update).state == "sent"
    assert Approval.objects.get(alert_id=update.id).households == 8


@pytest.mark.parametrize(("kind", "state"), [("urgent", "sent"), ("non_urgent", None)])
def test_when_its_audience_moved_an_urgent_update_goes_and_another_returns(kind: str, state: str | None) -> None:
    zone = make_zone(members=2)
    alert = sent(zone, kind=kind, caught_in_act=kind == "urgent")
    deliver(alert, "handed_over")
    update = follow(zone, alert, "update", kind=kind, caught_in_act=kind == "urgent")
    read = queries.measure(update)
    for _ in range(6):
        join(zone)
    values = {"households": read.size.households, "cost_cents": read.cost_cents}
    if state is None:
        with pytest.raises(Stale):
            approve(zone, update, **values)
        assert refreshed(alert).state == "sent"
    else:
        assert approve(zone, update, **values).state == state
        assert "8" in SentCopy.objects.get(alert_id=update.id).remark


def test_another_zone_follows_nothing_here() -> None:
    zone = make_zone()
    alert, stranger = sent(zone), neighbour_of(zone)
    for id_ in (alert.id, new_id()):
        for message_type in chain.FOLLOW_UPS:
            with pytest.raises(Missing):
                actions.follow_up_alert(stranger.writing, alert_id=id_, message_type=message_type)
