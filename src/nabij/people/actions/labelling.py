"""Noting to which target groups somebody belongs: one by one, or from a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.people import vault
from nabij.people.actions.codes import lock_value
from nabij.people.models import ContactPoint, GroupLabel, LabelBasis, Person, VerifiedHow
from nabij.people.target_groups import Fault, Row, group, read_list
from nabij.places import geometry
from nabij.places import queries as places
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

RIGHT: Final = "people.label"
LONGEST_NOTE: Final = 200


@dataclass(frozen=True)
class Imported:
    """What a list brought: who is new, who was known and has a label now, whose label stood already, and what was left out."""

    made: int
    labelled: int
    unchanged: int
    faults: tuple[Fault, ...]


@transaction.atomic
def label_one(
    actor: Actor, *, tenant_id: UUID, code: str, basis: str, name: str, ways: Mapping[str, str], address: str = "",
    note: str = "", language: str = "nl",
) -> GroupLabel:  # fmt: skip
    """Notes that somebody belongs to a group; who is known by a number or address of `ways` (kind to value) stays who they are.

    Raises Missing without people.label in the tenant or for an unknown group, Refused for a number, place or basis that is none.
    """
    actor.require(RIGHT, tenant_id)
    label, _made, _new = _label(actor, tenant_id, Row(0, name, code, basis, note, ways, address, language))
    return label


@transaction.atomic
def end_label(actor: Actor, *, label_id: UUID) -> GroupLabel:
    """From now on they no longer belong to the group. Raises Missing for a label that is not there or of another tenant."""
    found = GroupLabel.objects.select_for_update().filter(id=label_id, ended_at__isnull=True).first()
    if found is None or not actor.may(RIGHT, found.tenant_id):
        raise Missing
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    _write(actor, found, "end_label")
    return found


@transaction.atomic
def import_labels(actor: Actor, *, tenant_id: UUID, content: bytes) -> Imported:
    """Reads a list (CSV). What is wrong with a line is said by its number, and the other lines go on.

    Raises Missing without the right, Refused for a file that is no such list.
    """
    actor.require(RIGHT, tenant_id)
    made = labelled = unchanged = 0
    faults: list[Fault] = []
    for row in read_list(content):
        outcome = row if isinstance(row, Fault) else _tried(row.line, lambda: _label(actor, tenant_id, row))  # noqa: B023
        if isinstance(outcome, Fault):
            faults.append(outcome)
            continue
        _label_row, is_new_person, is_new_label = outcome
        made += is_new_person
        labelled += is_new_label and not is_new_person
        unchanged += not is_new_label
    return Imported(made, labelled, unchanged, tuple(faults))


Labelled = tuple[GroupLabel, bool, bool]


def _tried(line: int, deed: Callable[[], Labelled]) -> Labelled | Fault:
    try:
        with transaction.atomic():
            return deed()
    except Refused as refusal:
        return Fault(line, str(refusal))


def _label(actor: Actor, tenant_id: UUID, row: Row) -> Labelled:
    group(row.code)
    if row.basis not in LabelBasis.values:
        raise Refused(_("Say on what basis you keep this."))
    person, is_new = _person(row)
    known = GroupLabel.objects.filter(tenant_id=tenant_id, person=person, code=row.code, ended_at__isnull=True).first()
    if known is not None:
        return known, is_new, False
    label = GroupLabel.objects.create(
        tenant_id=tenant_id, person=person, code=row.code, basis=row.basis, note=row.note.strip()[:LONGEST_NOTE],
        given_by=actor.id, given_at=timezone.now(),
    )  # fmt: skip
    _write(actor, label, "label")
    return label, is_new, True


def _person(row: Row) -> tuple[Person, bool]:
    """Who holds one of the numbers or addresses, else somebody new with all of them. Numbers of two persons are refused."""
    values = {kind: vault.normalise(kind, raw) for kind, raw in row.ways.items() if raw.strip()}
    if not values:
        raise Refused(_("There is no telephone number or e-mail address."))
    lookups = {kind: vault.lookup_of_normal(kind, value) for kind, value in values.items()}
    for lookup in sorted(lookups.values()):
        lock_value(lookup)
    held = ContactPoint.objects.select_related("person").filter(
        lookup__in=list(lookups.values()), verified_at__isnull=False, retired_at__isnull=True
    )
    holders = {point.person_id: point.person for point in held}
    if len(holders) > 1:
        raise Refused(_("These numbers and addresses belong to different people we know. Give them on separate lines."))
    if holders:
        return next(iter(holders.values())), False
    return _new_person(row, values, lookups), True


def _new_person(row: Row, values: Mapping[str, str], lookups: Mapping[str, bytes]) -> Person:
    x, y = _place(row.address)
    person = Person(language=row.language if row.language in ("nl", "en", "fr", "de") else "nl")
    person.name = vault.seal_value("name", person.id, row.name.strip())
    person.save()
    for kind, value in values.items():
        point = ContactPoint(person=person, kind=kind, lookup=lookups[kind], language=person.language, x=x, y=y)
        point.value = vault.seal_value(kind, point.id, value)
        point.verified_at, point.verified_how = timezone.now(), VerifiedHow.PAPER
        point.save()
    return person


def _place(address: str) -> tuple[float | None, float | None]:
    if not address.strip():
        return None, None
    found = places.search_addresses(address, limit=1)
    if not found or found[0].id is None:
        raise Refused(_("We do not know the address “%(said)s”.") % {"said": address.strip()})
    xs, ys = geometry.to_lambert([found[0].lon], [found[0].lat])
    return float(xs[0]), float(ys[0])


def _write(actor: Actor, label: GroupLabel, verb: str) -> None:
    record(
        actor, tenant_id=label.tenant_id, verb=f"people.{verb}", target="people.person", target_id=label.person_id,
        detail={"group": label.code, "basis": label.basis}, event=False,
    )  # fmt: skip
