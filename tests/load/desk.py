"""The people of a zone at work, as a process with Django loaded: `python -m tests.load.desk`.

Reads one JSON command a line on stdin, with the name of a function below as `do`, and answers each with one JSON line.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any
from uuid import UUID

import django

from tests.faults.people import number_of


def found(people: int) -> dict[str, Any]:
    """Founds a zone with a network of `people` households with one telephone each, in bulk after the pattern of one."""
    from django.db import connection, transaction

    from nabij.alerts.tests.factories import join, make_zone
    from tests.faults.people import settle

    zone = make_zone(members=0, caught_in_act_allowed=True)
    join(zone, ("sms",))
    with connection.cursor() as cursor:
        cursor.execute("select array_agg(id) from people_contactpoint")
        (before,) = cursor.fetchone()
    settle(people)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select array_agg(id) from people_contactpoint where id <> all(%s)", [before])
        (points,) = cursor.fetchone()
        for step in (_JOIN, *_LEAVE.split(";\n")[:-1]):
            cursor.execute(step, {"points": points})
        cursor.execute("update people_contactpoint set language = 'nl', quiet_from = '12:00', quiet_until = '12:00'")
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return {
        "tenant": str(zone.tenant.id), "network": str(zone.network.id), "lon": zone.place.lon, "lat": zone.place.lat,
        "writer": str(zone.writer.id), "officer": str(zone.officer.id), "username": zone.officer.username,
    }  # fmt: skip


_JOIN = """
    with pattern as (select m, p from networks_membership m join networks_memberpoint p on p.membership_id = m.id),
    joined as (
      insert into networks_membership select (jsonb_populate_record(m, jsonb_build_object(
        'id', gen_random_uuid(), 'person_key', sha256(c.id::text::bytea), 'household_key', sha256(c.id::text::bytea)))).*
      from pattern, people_contactpoint c where c.id = any(%(points)s) returning id, person_key)
    insert into networks_memberpoint select (jsonb_populate_record(p, jsonb_build_object(
      'id', gen_random_uuid(), 'membership_id', joined.id, 'contact_point_id', c.id))).*
    from pattern, joined join people_contactpoint c on sha256(c.id::text::bytea) = joined.person_key
"""
_LEAVE = """
    delete from networks_memberpoint where contact_point_id <> all(%(points)s);
    delete from networks_membership where id not in (select membership_id from networks_memberpoint);
"""


def submit(zone: dict[str, Any], about_life: bool) -> dict[str, Any]:
    """An alert to everybody, written and submitted; it waits for an approver."""
    from nabij.alerts import actions
    from nabij.alerts.digest import Text
    from nabij.alerts.drafts import Draft
    from nabij.alerts.rules.whom import whom
    from nabij.alerts.tests.factories import GOOD_TEXT

    writer = _actor(zone["writer"])
    draft = Draft(
        kind="urgent", texts={"nl": Text("Inbraak in je buurt", GOOD_TEXT)}, channels=("sms",), ground="threat",
        caught_in_act=about_life, night_allowed=True, category="burglary", audience=whom(networks=[UUID(zone["network"])]),
    )  # fmt: skip
    incident = _incident(zone)
    alert = actions.draft_alert(writer, tenant_id=UUID(zone["tenant"]), draft=draft, incident_id=incident)
    alert = actions.submit_for_approval(writer, alert_id=alert.id, version=alert.version)
    return {"alert": str(alert.id)}


def _incident(zone: dict[str, Any]) -> UUID:
    from nabij.reports import actions as reports
    from nabij.reports.tests.factories import told
    from nabij.reports.where import Place

    writer = _actor(zone["writer"])
    place = Place(zone["lon"], zone["lat"], "Markt 1")
    recorded = reports.record_call(writer, told=told(category="burglary", place=place, caught_in_act=True))
    reports.judge_incident(writer, incident_id=recorded.incident_id, version=1, outcome="warn")
    return recorded.incident_id


def approve(zone: dict[str, Any], alert: str) -> dict[str, Any]:
    """A second officer approves it; planning is then a job like any other."""
    from nabij.alerts import actions, queries

    officer = _actor(zone["officer"])
    found = queries.alert(officer, UUID(alert))
    measured = queries.measure(found)
    actions.approve_alert(
        officer,
        alert_id=found.id,
        digest=found.digest,
        households=measured.size.households,
        cost_cents=measured.cost_cents,
    )
    return {"households": measured.size.households}


def states(alerts: list[str]) -> dict[str, Any]:
    """How every delivery of these alerts stands, by telephone number, as its outcomes say; and which were resent in doubt."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_STATES, [alerts])
        rows = cursor.fetchall()
    numbers = _numbers()
    return {
        "states": [[numbers[point], state] for point, state, _resent in rows],
        "resent": [numbers[point] for point, _state, resent in rows if resent],
    }


