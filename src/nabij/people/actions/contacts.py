"""What a person decides about being reached; staff does the same for who calls or stands at the counter."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.people import dossier, post, rules, vault
from nabij.people.actions.record import locked_person, write
from nabij.people.models import Consent, ContactPoint, GivenHow, Household, OptOut, Person
from nabij.people.queries import contact_point, household_lookup
from nabij.places import geometry
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.queries import tenant


@transaction.atomic
def start_person(actor: Actor, *, language: str = "nl", name: str = "") -> Person:
    """A person known through a counter, a telephone call or a paper. Raises Missing without the right people.help."""
    if not actor.tenants_with("people.help") and actor.kind != "system":
        raise Missing
    person = Person(language=_known_language(language))
    person.name = vault.seal_value("name", person.id, name) if name else None
    person.save()
    write(actor, "people.start_person", "people.person", person.id, {"how": actor.reason[:80]})
    return person


@transaction.atomic
def describe_person(actor: Actor, *, person_id: UUID, name: str, language: str) -> Person:
    """Changes name and language; the contact points follow the language."""
    person = locked_person(actor, person_id)
    person.name = vault.seal_value("name", person.id, name.strip()) if name.strip() else None
    person.language = _known_language(language)
    person.save(update_fields=["name", "language"])
    ContactPoint.objects.filter(person_id=person.id).update(language=person.language)
    write(
        actor,
        "people.describe_person",
        "people.person",
        person.id,
        {"language": person.language, "named": bool(person.name)},
    )
    return person


@transaction.atomic
def settle_household(actor: Actor, *, person_id: UUID, address_id: UUID, mark: str = "") -> Household:
    """Says where a person lives: an address, and the box or name that tells homes there apart. Sealed on both sides."""
    person = locked_person(actor, person_id)
    found = household_lookup(address_id, mark)
    household = Household(id=new_id(), address_id=address_id, lookup=found)
    household.mark = vault.seal_value("box", household.id, mark.strip())
    household, _made = Household.objects.get_or_create(lookup=found, defaults={
        "id": household.id, "address_id": address_id, "mark": household.mark,
    })  # fmt: skip
    person.household = vault.seal_value("household", person.id, str(household.id))
    person.household_lookup = vault.keyed_digest(b"lives", household.id.bytes)
    person.save(update_fields=["household", "household_lookup"])
    write(actor, "people.settle_household", "people.person", person.id)
    return household


@transaction.atomic
def add_contact_point(actor: Actor, *, person_id: UUID, kind: str, raw: str) -> ContactPoint:
    """Adds a number or address; it is used only once verified. The same value again gives the row that is there."""
    person = locked_person(actor, person_id)
    value = vault.normalise(kind, raw)
    held = ContactPoint.objects.filter(person_id=person.id, retired_at__isnull=True)
    same = held.filter(kind=kind, lookup=vault.lookup_of_normal(kind, value)).first()
    if same is not None:
        return _renewed(same, value)
    if held.count() >= rules.CONTACT_POINTS_AT_MOST:
        raise Refused(_("You gave ten numbers and addresses already. Remove one first."))
    point = ContactPoint(
        id=new_id(), person=person, kind=kind, lookup=vault.lookup_of_normal(kind, value), language=person.language
    )
    point.value = vault.seal_value(kind, point.id, value)
    first_placed = held.filter(x__isnull=False).first()
    if first_placed:
        point.x, point.y = first_placed.x, first_placed.y
    point.save()
    write(actor, "people.add_contact_point", "people.contact_point", point.id, {"kind": kind})
    return point


@transaction.atomic
def place_person(actor: Actor, *, person_id: UUID, lon: float, lat: float) -> None:
    """Says where the contact points of a person are, in degrees. Raises Refused outside Belgium."""
    person = locked_person(actor, person_id)
    if not geometry.in_belgium(lon, lat):
        raise Refused(_("This place does not lie in Belgium. Choose a place on the map."))
    xs, ys = geometry.to_lambert([lon], [lat])
    ContactPoint.objects.filter(person_id=person.id, retired_at__isnull=True).update(x=float(xs[0]), y=float(ys[0]))
    write(actor, "people.place_person", "people.person", person.id)
    dossier.after_caring(actor, person.id)


@transaction.atomic
def set_quiet_hours(
    actor: Actor, *, contact_point_id: UUID, quiet_from: time | None, quiet_until: time | None
) -> ContactPoint:
    """Local times between which only what cannot wait may come; both None for no quiet hours."""
    rules.check_quiet_hours(quiet_from, quiet_until)
    point = _locked(actor, contact_point_id)
    point.quiet_from, point.quiet_until = quiet_from, quiet_until
    point.save(update_fields=["quiet_from", "quiet_until"])
    write(actor, "people.set_quiet_hours", "people.contact_point", point.id)
    return point


@transaction.atomic
def retire_contact_point(actor: Actor, *, contact_point_id: UUID) -> None:
    """From now on nothing is sent there."""
    point = _locked(actor, contact_point_id)
    point.retired_at = timezone.now()
    point.save(update_fields=["retired_at"])
    write(actor, "people.retire_contact_point", "people.contact_point", point.id)


def send_trial_message(actor: Actor, *, contact_point_id: UUID) -> None:
    """Sends a message by which somebody sees that we can reach them. Raises Refused for one that is not verified."""
    with transaction.atomic():
        point = _locked(actor, contact_point_id)
        if point.verified_at is None:
            raise Refused(_("First show with a code that this number or address is yours."))
        now = timezone.now()
        if point.trial_at is not None and now - point.trial_at < rules.TRIAL_PAUSE:
            raise Refused(_("We just sent a trial message. Wait a few minutes before the next one."))
        point.trial_at = now
        point.save(update_fields=["trial_at"])
        write(actor, "people.send_trial_message", "people.contact_point", point.id)
    post.send_trial(point.kind, vault.open_value(point.kind, point.id, bytes(point.value)), point.language)


@transaction.atomic
def opt_out(actor: Actor, *, contact_point_id: UUID, tenant_id: UUID, message_kind: str = "") -> OptOut:
    """One sender's messages of a kind, or all of them, no longer come here."""
    point = _locked(actor, contact_point_id)
    row, made = OptOut.objects.get_or_create(tenant=tenant(tenant_id), contact_point=point, message_kind=message_kind)
    if made:
        write(
            actor, "people.opt_out", "people.contact_point", point.id, {"tenant": str(tenant_id), "kind": message_kind}
        )
    return row


