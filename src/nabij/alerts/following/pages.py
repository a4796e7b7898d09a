"""What the page of an alert that left shows, whole and in parts that follow the live stream."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from nabij.alerts import presenters, queries
from nabij.alerts.escalating.queries import rounds_of
from nabij.alerts.fanout.progress import progress
from nabij.alerts.following import presenters as shapes
from nabij.alerts.following import queries as following
from nabij.alerts.following.spread import shown
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert, SentCopy
from nabij.alerts.replies.queries import replies_to
from nabij.alerts.rules.transitions import LEAVES
from nabij.networks import queries as networks
from nabij.people import queries as people
from nabij.places import queries as places
from nabij.tenants.actor import Actor


def sent_context(actor: Actor, alert: Alert) -> dict[str, Any]:
    """What left, how far it is and where, and what is owed. Counts what left, never the audience anew."""
    copy, handover = queries.sent_copy(alert), queries.handover_of(alert)
    found = networks.networks_of(alert.tenant_id, alert.networks)
    value = presenters.map_value(alert.area, found)
    names = people.account_names([one for one in (alert.created_by, alert.sent_by, alert.reviewed_by) if one])
    size = following.size_of(copy)
    progress_now = progress_context(actor, alert, copy)
    facts = presenters.facts(alert, size, progress_now["planned_cents"], names)
    may_send = actor.may(kind(alert.kind).send, alert.tenant_id)
    review = queries.awaits_review(alert) and actor.may("alerts.review", alert.tenant_id)
    return progress_now | spread_context(actor, alert) | {
        "answers": replies_to(actor, alert.id),
        "kind": kind(alert.kind),
        "chip": presenters.chip_of(alert),
        "subject": presenters.subject_of(alert),
        "facts": facts,
        "map_value": value,
        "bounds": presenters.bounds_of(value),
        "previews": presenters.previews(alert),
        "copy": copy,
        "handover": handover,
        "handover_late": bool(handover and queries.is_late(handover, timezone.now())),
        "would_have": presenters.size_words(size, alert.window_until) if alert.training else "",
        "may_report": actor.kind == "staff" and actor.may("alerts.view", alert.tenant_id),
        "may_hand_over": actor.may("alerts.handover", alert.tenant_id),
        "feedbacks": [(one, presenters.chip_of(one), presenters.subject_of(one)) for one in queries.feedbacks_of(alert)],
        "may_review": review and actor.id not in queries.editors(alert) | {alert.sent_by},
        "may_stop": alert.state in LEAVES and may_send and alert.window_until > timezone.now(),
        "may_answer": alert.kind != "feedback" and actor.may("alerts.draft", alert.tenant_id),
    }  # fmt: skip


def progress_context(actor: Actor, alert: Alert, copy: SentCopy | None = None) -> dict[str, Any]:
    """The bars, times, failures and costs, and what is still owed."""
    copy = copy or queries.sent_copy(alert)
    found, resends = progress(alert.id), following.resends_of(alert)
    duty, bound = queries.duty_of(alert), queries.approval_of(alert)
    useless = following.hopeless(found)
    first, plans = found.first_handed_over, following.plans_of(alert)
    open_still = alert.state in LEAVES and alert.window_until > timezone.now()
    may_resend = open_still and actor.may(kind(alert.kind).send, alert.tenant_id)
    bars = shapes.bars(found)
    return {
        "alert": alert,
        "bars": bars,
        "underway": any(bar.waiting for bar in bars),
        "failures": shapes.failures(found, useless),
        "first": shapes.seconds((first - alert.sent_at).total_seconds() if first and alert.sent_at else None),
        "p95": shapes.seconds(None if found.p95_s is None else found.p95_s + plans.waited_s(alert)),
        "delivered_share": shapes.share(sum(bar.delivered for bar in bars), sum(bar.total for bar in bars)),
        "resent": found.resent,
        "resends": resends,
        "call_rounds": rounds_of(alert),
        "to_resend": following.failed_for_now(found, resends) if may_resend else 0,
        "next_resend": (resends[-1].number if resends else 0) + 1,
        "planned_cents": bound.cost_cents if bound else 0,
        "planned_cost": presenters.euros(bound.cost_cents) if bound else "",
        "real_cost": presenters.euros(following.cost_cents(alert, copy, found, plans)) if copy else "",
        "duty": duty,
        "duty_words": presenters.duty_words(duty) if duty else None,
    }


def spread_context(actor: Actor, alert: Alert) -> dict[str, Any]:
    """Neighbourhoods and a map, blurred for who may not see the members."""
    squares, at = following.squares_of(alert)
    exact = following.may_see_homes(actor, alert)
    seen = shown(squares, exact=exact)
    outlines = places.outlines("neighbourhood", [code for code in seen.areas if code], following.OUTLINE_M)
    return {
        "alert": alert,
        "areas": shapes.areas(seen, outlines),
        "spread_map": shapes.map_of(seen, outlines) if seen.squares or outlines else "",
        "spread_exact": exact,
        "spread_at": at,
        "spread_pending": not squares and following.deliveries_of(alert.id) > 0,
    }
