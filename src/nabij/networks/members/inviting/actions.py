"""Asking, reminding, and what comes of it: a yes that makes a member, a no or a silence that deletes. The only writers of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nabij.networks import rules
from nabij.networks.actions import locked, note
from nabij.networks.house_rules import current_version
from nabij.networks.members.actions import add_member
from nabij.networks.members.importing.queries import network_to_fill
from nabij.networks.members.inviting import letters, queries, texts
from nabij.networks.members.models import CodeTry, Invited, InvitedBy, InvitedState
from nabij.networks.models import JoinedBy, Membership, Network, NetworkState
from nabij.networks.zone_rules import rules_of
from nabij.people import actions as people
from nabij.people import vault
from nabij.people.rules import LANGUAGES, is_within
from nabij.tenants.actor import PUBLIC, Actor, system_actor
from nabij.tenants.errors import Missing, Refused

SEND_TASK: Final = "networks.send_invitations"
LETTERS_AT_ONCE: Final = 400


@transaction.atomic
def ask(actor: Actor, *, network_id: UUID, by: str) -> int:
    """Orders that everybody who was not asked yet, and whom this way suits best, is asked by mail or text message.

    Returns how many. Raises Missing as `network_to_fill`, Refused where there is nobody.
    """
    found = _open_network(actor, network_id)
    if by not in (InvitedBy.EMAIL, InvitedBy.SMS):
        raise Refused(_("Choose what to do."))
    ids = [row.id for row in _unasked(found) if queries.way_of(queries.content_of(row)) == by]
    if not ids:
        raise Refused(_("There is nobody to ask this way."))
    rows = Invited.objects.filter(tenant_id=found.tenant_id, id__in=ids)
    rows.update(invited_by=by, invited_at=timezone.now(), sending=True, failed_at=None)
    _order_sending(found)
    note(actor, found, "ask", {"by": by, "people": len(ids)})
    return len(ids)


def _order_sending(found: Network) -> None:
    app.configure_task(SEND_TASK, lock=f"invitations {found.id}").defer(network_id=str(found.id))


def _unasked(found: Network) -> list[Invited]:
    rows = Invited.objects.select_for_update().filter(tenant_id=found.tenant_id, network_id=found.id)
    return list(rows.filter(state=InvitedState.WAITING, invited_at__isnull=True).order_by("id"))


def _open_network(actor: Actor, network_id: UUID) -> Network:
    found = network_to_fill(actor, network_id)
    if found.state != NetworkState.ACTIVE:
        raise Refused(_("This network does not take members now."))
    return found


def send_next(network_id: UUID) -> bool:
    """Hands one message over that waits; False when none does. Who dies between the two leaves one that is not sent, and that the
    reminder makes good: never two."""
    with transaction.atomic():
        rows = Invited.objects.select_for_update(of=("self",), skip_locked=True).select_related(
            "of_list", "network__tenant"
        )
        row = rows.filter(network_id=network_id, sending=True, content__isnull=False).order_by("id").first()
        if row is None:
            return False
        row.sending = False
        row.save(update_fields=["sending"])
    if not _hand_over(row):
        Invited.objects.filter(tenant_id=row.tenant_id, id=row.id).update(failed_at=timezone.now())
    return True


def _hand_over(row: Invited) -> bool:
    content = queries.content_of(row)
    to = next((value for kind, value in content["points"] if kind == row.invited_by), None)
    if to is None:
        return False
    said, language = queries.said_of(row, content, timezone.now()), content["language"]
    subject, text = texts.mail(row.network, language, said)
    if row.invited_by == InvitedBy.SMS:
        text = texts.sms(row.network, language, said)
    sent: bool = import_string(settings.NABIJ_MESSENGER)(
        kind=row.invited_by, to=to, subject=subject, text=text, language=language
    )
    return sent


@transaction.atomic
def print_letters(actor: Actor, *, network_id: UUID, which: str) -> bytes:
    """A PDF with a letter for each: "new" for who was not asked yet, or whose message nobody took; "again" for those of the last
    time; "reminders" for who did not answer a letter. At most 400 at once. Raises Refused where there is none.
    """
    found = _open_network(actor, network_id)
    rows = _to_print(found, which)[:LETTERS_AT_ONCE]
    if not rows:
        raise Refused(_("There is no letter to print."))
    now = timezone.now()
    ids = [row.id for row in rows]
    mine = Invited.objects.filter(tenant_id=found.tenant_id, id__in=ids)
    if which == "new":
        mine.update(invited_by=InvitedBy.LETTER, invited_at=now, failed_at=None)
    elif which == "reminders":
        mine.update(reminded_at=now)
    printed = letters.printed(found, mine.select_related("of_list", "network__tenant").order_by("id"), now)
    note(actor, found, "print_letters", {"which": which, "letters": len(ids)})
    return printed


def _to_print(found: Network, which: str) -> list[Invited]:
    rows = Invited.objects.select_for_update().filter(
        tenant_id=found.tenant_id, network_id=found.id, state=InvitedState.WAITING, content__isnull=False
    )
    posted = rows.filter(invited_by=InvitedBy.LETTER)
    if which == "again":
        last = posted.order_by("-invited_at").values_list("invited_at", flat=True).first()
        return list(posted.filter(invited_at=last).order_by("id")) if last else []
    if which == "reminders":
        due = queries.due_reminders(found, timezone.now()).values("id")
        return list(posted.filter(id__in=due).order_by("id"))
    failed = list(rows.filter(failed_at__isnull=False).order_by("id"))
    return failed + [row for row in _unasked(found) if queries.way_of(queries.content_of(row)) == InvitedBy.LETTER]


def open_with_code(code: str, *, origin: str) -> Invited:
    """The invitation of this code, for who typed it. Raises Refused for a wrong one, or for too many from one place."""
    key, now = vault.keyed_digest(b"origin", origin.encode()), timezone.now()
    since = now - max(period for _number, period in queries.TRIES)
    if not is_within(queries.TRIES, queries.tries_since(key, since), now):
        raise Refused(_("Too many codes were wrong. Wait a quarter of an hour, or call us."))
    found = queries.invited_by_code(code)
    if found is None:
        CodeTry.objects.create(origin=key, at=now)
        raise Refused(_("We do not know this code. Check the twelve digits; each code works once."))
    return found


@transaction.atomic
def say_yes(
    actor: Actor,
    *,
    invited_id: UUID,
    points: Collection[int],
    accepts: bool,
    is_adult: bool,
    shown_by_name: bool = True,
) -> Membership:
    """Makes somebody a member who was asked and said yes: with the numbers of the list that they chose, by their place in it.

    `actor` is PUBLIC for who typed their code, or staff that helps them. Raises Missing for one that was answered, Refused for
    what is missing or for a number that somebody else uses.
    """
    row = _answered(actor, invited_id)
    content = queries.content_of(row)
    chosen = [one for at, one in enumerate(content["points"]) if at in points]
    rules.check_may_join(inside=True, is_adult=is_adult, accepts=accepts, has_points=bool(chosen))
    system = system_actor([row.tenant_id], name="invitation")
    person_id = _person(system, content, chosen, "call" if actor.kind == "staff" else "paper")
    member = add_member(
        system, network_id=row.network_id, person_id=person_id, joined_by=JoinedBy.LIST, house_rules=current_version(),
    )  # fmt: skip
    Membership.objects.filter(tenant_id=member.tenant_id, id=member.id).update(shown_by_name=shown_by_name)
    _close(row, InvitedState.YES)
    note(actor, row.network, "say_yes", {"invited": str(row.id), "membership": str(member.id)})
    return member


def _person(system: Actor, content: dict[str, Any], chosen: list[list[str]], how: str) -> UUID:
    language = content["language"] if content["language"] in LANGUAGES else settings.LANGUAGE_CODE
    person = people.start_person(system, language=language, name=content["name"])
    people.settle_household(system, person_id=person.id, address_id=UUID(content["address"]), mark=content["box"])
    for kind, value in chosen:
        point = people.add_contact_point(system, person_id=person.id, kind=kind, raw=value)
        people.vouch_for_contact_point(system, contact_point_id=point.id, how=how)
    people.place_person(system, person_id=person.id, lon=content["lon"], lat=content["lat"])
    return person.id


@transaction.atomic
def say_no(actor: Actor, *, invited_id: UUID) -> None:
    """Deletes what the list said of somebody who does not want to be a member. Raises Missing for one that was answered."""
    row = _answered(actor, invited_id)
    _close(row, InvitedState.NO)
    note(actor, row.network, "say_no", {"invited": str(row.id)})


def _answered(actor: Actor, invited_id: UUID) -> Invited:
    rows = Invited.objects.select_for_update(of=("self",)).select_related("network__tenant")
    row = rows.filter(id=invited_id, state=InvitedState.WAITING, content__isnull=False).first()
    if row is None or (actor != PUBLIC and actor.kind != "resident" and not actor.may("people.help", row.tenant_id)):
        raise Missing
    return row


def _close(row: Invited, state: InvitedState) -> None:
    row.state, row.content, row.code_key, row.sending, row.closed_at = state, None, None, False, timezone.now()
    row.save()


def remind_everybody() -> int:
    """Orders the one reminder of who was asked by mail or text message and did not answer. By a job; returns how many."""
    reminded = 0
    for found in _networks_that_wait():
        with transaction.atomic():
            rows = queries.due_reminders(locked(found.id), timezone.now()).exclude(invited_by=InvitedBy.LETTER)
            count = rows.update(reminded_at=timezone.now(), sending=True)
            if count:
                _order_sending(found)
                note(system_actor([found.tenant_id]), found, "remind", {"people": count})
        reminded += count
    return reminded


def delete_silent() -> int:
    """Deletes what the lists said of who did not answer in time, or was not asked in time. By a job; returns how many."""
    deleted = 0
    for found in _networks_that_wait():
        chosen, now = rules_of(found), timezone.now()
        with transaction.atomic():
            rows = Invited.objects.filter(tenant_id=found.tenant_id, network_id=found.id, state=InvitedState.WAITING)
            late = rows.filter(invited_at__lt=now - timedelta(days=chosen.consent_days + 1))
            unasked = rows.filter(invited_at__isnull=True, made_at__lt=now - timedelta(days=chosen.ask_within_days))
            count = sum(
                some.update(state=InvitedState.SILENT, content=None, code_key=None, sending=False, closed_at=now)
                for some in (late, unasked)
            )
            if count:
                note(system_actor([found.tenant_id]), found, "delete_silent", {"people": count})
        deleted += count
    return deleted


def _networks_that_wait() -> list[Network]:
    ids = Invited.objects.filter(state=InvitedState.WAITING).values("network_id")
    return list(Network.objects.filter(id__in=ids).select_related("tenant").order_by("id"))


@transaction.atomic
def forget_invited(person_id: UUID) -> list[str]:
    """Deletes invitations at the numbers of a person who is being erased. Called by the room of people."""
    for row in queries.of_person(person_id):
        _close(row, InvitedState.NO)
        note(system_actor([row.tenant_id]), row.network, "say_no", {"invited": str(row.id)})
    return []
