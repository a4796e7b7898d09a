"""Rights walked over every query of every room, called as staff of another zone, a coordinator, a resident and nobody would."""

from __future__ import annotations

import copy
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import nabij
from nabij.alerts.models import Alert
from nabij.alerts.tests.factories import Zone
from nabij.desk.appointments.tests.factories import next_monday
from nabij.networks.documents.models import Document, FederalNotice
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import mandate
from nabij.people.models import Account, AccountKind, Consent, GroupLabel, OptOut, Person
from nabij.people.queries import actor_for
from nabij.people.roles import roles
from nabij.people.tests.factories import grant, make_account, make_resident, make_staff
from nabij.places.geometry import circle
from nabij.reports import actions as reports
from nabij.reports.models import Category, DutyCall, Incident
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind, TenantRow
from nabij.tenants.working_days import BRUSSELS
from tests.loop.two_zones import World, undone

pytestmark = pytest.mark.django_db

NOW = timezone.now()
AREA_CODE = "M2-1"
ID = ("_id", "_ids")
OBJECTS = ("incident", "found", "alert", "network", "known", "who")
"""Parameters that are a row itself, which the actor may hold or not."""

# What a query is asked besides ids, by the name of the parameter. It gets the query, since two rooms may use one name.
PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "filters": lambda query: _filters_class(query)(**_filters_of(query)),
    "category": lambda query: Category.objects.get(code="burglary"),
    "wanted": lambda query: query.__globals__["Filters"](),
    "kinds": lambda query: ["done", "record"],
    "mark": lambda query: query.__globals__["Mark"](NOW - timedelta(days=400), frozenset()),
    "so_far": lambda query: None,
    "moves": lambda query: [(one, None, None) for one in Incident.objects.values_list("id", flat=True)],
    "order": lambda query: [],
    "task": lambda query: new_id(),
    "state": lambda query: "",
    "lon": lambda query: 5.30,
    "lat": lambda query: 50.93,
    "at": lambda query: NOW,
    "day": lambda query: (
        next_monday().date() if "appointments" in query.__module__ else NOW.astimezone(BRUSSELS).date()
    ),
    "right": lambda query: "desk.serve",
    "from_day": lambda query: NOW.date(),
    "desk": lambda query: 1,
    "now": lambda query: NOW + timedelta(days=400),
    "before": lambda query: NOW + timedelta(days=400),
    "since": lambda query: NOW - timedelta(days=400),
    "role": lambda query: "officer",
    "limit": lambda query: 20,
    "slug": lambda query: "",
    "template": lambda query: "ended",
    "code": lambda query: AREA_CODE,
    "refused": lambda query: False,
    "training": lambda query: False,
    "archived": lambda query: False,
    "configured": lambda query: [("sms", "simulator")],
    "place": lambda query: None,
    "search": lambda query: "",
    "raw": lambda query: "0470 12 34 01",
    "kind": lambda query: "sms",
    "year": lambda query: NOW.year,
    "years": lambda query: [NOW.year],
    "until": lambda query: NOW + timedelta(days=400),
    "open_only": lambda query: False,
    "area": lambda query: circle(5.30, 50.93, 200),
    "part": lambda query: {},
    "chosen": lambda query: [new_id(), new_id()],
    "whole": lambda query: new_id(),
    "weeks": lambda query: 12,
    "after": lambda query: None,
    "most": lambda query: 20,
}
# Parameters with a value of their own that say how much or from where; a foreign id there only moves the page.
AS_THEY_ARE = {"after", "before", "held", "limit", "most", "states", "roles", "count", "messages"}

