"""What every page of one network has around it: the shell, the heading, and the tabs to its other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nabij.networks import queries
from nabij.networks.models import Network, NetworkKind
from nabij.networks.presenters import chip
from nabij.tenants.actor import Actor

Shown = Callable[[Actor, Network], bool]


def staff(actor: Actor, network: Network) -> bool:
    return actor.may(queries.VIEW, network.tenant_id)


def leads(actor: Actor, network: Network) -> bool:
    """Officer or coordinator of this network, or their deputy."""
    return queries.mandated(actor, network)


def anybody(actor: Actor, network: Network) -> bool:
    """Whoever may open the network at all: also the municipality on whose ground it lies."""
    return True


def either(actor: Actor, network: Network) -> bool:
    return staff(actor, network) or leads(actor, network)


def of_shops(actor: Actor, network: Network) -> bool:
    return network.kind == NetworkKind.BINZ and either(actor, network)


def brings_lists(actor: Actor, network: Network) -> bool:
    """Who leads it, and staff of its zone that manages networks and their members; never the municipality."""
    manages = actor.may("networks.manage", network.tenant_id) and actor.may("networks.members", network.tenant_id)
    return manages or leads(actor, network)


@dataclass(frozen=True)
class Tab:
    """A page of a network, named by its URL name with the one argument network_id."""

    page: str
    label: str | Promise
    shown: Shown = either


TABS = (
    Tab("networks:network", _("Overview")),
    Tab("networks:start_up", _("Start-up"), anybody),
    Tab("networks:documents", _("Documents"), anybody),
    Tab("networks:members", _("Members"), leads),
    Tab("networks:lists", _("Lists"), brings_lists),
    Tab("networks:shops", _("Businesses"), of_shops),
    Tab("networks:messages", _("Messages")),
    Tab("networks:meetings", _("Meetings")),
    Tab("networks:year", _("The year")),
)


def shell(actor: Actor) -> str:
    return "site/base.html" if actor.kind == "resident" else "site/office.html"


def frame(actor: Actor, network: Network, page: str) -> dict[str, Any]:
    """Context for a template that extends `networks/frame.html`; `page` is the tab that is current."""
    tabs = [
        {"url": reverse(tab.page, args=[network.id]), "label": tab.label, "current": tab.page == page}
        for tab in TABS
        if tab.shown(actor, network)
    ]
    return {"shell": shell(actor), "network": network, "chip": chip(network), "tabs": tabs}
