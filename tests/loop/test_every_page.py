"""Rights walked over every address: who is not signed in, who is not staff, and who works in another zone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
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
from nabij.networks.actions import set_route
from nabij.networks.channel.tests import factories as channel
from nabij.networks.documents.tests import factories as documents
from nabij.networks.founding.tests import factories as founding
from nabij.networks.members.tests import factories as members
from nabij.networks.models import MandateRole, MemberPoint
from nabij.networks.shops.tests import factories as shops
from nabij.networks.tests.factories import mandate
from nabij.networks.training.tests import factories as training
from nabij.networks.year.tests import factories as years
from nabij.people import actions as people
from nabij.people.models import Account, AccountKind, ContactPoint
from nabij.people.roles import roles
from nabij.people.serving import HELPING
from nabij.people.tests.factories import (
    grant,
    make_account,
    make_contact_point,
    make_resident,
    make_staff,
    sign_in,
    staff_actor,
)
from nabij.reports import actions as reports
from nabij.reports.models import Incident, Report, Task
from nabij.reports.tests.factories import make_address, report, version_of
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind
from tests.pages import Address, addresses

pytestmark = pytest.mark.django_db

# Open to everybody, each for its own reason: public pages, signing in, and doors that check a signature, code or key themselves.
OPEN = {
    "reports:open311_discovery", "reports:open311_services", "reports:open311_service", "reports:open311_requests",
    "reports:open311_request", "reports:open311_token",
    "alerts:in_force", "alerts:banner", "alerts:cap_in", "alerts:cap_certificate", "alerts:atom", "alerts:rss",
    "alerts:json_feed", "alerts:cap_document", "alerts:sign_up", "alerts:sign_up_area", "alerts:sign_up_onward",
    "home", "privacy", "accessibility", "health", "set_language", "telephones", "places:search_addresses",
    "places:neighbourhoods", "places:base_map", "places:place", "people:sign_in", "people:sign_in_code",
    "people:accept_invitation", "people:after_sign_in", "reports:what", "reports:now", "reports:call", "reports:where",
    "reports:more", "reports:who", "reports:sent", "reports:follow", "reports:followed",
    "meetings:public_list", "meetings:feed", "meetings:public", "meetings:calendar", "networks:quiz",
    "networks:quiz_question",
    "networks:quiz_finish", "networks:everywhere", "networks:here", "networks:public", "networks:wanted",
    "networks:starting", "networks:poster", "networks:counter_manifest", "networks:came_by",
    "networks:invitation_code", "networks:invitation", "networks:public_rules", "networks:public_charter",
    "live_ticket", "metrics", "service_worker", "callback", "unsubscribe", "senders",
    "sender", "sender_card", "sender_qr",
}  # fmt: skip
ACCOUNT = re.compile(r"^(account|mfa)_")
STYLE = re.compile(r"^stijl/|^styleguide$")
# Doors for machines, walked with keys by test_every_door.py.
DOOR = re.compile(r"^api:")
# Says what is wrong with an empty form before it looks whose team it is; the answer is the same for every id.
FORM_FIRST = {("post", "reports:join_team")}
METHODS = ("get", "post")
CHOICES = {"paper", "language"}
"""Arguments that choose a form, the same for everybody; they name no thing."""
SIGN_IN = ("/aanmelden/", "/mijn/aanmelden/")
STAFF_ONLY = [address for address in addresses() if address.right not in (None, "resident")]
FOR_RESIDENTS = [address for address in addresses() if address.right == "resident"]
NAMED = [address for address in STAFF_ONLY if address.arguments]


def is_open(address: Address) -> bool:
    return address.name in OPEN or any(pattern.match(address.name) for pattern in (ACCOUNT, STYLE, DOOR))


def test_every_address_asks_for_a_right_or_is_open_for_a_reason() -> None:
    without = {address.name for address in addresses() if address.right is None and not is_open(address)}
    assert without == set()
    assert {address.name for address in addresses()} >= OPEN, "an address in OPEN that is gone"


@pytest.mark.parametrize("address", STAFF_ONLY + FOR_RESIDENTS, ids=lambda address: address.name)
def test_who_is_not_signed_in_goes_to_sign_in(address: Address) -> None:
    path = address.path(**dict.fromkeys(address.arguments, new_id()))
    for method in METHODS:
        answer = getattr(Client(), method)(path)
        if answer.status_code == 405:
            continue
        assert answer.status_code == 302, f"{method} {path}"
        assert answer["Location"].startswith(SIGN_IN), f"{method} {path}"


def test_a_resident_finds_nothing_of_the_back_office(zones: tuple[Zone, Zone], things: dict[str, UUID]) -> None:
    resident = make_resident()
    client = sign_in(Client(), Account.objects.get(id=resident.account_id))
    for address in STAFF_ONLY:
        for method in METHODS:
            answer = getattr(client, method)(address.path(**{name: things[name] for name in address.arguments}))
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)
            assert answer.status_code in (404, 405) or to_sign_in, f"{method} {address.route}: {answer.status_code}"


def test_what_is_of_another_zone_does_not_exist(zones: tuple[Zone, Zone], things: dict[str, UUID]) -> None:
    client = signed_in_everywhere(zones[0])
    told = [leak for address in NAMED for method in METHODS for leak in leaks(client, address, method, things)]
    assert told == []


def test_what_is_of_another_zone_is_not_counted_or_listed(zones: tuple[Zone, Zone], things: dict[str, UUID]) -> None:
    client, told = signed_in_everywhere(zones[0]), []
    foreign = {str(value) for value in things.values() if isinstance(value, UUID)} | {zones[1].network.name, "Verweg 9"}
    for address in STAFF_ONLY:
        if address.arguments:
            continue
        answer = client.get(address.path())
        if answer.status_code != 405:
            shown = body(answer)
            told += [f"{address.route} shows {word}" for word in foreign if word in shown]
    assert told == []


def test_the_walk_uses_things_that_are_there(zones: tuple[Zone, Zone], things: dict[str, UUID]) -> None:
    """At home each of those ids is found; otherwise the test above would prove nothing."""
    client = signed_in_everywhere(zones[1])
    session = client.session
    mandate(zones[1].network, MandateRole.OFFICER, UUID(session["_auth_user_id"]), deputy=True)
    session[HELPING] = {"person": str(things["person_id"]), "reason": "counter"}
    session.save()
    lost = []
    for address in NAMED:
        for method in METHODS:
            filled = filled_in(address, method) | ({"tenant": zones[1].tenant.id} if method == "post" else {})
            with undone():
                path = address.path(**{name: things[name] for name in address.arguments})
                if getattr(client, method)(path, filled).status_code == 404:
                    lost.append(f"{method} {address.route}")
    assert lost == []


def test_a_resident_sees_no_contact_point_of_another(zones: tuple[Zone, Zone]) -> None:
    mine, other = make_resident(), make_contact_point(make_resident())
    client = sign_in(Client(), Account.objects.get(id=mine.account_id))
    here = [address for address in FOR_RESIDENTS if "contact_point_id" in address.arguments]
    told = [
        leak
        for address in here
        for method in METHODS
        for leak in leaks(client, address, method, {"contact_point_id": other.id})
    ]
    assert here and told == []


def leaks(client: Client, address: Address, method: str, things: dict[str, UUID]) -> list[str]:
    """By what a thing of somebody else could be told from one that does not exist."""
    foreign, unknown = (
        {name: thing(name) for name in address.arguments}
        for thing in (things.__getitem__, lambda name: things[name] if name in CHOICES else new_id())
    )
    seen = [_answer(client, address, method, values) for values in (foreign, unknown)]
    if seen[0][0] == 405 == seen[1][0]:
        return []
    parts = ("status", "headers", "body", "number of queries")
    found = [part for part, theirs, nobodys in zip(parts, *seen, strict=True) if theirs != nobodys]
    missed = [] if seen[0][0] == 404 or (method, address.name) in FORM_FIRST else [f"status {seen[0][0]}"]
    return [f"{method} {address.route}: {part}" for part in found + missed]


def _answer(client: Client, address: Address, method: str, values: dict[str, UUID]) -> tuple[Any, ...]:
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(address.path(**values), filled_in(address, method))
    shown = body(answer)
    for name, value in values.items():
        shown = shown if name in CHOICES else shown.replace(str(value), "ID")
    headers = {name: value for name, value in answer.items() if name not in ("Set-Cookie", "Content-Length")}
    return answer.status_code, headers, re.sub(r'csrfmiddlewaretoken" value="\w+"', "", shown), len(queries)


def body(answer: Any) -> str:
    if answer.streaming:
        return str(b"".join(answer.streaming_content), errors="replace")
    return str(answer.content.decode(errors="replace"))


def filled_in(address: Address, method: str) -> dict[str, str]:
    """Enough of a form for a view to come to the thing itself."""
    deeds = {
        "people:change_grant": "refuse",
        "networks:change": "log",
        "networks:year_do": "round",
        "networks:year_wish": "give",
        "networks:year_evaluation": "conclude",
        "networks:year_measure": "hear",
        "alerts:step": "submit",
        "meetings:step": "again",
        "networks:shops_change": "plan",
        "networks:helped_shop_change": "hours",
    }
    typed = {"recipient": "be-alert", "agree": "1", "deed": deeds.get(address.name, ""), "reason": "Klacht"}
    return typed if method == "post" else {}


class undone:  # noqa: N801
    """What happens inside is taken back, whatever it was."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *_: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


def signed_in_everywhere(zone: Zone) -> Client:
    """Staff with every role of a zone."""
    names = [role.name for role in roles().values() if role.holder == "staff" and TenantKind.ZONE in role.rights]
    client = Client()
    client.raise_request_exception = False
    return sign_in(client, make_staff(zone.tenant, *names))


@pytest.fixture
def zones(settings: Any, tmp_path: Any) -> Iterator[tuple[Zone, Zone]]:
    """One's own zone and the other one, each with a network, members and staff."""
    settings.MEDIA_ROOT = tmp_path
    own = make_zone()
    yield own, neighbour_of(own, members=3)


@pytest.fixture
def things(zones: tuple[Zone, Zone]) -> dict[str, UUID]:
    """Something of each kind in the other zone, by the name of the argument that names it."""
    other = zones[1]
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
        **documents.things_of(other),
        **training.things_of(other),
        **members.things_of(other),
        **channel.things_of(other),
        **shops.things_of(other),
        **founding.things_of(other),
        **years.things_of(other),
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
