"""What happened in the town before its pictures: the main job twice, an evening of reports; and ids of what they show."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Said:
    """One report of the evening: where (code of a neighbourhood, which of its homes), what, how many minutes ago."""

    neighbourhood: str
    home: int
    category: str
    text: str
    minutes_ago: int
    by_call: bool = True
    caught_in_act: bool = False


EVENING = (
    Said("39001W05", 400, "noise", "Luide muziek, al sinds half elf.", 94),
    Said("39001W02", 120, "fight", "Twee groepen roepen naar elkaar aan het station.", 71),
    Said("39001W01", 900, "bike-theft", "Blauwe damesfiets weg, slot doorgeknipt.", 58),
    Said("39002W01", 310, "vandalism", "Bushokje ingeslagen, glas op het voetpad.", 49, by_call=False),
    Said("39001W03", 77, "drugs", "Er wordt gedeald op de parking, al de derde avond.", 33, by_call=False),
    Said("39001W01", 1500, "change-trick", "Wisseltruc aan de kassa, twee personen weg te voet.", 18),
    Said(
        "39001W04", 640, "suspicious", "Witte bestelwagen rijdt traag rond en stopt bij elke oprit.", 7, by_call=False
    ),
    Said("39001W04", 652, "suspicious", "Onbekende bestelwagen, iemand kijkt in de brievenbussen.", 4),
    Said("39001W01", 1210, "burglary", "Glasgerinkel bij de buren, licht van een zaklamp.", 1, caught_in_act=True),
)


def play(made: Any) -> dict[str, str]:
    """The main job by call and by web, then the evening; the last incident is warned about and waits for approval."""
    from nabij.alerts import actions as alerts
    from nabij.alerts.prefilling import prefilled
    from nabij.demo.loop import Loop
    from nabij.demo.story import Story
    from nabij.reports import actions as reports
    from nabij.reports import queries

    loop, officer = Loop(made, Story()), made.staff["officier"]
    sent, over_be_alert = loop.by_call(), loop.by_web()
    incidents = [_report(made, said) for said in EVENING]
    _set_back()
    for incident_id in (incidents[-1], incidents[-2], incidents[5]):
        version = queries.incident_brief(officer, incident_id).version
        reports.judge_incident(officer, incident_id=incident_id, version=version, outcome="warn")
    draft = prefilled(officer, incidents[5]).draft
    waiting = alerts.draft_alert(officer, tenant_id=made.zone.id, draft=draft, incident_id=incidents[5])
    alerts.submit_for_approval(officer, alert_id=waiting.id, version=waiting.version)
    return {
        "incident": str(incidents[-1]),
        "sent": str(sent),
        "submitted": str(waiting.id),
        "handover": str(_handover_of(officer, over_be_alert)),
        "template": str(_template_of(officer, "danger")),
        **_networks(),
        **_front_door(),
    }


def _networks() -> dict[str, str]:
    """Networks of the demo town, and sessions of two who sign in by a code: the coordinator and a member of the first."""
    from django.test import Client

    from nabij.networks.models import Mandate, Membership, Network
    from nabij.people.models import Account, Person

    network, other = Network.objects.get(name="BIN Binnenstad"), Network.objects.get(name="BIN Molenveld")
    leads = Mandate.objects.get(network=network, role="coordinator", deputy=False).account_id
    signed_in = Person.objects.filter(account__kind="resident").exclude(account_id=leads)
    keys = {bytes(one.person_key) for one in Membership.objects.filter(network=network, left_at=None)}
    from nabij.networks.members.queries import person_key

    member = next(one.account for one in signed_in if one.account and person_key(one.id) in keys)
    sessions = {}
    for name, account in (("coordinator", Account.objects.get(id=leads)), ("member", member)):
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        sessions[name] = client.cookies["sessionid"].value
    starting = Network.objects.filter(state="starting").order_by("name").first()
    return sessions | {
        "network": str(network.id),
        "other": str(other.id),
        "starting": str(starting.id if starting else ""),
    }


def _front_door() -> dict[str, str]:
    """The code of a report that somebody follows, a town hall with what it does, and the key of the screen in its hall."""
    from nabij.desk.counters.models import Counter, Offer
    from nabij.desk.waiting.keys import kiosk_key
    from nabij.reports import actions as reports
    from nabij.tenants.actor import PUBLIC

    followed = reports.submit_report(
        PUBLIC, told=_told(Said("39001W01", 300, "litter", "Vuilniszakken naast de bank.", 50))
    )
    hall = Counter.objects.filter(kind="town_hall").order_by("id")[0]
    offer = Offer.objects.filter(counter=hall).order_by("id")[0]
    found = {"code": followed.code, "hall": hall.id, "kiosk": kiosk_key(hall.id), "service": offer.service_id}
    return {name: str(value) for name, value in found.items()}


def _template_of(actor: Any, code: str) -> Any:
    from nabij.alerts.wording import queries

    return next(one.id for one in queries.templates(actor) if one.code == code)


def _handover_of(actor: Any, alert_id: Any) -> Any:
    from nabij.alerts import queries

    found = queries.handover_of(queries.alert(actor, alert_id))
    if found is None:
        raise LookupError("there is no hand-over")
    return found.id


def _report(made: Any, said: Said) -> Any:
    from nabij.reports import actions as reports
    from nabij.tenants.actor import PUBLIC

    if said.by_call:
        return reports.record_call(made.staff["dispatcher"], told=_told(said)).incident_id
    return reports.submit_report(PUBLIC, told=_told(said)).incident_id


def _told(said: Said) -> Any:
    from django.utils import timezone

    from nabij.places import queries as places
    from nabij.reports.told import Told
    from nabij.reports.where import Place

    homes = sorted(places.addresses_within(places.area_shape("neighbourhood", said.neighbourhood)))
    home = places.address(homes[said.home % len(homes)])
    place = Place(home.lon, home.lat, home.label)
    happened = timezone.now() - timedelta(minutes=said.minutes_ago)
    return Told(said.category, place, said.text, happened_at=happened, caught_in_act=said.caught_in_act)


def _set_back() -> None:
    """Lets every report have come in when it happened: on a picture nobody phones nine times in a minute."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        connection.execute("update reports_incident set reported_at = happened_at")
