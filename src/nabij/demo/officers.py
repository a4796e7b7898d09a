"""Neighbourhood officers, a question to one, and news of the demo town."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from nabij.desk.news import actions as news
from nabij.desk.news import queries as news_queries
from nabij.desk.officers import actions, queries
from nabij.meetings import actions as meetings
from nabij.networks.shops import hours
from nabij.people.queries import actor_for
from nabij.places.queries import Chosen, addresses_in, areas
from nabij.reports.told import Contact
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.working_days import BRUSSELS

if TYPE_CHECKING:
    from nabij.desk.officers.models import Officer
    from nabij.people.models import Account
    from nabij.tenants.models import Tenant

NAMES: Final = (
    "Wout Jacobs",
    "Hanne Lambrechts",
    "Yusuf Demir",
    "Els Vandamme",
    "Tom Nijs",
    "Sara Benali",
    "Koen Raes",
)
ABOUT: Final = "Ik ken de wijk sinds 2019. Je vindt me te voet of met de fiets."
WALK_IN: Final = {0: "9-11", 2: "14-16"}
ITEMS: Final = (
    (
        "prevention",
        "Laat je fiets graveren",
        "Zaterdag van 10 tot 12 uur op de Markt. Breng je identiteitskaart mee.",
        True,
    ),
    ("traffic", "Werken in de Stationsstraat", "Twee weken één rijstrook. Fietsers rijden om langs de Vaart.", False),
    ("police", "Dank aan wie belde", "Een oplettende buur belde 101. Twee mensen werden gevat bij een inbraak.", True),
    ("services", "Het onthaal is open op dinsdagavond", "Elke dinsdag tot 19 uur, ook zonder afspraak.", False),
)


def begin(
    system: Actor, zone: Tenant, cities: list[Tenant], accounts: Mapping[str, Account], tell: Callable[[str], None]
) -> None:
    """Once; again where it was done before changes nothing."""
    if queries.officers(system):
        return
    corps = _police(system, zone, accounts["wijkagent"])
    _beside(system, zone, cities)
    _away_and_open_door(system, zone, corps)
    _questions(corps[0], actor_for(accounts["wijkagent"]))
    _news(system, zone, cities)
    tell(f"{zone.name}: {len(corps)} neighbourhood officers, questions and news")


def _police(system: Actor, zone: Tenant, account: Account) -> list[Officer]:
    """One per two neighbourhoods; the last neighbourhood has nobody, so that the check has something to show."""
    codes = [one.code for one in areas("neighbourhood", within=zone.code)]
    made = []
    for at, name in enumerate(NAMES):
        mine = codes[at * 2 : at * 2 + 2] if at * 2 + 2 < len(codes) else codes[at * 2 : -1]
        if not mine:
            break
        one = actions.make_officer(
            system, tenant_id=zone.id, kind="officer", name=name, rank="Inspecteur", about=ABOUT,
            phone=f"011 22 30 {10 + at}", walk_in=hours.read(WALK_IN), walk_in_place="Commissariaat, Markt 1",
            account_id=account.id if at == 0 else None,
        )  # fmt: skip
        actions.give_ground(system, officer_id=one.id, codes=mine)
        made.append(one)
    return made


def _beside(system: Actor, zone: Tenant, cities: list[Tenant]) -> None:
    for group, name in (("seniors", "Rika Smets"), ("youth", "Bilal Azzouzi"), ("hospitality", "Jan Leys")):
        actions.make_officer(system, tenant_id=zone.id, kind="target_group", group=group, name=name, rank="Inspecteur")
    for city in cities:
        codes = [one.code for one in areas("neighbourhood", within=city.code)]
        for kind, name in (("steward", "Samira Haddou"), ("street_worker", "Joris Peeters")):
            one = actions.make_officer(system, tenant_id=city.id, kind=kind, name=name, phone="011 22 40 10")
            actions.give_ground(system, officer_id=one.id, codes=codes)


def _away_and_open_door(system: Actor, zone: Tenant, corps: list[Officer]) -> None:
    today = timezone.localdate()
    if len(corps) > 1:
        actions.say_away(
            system,
            officer_id=corps[1].id,
            from_day=today,
            until_day=today + timedelta(days=9),
            replacement_id=corps[0].id,
        )
    home = addresses_in(areas("neighbourhood", within=zone.code)[0].code)[0]
    day = today + timedelta(days=26)
    starts_at = datetime(day.year, day.month, day.day, 10, tzinfo=BRUSSELS)
    meetings.call_meeting(
        system, tenant_id=zone.id, kind="open_door", title="Open deur bij de wijkpolitie", starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3), place=Chosen(f"Buurthuis, {home.label}", home.lon, home.lat), about=corps[0].id,
    )  # fmt: skip


def _questions(officer: Officer, answering: Actor) -> None:
    first = actions.ask(
        PUBLIC, text="Mag ik zaterdag mijn straat afzetten voor een buurtfeest?", officer_id=officer.id,
        contact=Contact("email", "buur@zandekerke.example"), name="Nadia",
    )  # fmt: skip
    actions.answer(
        answering, question_id=first.question_id,
        text="Dat kan. Vraag het een maand vooraf aan de gemeente; ik kijk mee of de bus nog door kan.",
    )  # fmt: skip
    actions.ask(
        PUBLIC,
        text="Er staan elke ochtend auto's op het fietspad aan de school. Kun je eens komen kijken?",
        officer_id=officer.id,
    )


def _news(system: Actor, zone: Tenant, cities: list[Tenant]) -> None:
    if news_queries.items(system):
        return
    for at, (theme, title, body, of_zone) in enumerate(ITEMS):
        tenant = zone if of_zone or not cities else cities[0]
        texts = {"nl": {"title": title, "body": body}}
        made = news.write_item(system, tenant_id=tenant.id, texts=texts, theme=theme)
        if at:
            news.publish(system, item_id=made.id)
