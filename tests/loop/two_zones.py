"""Two zones side by side, each with something of everything: made once per module, and every test takes back what it did."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from nabij.alerts.cap.actions import receive_cap
from nabij.alerts.cap.tests.samples import message
from nabij.alerts.cap.tests.sources import cap_source
from nabij.alerts.cap.writer import write
from nabij.alerts.digest import Text
from nabij.alerts.handing_over.actions import start_drill
from nabij.alerts.models import Handover
from nabij.alerts.tests.factories import Zone, make_incident, make_zone, neighbour_of, sent, submitted
from nabij.alerts.wording.actions import make_template
from nabij.alerts.wording.shipped import Wording
from nabij.desk.news.tests import factories as news
from nabij.desk.officers.tests import factories as officers
from nabij.desk.video.tests import factories as video
from nabij.desk.waiting.tests import factories as waiting
from nabij.networks.actions import set_route
from nabij.networks.channel.tests import factories as channel
from nabij.networks.documents.tests import factories as documents
from nabij.networks.founding.tests import factories as founding
from nabij.networks.members.tests import factories as members
from nabij.networks.models import MemberPoint
from nabij.networks.shops.tests import factories as shops
from nabij.networks.training.tests import factories as training
from nabij.networks.year.tests import factories as years
from nabij.people import actions as people
from nabij.people.models import AccountKind, ContactPoint
from nabij.people.tests.factories import (
    grant,
    make_account,
    staff_actor,
)
from nabij.reports import actions as reports
from nabij.reports.answers.tests import factories as answers
from nabij.reports.backlog.tests import factories as backlog
from nabij.reports.models import Incident, Report, Task
from nabij.reports.points.tests import factories as points
from nabij.reports.routing.tests import factories as routing
from nabij.reports.tests.factories import make_address, report, version_of


class undone:  # noqa: N801
    """What happens inside is taken back, whatever it was."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *_: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@dataclass(frozen=True)
class World:
    """What stands while a module runs. Tests get copies, so that nothing remembered on a row goes from one to the next."""

    zones: tuple[Zone, Zone]
    things: dict[str, UUID]


@pytest.fixture(scope="module")
def world(standing_db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        own = make_zone()
        other = neighbour_of(own, members=3)
        yield World((own, other), _things(other))


@pytest.fixture
def zones(world: World) -> tuple[Zone, Zone]:
    """One's own zone and the other one, each with a network, members and staff."""
    return copy.deepcopy(world.zones)


@pytest.fixture
def things(world: World, zones: tuple[Zone, Zone]) -> dict[str, UUID]:
    """Something of each kind in the other zone, by the name of the argument that names it."""
    return dict(world.things)


def _things(other: Zone) -> dict[str, UUID]:
    incident = make_incident(other)
    told = Report.objects.get(incident=incident)
    photo = reports.add_photo(other.writing, report_id=told.id, upload=_photo())
    handed, alert = _handed_over(other), submitted(other)
    point = ContactPoint.objects.get(id=MemberPoint.objects.filter(network=other.network).first().contact_point_id)
    task = _task(other, incident)
    return {
        "incident_id": incident.id,
        "report_id": told.id,
        "photo_id": photo.id,
        "task_id": task.id,
        "team_id": task.team_id,
        "referral_id": _referral(other),
        "network_id": other.network.id,
        "alert_id": alert.id,
        "message_id": _cap_message(other),
        "handover_id": handed,
        "person_id": point.person_id,
        "contact_point_id": point.id,
        "grant_id": _grant(other),
        "label_id": _label(other),
        "drill_id": start_drill(other.approving).id,
        "template_id": _template(other),
        **_street(other),
        **answers.things_of(other),
        **points.things_of(other),
        **backlog.things_of(other, incident),
        **routing.things_of(other),
        "area_id": people.care_about(
            other.system,
            person_id=point.person_id,
            label="Winkel",
            lon=other.place.lon,
            lat=other.place.lat,
            reach="500",
        ).id,
        **officers.things_of(other),
        **news.things_of(other),
        **documents.things_of(other),
        **training.things_of(other),
        **members.things_of(other),
        **channel.things_of(other),
        **shops.things_of(other),
        **founding.things_of(other),
        **years.things_of(other),
        **waiting.things_of(other),
        **video.things_of(other.tenant),
        "paper": "a5",
        "language": "nl",
    }


def _street(zone: Zone) -> dict[str, Any]:
    code = f"{zone.town.other_city.code}-1"
    home = make_address("Verweg", "9", zone.place)
    type(home).objects.filter(id=home.id).update(neighbourhood_code=code)
    return {"code": code, "street_id": home.street_id}


def _template(zone: Zone) -> UUID:
    wording = Wording({"nl": Text("Inbraak", "Inbraak {straat}. Bel 101.")})
    return make_template(
        zone.writing, tenant_id=zone.tenant.id, kind_code="urgent", name="Ons sjabloon", wording=wording
    ).id


def _label(zone: Zone) -> UUID:
    known = {"code": "school", "basis": "task", "name": "De Regenboog", "ways": {"email": "school@example.org"}}
    return people.label_one(zone.system, tenant_id=zone.tenant.id, **known).id


def _photo() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "JPEG")
    return SimpleUploadedFile("photo.jpg", drawn.getvalue(), "image/jpeg")


def _handed_over(zone: Zone) -> UUID:
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    return Handover.objects.get(alert_id=sent(zone).id).id


def _task(zone: Zone, incident: Incident) -> Task:
    reports.judge_incident(zone.approving, incident_id=incident.id, version=incident.version, outcome="task_only")
    team = reports.make_team(zone.system, tenant_id=zone.tenant.id, name="Interventie")
    return reports.give_task(zone.approving, incident_id=incident.id, team_id=team.id, what="Ga kijken.")


def _referral(zone: Zone) -> UUID:
    """Something that the city of the zone handed to the zone."""
    city = staff_actor(zone.town.other_city, "prevention")
    recorded = report(city, category="litter", place=zone.place)
    until = timezone.now() + timedelta(days=5)
    referral = reports.refer(
        city, incident_id=recorded.incident_id, version=version_of(recorded), to_tenant_id=zone.tenant.id,
        fields=["place"], legal_basis="WPA art. 44/11/9", reason="Sluikstort bij een feit.", until=until,
    )  # fmt: skip
    return referral.id


def _cap_message(zone: Zone) -> UUID:
    """A message that another system sent to the zone."""
    return receive_cap(cap_source(zone), tenant_id=zone.tenant.id, content=write(message())).row.id


def _grant(zone: Zone) -> UUID:
    return grant(make_account(AccountKind.STAFF), zone.tenant, "dispatcher").id
