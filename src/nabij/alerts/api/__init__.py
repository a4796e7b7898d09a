"""The door for machines: the same actions as the pages, so the same rules; who sends never approves."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from nabij.alerts import actions, queries
from nabij.alerts.api import schemas
from nabij.alerts.digest import Text
from nabij.alerts.drafts import Draft
from nabij.alerts.fanout.progress import progress
from nabij.alerts.kinds import kinds
from nabij.alerts.rules.whom import Named, Near, Parts, Whom, parts
from nabij.alerts.text_checks import warnings
from nabij.networks.queries import network_list
from nabij.people.api.asked import known_only
from nabij.people.api.once import IdempotencyKey, once
from nabij.places.geometry import to_lambert
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

router = Router()


@router.get("/alert-kinds", response=list[schemas.KindOut], summary="The kinds of alert")
def list_kinds(request: HttpRequest) -> list[schemas.KindOut]:
    """Every kind with what it needs; feedback is given on the page of the alert that it answers."""
    return [
        schemas.KindOut(code=code, names=dict(one.names), needs_incident=one.incident, needs_ground=one.police)
        for code, one in kinds().items()
        if code != "feedback"
    ]


@router.get("/networks", response=list[schemas.NetworkOut], summary="The networks that an alert can be for")
def list_networks(request: HttpRequest) -> list[schemas.NetworkOut]:
    """The networks that the key may see."""
    return [schemas.NetworkOut(id=one.id, name=one.name, kind=one.kind) for one in network_list(actor_of(request))]


@router.post("/alerts", response={201: schemas.AlertOut}, summary="Write an alert")
def write(request: HttpRequest, idempotency_key: IdempotencyKey, given: schemas.AlertIn) -> HttpResponse:
    """Keeps a draft: it leaves when it was submitted and somebody else, never this key, approved it."""
    actor = actor_of(request)
    tenant_id = _tenant(actor, given.tenant_id)

    def draft() -> Status[schemas.AlertOut]:
        made = actions.draft_alert(actor, tenant_id=tenant_id, draft=_draft(given), incident_id=given.incident_id)
        return Status(201, schemas.shown(made))

    return once(request, idempotency_key, draft)


@router.get("/alerts", response=schemas.AlertPage, summary="Alerts, newest first")
def list_alerts(request: HttpRequest, which: Query[schemas.ListIn]) -> schemas.AlertPage:
    """A page of what the key may see."""
    known_only(request, schemas.ListIn)
    page = queries.alert_page(actor_of(request), states=which.state, after=which.after, limit=which.limit)
    return schemas.AlertPage(rows=[schemas.shown(row) for row in page.rows], next=page.next_cursor)


@router.get("/alerts/{alert_id}", response=schemas.AlertOut, summary="One alert")
def read(request: HttpRequest, alert_id: UUID) -> schemas.AlertOut:
    """Its content and state."""
    return schemas.shown(queries.alert(actor_of(request), alert_id))


@router.put("/alerts/{alert_id}", response=schemas.AlertOut, summary="Change an alert that has not left")
def edit(request: HttpRequest, alert_id: UUID, given: schemas.EditIn) -> schemas.AlertOut:
    """Replaces its content; what was approved is void."""
    changed = actions.edit_alert(actor_of(request), alert_id=alert_id, version=given.version, draft=_draft(given))
    return schemas.shown(changed)


@router.get("/alerts/{alert_id}/audience", response=schemas.AudienceOut, summary="Whom it would reach now")
def audience(request: HttpRequest, alert_id: UUID) -> schemas.AudienceOut:
    """The size and cost that an approver states, and what the check of the texts says."""
    found = queries.alert(actor_of(request), alert_id)
    measured = queries.measure(found)
    findings, gaps = queries.open_checks(found, measured)
    warned = {(one.language, one.finding): one for one in warnings(found)}
    shown = [schemas.finding(language, one, warned.get((language, one))) for language, one in findings]
    return schemas.shown_audience(found, measured, shown, gaps)


@router.post("/alerts/{alert_id}/submit", response=schemas.AlertOut, summary="Hand it to a second person")
def submit(request: HttpRequest, alert_id: UUID, given: schemas.VersionIn) -> schemas.AlertOut:
    """Asks for approval; everything that stands in the way is answered as one sentence."""
    return schemas.shown(actions.submit_for_approval(actor_of(request), alert_id=alert_id, version=given.version))


@router.post("/alerts/{alert_id}/approve", response=schemas.AlertOut, summary="Approve and send")
def approve(request: HttpRequest, alert_id: UUID, given: schemas.ApprovalIn) -> schemas.AlertOut:
    """Binds the alert to the digest, size and cost that were read. Refused for who wrote any version of it."""
    approved = actions.approve_alert(
        actor_of(request),
        alert_id=alert_id,
        digest=given.digest,
        households=given.households,
        cost_cents=given.cost_cents,
    )
    return schemas.shown(approved)


@router.post("/alerts/{alert_id}/return", response=schemas.AlertOut, summary="Give it back with a reason")
def give_back(request: HttpRequest, alert_id: UUID, given: schemas.ReasonIn) -> schemas.AlertOut:
    """For an approver: the writer sees the reason."""
    return schemas.shown(actions.return_with_reason(actor_of(request), alert_id=alert_id, reason=given.reason))


@router.post("/alerts/{alert_id}/withdraw", response=schemas.AlertOut, summary="Withdraw before it left")
def withdraw(request: HttpRequest, alert_id: UUID) -> schemas.AlertOut:
    """Nothing of it leaves."""
    return schemas.shown(actions.cancel(actor_of(request), alert_id=alert_id))


@router.post("/alerts/{alert_id}/stop", response=schemas.AlertOut, summary="Stop what has not left yet")
def stop(request: HttpRequest, alert_id: UUID, given: schemas.ReasonIn) -> schemas.AlertOut:
    """What was sent was sent; to take it back, write a follow-up that cancels it."""
    return schemas.shown(actions.stop_alert(actor_of(request), alert_id=alert_id, reason=given.reason))


@router.post("/alerts/{alert_id}/follow-ups", response={201: schemas.AlertOut}, summary="Write what follows it")
def follow_up(
    request: HttpRequest, alert_id: UUID, idempotency_key: IdempotencyKey, given: schemas.FollowUpIn
) -> HttpResponse:
    """Drafts an update, an all-clear or a cancel, to those who had the first one; change its texts before submitting."""

    def draft() -> Status[schemas.AlertOut]:
        made = actions.follow_up_alert(actor_of(request), alert_id=alert_id, message_type=given.message_type)
        return Status(201, schemas.shown(made))

    return once(request, idempotency_key, draft)


@router.get("/alerts/{alert_id}/progress", response=schemas.ProgressOut, summary="How far it is")
def follow(request: HttpRequest, alert_id: UUID) -> schemas.ProgressOut:
    """Counts per channel and state, and the failures by reason; no contact data."""
    found = progress(queries.alert(actor_of(request), alert_id).id)
    return schemas.ProgressOut(
        total=found.total,
        counts={channel: {str(state): n for state, n in by.items()} for channel, by in found.counts.items()},
        failures={f"{state}:{error}" if error else str(state): n for (state, error), n in found.failures.items()},
        first_handed_over=found.first_handed_over,
        p95_s=found.p95_s,
    )


def actor_of(request: HttpRequest) -> Actor:
    """Who calls, as the key says."""
    return request.auth  # type: ignore[attr-defined,no-any-return]


def _tenant(actor: Actor, tenant_id: UUID | None, right: str = "alerts.draft") -> UUID:
    if tenant_id is not None:
        return tenant_id
    held = actor.tenants_with(right)
    if not held:
        raise Missing
    if len(held) > 1:
        raise Refused("This key has several tenants: send tenant_id.")
    return held[0]


def _parts(given: schemas.PartsIn) -> Parts:
    xs, ys = to_lambert([one.lon for one in given.near], [one.lat for one in given.near])
    return parts(
        networks=given.networks,
        areas=[Named(one.kind, one.code) for one in given.areas],
        shapes=given.shapes,
        near=[Near(x, y, one.m, one.label) for x, y, one in zip(xs.tolist(), ys.tolist(), given.near, strict=True)],
        roles=given.roles,
    )


def _draft(given: schemas.AlertIn) -> Draft:
    return Draft(
        kind=given.kind,
        texts={language: Text(said.subject, said.body) for language, said in given.texts.items()},
        channels=list(dict.fromkeys(given.channels)),
        audience=Whom(_parts(given.audience), _parts(given.audience.exclude) if given.audience.exclude else Parts()),
        ground=given.ground,
        category=given.category,
        about_life=given.about_life,
        caught_in_act=given.caught_in_act,
        night_allowed=given.night_allowed,
        training=given.training,
        window_from=given.window_from,
        valid_hours=given.valid_hours,
        answers=given.answers,
    )
