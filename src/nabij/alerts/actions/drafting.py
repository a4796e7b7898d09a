"""Writing an alert, until somebody else may approve it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts import audience, chains, checking, contents
from nabij.alerts.actions.changing import (
    editors_of,
    locked,
    may_write,
    put_on_record,
    require_write,
    step,
    write_version,
)
from nabij.alerts.digest import Text, written
from nabij.alerts.drafts import Draft
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert
from nabij.alerts.rules import answers
from nabij.alerts.rules.chain import ENDS
from nabij.alerts.rules.whom import MERCHANTS
from nabij.alerts.rules.window import check_window
from nabij.alerts.surfaces import surfaces
from nabij.alerts.text_checks import warnings
from nabij.networks import queries as networks
from nabij.networks.rules import check_channels
from nabij.people import target_groups
from nabij.reports import queries as reports
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def draft_alert(actor: Actor, *, tenant_id: UUID, draft: Draft, incident_id: UUID | None = None) -> Alert:
    """Starts an alert of a tenant; `queries.prefilled` makes the draft of an incident by template.

    Raises Missing without the right, for networks of somebody else or an unknown incident, Refused for a shape that is none.
    """
    found_kind = kind(draft.kind)
    if draft.kind == "feedback":
        raise Refused(_("Feedback starts on the page of the alert that it answers."))
    if not may_write(actor, found_kind, tenant_id, draft.audience):
        raise Missing
    alert = Alert(
        tenant_id=tenant_id, kind=draft.kind, incident_id=incident_id, created_at=timezone.now(), created_by=actor.id
    )
    if incident_id is not None:
        _take_incident(actor, alert, incident_id)
    _fill(actor, alert, draft)
    alert.digest = contents.digest_of(alert)
    alert.save(force_insert=True)
    write_version(actor, alert)
    put_on_record(actor, alert, "draft_alert", {"incident": str(incident_id or "")})
    return alert


def as_if(
    actor: Actor, *, tenant_id: UUID, draft: Draft, incident_id: UUID | None = None, of: Alert | None = None
) -> Alert:  # fmt: skip
    """The alert that a draft would become, or that it would make `of` one there is; not saved: for the page on which it is
    written. Raises as `draft_alert` does.
    """
    if of is not None:
        changed = copy(of)
        _change(actor, changed, draft)
        require_write(actor, changed)
        return changed
    if not may_write(actor, kind(draft.kind), tenant_id, draft.audience):
        raise Missing
    alert = Alert(
        tenant_id=tenant_id, kind=draft.kind, incident_id=incident_id, created_at=timezone.now(), created_by=actor.id
    )
    if incident_id is not None:
        _take_incident(actor, alert, incident_id)
    _fill(actor, alert, draft)
    return alert


@transaction.atomic
def edit_alert(actor: Actor, *, alert_id: UUID, version: int, draft: Draft) -> Alert:
    """Changes an alert that has not left; what was approved is void. Raises Stale when it changed since `version`."""
    alert = locked(actor, alert_id)
    step(actor, alert, "edit")
    checking.check_version(alert, version)
    _change(actor, alert, draft)
    require_write(actor, alert)
    alert.version += 1
    alert.submitted_at = alert.consulted_at = alert.consulted_by = None
    alert.consulted_with = ""
    write_version(actor, alert)
    alert.save()
    put_on_record(actor, alert, "edit_alert")
    return alert


@transaction.atomic
def submit_for_approval(actor: Actor, *, alert_id: UUID, version: int) -> Alert:
    """Hands the text to a second person. Raises Refused with the first rule that the alert does not meet.

    Who submits what the platform wrote (a message of another system) answers for it as its writer, and cannot approve it.
    """
    alert = locked(actor, alert_id)
    step(actor, alert, "submit")
    checking.check_version(alert, version)
    if editors_of(alert) == {None}:
        alert.version += 1
        write_version(actor, alert)
    check_may_leave(alert)
    alert.submitted_at = timezone.now()
    alert.save()
    put_on_record(actor, alert, "submit_for_approval")
    return alert


@transaction.atomic
def return_with_reason(actor: Actor, *, alert_id: UUID, reason: str) -> Alert:
    """Gives it back to who wrote it. Raises Refused without a reason."""
    alert = locked(actor, alert_id)
    step(actor, alert, "return")
    if not reason.strip():
        raise Refused(_("Say what should change, so that your colleague can do it."))
    alert.returned_because, alert.returned_version = reason.strip(), alert.version
    alert.save()
    put_on_record(actor, alert, "return_with_reason", {"reason": alert.returned_because})
    return alert


@transaction.atomic
def cancel(actor: Actor, *, alert_id: UUID) -> Alert:
    """Withdraws an alert that has not left."""
    alert = locked(actor, alert_id)
    step(actor, alert, "cancel")
    alert.save()
    put_on_record(actor, alert, "cancel")
    return alert


def check_may_leave(alert: Alert) -> audience.Size:
    """Every rule about content and audience, as they are now; the size for whoever goes on. Raises Refused."""
    now = timezone.now()
    size = audience.size(contents.aim_of(alert, now))
    checking.check_complete(alert, size, now)
    return size


def _take_incident(actor: Actor, alert: Alert, incident_id: UUID) -> None:
    incident = reports.incident_brief(actor, incident_id)
    if incident.tenant_id != alert.tenant_id:
        raise Missing
    checking.check_incident(incident)
    alert.category = incident.category_id


def _change(actor: Actor, alert: Alert, draft: Draft) -> None:
    """What may be changed: of feedback, an all-clear or a withdrawal the words, of an update all but its kind, else all."""
    _follow_last(alert)
    if alert.feedback_on_id is not None or alert.message_type in ENDS:
        alert.texts = _texts(draft.texts)
        return
    taken = replace(draft, kind=alert.kind) if alert.follows_id else draft
    alert.kind = kind(taken.kind).code
    _fill(actor, alert, taken)


def _follow_last(alert: Alert) -> None:
    """Whoever changes a follow-up has seen the chain: it now follows the last message that left."""
    before = chains.others_that_left(alert) if alert.follows_id else []
    if before:
        alert.follows_id = before[-1].id


def _fill(actor: Actor, alert: Alert, draft: Draft) -> None:
    check_channels(draft.channels)
    _aim(alert, draft)
    alert.texts = _texts(draft.texts)
    alert.channels = list(draft.channels)
    alert.ground = draft.ground
    alert.category = alert.category or draft.category
    alert.about_life = draft.about_life
    alert.caught_in_act = draft.caught_in_act
    alert.training = draft.training or actor.mode == "test"
    checking.check_mode(actor, draft.audience, training=alert.training)
    _take_window(alert, draft)
    alert.template = draft.template or alert.template
    _take_answers(alert, draft.answers)


def _take_window(alert: Alert, draft: Draft) -> None:
    """Raises Refused for hours that cannot be."""
    now = timezone.now()
    start = draft.window_from or now.replace(second=0, microsecond=0)
    alert.window_from = draft.window_from
    alert.window_until = draft.window_until or start + timedelta(
        hours=draft.valid_hours or kind(draft.kind).valid_hours
    )
    check_window(alert.window_from, alert.window_until, now)


def _take_answers(alert: Alert, reasons: Mapping[str, str]) -> None:
    """Keeps the answers to warnings that stand; one about a text that changed since is forgotten."""
    alert.answers = [{"key": key, "reason": reason} for key, reason in reasons.items()]
    alert.answers = answers.as_json(warnings(alert))


def _aim(alert: Alert, draft: Draft) -> None:
    named = {*draft.audience.networks, *draft.audience.exclude.networks}
    known = networks.agreed_networks(alert.tenant_id, named)
    if {one.id for one in known} != named:
        raise Missing
    found = [one for one in known if one.id in draft.audience.networks]
    drawn = surfaces(alert.tenant_id, draft.audience)
    alert.audience = draft.audience.as_json()
    alert.networks = [one.id for one in found]
    alert.area = drawn.covers
    alert.area_lambert = drawn.included and shapely.to_wkb(drawn.included)
    alert.excluded_lambert = drawn.excluded and shapely.to_wkb(drawn.excluded)
    check_roles((*draft.audience.include.roles, *draft.audience.exclude.roles))
    if MERCHANTS in draft.audience.include.roles:
        found = list({one.id: one for one in (*found, *networks.of_kind(alert.tenant_id, "binz"))}.values())
    alert.routes = networks.routes_for(found, draft.kind) | (
        {} if draft.audience.include.only_networks else {"area": "own"}
    )
    plan = networks.plan_for(found, alert.category or draft.category)
    alert.night_allowed = draft.night_allowed and (plan.night or not found)


def check_roles(codes: Collection[str]) -> None:
    """Raises Missing for a target group that is not there."""
    for code in codes:
        target_groups.group(code)


def _texts(texts: Mapping[str, Text]) -> dict[str, Any]:
    said = {
        language: {"subject": written(text.subject).strip(), "body": written(text.body).strip()}
        for language, text in texts.items()
        if text.body.strip()
    }
    if not said:
        raise Refused(_("Write what happened and what people can do."))
    return said
