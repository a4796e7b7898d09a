"""One tap behind the counter: a report at the police and nowhere else. Nobody is warned before they judged it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.shops import kinds, rules
from nabij.networks.shops.actions.changing import locked, works_there, write
from nabij.networks.shops.models import Business, Tap
from nabij.people import vault
from nabij.reports import actions as reports
from nabij.reports.told import Contact, Told
from nabij.reports.where import Place
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.languages import spoken

SEALED = "tracking"


@transaction.atomic
def report_now(
    actor: Actor, *, business_id: UUID, person_id: UUID, category: str, key: UUID, tapped_at: datetime | None = None
) -> Tap:
    """Reports a fact of now at the police of the shop's place, with the shop as its sealed source.

    The same `key`, or the same kind in the same shop within seconds, gives the report that is there. `tapped_at` is for a tap
    that waited for a connection. Raises Missing for who does not work there or an unknown kind, Refused for a tap of hours ago.
    """
    found, fact, now = locked(business_id), kinds.fact(category), timezone.now()
    works_there(actor, found, person_id)
    known = _known(found, category, key, now)
    if known is not None:
        return known
    happened_at = rules.happened_at(tapped_at, now)
    told = Told(
        category=category,
        place=Place(found.lon, found.lat, found.address),
        text=_("%(what)s at %(shop)s.") % {"what": fact.button, "shop": found.name},
        happened_at=happened_at,
        caught_in_act=True,
        language=spoken(),
        name=found.name,
        contact=_contact(found),
        person_id=person_id,
    )
    recorded = reports.submit_report(actor, told=told)
    tap = Tap(
        id=new_id(), tenant_id=found.tenant_id, business=found, key=_free(found.tenant_id, key), category=category,
        tapped_at=now, incident_id=recorded.incident_id, report_id=recorded.report_id,
    )  # fmt: skip
    tap.code = vault.seal_value(SEALED, tap.id, recorded.code)
    tap.save(force_insert=True)
    write(actor, found, "report_now", {"tap": str(tap.id), "category": category})
    return tap


@transaction.atomic
def take_back(actor: Actor, *, tap_id: UUID, person_id: UUID) -> Tap:
    """Takes a tap back that was a mistake, in its first seconds. Raises Missing, Refused when it is too late."""
    tap, found = _own(actor, tap_id, person_id)
    if tap.taken_back_at is not None:
        return tap
    if not rules.can_be_taken_back(tap.tapped_at, timezone.now()):
        raise Refused(_("This cannot be taken back any more. Call 101 to say that it was a mistake."))
    reports.withdraw_report(actor, code=_code(tap))
    tap.taken_back_at = timezone.now()
    tap.save(update_fields=["taken_back_at"])
    write(actor, found, "take_back", {"tap": str(tap.id)})
    return tap


@transaction.atomic
def tell_more(actor: Actor, *, tap_id: UUID, person_id: UUID, answers: Mapping[str, str], text: str = "") -> Tap:
    """Adds what was seen to a tap of the last minutes. Raises Missing, Refused for words that may not be, or too late."""
    tap, found = _own(actor, tap_id, person_id)
    if tap.taken_back_at is not None or not rules.can_be_told_more(tap.tapped_at, timezone.now()):
        raise Refused(_("This report was already closed. Call 101 if there is more to tell."))
    for said in (text, *answers.values()):
        rules.check_words(said, spoken())
    reports.tell_more(actor, code=_code(tap), answers=answers, text=text)
    write(actor, found, "tell_more", {"tap": str(tap.id)})
    return tap


def _known(found: Business, category: str, key: UUID, now: datetime) -> Tap | None:
    """The tap that this one repeats: the lock on the shop lets the second of two see the first."""
    taps = Tap.objects.filter(tenant_id=found.tenant_id, business=found)
    same = taps.filter(key=key, tapped_at__gt=now - rules.SAME_KEY).first()
    soon = now - timedelta(seconds=rules.SAME_TAP_S)
    return same or taps.filter(category=category, tapped_at__gt=soon, taken_back_at__isnull=True).first()


def _free(tenant_id: UUID, key: UUID) -> UUID:
    """The key, or another one where a page of long ago still had it."""
    return new_id() if Tap.objects.filter(tenant_id=tenant_id, key=key).exists() else key


def _contact(found: Business) -> Contact | None:
    if not found.telephone:
        return None
    return Contact(found.telephone_kind, vault.open_value(found.telephone_kind, found.id, bytes(found.telephone)))


def _own(actor: Actor, tap_id: UUID, person_id: UUID) -> tuple[Tap, Business]:
    tap = Tap.objects.select_for_update().filter(id=tap_id).first()
    if tap is None:
        raise Missing
    found = locked(tap.business_id)
    works_there(actor, found, person_id)
    return tap, found


def _code(tap: Tap) -> str:
    if not tap.code:
        raise Missing
    return vault.open_value(SEALED, tap.id, bytes(tap.code))