# Queries that take no actor, by why they need none. One that takes a thing itself, not its id, got it from a query of these.
PUBLIC_KNOWLEDGE = "what anybody may read, or data of the platform that name nobody"
ASKED_WITH_RIGHTS = "the room above asks it about what it may see, and its own queries are walked here"
BY_THE_HOUSE = (
    "asked by jobs, sign-in, the sending of alerts or the check of a text; never answers a page with what it reads"
)
WITHOUT_ACTOR: Mapping[str, str] = {
    **dict.fromkeys(
        ("reports.nearby.known_fact", "reports.points.open_point_id", "reports.points.point_by_code"),
        "for anybody who reports: what may be public, and the points whose codes hang on a wall",
    ),
    **dict.fromkeys(
        ("reports.answers.failing", "reports.answers.own_words", "reports.answers.wordings", "reports.kept_of"),
        "for jobs, counts and the eraser: what they are asked about was checked by who asks",
    ),
    **dict.fromkeys(
        (
            "desk.officers.officer_at", "desk.officers.contacts_at", "desk.officers.contacts_in", "desk.officers.contact",
            "desk.officers.photo_of", "desk.officers.track", "desk.news.news_at", "desk.news.public_item", "desk.news.zones",
            "desk.news.published", "places.spots_within", "places.stray_addresses", "places.street_at", "places.street_names",
            "places.neighbourhoods_in",
            "tenants.tenant", "tenants.tenant_by_code", "tenants.tenants", "tenants.all_tenants", "audit.sealing",
            "audit.last_retention_run", "audit.jobs", "places.address", "places.nearest_address", "places.addresses_within",
            "places.read_shape", "places.locate", "places.locate_many", "places.areas", "places.area_shape",
            "places.areas_geojson", "places.map_features", "places.search_addresses", "channels.sms_size",
            "channels.sentence_of", "channels.telephones", "reports.categories", "reports.category",
            "reports.find_categories", "reports.track", "reports.pace", "reports.reading_hours", "reports.oldest_id",
            "reports.propose_categories", "networks.members.inviting.way_of", "networks.overview.chosen_ground",
            "reports.open311.services", "reports.open311.service", "reports.open311.definition", "reports.open311.requests",
            "reports.open311.jurisdiction", "reports.outward.public_kinds", "reports.outward.public_incidents",
            "reports.outward.facts",
            "reports.outward.fact_of", "alerts.outlets.published_since",
            "reports.outward.blurred", "reports.outward.street_of", "reports.outward.streets_of",
            "alerts.campaign.campaigns_at", "alerts.campaign.campaign_at", "alerts.campaign.named",
            "alerts.campaign.by_name",
            "alerts.cap.be_alert_notices", "alerts.cap.shown_to_residents", "alerts.cap.be_alert_geojson",
            "alerts.outlets.publisher", "alerts.outlets.publishers", "alerts.outlets.in_force", "alerts.outlets.warnings",
            "networks.documents.public_document", "networks.open_network", "networks.open_networks_at",
            "meetings.public_meetings", "meetings.open_meeting", "places.chosen_place", "places.addresses_of",
            "places.areas_within", "places.registered_streets", "places.shapes_within", "places.outlines",
            "places.streets_in", "places.streets_within", "places.addresses_in",
            "places.address_counts", "places.neighbourhood_outlines", "networks.overview.zones_with_networks",
            "networks.overview.feedback_counts", "networks.founding.wanted_at", "networks.founding.wanted_in",
            "networks.founding.households", "networks.founding.starting_at", "networks.founding.starting_network",
            "networks.founding.state_of", "networks.founding.name_of", "networks.founding.goal_of",
            "networks.founding.successors", "networks.founding.kin_of",
            "networks.founding.now_of", "networks.founding.merged_of", "networks.is_held_by",
            "networks.year.evaluation.bounds_of",
            "desk.video.video_tenant", "desk.video.doors", "desk.video.next_duty", "desk.video.waiting",
            "desk.counters.counters", "desk.counters.counter", "desk.counters.nearest", "desk.counters.standings_of",
            "desk.counters.hours_of", "desk.counters.offers_of", "desk.counters.bookable", "desk.counters.offer",
            "desk.counters.is_bookable",
            "desk.counters.odd_ahead", "desk.appointments.by_code", "desk.appointments.code_hash",
            "networks.year.rounds.code_key", "desk.waiting.ticket",
            "desk.waiting.today",
        ),
        PUBLIC_KNOWLEDGE,
    ),
    **dict.fromkeys(
        (
            "desk.video.ring_by_id", "desk.video.ring_back_by_id", "desk.video.link_by_id", "desk.video.free",
            "desk.video.reach_to_tell", "reports.received_per_hour",
            "desk.officers.answerers", "desk.officers.corps", "desk.officers.dossier_of", "desk.officers.others_in",
            "desk.officers.person_key", "desk.officers.things_known", "desk.news.dossier_of",
            "networks.channel.figures_of", "networks.channel.loads", "networks.channel.asked_groups",
            "networks.channel.silent_groups",
            "networks.channel.dossier_of",
            "meetings.meetings_about", "meetings.counts_of", "meetings.followed", "meetings.dossier_of",
            "meetings.person_key",
            "meetings.unreported", "meetings.last_held", "networks.training.last_trained", "networks.training.done_for",
            "networks.training.dossier_of",
            "networks.year.evenings.unreported", "networks.networks_by_id", "networks.living_networks",
            "networks.documents.budget_of", "networks.documents.facts_of", "networks.documents.names_in",
            "networks.documents.to_do", "networks.documents.dossier_of", "people.known_names", "people.holders_of",
            "people.account_names", "people.working.way_to", "people.working.with_way", "people.account_id_of",
            "people.names_of", "people.value_of", "people.handed_over",
            "networks.networks_at", "networks.networks_of", "networks.agreed_networks", "networks.areas_of",
            "networks.officers_of", "networks.members.person_key",
            "networks.members.dossier_of", "networks.shops.dossier_of", "networks.shops.concerned",
            "networks.shops.sector_of_incident", "networks.shops.invitation", "networks.shops.without_slower",
            "reports.routing.order_near", "reports.routing.order_of", "reports.routing.with_gone",
            "reports.routing.levels_near", "reports.routing.read",
            "reports.routing.task_of_link", "reports.routing.photo_of_link",
            "reports.dossier_of", "reports.unread_urgent", "reports.judged_since", "alerts.warned.warned_since",
            "alerts.warned.feedback_to_do",
            "reports.facts_in", "reports.sighting", "reports.hits", "reports.narrowed", "reports.words_of",
            "networks.plan_for",
            "networks.routes_for", "networks.members.asks_after_moving", "networks.of_kind", "people.group_counts",
            "audit.history", "audit.newest_of",
            "alerts.wording.ready", "alerts.wording.ready_one", "alerts.wording.for_incident",
            "channels.routing.stands", "channels.call_backs.call_back",
            "alerts.following.deliveries_of", "alerts.following.count", "alerts.escalating.count",
            "networks.members.frequency_of", "networks.members.behind_on_rules",
            "networks.members.of_household", "networks.members.unnamed_persons",
            "networks.members.inviting.unasked", "networks.members.exporting.waiting_exports",
            "networks.members.exporting.points_of", "networks.members.inviting.dossier_of", "people.homes_of",
            "people.household_lookup", "networks.members.inviting.until", "places.match_addresses",
            "networks.year.evaluation.agreed_on",
            "networks.year.evaluation.of_year", "networks.year.measures.dossier_of", "networks.year.measures.in_force",
            "networks.year.measures.open_appeals", "networks.year.measures.open_to_appeal",
            "networks.founding.steps_of", "networks.founding.progress", "networks.founding.dossier_of",
            "networks.founding.open_polls", "networks.founding.check_may_merge", "networks.founding.check_works",
            "networks.founding.merged_area", "networks.founding.divided", "networks.founding.sides",
            "networks.founding.overlaps_of", "networks.founding.shape", "networks.year.measures.opened",
            "networks.year.measures.waiting", "networks.year.resting.open_ones",
            "networks.year.resting.seen_of", "networks.year.rounds.of_networks", "networks.year.rounds.open_now",
            "networks.year.wishes.dossier_of", "networks.year.wishes.support_key", "networks.year.wishes.waiting",
            "networks.founding.check_cases", "networks.founding.goes_along", "networks.founding.household_limit",
            "networks.founding.who_stays", "networks.founding.without_coordinator",
            "desk.appointments.person_key", "desk.appointments.contact_key", "desk.appointments.dossier_of",
        ),
        ASKED_WITH_RIGHTS,
    ),
    **dict.fromkeys(
        (
            "desk.news.subscription", "desk.news.scopes_of", "people.caring.places_of_points",
            "networks.channel.written", "networks.channel.letters_to", "networks.channel.with_account",
            "networks.channel.networks_with_news", "people.persons_with", "people.points_of", "people.stopped_at",
            "networks.documents.late_signings", "people.actor_for", "people.person_id_of", "people.actor_from",
            "people.grants_of", "people.actor_for_key", "people.key_digest",
            "people.account", "people.account_named", "people.person_behind", "people.last_sign_ins",
            "people.lookups_of", "people.contact_point_of", "people.has_other_factor",
            "reports.incident_now", "reports.source_words", "reports.incident_place", "alerts.leaving",
            "alerts.late_handovers", "alerts.late_duties", "alerts.due_releases",
            "alerts.escalating.may_be_due", "alerts.handing_over.unconfirmed", "alerts.handing_over.waiting",
            "alerts.following.large_and_moving", "alerts.following.counted_squares", "alerts.outlets.unpublished",
            "alerts.replies.alerts_answered", "alerts.replies.answered_alert", "alerts.replies.reply_of",
            "networks.founding.due_before", "networks.founding.past_term", "networks.founding.due_polls",
            "networks.founding.interested_person", "networks.founding.person_of", "networks.founding.member_person",
            "networks.overview.measured", "networks.overview.covered", "networks.overview.households_by",
            "channels.inbound.waiting_senders", "channels.inbound.answered_since",
            "networks.members.networks_with",
            "networks.members.inviting.invited", "networks.members.inviting.invited_by_code", "networks.year.rounds.paper_with",
            "networks.members.inviting.tries_since", "networks.members.inviting.of_person",
            "networks.year.measures.over", "networks.year.measures.point_key", "networks.year.measures.untold",
            "networks.year.resting.asleep", "networks.year.resting.due", "networks.year.rounds.to_ask",
            "networks.year.weekly.failed", "networks.year.weekly.readers", "networks.year.wishes.overdue",
            "networks.year.wishes.untold",
            "networks.founding.former_person",
        ),
        BY_THE_HOUSE,
    ),
}  # fmt: skip
# Answers about what is no tenant's own, each with its reason.
PLATFORM_WIDE = {
    "people.staff_by_username": "a name to sign in with is unique over the platform, and one colleague may work for two tenants",
}


