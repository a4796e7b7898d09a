"""Codes that show that somebody holds a number or address: for signing in, and before we use it."""

from __future__ import annotations

import hmac
import secrets
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.people import post, rules, vault
from nabij.people.actions.record import locked_person, write
from nabij.people.models import Account, AccountKind, ContactPoint, Person, VerificationCode, VerifiedHow
from nabij.people.queries import contact_point
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


def send_sign_in_code(actor: Actor, *, kind: str, raw: str, origin: str, language: str) -> UUID:
    """Sends a code to a number or address, whether we know it or not, and returns the id under which it can be tried.

    `origin` is the network address of who asks, kept as a keyed hash for a day. Raises Refused with a sentence for a value that
    is none, one too many, or a route that is away; the same sentences for a value that we know and one that we do not.
    """
    value = vault.normalise(kind, raw)
    return _send(actor, "sign_in", kind, value, language, origin=origin)


def send_verification_code(actor: Actor, *, contact_point_id: UUID, origin: str = "") -> UUID:
    """Sends a code to a contact point of the person; a landline is called. Returns the id of the code."""
    point = contact_point(actor, contact_point_id)
    value = vault.open_value(point.kind, point.id, bytes(point.value))
    return _send(actor, "verify", point.kind, value, point.language, origin=origin, point=point)


def send_work_code(actor: Actor, *, kind: str, raw: str, origin: str = "") -> UUID:
    """Sends a code to an address or number of the service of a member of staff; the id under which it can be tried."""
    if actor.kind != "staff":
        raise Missing
    return _send(actor, "work", kind, vault.normalise(kind, raw), settings.LANGUAGE_CODE, origin=origin)


def work_value_of(code_id: UUID, code: str) -> tuple[str, str]:
    """Kind and plain value to which a code for work went. Raises Refused for a wrong or spent code."""
    _try(code_id, "work", code)
    sent = VerificationCode.objects.get(id=code_id)
    return sent.kind, vault.open_value(sent.kind, sent.id, bytes(sent.value))


def sign_in_with_code(actor: Actor, *, code_id: UUID, code: str, language: str = "nl") -> Account:
    """The account of the person who holds the number; made, with its contact point, the first time.

    Raises Refused for a wrong or spent code.
    """
    _try(code_id, "sign_in", code)
    return _account_behind(actor, code_id, language)


def confirm_contact_point(actor: Actor, *, contact_point_id: UUID, code: str) -> ContactPoint:
    """Makes a contact point usable with the newest code sent to it. Raises Refused for a wrong or spent code."""
    point = contact_point(actor, contact_point_id)
    sent = VerificationCode.objects.filter(purpose="verify", contact_point_id=point.id).order_by("-created_at").first()
    if sent is None:
        raise Refused(_("First have a code sent."))
    _try(sent.id, "verify", code)
    return _verify(actor, contact_point_id, VerifiedHow.CODE)


def vouch_for_contact_point(actor: Actor, *, contact_point_id: UUID, how: str) -> ContactPoint:
    """Staff that called back, or saw a paper, makes a contact point usable without a code. `how` is "call" or "paper"."""
    if actor.kind not in ("staff", "system") or how not in (VerifiedHow.CALL, VerifiedHow.PAPER):
        raise Missing
    return _verify(actor, contact_point_id, how)


@transaction.atomic
def _verify(actor: Actor, contact_point_id: UUID, how: str) -> ContactPoint:
    found = contact_point(actor, contact_point_id)
    locked_person(actor, found.person_id)
    point = ContactPoint.objects.select_for_update().get(id=found.id)
    lock_value(bytes(point.lookup))
    if point.verified_at is None:
        check_free(bytes(point.lookup), point.person_id)
        point.verified_at, point.verified_how = timezone.now(), how
        point.unreachable_at = point.unreachable_told_at = None
        point.save(update_fields=["verified_at", "verified_how", "unreachable_at", "unreachable_told_at"])
        write(actor, "people.verify_contact_point", "people.contact_point", point.id, {"how": how, "kind": point.kind})
    return point


