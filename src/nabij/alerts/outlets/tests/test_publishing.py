"""What left is published once, signed and valid, as far as its kind and zone allow; what must not be public never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.db import DatabaseError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from procrastinate.contrib.django.models import ProcrastinateJob
from shapely.geometry import mapping

from nabij.alerts import actions as alerts
from nabij.alerts.cap.geometry import polygon_of, rings_of
from nabij.alerts.cap.message import Message
from nabij.alerts.cap.parsing import parse
from nabij.alerts.cap.publishing_rules import may_be_public, published
from nabij.alerts.cap.reader import read
from nabij.alerts.cap.signing import certificate, fingerprint, verify
from nabij.alerts.cap.tests import samples
from nabij.alerts.digest import Text
from nabij.alerts.forms import draft_of
from nabij.alerts.kinds import kinds
from nabij.alerts.models import Alert, Publication
from nabij.alerts.outlets import actions, queries
from nabij.alerts.rules.whom import Named, Near, Parts, whom
from nabij.alerts.tests.factories import Zone, approve, drafted, make_zone
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff
from nabij.places.geometry import shape_from_geojson
from nabij.reports.tests.factories import HERE
from nabij.tenants.actor import system_actor

pytestmark = pytest.mark.django_db


def square(half: float, east: float = 0) -> dict[str, Any]:
    """GeoJSON around where the members live, or so many degrees to the east of it."""
    return mapping(shapely.box(HERE.lon + east - half, HERE.lat - half, HERE.lon + east + half, HERE.lat + half))


AROUND = square(0.01)


def left(zone: Zone, kind: str = "crisis", **changes: Any) -> Alert:
    """An alert of a kind that was approved and left."""
    values = {"kind": kind, "caught_in_act": False, "night_allowed": False, "ground": "", "category": ""} | changes
    alert = drafted(zone, **values)
    alert = alerts.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)
    mayor = actor_for(make_staff(zone.tenant, "mayor", "mandated_officer", "prevention"))
    return approve(zone, alert, mayor)


def put_out(alert: Alert) -> Publication | None:
    return actions.publish_alert(system_actor([alert.tenant_id]), alert_id=alert.id)


def said(alert: Alert) -> Message:
    made = put_out(alert)
    assert made is not None
    return read(bytes(made.content))


def valid(content: bytes) -> bool:
    """Against the schema of OASIS where it is, and always against our own reader."""
    read(content)
    return not samples.EXAMPLES or samples.oasis().validate(etree.fromstring(content))


def test_a_crisis_is_published_signed_and_valid() -> None:
    zone = make_zone()
    alert = left(zone)
    made = put_out(alert)
    assert made is not None and valid(bytes(made.content))
    proof, _ = verify(parse(bytes(made.content)), frozenset({fingerprint(certificate())}))
    assert proof.state == "known"
    message = read(bytes(made.content))
    assert (message.identifier, message.status, message.scope, message.msg_type) == (
        str(alert.id),
        "Actual",
        "Public",
        "Alert",
    )
    assert [info.language for info in message.infos] == ["nl-BE", "en-GB"]
    first = message.infos[0]
    assert first.description == alert.texts["nl"]["body"]
    assert first.expires == alert.window_until.replace(microsecond=0)
    assert (first.urgency, first.severity, first.certainty) == ("Immediate", "Severe", "Observed")
    assert first.instruction and first.web.startswith("http") and first.contact and first.areas


def test_publishing_again_changes_nothing() -> None:
    alert = left(make_zone())
    first = put_out(alert)
    assert first is not None
    assert put_out(alert) is None
    assert Publication.objects.count() == 1


def test_what_was_published_cannot_be_changed_in_the_database() -> None:
    made = put_out(left(make_zone()))
    assert made is not None
    with pytest.raises(DatabaseError):
        Publication.objects.filter(id=made.id).update(content=b"<alert/>")


@pytest.mark.parametrize("kind", [code for code in kinds() if not published(code).public])
def test_a_kind_that_may_not_be_public_never_is_whatever_the_zone_chooses(kind: str) -> None:
    assert not may_be_public(kind, chosen=tuple(kinds()), training=False)


def test_an_alert_of_the_police_to_a_network_is_not_published() -> None:
    zone = make_zone(public_kinds=list(kinds()))
    alert = left(zone, "urgent", ground="threat", category="burglary")
    assert alert.state == "sent"
    assert put_out(alert) is None
    assert queries.in_force() == []


def test_a_zone_that_does_not_want_it_publishes_nothing() -> None:
    assert put_out(left(make_zone(public_kinds=["prevention"]))) is None


def test_an_exercise_is_published_nowhere() -> None:
    alert = left(make_zone(), training=True)
    assert alert.state == "sent"
    assert put_out(alert) is None
    assert queries.unpublished(timezone.now()) == []


def test_what_was_stopped_is_withdrawn_with_a_reference() -> None:
    zone = make_zone()
    alert = left(zone)
    first = said(alert)
    alerts.stop_alert(actor_for(make_staff(zone.tenant, "mayor")), alert_id=alert.id, reason="Vals alarm")
    made = put_out(alert)
    assert made is not None and valid(bytes(made.content))
    cancel = read(bytes(made.content))
    assert cancel.msg_type == "Cancel"
    assert cancel.references == (first.reference,)
    assert cancel.infos[0].headline.startswith("Ingetrokken")
    assert put_out(alert) is None
    (notice,) = queries.in_force()
    assert notice.ends and queries.warnings() == []


def test_what_was_stopped_before_it_was_published_is_not_published_at_all() -> None:
    zone = make_zone()
    alert = left(zone)
    alerts.stop_alert(actor_for(make_staff(zone.tenant, "mayor")), alert_id=alert.id, reason="Vals alarm")
    assert put_out(alert) is None


def follow(zone: Zone, alert: Alert, message_type: Any) -> Alert:
    """What follows an alert, approved by somebody else."""
    later = alerts.follow_up_alert(zone.writing, alert_id=alert.id, message_type=message_type)
    if message_type == "update":
        draft = replace(
            draft_of(later), texts={"nl": Text("Brand", "De brand in de Stationsstraat is nu groter. Bel 112.")}
        )
        later = alerts.edit_alert(zone.writing, alert_id=later.id, version=later.version, draft=draft)
    alerts.submit_for_approval(zone.writing, alert_id=later.id, version=later.version)
    later.refresh_from_db()
    return approve(zone, later, actor_for(make_staff(zone.tenant, "mayor")))


def test_update_and_all_clear_refer_to_everything_before_them() -> None:
    zone = make_zone()
    alert = left(zone)
    first = said(alert)
    update = said(later := follow(zone, alert, "update"))
    assert (update.msg_type, update.references) == ("Update", (first.reference,))
    over = said(follow(zone, later, "all_clear"))
    assert (over.msg_type, over.references) == ("Update", (first.reference, update.reference))
    assert over.infos[0].response_types == ("AllClear",) and over.infos[0].urgency == "Past"
    assert [one.message.identifier for one in queries.in_force()] == [over.identifier]
    assert queries.warnings() == []


def test_the_end_of_what_nobody_saw_is_not_published() -> None:
    zone = make_zone(public_kinds=[])
    alert = left(zone)
    ends = follow(zone, alert, "all_clear")
    zone.tenant.settings = {"alerts": {"public_kinds": ["crisis"]}}
    zone.tenant.save()
    assert put_out(ends) is None


def test_what_expired_is_no_longer_in_force_and_no_longer_published() -> None:
    alert = left(make_zone())
    made = put_out(alert)
    assert made is not None
    assert queries.in_force(now=made.expires_at + timedelta(seconds=1)) == []


def test_circles_stay_circles_and_named_areas_have_their_code() -> None:
    zone = make_zone()
    round_ = {"type": "Circle", "coordinates": [HERE.lon, HERE.lat], "radius_m": 1_500.0}
    audience = whom(
        shapes=[AROUND, round_], areas=[Named("municipality", "M1")], near=[Near(650_000, 680_000, 200, "Markt 1")]
    )
    message = said(left(zone, audience=audience))
    areas = message.infos[0].areas
    assert [circle.radius_km for area in areas for circle in area.circles] == [0.2, 1.5]
    assert ("NIS", "M1") in [(code.name, code.value) for area in areas for code in area.geocodes]
    assert "Markt 1" not in repr(message)


def test_where_something_is_left_out_the_covered_area_is_published_without_it() -> None:
    zone = make_zone()
    hole = square(0.002, east=0.005)
    alert = left(zone, audience=whom(shapes=[AROUND], exclude=Parts(shapes=(hole,))))
    (area,) = said(alert).infos[0].areas
    covered = shapely.union_all([polygon_of(ring) for ring in area.polygons])
    wanted = shape_from_geojson(AROUND).difference(shape_from_geojson(hole))
    assert covered.symmetric_difference(wanted).area < wanted.area / 10_000


def test_a_prevention_tip_says_which_municipality_and_not_where_in_it() -> None:
    zone = make_zone()
    small = square(0.0005)
    message = said(left(zone, "prevention", ground="prevention", audience=whom(shapes=[small])))
    (area,) = message.infos[0].areas
    assert [code.value for code in area.geocodes] == ["M1"]
    whole = shapely.union_all([polygon_of(ring) for ring in area.polygons])
    assert whole.area > shape_from_geojson(small).area * 100


def test_the_job_finds_what_its_own_job_missed() -> None:
    zone = make_zone()
    alert = left(zone)
    assert [one.id for one in queries.unpublished(timezone.now())] == [alert.id]
    put_out(alert)
    assert queries.unpublished(timezone.now()) == []
    alerts.stop_alert(actor_for(make_staff(zone.tenant, "mayor")), alert_id=alert.id, reason="Vals alarm")
    assert [one.id for one in queries.unpublished(timezone.now())] == [alert.id]
    put_out(alert)
    assert queries.unpublished(timezone.now()) == []


def test_leaving_and_stopping_set_the_outlets_to_work() -> None:
    zone = make_zone()
    alert = left(zone)
    alerts.stop_alert(actor_for(make_staff(zone.tenant, "mayor")), alert_id=alert.id, reason="Vals alarm")
    left(zone, "urgent", ground="threat", category="burglary")
    jobs = ProcrastinateJob.objects.filter(task_name=actions.PUBLISH_TASK)
    assert [job.args for job in jobs] == [{"alert_id": str(alert.id)}] * 2


points = st.tuples(st.floats(5, 95), st.floats(5, 95))


@settings(max_examples=60, deadline=None)
@given(st.lists(points, min_size=1, max_size=6))
def test_however_many_holes_the_parts_have_none_and_cover_the_same(middles: list[tuple[float, float]]) -> None:
    holes = [shapely.Point(640_000 + 10 * x, 670_000 + 10 * y).buffer(40, quad_segs=3) for x, y in middles]
    area = shapely.box(640_000, 670_000, 641_000, 671_000).difference(shapely.union_all(holes))
    parts = [polygon_of(ring) for ring in rings_of(area)]
    assert all(part is not None and not list(part.interiors) for part in parts)
    assert shapely.union_all(parts).symmetric_difference(area).area < area.area / 5_000


def test_a_hole_is_cut_open_and_nothing_is_lost_or_added() -> None:
    ring = shapely.box(640_000, 670_000, 641_000, 671_000)
    holes = [shapely.Point(640_000 + 250 * n, 670_500).buffer(60) for n in (1, 2, 3)]
    area = ring.difference(shapely.union_all(holes))
    parts = [polygon_of(one) for one in rings_of(area)]
    assert all(part is not None and not list(part.interiors) for part in parts)
    assert shapely.union_all(parts).symmetric_difference(area).area < 100
