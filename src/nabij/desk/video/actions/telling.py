"""Who takes rings is told of one over a telephone call or a notification, where they chose that. Each once: who is killed between
marking and sending leaves a screen that rings, never a telephone that rings twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from nabij.audit.actions import record
from nabij.channels.single import send_single
from nabij.desk.video import queries, sealed
from nabij.desk.video.models import ReachKind, Ring, RingOffer, RingTold, ToldState, VideoReach
from nabij.desk.video.topics import LANGUAGES, topic_words
from nabij.desk.video.zone_rules import rules_of
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

TASK: Final = "desk.tell_of_rings"
MOST_AT_ONCE: Final = 200
Send = Callable[..., bool]


@transaction.atomic
def choose_reach(actor: Actor, *, kind: str, raw: str = "", now: datetime | None = None) -> None:
    """How the actor is told of rings besides the screen; nothing for `kind` stops it. For who is on the roster now.

    Raises Refused for who is not, and for what is no number or notification.
    """
    moment, account_id = now or timezone.now(), actor.id
    if account_id is None:
        raise Missing
    tenant_ids = {one.tenant_id for one in queries.on_duty(actor, moment)}
    if not kind:
        tenant_ids = {one.tenant_id for one in queries.reaches(actor)}
    elif kind not in ReachKind.values or not tenant_ids:
        raise Refused(_("You are not on the roster for video now."))
    for tenant_id in sorted(tenant_ids):
        VideoReach.objects.filter(tenant_id=tenant_id, account_id=account_id).delete()
        if kind:
            _keep(account_id, tenant_id, kind, vault.normalise(kind, raw), moment)
        _say(actor, account_id, tenant_id, kind)


def _keep(account_id: UUID, tenant_id: UUID, kind: str, normal: str, now: datetime) -> None:
    row_id = new_id()
    VideoReach.objects.create(
        id=row_id, tenant_id=tenant_id, account_id=account_id, kind=kind, renewed_at=now,
        value=vault.seal_value(sealed.REACH, row_id, normal),
    )  # fmt: skip


def note_tellings(offer: RingOffer, now: datetime) -> None:
    """Notes whom to tell of an offer, within its transaction; who was told at an earlier step is not told again."""
    rung = queries.free([offer.tenant_id], now)
    if offer.desk:
        rung = rung.filter(desk=offer.desk)
    to_tell = VideoReach.objects.filter(tenant_id=offer.tenant_id, account_id__in=rung.values("account_id"))
    rows = [
        RingTold(tenant_id=offer.tenant_id, ring_id=offer.ring_id, account_id=account_id, at=now)
        for account_id in to_tell.values_list("account_id", flat=True)
    ]
    if rows:
        RingTold.objects.bulk_create(rows, ignore_conflicts=True)
        app.configure_task(TASK).defer()


def tell(now: datetime | None = None, send: Send = send_single) -> int:
    """Tells whoever is to be told. How many were; can run twice at once."""
    moment = now or timezone.now()
    states = [_tell_one(told_id, moment, send) for told_id in _claimed(moment)]
    return states.count(ToldState.SENT)


@transaction.atomic
def _claimed(now: datetime) -> list[UUID]:
    """Marked before anything is sent, so that nobody is told twice whatever is killed."""
    waiting = RingTold.objects.select_for_update(skip_locked=True).filter(state=ToldState.WAITING).order_by("at")
    ids = [one.id for one in waiting[:MOST_AT_ONCE]]
    RingTold.objects.filter(id__in=ids).update(state=ToldState.SENT, at=now)
    return ids


def _tell_one(told_id: UUID, now: datetime, send: Send) -> ToldState:
    found = queries.reach_to_tell(told_id, now)
    state = ToldState.NOT_NEEDED
    if found:
        state = ToldState.SENT if send(**_message(*found)) else ToldState.FAILED
    if state != ToldState.SENT:
        RingTold.objects.filter(id=told_id).update(state=state)
    return state


def _message(ring: Ring, reach: VideoReach) -> dict[str, str]:
    """In the language of the desk; nothing of who rings."""
    language = rules_of(reach.tenant).language
    with override(language):
        subject = _("Somebody rings at the video desk")
        text = _("Somebody rings at the video desk: {topic}, in {language}. Open the video desk to answer.").format(
            topic=topic_words(ring.topic, language), language=LANGUAGES.get(ring.language, ring.language)
        )
    to = vault.open_value(sealed.REACH, reach.id, bytes(reach.value))
    return {"kind": reach.kind, "to": to, "subject": subject, "text": text, "language": language}


def _say(actor: Actor, account_id: UUID, tenant_id: UUID, kind: str) -> None:
    record(
        actor, tenant_id=tenant_id, verb="desk.choose_reach", target="desk.video_reach", target_id=account_id,
        detail={"kind": kind}, event=False,
    )  # fmt: skip