@transaction.atomic
def opt_in(actor: Actor, *, contact_point_id: UUID, tenant_id: UUID, message_kind: str = "") -> None:
    """Undoes an opt-out of exactly this sender and kind."""
    point = _locked(actor, contact_point_id)
    gone, _per_model = OptOut.objects.filter(
        tenant_id=tenant_id, contact_point=point, message_kind=message_kind
    ).delete()
    if gone:
        write(
            actor, "people.opt_in", "people.contact_point", point.id, {"tenant": str(tenant_id), "kind": message_kind}
        )


@transaction.atomic
def give_consent(
    actor: Actor, *, person_id: UUID, tenant_id: UUID, recipient: str, how: str = GivenHow.ONLINE
) -> Consent:
    """The person agrees that `recipient` gets their contact data from this tenant. Again gives the consent that stands."""
    person = locked_person(actor, person_id)
    if recipient not in rules.RECIPIENTS:
        raise Missing
    row, made = Consent.objects.get_or_create(
        tenant=tenant(tenant_id), person=person, recipient=recipient, withdrawn_at=None,
        defaults={"how": how, "given_at": timezone.now()},
    )  # fmt: skip
    if made:
        write(actor, "people.give_consent", "people.person", person.id, _consent(row))
    return row


@transaction.atomic
def withdraw_consent(actor: Actor, *, person_id: UUID, tenant_id: UUID, recipient: str) -> None:
    """The consent ends now; that it stood stays on record."""
    person = locked_person(actor, person_id)
    row = Consent.objects.filter(
        tenant_id=tenant_id, person=person, recipient=recipient, withdrawn_at__isnull=True
    ).first()
    if row is not None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        write(actor, "people.withdraw_consent", "people.person", person.id, _consent(row))


def _renewed(point: ContactPoint, value: str) -> ContactPoint:
    """The same device or system may come with fresh keys."""
    if vault.open_value(point.kind, point.id, bytes(point.value)) != value:
        point.value = vault.seal_value(point.kind, point.id, value)
        point.save(update_fields=["value"])
    return point


def _consent(row: Consent) -> dict[str, str]:
    return {"tenant": str(row.tenant_id), "recipient": row.recipient, "how": row.how}


def _locked(actor: Actor, contact_point_id: UUID) -> ContactPoint:
    found = contact_point(actor, contact_point_id)
    return ContactPoint.objects.select_for_update().get(id=found.id)


def _known_language(language: str) -> str:
    if language not in rules.LANGUAGES:
        raise Refused(_("We do not write in this language yet. Choose one of the list."))
    return language
