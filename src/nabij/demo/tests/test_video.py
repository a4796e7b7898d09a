"""The video desk of the demo town."""

from __future__ import annotations

import pytest

from nabij.demo import video
from nabij.desk.video.models import Ring, RingBack, RingState
from nabij.people.tests.factories import make_staff, make_tenant
from nabij.tenants.actor import system_actor
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db


def test_ten_days_of_rings_of_which_those_at_night_were_missed() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    accounts = {name: make_staff(zone, "desk_clerk") for name in ("loket", "wijkagent", "dispatcher")}
    said: list[str] = []
    video.open_desk(system_actor([zone.id, city.id]), zone, [city], accounts, said.append)
    assert said == [f"{4 * video.DAYS} rings at the video desk, two who want to be called back"]
    assert Ring.objects.filter(state=RingState.DONE).count() == 3 * video.DAYS
    assert Ring.objects.filter(state=RingState.UNANSWERED).count() == video.DAYS
    assert RingBack.objects.count() == 2