@dataclass(frozen=True)
class Query:
    """A public function of a room's queries."""

    name: str
    function: Callable[..., Any]

    @property
    def parameters(self) -> dict[str, inspect.Parameter]:
        return dict(inspect.signature(self.function).parameters)

    @property
    def takes_actor(self) -> bool:
        return next(iter(self.parameters), "") == "actor"

    @property
    def takes_a_thing(self) -> bool:
        """Whether it is asked about something that another query found, such as an Alert, and not about an id."""
        first = next(iter(self.parameters.values()), None)
        name = str(first.annotation).partition(" | ")[0] if first else ""
        return name[:1].isupper() and "[" not in name and name not in ("UUID", "Any")

    @property
    def asked(self) -> dict[str, inspect.Parameter]:
        """What has to be given besides the actor."""
        return {
            name: one
            for name, one in self.parameters.items()
            if name not in {"actor"} | AS_THEY_ARE
            or (name not in {"actor"} and one.default is inspect.Parameter.empty and not is_star(one))
        }


def is_star(parameter: inspect.Parameter) -> bool:
    return parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def every_query() -> list[Query]:
    """Each public function of each module `queries` and each module in a package `queries`, wherever it lies."""
    found = {}
    for module in map(importlib.import_module, sorted(_modules_of_queries())):
        names = module.__name__.split(".")
        room = ".".join(names[1 : names.index("queries")])
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{room}.{name}"] = Query(f"{room}.{name}", function)
    return list(found.values())


