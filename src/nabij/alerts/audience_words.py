"""Whom an alert is for, in words for who approves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.alerts.audience_form import area_name, near_value, near_words
from nabij.alerts.rules.whom import Parts, is_circle, whom_of
from nabij.networks import queries as networks
from nabij.people.target_groups import groups
from nabij.places import queries as places
from nabij.tenants import queries as tenants

if TYPE_CHECKING:
    from nabij.alerts.models import Alert


def audience_words(alert: Alert) -> tuple[str, str]:
    """Who is meant and who is left out, as lists (at most four queries; none for networks alone but one)."""
    said = whom_of(alert.audience)
    members = {*said.include.networks, *said.exclude.networks}
    known = {one.id: one.name for one in networks.networks_of(alert.tenant_id, members)} if members else {}
    named = _named(alert.tenant_id) if said.include.areas or said.exclude.areas else {}
    routes = {one: _("BE-Alert") if alert.routes.get(str(one)) == "be_alert" else _("own channels") for one in known}
    means = {one: f"{name} ({routes[one]})" for one, name in known.items()}
    return _listed(said.include, means, named), _listed(said.exclude, known, named)


def _named(tenant_id: UUID) -> dict[tuple[str, str], str]:
    ground = tenants.tenant(tenant_id)
    return {(one.kind, one.code): area_name(one) for one in places.areas_within(ground.kind, ground.code)}


def _listed(found: Parts, known: Mapping[UUID, str], named: Mapping[tuple[str, str], str]) -> str:
    words = [known[one] for one in found.networks if one in known]
    words += [named.get((one.kind, one.code), one.code) for one in found.areas]
    words += [near_words(near_value(one)) for one in found.near]
    words += [groups()[one].name for one in found.roles if one in groups()]
    circles = sum(map(is_circle, found.shapes))
    if circles:
        words.append(ngettext("a circle on the map", "%(n)s circles on the map", circles) % {"n": circles})
    if len(found.shapes) > circles:
        words.append(_("an area on the map"))
    return ", ".join(words)
