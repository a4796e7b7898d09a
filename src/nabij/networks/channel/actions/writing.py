"""What a member writes, changes, takes back and says of another's message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks import queries as networks
from nabij.networks.actions import note
from nabij.networks.channel import rules
from nabij.networks.channel.models import Authored, Objection, Post, PostKind, PostState, Reply
from nabij.networks.channel.queries import posts as queries
from nabij.networks.channel.queries.neighbours import (
    Neighbour,
    choice_of,
    is_trusted,
    names_for,
    neighbour,
    takes_replies,
)
from nabij.networks.channel.text_stop import Stop, stops, waits
from nabij.networks.models import MandateRole
from nabij.networks.zone_rules import rules_of
from nabij.people import vault
from nabij.reports import pictures
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused, Stale

SHELF = "channel"
"""The folder of photos of this part, under MEDIA_ROOT."""


class Stopped(Refused):
    """A text that does not leave. `found` says why; `to_police` whether it belongs there."""

    def __init__(self, found: Sequence[Stop]) -> None:
        super().__init__(found[0].sentence)
        self.found = list(found)

    @property
    def to_police(self) -> bool:
        return any(one.to_police for one in self.found)


@transaction.atomic
def write_post(
    actor: Actor, *, network_id: UUID, kind: str, text: str, shown_as: str = "", photo: IO[bytes] | None = None,
    only_things: bool = False, person_id: UUID | None = None,
) -> Post:  # fmt: skip
    """A practical message of a member: shown at once for who is trusted here, else it waits for the coordinator.

    Raises Stopped for a text that belongs elsewhere, Refused for one too many or a photo of which nobody said what is in it,
    Missing for who is no member.
    """
    who = neighbour(actor, network_id, person_id)
    _check_open(who)
    _check_text(text)
    _check_number(who, Post, rules.MOST_A_DAY, timedelta(days=1))
    if photo is not None and not only_things:
        raise Refused(_("Tick that there are no people and no number plates in the photo. Otherwise leave it out."))
    row = Post(network_id=who.network.id, kind=PostKind(kind), **_authored(who, text, shown_as))
    _seal_author(row, who)
    if photo is not None:
        picture = pictures.keep(pictures.redraw(photo), SHELF)
        row.photo, row.photo_width, row.photo_height = picture.file, picture.width, picture.height
    _place(actor, who, row)
    row.save(force_insert=True)
    note(actor, who.network, "write_post", {"post": str(row.id), "state": row.state})
    return row


@transaction.atomic
def edit_post(actor: Actor, *, post_id: UUID, text: str) -> Post:
    """The writer changes what the coordinator asked to change; it waits again. Raises Stopped, Stale or Missing."""
    who, _row = queries.mine(actor, post_id)
    row = Post.objects.select_for_update().get(tenant_id=who.network.tenant_id, id=post_id)
    if row.state != PostState.RETURNED:
        raise Stale(_("Somebody already decided about this message. Look at the page again."))
    _check_open(who)
    _check_text(text)
    row.text, row.at = text.strip(), timezone.now()
    _place(actor, who, row)
    row.save()
    note(actor, who.network, "edit_post", {"post": str(row.id)})
    return row


@transaction.atomic
def withdraw_post(actor: Actor, *, post_id: UUID) -> Post:
    """The writer takes a message back, at any moment; nobody reads it any more."""
    who, _row = queries.mine(actor, post_id)
    row = Post.objects.select_for_update().get(tenant_id=who.network.tenant_id, id=post_id)
    if row.state not in rules.WITHDRAWABLE:
        raise Stale(_("Somebody already decided about this message. Look at the page again."))
    row.state, row.text, row.photo = PostState.WITHDRAWN, "", ""
    row.save()
    Reply.objects.filter(tenant_id=row.tenant_id, post_id=row.id).update(state=PostState.WITHDRAWN, text="")
    note(actor, who.network, "withdraw_post", {"post": str(row.id)})
    return row


@transaction.atomic
def reply(actor: Actor, *, post_id: UUID, text: str, shown_as: str = "") -> Reply:
    """A reply below a message, checked and moderated like one. Raises Refused where the network takes none."""
    who, post = queries.seen(actor, post_id)
    _check_open(who)
    if not takes_replies(who.network) or post.state != PostState.SHOWN:
        raise Refused(_("Neighbours do not reply below this message."))
    _check_text(text)
    _check_number(who, Reply, rules.MOST_REPLIES_A_DAY, timedelta(days=1))
    straight = rules.goes_straight(trusted=_is_trusted(actor, who), waits=bool(waits(text)), has_photo=False)
    row = Reply(post_id=post.id, state=rules.first_state(straight=straight), **_authored(who, text, shown_as))
    _seal_author(row, who)
    row.save(force_insert=True)
    note(actor, who.network, "reply", {"post": str(post.id), "reply": str(row.id), "state": row.state})
    return row


@transaction.atomic
def withdraw_reply(actor: Actor, *, reply_id: UUID, post_id: UUID) -> None:
    """The writer takes a reply back. Again changes nothing."""
    who, post = queries.seen(actor, post_id)
    rows = Reply.objects.filter(tenant_id=post.tenant_id, post_id=post.id, id=reply_id, author_key=who.key)
    if rows.update(state=PostState.WITHDRAWN, text=""):
        note(actor, who.network, "withdraw_reply", {"reply": str(reply_id)})


@transaction.atomic
def object_to(actor: Actor, *, post_id: UUID) -> Post:
    """A member says that a message does not belong here, once; at as many as the zone chose it waits again."""
    who, seen = queries.seen(actor, post_id)
    row = Post.objects.select_for_update().get(tenant_id=seen.tenant_id, id=seen.id)
    try:
        with transaction.atomic():
            Objection.objects.create(tenant_id=row.tenant_id, post_id=row.id, by_key=who.key, at=timezone.now())
    except IntegrityError:
        return row
    row.objections = F("objections") + 1
    row.save(update_fields=["objections"])
    row.refresh_from_db()
    chosen = rules_of(who.network)
    if row.state == PostState.SHOWN and rules.is_hidden_at(row.objections, chosen.objections_hide):
        row.state, row.passed_on_at, row.reminded_at = PostState.HIDDEN, None, None
        row.due_at = rules.due_at(timezone.now(), chosen.moderation_hours)
        row.save()
    note(actor, who.network, "object_to_post", {"post": str(row.id), "state": row.state})
    return row


def _check_open(who: Neighbour) -> None:
    if not who.may_write:
        raise Refused(_("This network rests, so nobody writes here now. Is it urgent? Call 101 or 112."))


def _check_text(text: str) -> None:
    if found := stops(text):
        raise Stopped(found)


def _check_number(who: Neighbour, kind: type[Authored], most: int, within: timedelta) -> None:
    since = timezone.now() - within
    rows = kind.objects.filter(tenant_id=who.network.tenant_id, author_key=who.key, at__gt=since)  # type: ignore[attr-defined]
    if rows.count() >= most:
        raise Refused(_("You wrote a lot today. Wait until tomorrow. Is it urgent? Call 101 or 112."))


def _authored(who: Neighbour, text: str, shown_as: str) -> dict[str, Any]:
    return {
        "tenant_id": who.network.tenant_id, "author_key": who.key, "shown_as": name_of(who, shown_as), "text": text.strip(),
        "at": timezone.now(),
    }  # fmt: skip


def name_of(who: Neighbour, asked: str) -> str:
    """How this member is called: as asked where that is one of their names, else as chosen before, else the first."""
    names = names_for(who)
    choice = choice_of(who)
    return next((name for name in (asked, choice.shown_as if choice else "") if name in names), names[0])


def _seal_author(row: Authored, who: Neighbour) -> None:
    row.author = vault.seal_value("post", row.id, str(who.person.id))


def _is_trusted(actor: Actor, who: Neighbour) -> bool:
    return is_trusted(who) or networks.mandated(actor, who.network, MandateRole.COORDINATOR)


def _place(actor: Actor, who: Neighbour, row: Post) -> None:
    """Decides whether a message is shown now or waits, and until when."""
    now, chosen = timezone.now(), rules_of(who.network)
    row.waits = waits(row.text)
    straight = rules.goes_straight(trusted=_is_trusted(actor, who), waits=bool(row.waits), has_photo=bool(row.photo))
    row.state = rules.first_state(straight=straight)
    row.due_at, row.reminded_at, row.passed_on_at = rules.due_at(now, chosen.moderation_hours), None, None
    if straight:
        row.shown_at, row.expires_at = now, now + timedelta(days=chosen.post_days)