def _modules_of_queries() -> set[str]:
    every = {module.name for module in pkgutil.walk_packages(nabij.__path__, "nabij.", onerror=lambda _name: None)}
    return {name for name in every if "queries" in name.split(".") and "tests" not in name.split(".")}


WITH_ACTOR = [query for query in every_query() if query.takes_actor]
NAMING = [query for query in WITH_ACTOR if any(name.endswith(ID) or name in OBJECTS for name in query.asked)]
Answer = tuple[str, Any, int]


@dataclass
class Foreign:
    """What the other zone has: something of each kind, and the ids of all its rows."""

    ids: dict[str, UUID]
    rows: set[UUID]
    objects: dict[str, models.Model]

    def fill(self, query: Query, *, real: bool) -> dict[str, Any]:
        """The arguments of a query: things of the other zone, or ids that nobody ever gave."""
        return {name: self._value(query, name, real) for name, one in query.asked.items() if not is_star(one)}

    def _value(self, query: Query, name: str, real: bool) -> Any:
        if name in self.objects:
            return _unread(self.objects[name]) if real else _unknown(self.objects[name])
        if name.endswith("_ids"):
            return [self._value(query, name.removesuffix("s"), real)]
        if name.endswith("_id"):
            assert name in self.ids, f"{query.name} asks {name}: give the walk one in `things` or `foreign`."
            return self.ids[name] if real else new_id()
        if name == "username":
            return Account.objects.get(id=self.ids["account_id"]).username if real else "nobody-has-this-name"
        assert name in PLAIN, f"{query.name} asks {name}: say in PLAIN what to give it, so that it is walked too."
        return PLAIN[name](query.function)

    def seen_in(self, value: Any) -> set[str]:
        """Ids of the other zone's rows that stand anywhere in an answer."""
        match value:
            case dict():
                return self.seen_in(list(value)) | self.seen_in(list(value.values()))
            case list():
                return {found for one in value for found in self.seen_in(one)}
            case str():
                return {str(one) for one in self.rows if str(one) in value}
        return set()


