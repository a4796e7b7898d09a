"""What several pages of alerts show."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from nabij.alerts import comparing, presenters, queries
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert, AlertVersion
from nabij.alerts.text_checks import warnings
from nabij.networks import queries as networks
from nabij.networks.members.presenters import had_words
from nabij.networks.members.queries import frequency_of
from nabij.people import queries as people
from nabij.people.access import View, actor_of, sign_in_redirect, staff_required
from nabij.tenants.actor import Actor


def writers_only(view: View) -> View:
    """For staff that sees alerts, and for coordinators, who sign in as residents."""
    for_staff = staff_required("alerts.view")(view)

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        actor = actor_of(request)
        if actor.kind == "resident" and networks.mandates_of(actor, "coordinator"):
            return view(request, *args, **kwargs)
        if actor.kind == "resident":
            return sign_in_redirect(request, "account_login")
        return for_staff(request, *args, **kwargs)

    guarded.required_right = "alerts.view"  # type: ignore[attr-defined]
    return guarded


def shell(actor: Actor) -> str:
    return "site/base.html" if actor.kind == "resident" else "site/office.html"


def measured(alert: Alert) -> dict[str, Any]:
    """Audience, price and checks of an alert as it stands, saved or not."""
    measure = queries.measure(alert)
    findings, gaps = queries.open_checks(alert, measure)
    return {
        "size": measure.size,
        "size_words": presenters.size_words(measure.size, alert.window_until),
        "households": presenters.households(measure.size.households),
        "cost_cents": measure.cost_cents,
        "price": presenters.euros(measure.cost_cents),
        "refusals": list(dict.fromkeys([found.sentence for _language, found in findings if found.refuses] + gaps)),
        "warned": presenters.warned(warnings(alert)),
        "covers": json.dumps(alert.area) if alert.area else "",
        "previews": presenters.previews(alert),
        "had": _had(alert),
    }


def _had(alert: Alert) -> str:
    """How often the networks of an alert were written to this week, by the one that heard most; empty where that is nothing."""
    found = frequency_of(alert.networks, timezone.now()) if alert.networks else {}
    busiest = max(found.values(), key=lambda one: one.week, default=None)
    return had_words(busiest) if busiest else ""


def chain_context(actor: Actor, alert: Alert) -> dict[str, Any]:
    """What an alert follows and what followed it, and what this actor may let follow."""
    chain = queries.chain_of(alert) if alert.feedback_on_id is None else []
    may_write = actor.may(kind(alert.kind).draft, alert.tenant_id)
    return {
        "chain": presenters.chain_rows(chain, alert),
        "may_follow": presenters.may_follow(chain) if may_write else [],
    }


def described(alert: Alert) -> dict[str, Any]:
    """An alert read-only, with everything that an approver looks at."""
    found = networks.networks_of(alert.tenant_id, alert.networks)
    value = presenters.map_value(alert.area, found)
    now = measured(alert)
    names = people.account_names([one for one in (alert.created_by, alert.sent_by, alert.reviewed_by) if one])
    versions = queries.versions(alert)
    before = _version_read(alert, versions)
    return now | {
        "alert": alert,
        "kind": kind(alert.kind),
        "chip": presenters.chip_of(alert),
        "subject": presenters.subject_of(alert),
        "facts": presenters.facts(alert, now["size"], now["cost_cents"], names),
        "map_value": value,
        "bounds": presenters.bounds_of(value),
        "changes": comparing.changes(before, versions[0]) if before else [],
        "changed_since": before.number if before else 0,
        "names": names,
        "now": timezone.now(),
    }


def _version_read(alert: Alert, versions: list[AlertVersion]) -> AlertVersion | None:
    """The version that a colleague returned, else the one before; None where there is nothing to compare."""
    older = [one for one in versions if one.number < alert.version]
    returned = next((one for one in older if one.number == alert.returned_version), None)
    return returned or next(iter(older), None)
