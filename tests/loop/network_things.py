"""One network of a zone in which everything happens at once, around one member: what the walk of the rights acts on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.alerts.tests.factories import Zone
from nabij.meetings import actions as meetings
from nabij.meetings.tests.factories import make_meeting
from nabij.networks.actions import locked
from nabij.networks.channel.actions import moderating, talking, whatsapp, writing
from nabij.networks.channel.actions.whatsapp import Described
from nabij.networks.channel.queries.talking import group_of
from nabij.networks.channel.tests.factories import make_photo
from nabij.networks.founding import actions as founding
from nabij.networks.founding.actions.stepping import lay_out
from nabij.networks.founding.models import Interest, Poll, StartStep
from nabij.networks.founding.tests.factories import interested
from nabij.networks.members.exporting import actions as exporting
from nabij.networks.members.importing import actions as importing
from nabij.networks.members.models import Invited
from nabij.networks.members.queries import person_key
from nabij.networks.members.tests.lists import brought, csv_of, make_street, row
from nabij.networks.models import Membership, Network
from nabij.networks.shops import actions as shops
from nabij.networks.shops.models import BusinessPerson
from nabij.networks.shops.tests.factories import make_binz, shop, worker
from nabij.networks.tests.factories import make_member
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.measures.models import Appeal, Measure, MeasureStep
from nabij.networks.year.resting import actions as resting
from nabij.networks.year.rounds import actions as rounds
from nabij.networks.year.rounds.models import Round
from nabij.networks.year.weekly.models import WeeklyMail
from nabij.networks.year.wishes import actions as wishes
from nabij.networks.year.wishes.models import Wish
from nabij.people.models import ContactPoint, Person
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff
from nabij.tenants.actions import change_settings
from nabij.tenants.actor import Actor
from nabij.tenants.keys import new_id

SENTENCE = "Onze kat is weg. Ze is wit."


@dataclass
class Stage:
    """The zone, its network, who leads and follows it up, and the member; `ids` fills up as things are made."""

    home: Zone
    leads: Actor
    follows: Actor
    member: Actor
    person_id: UUID
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def network(self) -> Network:
        return self.home.network

    @property
    def membership(self) -> Membership:
        return Membership.objects.get(id=self.ids["membership_id"])


def everything(stage: Stage, binz: Network) -> dict[str, Any]:
    """Ids by the names of the arguments that name them."""
    point = ContactPoint.objects.filter(person_id=stage.person_id)[0]
    member = Membership.objects.get(points__contact_point_id=point.id, network=stage.network)
    stage.ids |= {"membership_id": member.id, "thing_id": stage.network.id, "binz_id": binz.id}
    stage.ids |= {"account_id": make_staff(stage.home.tenant, "mandated_officer").id, "plan_from": stage.network.id}
    stage.ids["officer_id"] = stage.ids["deputy_id"] = stage.ids["account_id"]
    for make in (_meetings, _founding, _channel, _members, _year):
        make(stage)
    _shop(stage, binz, point)
    return stage.ids


def shops_of(home: Zone) -> Network:
    return make_binz(home.tenant, home.place.lon, home.place.lat)


def _meetings(stage: Stage) -> None:
    found = make_meeting(stage.home.tenant, about=stage.network.id, with_registration=True)
    seat = meetings.register(stage.member, meeting_id=found.id, person_id=stage.person_id)
    past = make_meeting(stage.home.tenant, about=stage.network.id)
    gone = timezone.now() - timedelta(days=3)
    type(past).objects.filter(id=past.id).update(starts_at=gone, ends_at=gone + timedelta(hours=2))
    stage.ids |= {"meeting_id": found.id, "registration_id": seat.id, "past_id": past.id}


def _founding(stage: Stage) -> None:
    system, network = stage.home.system, stage.network
    lay_out(locked(network.id), timezone.now())
    late = StartStep.objects.filter(network=network, state="open")[:1].values("id")
    StartStep.objects.filter(id__in=late).update(due_at=timezone.now() - timedelta(days=3))
    _somebody_wants(stage)
    wanted, willing = _wanting(stage, Person.objects.get(id=stage.person_id)), _wanting(stage, _neighbour())
    candidate = founding.propose(system, network_id=network.id, interest_id=willing.id, deputy=True)
    there = Poll.objects.filter(network=network, closed_at__isnull=True).first()
    poll = there or founding.open_poll(
        system, network_id=network.id, question="decision", closes_at=timezone.now() + timedelta(days=9)
    )
    signs = founding.place_signs(system, network_id=network.id, points=[(stage.home.place.lon, stage.home.place.lat)])
    group = founding.make_steering_group(
        system, network_id=network.id, name="Stuurgroep van de wandeling", seats=[("coordinator", "An Peeters")]
    )
    stage.ids |= {
        "interest_id": wanted.id, "candidate_id": candidate.id, "poll_id": poll.id, "sign_id": signs[0].id,
        "steering_id": group.id, "start_step_id": StartStep.objects.filter(network=network)[0].id,
    }  # fmt: skip


def _wanting(stage: Stage, person: Person) -> Interest:
    """Somebody who wanted this network before it worked."""
    working, at = Network.objects.filter(tenant=stage.home.tenant, state="active"), stage.home.place
    ids = list(working.values_list("id", flat=True))
    working.update(state="resting")
    row = interested(at.lon, at.lat, willing=True, person=person)
    Network.objects.filter(id__in=ids).update(state="active")
    Interest.objects.filter(id=row.id).update(network_id=stage.network.id)
    return row


def _somebody_wants(stage: Stage) -> None:
    """In a neighbourhood without a network, where one household is enough."""
    chosen = stage.home.tenant.settings.get("networks", {}) | {"interest_goal": 1}
    change_settings(stage.home.system, tenant_id=stage.home.tenant.id, changes={"networks": chosen})
    Interest.objects.filter(id=_wanting(stage, _neighbour()).id).update(network_id=None)


def _neighbour() -> Person:
    person = make_resident("Jan Wouters")
    make_contact_point(person, "email")
    return person


def _channel(stage: Stage) -> None:
    write: dict[str, Any] = {"network_id": stage.network.id, "kind": "lost_found"}
    waits, shown = (writing.write_post(stage.member, text=f"{SENTENCE} {n}", **write) for n in ("Nu.", "Thuis."))
    moderating.decide_post(stage.leads, post_id=shown.id, deed="approve")
    reply = writing.reply(stage.member, post_id=shown.id, text="Gevonden in de tuin.")
    moderating.trust_writer(stage.leads, post_id=shown.id)
    if group_of(stage.network) is None:
        talking.ask_group(stage.leads, network_id=stage.network.id, ground="41 voor, 2 tegen.")
        talking.answer_group(stage.follows, network_id=stage.network.id, agrees=True, hours="op werkdagen")
    pictured = writing.write_post(stage.member, text=f"{SENTENCE} Foto.", photo=make_photo(), only_things=True, **write)
    said = talking.say(stage.member, network_id=stage.network.id, text="Goed idee van de wijk.")
    described = Described("De straat", "Kerkstraat", 40, manager="Jan", contact="0470 11 22 33")
    group = whatsapp.register_group(stage.leads, network_id=stage.network.id, described=described)
    stage.ids |= {
        "post_id": waits.id, "shown_id": shown.id, "reply_id": reply.id, "message_id": said.id, "group_id": group.id,
        "pictured_id": pictured.id,
    }  # fmt: skip


def _members(stage: Stage) -> None:
    make_street(lon=stage.home.place.lon, lat=stage.home.place.lat)
    found = brought(stage.leads, stage.network, csv_of([row(1, **{"E-mail": "a@example.org"})]))
    other = brought(stage.leads, stage.network, csv_of([row(2)]))
    importing.take_list(stage.leads, list_id=found.id)
    importing.take_in(found.id)
    asked = exporting.ask_export(
        stage.leads, network_id=stage.network.id, format="spreadsheet", purpose="be_alert", reason="Voor de oefening"
    )
    stage.ids |= {"list_id": other.id, "export_id": asked.id, "invited_id": Invited.objects.all()[0].id}


def _year(stage: Stage) -> None:
    network, today = stage.network, timezone.localdate()
    wish = wishes.write_wish(
        stage.member, network_id=network.id, person_id=stage.person_id, kind="wish", category="other", text="Een bank."
    )
    own = Measure.objects.filter(network=network, person_key=person_key(stage.person_id), ended_at__isnull=True)
    case = own.first() or measures.open_case(
        stage.follows, network_id=network.id, membership_id=stage.ids["membership_id"], ground_codes=["privacy"]
    )
    step = case.steps.first() or measures.begin_step(
        stage.follows, measure_id=case.id, code="talk", reasons="Wat er gebeurde, en waarom."
    )
    if not Round.objects.filter(network=network, kind="survey").exists():
        rounds.open_round(
            stage.follows, network_id=network.id, kind="survey", opens_on=today, closes_on=today + timedelta(days=14)
        )
    resting.find_asleep(network.id, ["not_seen"], timezone.now())
    assert stage.leads.id is not None
    WeeklyMail.objects.create(
        tenant=stage.home.tenant, account_id=stage.leads.id, week=today, state="sent", at=timezone.now()
    )
    stage.ids |= {
        "wish_id": wish.id, "answered_id": _answered(stage), "appealed_id": _appealed(stage), "measure_id": case.id,
        "measure_step_id": step.id,
    }  # fmt: skip


def _answered(stage: Stage) -> UUID:
    """A wish that its neighbours may read with the answer."""
    wish = wishes.write_wish(
        stage.member,
        network_id=stage.network.id,
        person_id=stage.person_id,
        kind="wish",
        category="other",
        text="Licht.",
    )
    Wish.objects.filter(id=wish.id).update(answered_at=timezone.now(), public_text="Meer licht", public_answer="Ja.")
    return wish.id


def _appealed(stage: Stage) -> UUID:
    """A coordinator who was removed and appeals."""
    case = measures.open_case(stage.follows, network_id=stage.network.id, membership_id=None, ground_codes=["privacy"])
    now = timezone.now()
    step = MeasureStep.objects.create(tenant=stage.home.tenant, measure=case, code="removal", at=now, done_at=now)
    Appeal.objects.create(
        tenant=stage.home.tenant, measure=case, step=step, how="email", sent_on=timezone.localdate(), in_time=True,
        recorded_at=now, text=b"",
    )  # fmt: skip
    return case.id


def _shop(stage: Stage, binz: Network, point: ContactPoint) -> None:
    """A shop of the member, with a colleague."""
    lon, lat = stage.home.place.lon, stage.home.place.lat
    business = shops.enrol_shop(
        stage.home.system,
        network_id=binz.id,
        person_id=stage.person_id,
        worker=worker(point),
        shop=shop(lon, lat, telephone="011 22 33 44"),
    )
    tap = shops.report_now(
        stage.member, business_id=business.id, person_id=stage.person_id, category="shoplifting", key=new_id()
    )
    invited = shops.invite_colleague(
        stage.member, business_id=business.id, person_id=stage.person_id, raw="collega@example.be"
    )
    own = BusinessPerson.objects.get(business=business)
    stage.ids |= {
        "business_id": business.id, "tap_id": tap.id, "invitation_id": invited.id, "worker_id": own.id,
    }  # fmt: skip


def join(network: Network, person: Person) -> None:
    make_member(network, *person.contact_points.all())