def lock_value(lookup: bytes) -> None:
    """Until the end of the transaction nobody else verifies the same number or address."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(lookup[:8], signed=True)])


def check_free(lookup: bytes, person_id: UUID) -> None:
    """Raises Refused where somebody else verified the same number or address before."""
    held = ContactPoint.objects.filter(lookup=lookup, verified_at__isnull=False, retired_at__isnull=True)
    if held.exclude(person_id=person_id).exists():
        raise Refused(
            _("Somebody else already uses this number or address. Sign in with it, or ask at the counter to move it.")
        )


def _send(
    actor: Actor, purpose: str, kind: str, value: str, language: str, *, origin: str, point: ContactPoint | None = None
) -> UUID:
    if kind in ("sms", "voice") and vault.calling_code(value) not in rules.CALLING_CODES:
        raise Refused(
            _("We send codes to Belgium and its neighbours only. Give another number, an e-mail address, or call us.")
        )
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    sent = _keep(purpose, kind, value, code, origin, point)
    post.send_code(kind, value, code, language)
    return sent.id


@transaction.atomic
def _keep(purpose: str, kind: str, value: str, code: str, origin: str, point: ContactPoint | None) -> VerificationCode:
    now = timezone.now()
    row = VerificationCode(
        id=new_id(), purpose=purpose, kind=kind, contact_point=point, lookup=vault.lookup_of_normal(kind, value),
        created_at=now, expires_at=now + rules.CODE_LIVES,
    )  # fmt: skip
    row.value = vault.seal_value(kind, row.id, value)
    row.digest = _digest(row.id, code)
    row.origin = vault.keyed_digest(b"origin", origin.encode()) if origin else None
    lock_value(bytes(row.lookup))
    _check_rate(row)
    VerificationCode.objects.filter(purpose=purpose, lookup=row.lookup, used_at__isnull=True).update(expires_at=now)
    row.save()
    return row


def _check_rate(row: VerificationCode) -> None:
    for match, limits in (
        (Q(lookup=row.lookup), rules.CODES_PER_VALUE),
        (Q(origin=row.origin), rules.CODES_PER_ORIGIN),
    ):
        if match == Q(origin=None):
            continue
        since = row.created_at - max(period for _number, period in limits)
        moments = VerificationCode.objects.filter(match, created_at__gt=since).values_list("created_at", flat=True)
        if not rules.is_within(limits, list(moments), row.created_at):
            raise Refused(_("We sent enough codes for now. Use the last one, or wait a quarter of an hour."))


def _digest(code_id: UUID, code: str) -> bytes:
    return vault.keyed_digest(b"code", code_id.bytes + code.encode())


def _try(code_id: UUID, purpose: str, code: str) -> None:
    if _outcome(code_id, purpose, "".join(code.split())) != "right":
        raise Refused(_("This code is not right, or no longer. Check it, or have a new one sent."))


@transaction.atomic
def _outcome(code_id: UUID, purpose: str, code: str) -> rules.CodeOutcome:
    row = VerificationCode.objects.select_for_update().filter(id=code_id, purpose=purpose).first()
    if row is None:
        return "spent"
    now = timezone.now()
    matches = hmac.compare_digest(bytes(row.digest), _digest(row.id, code))
    outcome = rules.code_outcome(
        matches=matches, attempts=row.attempts, expires_at=row.expires_at, used=row.used_at is not None, now=now
    )
    row.attempts += outcome == "wrong"
    row.used_at = now if outcome == "right" else row.used_at
    row.save(update_fields=["attempts", "used_at"])
    return outcome


@transaction.atomic
def _account_behind(actor: Actor, code_id: UUID, language: str) -> Account:
    sent = VerificationCode.objects.get(id=code_id)
    lock_value(bytes(sent.lookup))
    held = ContactPoint.objects.filter(lookup=sent.lookup, verified_at__isnull=False, retired_at__isnull=True)
    point = held.select_related("person__account").order_by("id").first()
    person = point.person if point else _comes_back(actor, sent) or _make_person(actor, sent, language)
    account = person.account or _give_account(person)
    if not account.is_active:
        raise Refused(_("This page was closed. Call or visit your police station."))
    write(actor, "people.sign_in", "people.account", account.id, {"kind": sent.kind})
    return account


def _comes_back(actor: Actor, sent: VerificationCode) -> Person | None:
    """Whoever lost exactly this number or address not long ago, and now shows that messages arrive there again."""
    since = timezone.now() - rules.COMES_BACK_WITHIN
    lost = ContactPoint.objects.filter(
        lookup=sent.lookup, verified_at__isnull=True, retired_at__isnull=True, unreachable_at__gt=since
    )
    points = list(lost.select_related("person__account").order_by("id"))
    if len({point.person_id for point in points}) != 1:
        return None
    lost.filter(id=points[0].id).update(
        verified_at=timezone.now(), verified_how=VerifiedHow.CODE, unreachable_at=None, unreachable_told_at=None
    )
    write(
        actor, "people.verify_contact_point", "people.contact_point", points[0].id, {"how": "code", "kind": sent.kind}
    )
    return points[0].person


def _make_person(actor: Actor, sent: VerificationCode, language: str) -> Person:
    person = Person.objects.create(language=language)
    point = ContactPoint(id=new_id(), person=person, kind=sent.kind, lookup=sent.lookup, language=language)
    point.value = vault.seal_value(point.kind, point.id, vault.open_value(sent.kind, sent.id, bytes(sent.value)))
    point.verified_at, point.verified_how = timezone.now(), VerifiedHow.CODE
    point.save()
    write(actor, "people.start_person", "people.person", person.id, {"how": "online"})
    return person


def _give_account(person: Person) -> Account:
    account = Account(kind=AccountKind.RESIDENT, username=f"{rules.RESIDENT}{person.id}")
    account.set_unusable_password()
    account.save()
    person.account = account
    person.save(update_fields=["account"])
    return account
