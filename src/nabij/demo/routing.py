"""Who does what by when in the demo town: teams of the city, one that is no staff, rules, terms, and a task that is under way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from nabij.people.queries import actor_for
from nabij.places.queries import addresses_in, areas
from nabij.reports import actions as reports
from nabij.reports.routing.actions import ordering, teams
from nabij.reports.routing.drafts import Draft
from nabij.reports.routing.queries import overview
from nabij.reports.told import Told
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC, Actor

if TYPE_CHECKING:
    from uuid import UUID

    from nabij.people.models import Account
    from nabij.tenants.models import Tenant

CITY_TEAMS: Final = ("Onthaal", "Wegen en verlichting", "Stadsreiniging")
CLEANING_ADDRESS: Final = "opdrachten@stadsreiniging.example"
CITY_LEVELS: Final = (("", "", 10), ("litter", "", 3), ("dumping", "", 3), ("lighting", "", 5), ("road", "", 5))
POLICE_LEVELS: Final = (("", "urgent", 4, "hours", False), ("", "", 5, "working_days", True))


def arrange(
    system: Actor, zone: Tenant, cities: Sequence[Tenant], accounts: Mapping[str, Account],
    tell: Callable[[str], None],
) -> None:  # fmt: skip
    """Teams, rules and terms of the zone and of its first city; a task for the cleaning service."""
    _police(system, zone)
    city = min(cities, key=lambda one: one.code)
    ids = _city(system, city)
    _clean_up(actor_for(accounts["preventie"]), city, ids["Stadsreiniging"])
    tell(f"{len(ids)} teams of {city.name}, with {len(overview.rules_in_order(system, city.id))} rules")


def _police(system: Actor, zone: Tenant) -> None:
    known = {team.name: team.id for team in overview.teams_of(system, zone.id)}
    teams.make_default(system, team_id=known["Wijkwerking"])
    nuisance = Draft("Lawaai in de nacht", known["Interventie"], categories=["noise", "fireworks", "fight"])
    ordering.save_rule(system, tenant_id=zone.id, draft=nuisance)
    for category, urgency, amount, unit, is_told in POLICE_LEVELS:
        ordering.set_level(
            system, tenant_id=zone.id, category=category, urgency=urgency, amount=amount, unit=unit, is_told=is_told,
            valid_from=timezone.localdate(),
        )  # fmt: skip


def _city(system: Actor, city: Tenant) -> dict[str, UUID]:
    ids = {name: teams.make_team(system, tenant_id=city.id, name=name).id for name in CITY_TEAMS}
    teams.make_default(system, team_id=ids["Onthaal"])
    teams.set_outside(system, team_id=ids["Stadsreiniging"], how="email", address=CLEANING_ADDRESS)
    for draft in (
        Draft("Asbest altijd eerst", ids["Onthaal"], categories=["asbestos"], is_urgent=True),
        Draft("Zwerfvuil en sluikstort", ids["Stadsreiniging"], categories=["litter", "dumping"]),
        Draft("Straat en verlichting", ids["Wegen en verlichting"], categories=["road", "lighting", "passage"]),
    ):
        ordering.save_rule(system, tenant_id=city.id, draft=draft)
    for category, urgency, amount in CITY_LEVELS:
        ordering.set_level(
            system, tenant_id=city.id, category=category, urgency=urgency, amount=amount, unit="working_days",
            valid_from=timezone.localdate(),
        )  # fmt: skip
    return ids


def _clean_up(clerk: Actor, city: Tenant, team_id: UUID) -> None:
    """A report of litter that is with the cleaning service."""
    there = areas("neighbourhood", within=city.code)[0]
    home = addresses_in(there.code)[0]
    told = Told(
        "litter",
        Place(home.lon, home.lat, f"{home.street} {home.number}"),
        "Naast de glasbol staan zakken met huisvuil.",
    )
    sent = reports.submit_report(PUBLIC, told=told)
    reports.judge_incident(clerk, incident_id=sent.incident_id, version=1, outcome="task_only")
    reports.give_task(clerk, incident_id=sent.incident_id, team_id=team_id, what="Haal de zakken naast de glasbol op.")
