"""A ring from its start to its end. All of it stands in the database: any process carries on what another began."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.video import rules, sealed
from nabij.desk.video.actions.links import open_room
from nabij.desk.video.actions.ring_backs import ask_ring_back, keep_number
from nabij.desk.video.actions.telling import note_tellings
from nabij.desk.video.models import MeetingLink, Ring, RingBack, RingOffer, RingState
from nabij.desk.video.queries import RIGHT, Rung, back_of, rung_at, video_tenant
from nabij.desk.video.topics import LANGUAGES, topic
from nabij.desk.video.zone_rules import rules_of
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id

OPEN = (RingState.RINGING, RingState.ANSWERED)


@transaction.atomic
def start_ring(
    actor: Actor, *, tenant_id: UUID, topic_code: str, language: str, municipality: str = "", name: str = "",
    number: str = "", now: datetime | None = None,
) -> Ring:  # fmt: skip
    """Rings who is on duty, now. Anybody may. Raises Missing where the door is not open, Refused for an unknown or urgent topic,
    or for what is no number.

    Where nobody is there at any step the ring is over at once: nobody waits for nothing. With a `number`, a ring that nobody
    answers or whose line breaks becomes a request to be called back.
    """
    moment, tenant = now or timezone.now(), video_tenant(tenant_id)
    asked = topic(topic_code)
    if asked is None or asked.urgent or language not in LANGUAGES:
        raise Refused(_("Choose what it is about, and your language."))
    ring_id = new_id()
    kind = vault.kind_of_number(number) if number.strip() else ""
    ring = Ring.objects.create(
        id=ring_id,
        tenant=tenant,
        topic=topic_code,
        language=language,
        municipality=municipality,
        name=vault.seal_value(sealed.RING_NAME, ring_id, name.strip()) if name.strip() else None,
        contact_kind=kind,
        contact_value=vault.seal_value(sealed.RING_NUMBER, ring_id, vault.normalise(kind, number)) if kind else None,
        started_at=moment,
        seen_at=moment,
        step_at=moment,
    )
    _say(actor, ring, "ring", {"topic": topic_code, "language": language})
    _move_on(ring, moment, is_new=True)
    return ring


@transaction.atomic
def look_in(ring_id: UUID, now: datetime | None = None) -> Ring:
    """Who waits is still there, or is back: how it stands with the ring. The address given at the start is what lets one ask.

    While they were away, or the server was, its time stood still.
    """
    moment, ring = now or timezone.now(), _locked(ring_id)
    if ring.state == RingState.RINGING:
        if not rules.is_gone(ring.seen_at, moment):
            if rules.is_away(ring.seen_at, moment):
                ring.step_at += moment - ring.seen_at
            ring.seen_at = moment
            ring.save(update_fields=["seen_at", "step_at"])
        _move_on(ring, moment)
    return ring


@transaction.atomic
def cancel_ring(ring_id: UUID, now: datetime | None = None) -> Ring:
    """Who waits stops it. Raises Stale where somebody answered in the same moment."""
    ring = _locked(ring_id)
    if ring.state == RingState.ANSWERED:
        raise Stale(_("Somebody has just answered. The talk can begin."))
    if ring.state == RingState.RINGING:
        _end(ring, RingState.CANCELLED, now or timezone.now())
    return ring


@transaction.atomic
def rather_back(actor: Actor, *, ring_id: UUID, number: str, now: datetime | None = None) -> RingBack:
    """Who waits, or could not be answered, leaves a number instead; asked twice it is one request.

    Raises Stale where somebody answered in the same moment, Refused for what is no number.
    """
    ring, moment = _locked(ring_id), now or timezone.now()
    if ring.state == RingState.ANSWERED:
        raise Stale(_("Somebody has just answered. The talk can begin."))
    if ring.state == RingState.RINGING:
        _end(ring, RingState.CANCELLED, moment)
    return back_of(ring) or ask_ring_back(
        actor, tenant_id=ring.tenant_id, topic_code=ring.topic, language=ring.language, number=number, ring_id=ring.id,
        now=moment,
    )  # fmt: skip


@transaction.atomic
def answer(actor: Actor, *, offer_id: UUID, now: datetime | None = None) -> RingOffer:
    """Takes a ring: the first who does gets it. Needs desk.video where the ring is offered.

    Raises Missing for an offer that is not theirs, Stale where a colleague was first or the resident is gone.
    """
    moment, offer = now or timezone.now(), _offer(actor, offer_id)
    ring = _locked(offer.ring_id)
    if ring.state == RingState.ANSWERED and ring.answered_by == actor.id:
        return offer
    if ring.state == RingState.RINGING:
        _move_on(ring, moment)
    if ring.state != RingState.RINGING:
        taken = ring.answered_at is not None
        raise Stale(_("A colleague was first.") if taken else _("The resident is no longer waiting."))
    if rules.is_away(ring.seen_at, moment):
        raise Stale(_("The resident left the page a moment ago. If they come back, it rings again."))
    ring.state, ring.answered_at, ring.answered_by = RingState.ANSWERED, moment, actor.id
    ring.answered_tenant = offer.tenant_id
    ring.save(update_fields=["state", "answered_at", "answered_by", "answered_tenant"])
    _close_offers(ring, moment)
    open_room(ring, moment, moment + timedelta(minutes=rules_of(ring.tenant).talk_min))
    _say(actor, ring, "answer_ring", {"offer": offer.id, "by": offer.tenant_id})
    if offer.tenant_id != ring.tenant_id:
        record(
            actor, tenant_id=offer.tenant_id, verb="desk.answer_ring", target="desk.ring", target_id=ring.id,
            detail={"offer": offer.id, "of": ring.tenant_id, "basis": offer.basis},
        )  # fmt: skip
    return offer


@transaction.atomic
def end_talk(actor: Actor, *, offer_id: UUID, now: datetime | None = None) -> Ring:
    """The conversation is over; its link is dead from now on. For who answered, and colleagues with the right.

    Where the resident never came into the room and left a number, they are to be called back.
    """
    offer = _offer(actor, offer_id)
    ring = _locked(offer.ring_id)
    if ring.answered_tenant != offer.tenant_id:
        raise Missing
    if ring.state == RingState.ANSWERED:
        _end(ring, RingState.DONE, now or timezone.now(), actor)
    return ring


def sweep(now: datetime | None = None) -> int:
    """Moves on every ring, and ends talks whose time is over. How many rings there were. Can run twice at once."""
    moment, count = now or timezone.now(), 0
    for ring_id in list(Ring.objects.filter(state__in=OPEN).order_by("started_at").values_list("id", flat=True)):
        count += _sweep_one(ring_id, moment)
    return count


@transaction.atomic
def _sweep_one(ring_id: UUID, now: datetime) -> bool:
    found = Ring.objects.select_for_update(of=("self",), skip_locked=True).select_related("tenant")
    ring = found.filter(id=ring_id, state__in=OPEN).first()
    if ring is None:
        return False
    if ring.state == RingState.RINGING:
        _move_on(ring, now)
    elif ring.answered_at and now >= ring.answered_at + timedelta(minutes=rules_of(ring.tenant).talk_min):
        _end(ring, RingState.DONE, now)
    return True


def _locked(ring_id: UUID) -> Ring:
    found = Ring.objects.select_for_update(of=("self",)).select_related("tenant").filter(id=ring_id).first()
    if found is None:
        raise Missing
    return found


def _offer(actor: Actor, offer_id: UUID) -> RingOffer:
    found = RingOffer.objects.filter(id=offer_id, tenant_id__in=actor.tenants_with(RIGHT)).first()
    if found is None:
        raise Missing
    return found


def _move_on(ring: Ring, now: datetime, *, is_new: bool = False) -> None:
    """Ends a ring that nobody waits at or that nobody took; else rings the desks that it came to."""
    if rules.is_gone(ring.seen_at, now):
        _end(ring, RingState.GONE, now)
    if rules.is_away(ring.seen_at, now):
        return
    rung = rung_at(ring, now)
    before = rules.Reached(ring.step, ring.step_at)
    after = rules.advance([one.step for one in rung], before, [one.is_there for one in rung], now)
    if is_new or after != before:
        ring.step, ring.step_at = after.step, after.at
        ring.save(update_fields=["step", "step_at"])
    for number in range(before.step if is_new else before.step + 1, after.step + 1):
        _ring_desk(ring, number, rung[number], now)
    if after.over:
        _end(ring, RingState.UNANSWERED, now)


def _ring_desk(ring: Ring, number: int, rung: Rung, now: datetime) -> None:
    """Offers the ring to the desks of a step; to a partner zone only while somebody is there, and on record on both sides."""
    if rung.is_partner and not rung.is_there:
        return
    for desk in rung.desks:
        offer = RingOffer.objects.create(
            tenant_id=rung.tenant_id,
            ring_id=ring.id,
            ring_tenant=ring.tenant_id,
            step=number,
            desk=desk,
            basis=rung.step.basis,
            began_at=now,
        )
        note_tellings(offer, now)
        if rung.is_partner:
            _hand_over(ring, offer, now)
        elif number:
            _say(system_actor([ring.tenant_id]), ring, "ring_on", {"step": number, "desk": desk})


def _hand_over(ring: Ring, offer: RingOffer, now: datetime) -> None:
    ring.overflow_to, ring.overflow_at, ring.overflow_basis = offer.tenant_id, now, offer.basis
    ring.save(update_fields=["overflow_to", "overflow_at", "overflow_basis"])
    system = system_actor([ring.tenant_id, offer.tenant_id])
    _say(system, ring, "hand_over_ring", {"to": offer.tenant_id, "basis": offer.basis})
    record(
        system, tenant_id=offer.tenant_id, verb="desk.take_over_ring", target="desk.ring", target_id=ring.id,
        detail={"of": ring.tenant_id, "basis": offer.basis},
    )  # fmt: skip


def _end(ring: Ring, state: RingState, now: datetime, actor: Actor | None = None) -> None:
    """Name and number go with the ring: what stays is when, how long and by which service. A missed one becomes a call-back."""
    if ring.contact_value and _is_missed(ring, state):
        keep_number(ring, now)
    ring.state, ring.ended_at, ring.name, ring.contact_value = state, now, None, None
    ring.save(update_fields=["state", "ended_at", "name", "contact_value"])
    _close_offers(ring, now)
    if state == RingState.DONE:
        open_room(ring, ring.answered_at or now, now)
    _say(actor or system_actor([ring.tenant_id]), ring, "end_ring", {"state": str(state)})


def _is_missed(ring: Ring, state: RingState) -> bool:
    """Whether they did not get to talk, without having wanted that themselves."""
    if state == RingState.DONE:
        return not MeetingLink.objects.filter(
            tenant_id=ring.tenant_id, about_id=ring.id, for_staff=False, used_at__isnull=False
        ).exists()  # fmt: skip
    return state in (RingState.UNANSWERED, RingState.GONE)


def _close_offers(ring: Ring, now: datetime) -> None:
    """Other zones hear it through their own record, since their pages listen to that."""
    closed = RingOffer.objects.filter(ring_id=ring.id, ring_tenant=ring.tenant_id, ended_at__isnull=True)
    elsewhere = set(closed.exclude(tenant_id=ring.tenant_id).values_list("tenant_id", flat=True))
    closed.update(ended_at=now)
    for tenant_id in elsewhere:
        record(
            system_actor([tenant_id]), tenant_id=tenant_id, verb="desk.close_ring", target="desk.ring", target_id=ring.id
        )  # fmt: skip


def _say(actor: Actor, ring: Ring, verb: str, detail: dict[str, object]) -> None:
    record(
        actor, tenant_id=ring.tenant_id, verb=f"desk.{verb}", target="desk.ring", target_id=ring.id, detail=detail
    )  # fmt: skip