_STATES = """
    select d.contact_point_id::text, coalesce(max(o.state), 'waiting')::text,
      coalesce(bool_or(o.state = 'resent_in_doubt'), false)
    from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id
    left join fanout.outcome o on o.part = d.part and o.plan = d.plan and o.n = d.n
    where p.alert_id = any(%s::uuid[]) group by d.part, d.plan, d.n, d.contact_point_id
"""


@cache
def _numbers() -> dict[str, str]:
    from django.db import connection

    from nabij.people import vault

    with connection.cursor() as cursor:
        cursor.execute("select id::text, lookup from people_contactpoint where kind = 'sms'")
        by_lookup = {bytes(lookup): point for point, lookup in cursor.fetchall()}
    known = ((vault.lookup_of_normal("sms", number_of(index)), number_of(index)) for index in range(len(by_lookup)))
    return {by_lookup[lookup]: number for lookup, number in known if lookup in by_lookup}


def shop_alert(number: int) -> dict[str, Any]:
    """In the demo town: what happens now at a shop, written by an officer for the BIN-Z and not sent yet.

    `mark` stands in the text of this one only; `telephones` is how many of its members get a text message.
    """
    from nabij.alerts import actions, queries
    from nabij.alerts.digest import Text
    from nabij.alerts.drafts import Draft
    from nabij.alerts.rules.whom import whom
    from nabij.demo import world
    from nabij.demo.loop import Loop
    from nabij.demo.story import Story
    from nabij.networks.queries import networks

    town = world.build(lambda _sentence: None)
    loop = Loop(town, Story(say=lambda _line: None))
    incident_id = loop.recorded_call()
    loop._judge(incident_id)
    shops = next(one for one in networks(loop.officer) if one.kind == "binz")
    mark = f"om 14.{number:02} uur"
    text = f"Winkeldieven in het centrum, {mark}. Sluit je deur. Zie je iets verdachts? Bel 101."
    draft = Draft(
        kind="urgent", texts={"nl": Text("Winkeldieven", text)}, channels=("sms",), ground="threat", caught_in_act=True,
        night_allowed=True, category="burglary", audience=whom(networks=[shops.id]),
    )  # fmt: skip
    alert = actions.draft_alert(loop.officer, tenant_id=town.zone.id, draft=draft, incident_id=incident_id)
    return {"alert": str(alert.id), "mark": mark, "telephones": queries.measure(alert).size.by_channel["sms"]}


def session(account: str) -> dict[str, Any]:
    """A session in which this account is signed in with both steps."""
    from django.test import Client

    from nabij.people.queries import account as account_of
    from nabij.people.tests.factories import sign_in

    return {"session": sign_in(Client(), account_of(UUID(account))).cookies["sessionid"].value}


def _actor(account_id: str) -> Any:
    from nabij.people.queries import account, actor_for

    return actor_for(account(UUID(account_id)))


def main() -> None:
    django.setup()
    from django.db import connections

    commands = {function.__name__: function for function in (found, submit, approve, states, session, shop_alert)}
    for line in sys.stdin:
        words = json.loads(line)
        answer = commands[words.pop("do")](**words)
        connections.close_all()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
