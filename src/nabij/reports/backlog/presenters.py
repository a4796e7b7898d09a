"""Words and shapes for the list and its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.places.queries import AreaRef
from nabij.reports import presenters as reports
from nabij.reports.backlog import rules
from nabij.reports.backlog.asking import KEPT, NO_TEAM, Known, plain_query
from nabij.reports.backlog.models import Bulk, BulkItem, ItemState, SavedFilter, Sharing
from nabij.reports.models import Incident
from nabij.reports.states import OPEN, Channel
from nabij.reports.words import in_language
from nabij.tenants.models import Tenant

VIEW_WORDS = ("open", "new", "in_hand", "withheld", "referred", "closed", "all")


def row(incident: Incident) -> dict[str, Any]:
    """An incident as a row of the list."""
    is_open = incident.state in OPEN
    return reports.row(incident) | {
        "chosen": f"{incident.id}:{incident.version}",
        "reference": reports.reference(incident),
        "team": incident.team.name if incident.team else "",
        "due_at": incident.due_at if is_open else None,
        "summary": incident.summary,
    }


def tabs(counted: Mapping[str, int], given: QueryDict, most: int) -> list[dict[str, Any]]:
    """The states, with how many stand in each (to `most`); the rest of the filter stays."""
    words = {
        "open": _("Open"), "new": _("New"), "in_hand": _("Being handled"), "withheld": _("Withheld"), "referred": _("Referred"),
        "closed": _("Closed"), "all": _("Everything"),
    }  # fmt: skip
    now = given.get("view", "open")
    return [
        {
            "url": f"?{_with(given, view=name)}",
            "label": words[name],
            "current": name == now,
            "count": capped(counted.get(name), most),
        }
        for name in VIEW_WORDS
    ]


def capped(number: int | None, most: int) -> str | None:
    """A count that stops: "100+" stands for a hundred or more."""
    if number is None:
        return None
    return f"{most}+" if number >= most else str(number)


def file_size(many: int) -> str:
    """How much a file of a filter will hold, and that a long one takes its time."""
    if many > rules.MOST_EXPORTED:
        return _("This filter shows more than %(most)s incidents. Narrow it first.") % {"most": rules.MOST_EXPORTED}
    said = ngettext("This filter shows %(n)s incident now.", "This filter shows %(n)s incidents now.", many) % {
        "n": many
    }
    return (
        said if many < rules.LONG_FILE else said + " " + _("Making the file can take half a minute: stay on this page.")
    )


def came_in(many: int, most: int) -> str:
    """How many came in since the list was shown."""
    return ngettext("%(n)s new report, show it", "%(n)s new reports, show them", many) % {"n": capped(many, most)}


def choices(known: Known, areas: Sequence[AreaRef], services: Sequence[Tenant], given: QueryDict) -> dict[str, Any]:
    """The options of each part of the filter: value, words, whether it is chosen."""

    def options(name: str, pairs: Iterable[tuple[str, object]]) -> list[tuple[str, object, bool]]:
        chosen = set(given.getlist(name))
        return [(value, words, value in chosen) for value, words in pairs]

    several = len(services) > 1
    teams = [
        (str(team.id), f"{team.name} ({team.tenant.name})" if several else team.name)
        for team in known.teams
        if team.active or str(team.id) in given.getlist("team")
    ]
    grouped = reports.grouped(known.kinds)
    return {
        "kinds": [(heading, options("kind", ((kind["code"], kind["name"]) for kind in kinds))) for heading, kinds in grouped],
        "groups": options("group", ((code, words) for code, words in reports.GROUPS.items())),
        "areas": options("neighbourhood", ((area.code, area.name) for area in areas)),
        "teams": options("team", [(NO_TEAM, _("No team")), *teams]),
        "terms": options("term", [("late", _("Too late")), ("today", _("Within 24 hours")), ("week", _("Within a week"))]),
        "channels": options("channel", Channel.choices),
        "services": options("service", ((str(one.id), one.name) for one in services)) if several else [],
        "sorts": options("sort", [("due", _("Promised first"))]),
        "more_chosen": sum(bool(given.get(name)) for name in KEPT if name not in ("view", "q", "kind", "team", "term")),
    }  # fmt: skip


def saved(rows: Sequence[SavedFilter], given: QueryDict, account_id: object, manages: set[Any]) -> list[dict[str, Any]]:
    """Filters that were kept: their address, whose they are, and whether one may remove them."""
    now = plain_query(given)
    return [
        {
            "id": one.id,
            "name": one.name,
            "url": f"?{one.asked}",
            "current": one.asked == now,
            "shared": _shared(one),
            "removable": one.account_id == account_id or (one.sharing != Sharing.OWN and one.tenant_id in manages),
        }
        for one in rows
    ]


def _shared(one: SavedFilter) -> str:
    if one.team is not None:
        return _("team %(team)s") % {"team": one.team.name}
    return one.tenant.name if one.sharing == Sharing.TENANT else ""


def progress(bulk: Bulk, items: Sequence[BulkItem], incidents: Mapping[Any, Incident]) -> dict[str, Any]:
    """How far an order is, and what became of each incident."""
    done = sum(item.state == ItemState.DONE for item in items)
    refused = sum(item.state == ItemState.REFUSED for item in items)
    return {
        "deed": bulk.get_deed_display(),
        "total": len(items),
        "settled": done + refused,
        "done": done,
        "refused": refused,
        "waits": done + refused < len(items),
        "said": ngettext("Done for %(n)s incident.", "Done for %(n)s incidents.", done) % {"n": done},
        "items": [_item(item, incidents.get(item.incident_id)) for item in sorted(items, key=lambda one: one.state != "refused")],
    }  # fmt: skip


def _item(item: BulkItem, incident: Incident | None) -> dict[str, Any]:
    tones = {
        ItemState.DONE: ("success", "circle-check"),
        ItemState.REFUSED: ("danger", "x"),
        ItemState.WAITING: ("neutral", "clock"),
    }
    tone, icon = tones[ItemState(item.state)]
    return {
        "id": item.incident_id if incident else None,
        "kind": in_language(incident.category.name) if incident else _("An incident that is not there"),
        "where": (incident.address or incident.neighbourhood_name) if incident else "",
        "reference": reports.reference(incident) if incident else "",
        "state": item.get_state_display(),
        "tone": tone,
        "icon": icon,
        "sentence": item.sentence,
    }


def _with(given: QueryDict, **changed: str) -> str:
    copy = given.copy()
    for name in ("after", "before"):
        copy.pop(name, None)
    for name, value in changed.items():
        copy[name] = value
    return copy.urlencode()
