"""What is too old at the desks goes: rows that are as old as they can get, and the files that hang on them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from nabij.audit import retention
from nabij.desk.officers.actions import set_photo
from nabij.desk.officers.actions.sweeping import sweep_portraits
from nabij.desk.officers.models import Officer
from nabij.desk.officers.queries.finding import SHELF
from nabij.desk.officers.tests.factories import make_officer, photo
from nabij.desk.video.models import RingBack, RingBackState
from nabij.desk.video.tests.factories import open_desk, to_ring_back
from nabij.people.tests.factories import make_tenant
from nabij.reports import pictures
from nabij.tenants.actor import system_actor

pytestmark = pytest.mark.django_db


def retain(table: str, days: int) -> None:
    """Runs the rules of this table as they would run so many days from now."""
    later = timezone.now() + timedelta(days=days)
    for rule in retention.in_force(retention.rules(), later.date()):
        if rule.table == table:
            retention.retain(rule, later)


def test_a_number_that_nobody_called_does_not_stay(transactional_db: None) -> None:
    """Also of a request that was forgotten, and so never got the moment from which other terms run."""
    to_ring_back(open_desk())
    retain("desk_ringback", 89)
    assert RingBack.objects.get().contact_value
    retain("desk_ringback", 91)
    kept = RingBack.objects.get()
    assert (kept.contact_value, kept.name, kept.state) == (None, None, RingBackState.OPEN)
    retain("desk_ringback", 732)
    assert not RingBack.objects.exists()


def test_face_and_number_of_an_officer_go_a_month_after_they_left(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    tenant = make_tenant()
    gone, stays = make_officer(tenant, phone="09 266 61 11"), make_officer(tenant, "Jan Claes", phone="09 266 61 12")
    for one in (gone, stays):
        set_photo(system_actor([tenant.id]), officer_id=one.id, upload=photo())
    Officer.objects.filter(id=gone.id).update(left_on=timezone.localdate())
    retain("desk_officer", 32)
    row = Officer.objects.get(id=gone.id)
    assert (row.name, row.phone, row.photo, row.account_id) == ("An Peeters", "", "", None)
    assert Officer.objects.get(id=stays.id).phone
    files = {path.name: path for path in pictures.all_files(SHELF)}
    assert len(files) == 2
    assert sweep_portraits(max(one.stat().st_mtime for one in files.values()) + 2 * 24 * 3600) == 1
    assert [path.name for path in pictures.all_files(SHELF)] == [Officer.objects.get(id=stays.id).photo]
