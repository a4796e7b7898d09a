"""The doors of the back office, as data: each shows to who has its right somewhere."""

from __future__ import annotations

from typing import Any, NamedTuple

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


DOORS = (
    Door("/meldkamer/", _("Console"), "radio", "reports.judge"),
    Door("/meldkamer/nieuw", _("New report"), "phone-call", "reports.record"),
    Door("/incidenten/", _("Incidents"), "inbox", "reports.view"),
    Door("/waarschuwingen/", _("Alerts"), "bell-ring", "alerts.view"),
    Door("/netwerken/", _("Networks"), "users", "networks.view"),
    Door("/netwerken/lijsten/", _("Lists to confirm"), "list-checks", "people.export"),
    Door("/agenda/", _("Meetings"), "calendar", "meetings.view"),
    Door("/wijkagenten/", _("Neighbourhood officers"), "id-card", "desk.answer"),
    Door("/nieuws/beheer/", _("News"), "megaphone", "desk.news"),
    Door("/antwoorden/", _("Answers to reporters"), "mail", "reports.judge"),
    Door("/antwoorden/teksten/", _("Words of our answers"), "languages", "tenants.configure"),
    Door("/meldpunten/", _("Reporting points"), "map-pin", "reports.points"),
    Door("/taken/", _("Tasks"), "list-checks", "reports.task"),
    Door("/beeld/balie/", _("Video desk"), "camera", "desk.video"),
    Door("/loketten/", _("Counters"), "building-2", "desk.serve"),
    Door("/loketten/uren/", _("Opening hours"), "clock", "desk.hours"),
    Door("/ploegen/", _("Teams"), "users", "reports.route"),
    Door("/hulp/", _("Help a resident"), "hand", "people.help"),
    Door("/doelgroepen/", _("Target groups"), "store", "people.label"),
    Door("/van-dienst/", _("On duty"), "phone", "people.manage"),
    Door("/rechten/", _("Rights"), "key-round", "people.manage"),
    Door("/openingsuren/vraag/", _("Hours and demand"), "chart-column", "desk.plan"),
    Door("/techniek/", _("Technical state"), "activity", "channels.watch"),
    Door("/logboek/", _("Consultations"), "eye", "audit.read"),
)


def office(request: HttpRequest) -> dict[str, Any]:
    """What the shell of the back office shows to this actor; nothing for who is no staff."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.kind != "staff":
        return {}
    names = [tenant.name for tenant in queries.tenants(actor.rights)]
    return {"office_nav": doors(actor, request.path), "office_who": actor.name, "office_tenant": ", ".join(names)}


def doors(actor: Actor, path: str) -> list[tuple[str, str | Promise, str, bool]]:
    held = [door for door in DOORS if actor.tenants_with(door.right)]
    best = max((door.address for door in held if path.startswith(door.address)), key=len, default="")
    return [(door.address, door.label, door.icon, door.address == best) for door in held]
