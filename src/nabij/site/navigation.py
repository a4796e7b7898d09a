"""The doors of the back office, as data: each shows to who has its right somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nabij.tenants import queries
from nabij.tenants.actor import Actor


class Door(NamedTuple):
    address: str
    label: str | Promise
    icon: str
    right: str


class Shown(NamedTuple):
    """A door as somebody sees it."""

    address: str
    label: str | Promise
    icon: str
    current: bool


class Menu(NamedTuple):
    """Doors under one word; those without a word stand in the bar itself."""

    label: str | Promise
    icon: str
    doors: tuple[Shown, ...]

    @property
    def current(self) -> bool:
        return any(door.current for door in self.doors)


FEW: Final = 6
"""So many doors fit in the bar of a desk's screen: who has no more sees them all at once."""
MENUS: Final[tuple[tuple[str | Promise, str, tuple[Door, ...]], ...]] = (
    ("", "", (
        Door("/meldkamer/", _("Console"), "radio", "reports.judge"),
        Door("/meldkamer/nieuw", _("New report"), "phone-call", "reports.record"),
        Door("/incidenten/", _("Incidents"), "inbox", "reports.view"),
        Door("/waarschuwingen/", _("Alerts"), "bell-ring", "alerts.view"),
        Door("/hulp/", _("Help a resident"), "hand", "people.help"),
    )),
    (_("Follow-up"), "list-checks", (
        Door("/taken/", _("Tasks"), "list-checks", "reports.task"),
        Door("/antwoorden/", _("Answers to reporters"), "mail", "reports.judge"),
        Door("/antwoorden/teksten/", _("Words of our answers"), "languages", "tenants.configure"),
        Door("/meldpunten/", _("Reporting points"), "map-pin", "reports.points"),
        Door("/ploegen/", _("Teams"), "users", "reports.route"),
    )),
    (_("Neighbourhoods"), "users", (
        Door("/netwerken/", _("Networks"), "users", "networks.view"),
        Door("/netwerken/lijsten/", _("Lists to confirm"), "list-checks", "people.export"),
        Door("/agenda/", _("Meetings"), "calendar", "meetings.view"),
        Door("/wijkagenten/", _("Neighbourhood officers"), "id-card", "desk.answer"),
        Door("/nieuws/beheer/", _("News"), "megaphone", "desk.news"),
        Door("/doelgroepen/", _("Target groups"), "store", "people.label"),
    )),
    (_("Desks"), "building-2", (
        Door("/beeld/balie/", _("Video desk"), "camera", "desk.video"),
        Door("/loketten/", _("Counters"), "building-2", "desk.serve"),
        Door("/loketten/uren/", _("Opening hours"), "clock", "desk.hours"),
        Door("/openingsuren/vraag/", _("Hours and demand"), "chart-column", "desk.plan"),
    )),
    (_("Management"), "settings", (
        Door("/van-dienst/", _("On duty"), "phone", "people.manage"),
        Door("/rechten/", _("Rights"), "key-round", "people.manage"),
        Door("/techniek/", _("Technical state"), "activity", "channels.watch"),
        Door("/logboek/", _("Consultations"), "eye", "audit.read"),
    )),
)  # fmt: skip


def office(request: HttpRequest) -> dict[str, Any]:
    """What the shell of the back office shows to this actor; nothing for who is no staff."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.kind != "staff":
        return {}
    names = [tenant.name for tenant in queries.tenants(actor.rights)]
    return {"office_nav": menus(actor, request.path), "office_who": actor.name, "office_tenant": ", ".join(names)}


def menus(actor: Actor, path: str) -> list[Menu]:
    """What `actor` may open, in menus; all in the bar where it is little, and a menu of one door is that door."""
    held = [(label, icon, _held(actor, doors)) for label, icon, doors in MENUS]
    best = max(
        (door.address for *_rest, doors in held for door in doors if path.startswith(door.address)), key=len, default=""
    )
    shown = [Menu(label, icon, tuple(_shown(door, best) for door in doors)) for label, icon, doors in held if doors]
    if sum(len(menu.doors) for menu in shown) <= FEW:
        return [menu._replace(label="") for menu in shown]
    return [menu if len(menu.doors) > 1 else menu._replace(label="") for menu in shown]


def _held(actor: Actor, doors: Iterable[Door]) -> list[Door]:
    return [door for door in doors if actor.tenants_with(door.right)]


def _shown(door: Door, current: str) -> Shown:
    return Shown(door.address, door.label, door.icon, door.address == current)