def test_a_query_takes_an_actor_or_needs_none_for_a_reason() -> None:
    without = {query.name: query for query in every_query() if not query.takes_actor}
    unreasoned = sorted(
        name for name, query in without.items() if not query.takes_a_thing and name not in WITHOUT_ACTOR
    )
    assert not unreasoned, f"no actor first: give it one, or say in WITHOUT_ACTOR why it needs none: {unreasoned}"
    gone = sorted(WITHOUT_ACTOR.keys() - without.keys())
    assert not gone, f"in WITHOUT_ACTOR, but gone or with an actor: {gone}"


@pytest.mark.parametrize("query", WITH_ACTOR, ids=lambda query: query.name)
def test_a_query_tells_nobody_of_another_tenant_anything(
    query: Query, foreign: Foreign, strangers: Mapping[str, Actor]
) -> None:
    for who, actor in strangers.items():
        theirs = asked(query, actor, foreign.fill(query, real=True))
        nobodys = asked(query, actor, foreign.fill(query, real=False))
        assert foreign.seen_in(theirs[1]) == set(), f"{query.name} shows {who} rows of another tenant"
        if query.name not in PLATFORM_WIDE:
            assert theirs == nobodys, f"{query.name} tells {who} that it exists"


@pytest.mark.parametrize("query", NAMING, ids=lambda query: query.name)
def test_at_home_the_same_query_finds_it(query: Query, foreign: Foreign, at_home: Actor) -> None:
    """Otherwise the walk above would prove nothing."""
    kind, value, _queries = asked(query, at_home, foreign.fill(query, real=True))
    assert kind == "answer" and value not in (None, [], False), query.name


def asked(query: Query, actor: Actor, given: Mapping[str, Any]) -> Answer:
    """What it answers with all its rows read, or how it refuses, and in how many queries. Ids that were asked are made alike."""
    with undone(), CaptureQueriesContext(connection) as queries:
        try:
            kind, value = "answer", plain(query.function(actor, **given))
        except (Missing, Refused) as refusal:
            kind, value = type(refusal).__name__, str(refusal)
    mine = {str(one) for one in given.values() if isinstance(one, UUID)}
    return kind, _without(value, mine), len(queries)


def plain(value: Any) -> Any:
    """Everything that can be read in an answer, as lists, dicts and text."""
    match value:
        case models.Model():
            return {field.attname: plain(getattr(value, field.attname)) for field in value._meta.concrete_fields}
        case QuerySet() | list() | tuple() | set() | frozenset() | Iterator():
            return [plain(one) for one in value]
        case Mapping():
            return {str(plain(name)): plain(one) for name, one in value.items()}
        case bytes() | bytearray() | memoryview():
            return bytes(value).decode(errors="replace")
        case None | bool() | int() | float():
            return value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return str(value)


def _without(value: Any, ids: set[str]) -> Any:
    match value:
        case dict():
            return {_without(name, ids): _without(one, ids) for name, one in value.items()}
        case list():
            return [_without(one, ids) for one in value]
    return "ID" if value in ids else value


def _filters_class(query: Any) -> Any:
    return inspect.unwrap(query).__globals__["Filters"]


def _filters_of(query: Any) -> dict[str, Any]:
    known = {field.name for field in fields(_filters_class(query))}
    wide = {"since": NOW - timedelta(days=400), "only_consultations": False}
    return {name: value for name, value in wide.items() if name in known}


