"""The only writers of wishes: writing one, giving it to somebody else, answering, following up, wanting the same, and telling."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.audit.actions import record
from nabij.networks import queries as networks
from nabij.networks.members.queries import person_key
from nabij.networks.models import Mandate, MandateRole, Network
from nabij.networks.year import telling
from nabij.networks.year.wishes import queries, rules
from nabij.networks.year.wishes.models import Outcome, Wish, WishKind, WishOwner, WishStep, WishStepKind, WishSupport
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.working_days import end_of_term

MOST_TRIES = 12


@transaction.atomic
def write_wish(
    actor: Actor, *, network_id: UUID, person_id: UUID | None, kind: str, category: str, text: str, street: str = "",
    anonymous: bool = False, channel: str = "online",
) -> Wish:  # fmt: skip
    """A member, or staff that helps them, writes what they want, lived through or complain about. Without `person_id` it is
    what a caller said to the coordinator, the officer or staff, who is told nothing by the platform afterwards.

    Raises Missing for who is no member, and Refused for no words or an unknown category.
    """
    network = _network(actor, network_id, person_id)
    words = rules.check_words(text)
    has_coordinator = Mandate.objects.filter(network_id=network.id, role=MandateRole.COORDINATOR).exists()
    owner = rules.owner_of(WishKind(kind), category, has_coordinator=has_coordinator)
    now = timezone.now()
    found = Wish(
        tenant_id=network.tenant_id, network_id=network.id, kind=WishKind(kind), category=category, street=street.strip()[:120],
        anonymous=anonymous, channel=channel, at=now, owner=owner, due_at=_due(network, now),
    )  # fmt: skip
    found.text = vault.seal_value("wish", found.id, words)
    if person_id is not None:
        found.author = vault.seal_value("wish-author", found.id, str(person_id))
        found.author_key = person_key(person_id)
    found.save(force_insert=True)
    _step(actor, found, WishStepKind.WRITTEN, "", owner=owner)
    _note(actor, found, "write_wish", {"kind": found.kind, "category": category, "owner": owner})
    return found


@transaction.atomic
def give_wish(actor: Actor, *, wish_id: UUID, version: int, owner: str) -> Wish:
    """Gives a wish to who can answer it better; the term begins anew, and the author hears it. Raises Missing, Refused, Stale."""
    found = _answerable(actor, wish_id, version)
    rules.check_owner(found.kind, WishOwner(owner))
    if found.answered_at is not None:
        raise Refused(_("This was answered already. Write what became of it."))
    return _give(actor, found, owner)


@transaction.atomic
def answer_wish(
    actor: Actor, *, wish_id: UUID, version: int, text: str, public_text: str = "", public_answer: str = ""
) -> Wish:  # fmt: skip
    """Answers the author. With `public_text` neighbours read it too: in these words, never in those of the author."""
    found = _answerable(actor, wish_id, version)
    words = rules.check_answer(text, answered=found.answered_at is not None)
    found.answered_at = timezone.now()
    if found.kind != WishKind.ABOUT_POLICE:
        found.public_text, found.public_answer = public_text.strip()[:400], public_answer.strip()[:1000]
    _step(actor, found, WishStepKind.ANSWERED, words)
    return _changed(actor, found, "answer_wish", {"public": bool(found.public_text)})


@transaction.atomic
def follow_wish(
    actor: Actor, *, wish_id: UUID, version: int, outcome: str, text: str = "", planned_on: date | None = None
) -> Wish:  # fmt: skip
    """Says what became of it: done, not possible (why), passed on (to whom), planned (on which day)."""
    found = _answerable(actor, wish_id, version)
    words = rules.check_follow_up(
        Outcome(outcome), text, planned_on, answered=found.answered_at is not None, settled=found.settled_at is not None
    )
    found.outcome = outcome
    found.planned_on = planned_on if outcome == Outcome.PLANNED else None
    found.settled_at = timezone.now() if outcome in rules.FINAL else None
    _step(actor, found, WishStepKind.FOLLOWED, words, outcome=outcome, planned_on=found.planned_on)
    return _changed(actor, found, "follow_wish", {"outcome": outcome})


@transaction.atomic
def support_wish(actor: Actor, *, wish_id: UUID, person_id: UUID) -> bool:
    """A household says "so do I", once; false where it had. Raises Missing for who is no member, or may not read it."""
    found = (
        Wish.objects.select_for_update().filter(id=wish_id, answered_at__isnull=False).exclude(public_text="").first()
    )
    if found is None:
        raise Missing
    key = queries.support_key(found.id, queries.household_of(actor, person_id, found.network_id))
    mine = WishSupport.objects.filter(tenant_id=found.tenant_id, wish_id=found.id, household_key=key)
    if mine.exists():
        return False
    WishSupport.objects.create(id=uuid4(), tenant_id=found.tenant_id, wish_id=found.id, household_key=key)
    _note(actor, found, "support_wish", {})
    return True


@transaction.atomic
def move_overdue(wish_id: UUID, now: datetime) -> bool:
    """What a coordinator did not answer in time goes to the officer, with a new term; false where it was answered since."""
    found = Wish.objects.select_for_update().select_related("network__tenant").filter(id=wish_id).first()
    if found is None or found.answered_at or found.owner != WishOwner.COORDINATOR or found.due_at >= now:
        return False
    _give(system_actor([found.tenant_id]), found, WishOwner.OFFICER)
    return True


@transaction.atomic
def tell_step(step_id: UUID, now: datetime) -> bool:
    """Tells the author of a step of which they did not hear yet; what could not be told says why. True when it was told now.

    Marked in the transaction in which it is sent: two at once tell nobody twice.
    """
    rows = WishStep.objects.select_for_update(skip_locked=True).filter(id=step_id, told_at__isnull=True, untold="")
    step = rows.first()
    if step is None:
        return False
    found = Wish.objects.select_related("network__tenant").get(id=step.wish_id)
    author = queries.author_of(found)
    trouble = telling.GONE if author is None else _tell(found, step, author)
    step.tries += 1
    if not trouble:
        step.told_at = now
    elif trouble != telling.NOT_TAKEN or step.tries >= MOST_TRIES:
        step.untold = trouble
    step.save(update_fields=["told_at", "tries", "untold"])
    _note(system_actor([found.tenant_id]), found, "tell_wish_step", {"step": str(step.id), "trouble": trouble})
    return not trouble


@transaction.atomic
def forget_author(person_id: UUID) -> list[str]:
    """Takes the person who is being erased out of what they wrote; what was wished stays, without anybody."""
    rows = Wish.objects.filter(author_key=person_key(person_id))
    for found in rows:
        _note(system_actor([found.tenant_id]), found, "forget_author", {})
    rows.update(author=None, author_key=None)
    return []


def _tell(found: Wish, step: WishStep, author: UUID) -> str:
    with override(_language(author, found.tenant_id)):
        values = {
            "network": found.network.name,
            "url": f"{settings.SITE_URL}/mijn/buurten/{found.network_id}/wensen/",
            "due": date_format(timezone.localtime(found.due_at), "j F"),
            "owner": str(WishOwner(step.owner).label) if step.owner else "",
        }
    return telling.tell(author, f"wish_{step.kind}", values, tenant_id=found.tenant_id)


def _language(person_id: UUID, tenant_id: UUID) -> str:
    try:
        return people.person(system_actor([tenant_id]), person_id).language
    except Missing:
        return settings.LANGUAGE_CODE


def _network(actor: Actor, network_id: UUID, person_id: UUID | None) -> Network:
    if person_id is not None:
        queries.household_of(actor, person_id, network_id)
        return Network.objects.select_related("tenant").get(id=network_id)
    found = networks.network(actor, network_id)
    if not (networks.mandated(actor, found) or actor.may(queries.MANAGE, found.tenant_id)):
        raise Missing
    return found


def _answerable(actor: Actor, wish_id: UUID, version: int) -> Wish:
    queries.readable(actor, wish_id)
    found = Wish.objects.select_for_update(of=("self",)).select_related("network__tenant").get(id=wish_id)
    if not queries.may_answer(found, actor):
        raise Missing
    if found.version != version:
        raise Stale(_("Somebody else changed this meanwhile. Read it again."))
    return found


def _give(actor: Actor, found: Wish, owner: str) -> Wish:
    now = timezone.now()
    found.owner, found.due_at = WishOwner(owner), _due(found.network, now)
    _step(actor, found, WishStepKind.MOVED, "", owner=owner)
    return _changed(actor, found, "give_wish", {"owner": owner})


def _due(network: Network, now: datetime) -> datetime:
    return end_of_term(now, rules_of(network).wish_days)


def _step(actor: Actor, found: Wish, kind: str, words: str, **fields: Any) -> WishStep:
    step = WishStep(tenant_id=found.tenant_id, wish_id=found.id, at=timezone.now(), kind=kind, by=actor.id, **fields)
    step.text = vault.seal_value("wish-step", step.id, words)
    step.save(force_insert=True)
    return step


def _changed(actor: Actor, found: Wish, verb: str, detail: dict[str, Any]) -> Wish:
    found.version += 1
    found.save()
    _note(actor, found, verb, detail)
    return found


def _note(actor: Actor, found: Wish, verb: str, detail: dict[str, Any]) -> None:
    record(
        actor,
        tenant_id=found.tenant_id,
        verb=f"networks.{verb}",
        target="networks.wish",
        target_id=found.id,
        detail=detail,
    )
