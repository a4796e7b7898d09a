"""What several pages of alerts show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from nabij.alerts import presenters, queries
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert
from nabij.alerts.text_checks import warnings
from nabij.networks import queries as networks
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
        "previews": presenters.previews(alert),
    }


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
    return now | {
        "alert": alert,
        "kind": kind(alert.kind),
        "chip": presenters.chip_of(alert),
        "subject": presenters.subject_of(alert),
        "facts": presenters.facts(alert, found, now["size"], now["cost_cents"], names),
        "map_value": value,
        "bounds": presenters.bounds_of(value),
        "changes": presenters.changes(versions[1], versions[0]) if len(versions) > 1 else [],
        "names": names,
        "now": timezone.now(),
    }
