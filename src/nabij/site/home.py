"""The front door, and the pages under it that say how we treat your data and who can use the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from nabij.alerts.cap import queries as cap
from nabij.alerts.outlets import queries as outlets
from nabij.alerts.outlets.presenters import shown_notice
from nabij.audit import retention
from nabij.networks import queries as networks
from nabij.places import queries as places
from nabij.reports import presenters
from nabij.reports import queries as reports
from nabij.tenants import queries as tenants
from nabij.tenants.models import TenantKind

# What the privacy page says about terms: the words, and the retention rule whose days it gives.
TERMS = (
    (_("Your name and how to reach you, with a report"), "who told it", "reports_report"),
    (_("Photos with a report"), "photo of a report", "reports_photo"),
    (_("The report itself, without your name"), "report", "reports_report"),
    (_("Your question to a neighbourhood officer, with the answer"), "question to an officer", "desk_question"),
    (_("Your name and number with an appointment"), "who had an appointment", "desk_appointment"),
    (_("The number on which you asked to be called back"), "number to call back", "desk_ringback"),
    (_("A number or address that you removed"), "retired contact point", "people_contactpoint"),
    (_("Your membership of a network, after you left"), "membership that ended", "networks_membership"),
    (_("To whom a warning went"), "delivery", "fanout.delivery"),
    (_("Who looked at which data"), "detail of the record", "audit_detail"),
)
DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Neighbourhood:
    """What we can say about the surroundings of an address."""

    address: str
    name: str
    municipality: str
    zone: str
    networks: tuple[str, ...]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Three ways in; with `address` (and `lon`, `lat`) also what we know about that neighbourhood."""
    typed = request.GET.get("address", "").strip()[:120]
    shown: dict[str, Any] = {"typed": typed, "here": _around(request, typed)}
    if request.headers.get("HX-Request"):
        return render(request, "site/home_here.html", shown)
    shown |= {"pace": presenters.pace_sentence(reports.pace()), "publishers": outlets.publishers(), **_now()}
    return render(request, "site/home.html", shown)


def _now() -> dict[str, Any]:
    """What the band above the page says: alerts in force here, and BE-Alert's where a zone wants them."""
    language = get_language() or "nl"
    return {
        "warnings": [shown_notice(one, language) for one in outlets.warnings()],
        "be_alert": cap.shown_to_residents(),
    }


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who answers for data, how long they stay (as the job that deletes has it) and what one can ask."""
    kept = {(rule.kind, rule.table): rule.days for rule in retention.in_force(retention.rules(), timezone.localdate())}
    terms = [(words, *_length(kept[kind, table])) for words, kind, table in TERMS]
    services = [tenant.name for tenant in tenants.all_tenants() if tenant.kind != TenantKind.PARTNER]
    return render(request, "site/about_privacy.html", {"terms": terms, "services": services})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/about_accessibility.html")


def _around(request: HttpRequest, typed: str) -> Neighbourhood | None:
    asked = request.GET
    place = places.chosen_place(address=typed, lon=asked.get("lon", ""), lat=asked.get("lat", ""))
    if place is None:
        return None
    found = places.locate(place.lon, place.lat)
    zone = tenants.tenant_by_code(TenantKind.ZONE, found.zone.code) if found.zone else None
    near = networks.networks_at(*place.metres, [zone.id]) if zone else []
    return Neighbourhood(
        address=typed,
        name=found.neighbourhood.name if found.neighbourhood else "",
        municipality=found.municipality.name if found.municipality else "",
        zone=zone.name if zone else "",
        networks=tuple(network.name for network in near),
    )


def _length(days: int) -> tuple[int, str]:
    """A term as a number and its unit."""
    return (round(days / DAYS_A_YEAR), "years") if days >= DAYS_A_YEAR else (days, "days")