def _unread(row: Any) -> Any:
    """A copy that remembers nothing of what was asked about the row before."""
    other = copy.copy(row)
    other.__dict__.pop("_prefetched_objects_cache", None)
    return other


def _unknown(row: Any) -> Any:
    """A row alike in all but its ids."""
    other = _unread(row)
    for name in {"id", "tenant_id"} & {field.attname for field in row._meta.concrete_fields}:
        setattr(other, name, new_id())
    return other


@pytest.fixture(scope="module")
def strangers(world: World) -> dict[str, Actor]:
    """Whoever could ask: staff with every role, the same while helping, who leads a network, a resident, a system, nobody."""
    zone = world.zones[0]
    staff = actor_for(make_staff(zone.tenant, *roles_of("staff", TenantKind.ZONE)))
    mandate(zone.network, MandateRole.OFFICER, staff.id, deputy=True)  # type: ignore[arg-type]
    leader = make_resident()
    mandate(zone.network, MandateRole.COORDINATOR, leader.account_id)
    key = make_account(AccountKind.KEY)
    for role in roles_of("key", TenantKind.ZONE):
        grant(key, zone.tenant, role)
    return {
        "staff": staff.because("curious"),
        "staff that helps somebody else": staff.because("curious").helping(make_resident().id),
        "a coordinator": actor_for(Account.objects.get(id=leader.account_id)),
        "a resident": actor_for(Account.objects.get(id=make_resident().account_id)),
        "a system": actor_for(key),
        "nobody": PUBLIC,
    }


@pytest.fixture(scope="module")
def at_home(world: World) -> Actor:
    """Staff of the zone itself with every role and mandate, helping the person who is asked about."""
    zone = world.zones[1]
    staff = make_staff(zone.tenant, *roles_of("staff", TenantKind.ZONE))
    mandate(zone.network, MandateRole.OFFICER, staff.id, deputy=True)
    return actor_for(staff).because("a call").helping(world.things["person_id"])


def roles_of(holder: str, kind: str) -> Sequence[str]:
    return [role.name for role in roles().values() if role.holder == holder and kind in role.rights]


@pytest.fixture
def foreign(standing: Foreign) -> Foreign:
    """What the other zone has, its rows copied for this test."""
    return copy.deepcopy(standing)


@pytest.fixture(scope="module")
def standing(world: World) -> Foreign:
    other, things = world.zones[1], world.things
    Alert.objects.filter(id=things["alert_id"]).update(incident_id=things["incident_id"])
    OptOut.objects.create(tenant=other.tenant, contact_point_id=things["contact_point_id"])
    Consent.objects.create(
        tenant=other.tenant, person_id=things["person_id"], recipient="be-alert", how="online", given_at=NOW
    )
    GroupLabel.objects.create(
        tenant=other.tenant, person_id=things["person_id"], code=AREA_CODE, basis="task", given_at=NOW
    )
    Document.objects.filter(id=things["document_id"]).update(network=other.network)
    FederalNotice.objects.filter(id=things["notice_id"]).update(network=other.network)
    more = {"tenant_id": other.tenant.id, "account_id": other.officer.id, "call_id": _call(other, things)}
    rows = {other.tenant.id} | {
        row_id
        for model in apps.get_models()
        if issubclass(model, TenantRow) and model._meta.managed
        for row_id in model._base_manager.filter(tenant=other.tenant).values_list("id", flat=True)
    }
    objects = {
        "incident": Incident.objects.get(id=things["incident_id"]),
        "found": Person.objects.get(id=things["person_id"]),
        "alert": Alert.objects.get(id=things["alert_id"]),
        "network": other.network,
        "known": other.network,
        "who": Person.objects.get(id=things["person_id"]),
    }
    return Foreign(things | more, rows, objects)


def _call(zone: Zone, things: dict[str, UUID]) -> UUID:
    duty = reports.put_on_duty(
        zone.system, tenant_id=zone.tenant.id, role="officer", name="An", number="0470 99 88 77",
        from_at=NOW - timedelta(hours=1), until_at=NOW + timedelta(days=1),
    )  # fmt: skip
    call = DutyCall.objects.create(
        tenant=zone.tenant, incident_id=things["incident_id"], duty=duty, role=duty.role, ordered_at=NOW
    )
    return call.id
