"""Bringing in a list: its cells, its columns, the check, and taking all good rows at once. The only writers of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nabij.networks.actions import locked, note
from nabij.networks.be_alert import layout_of
from nabij.networks.members.importing import queries
from nabij.networks.members.importing.checking import Checked, Good, check
from nabij.networks.members.importing.columns import FIELDS, SEVERAL, propose
from nabij.networks.members.importing.sheet import opened, read_sheet, sealed
from nabij.networks.members.models import Invited, ListState, MemberList
from nabij.networks.models import NetworkState
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id

CHECK_TASK: Final = "networks.check_list"
TAKE_TASK: Final = "networks.take_list"
CODE_DIGITS: Final = 12
"""10 ** 12 codes: with 4,000 open invitations and 60 guesses a day from one place, one in four million opens one in a year."""
AT_ONCE: Final = 500
NEEDED: Final = (("name", "given_name", "family_name"), ("address", "street"), ("mobile", "phone", "email"))


@transaction.atomic
def bring_list(actor: Actor, *, network_id: UUID, content: bytes, source: str) -> MemberList:
    """Reads a list and keeps its cells, sealed, until its columns were chosen. `source` says who kept it, for the letter.

    Raises Missing as `queries.network_to_fill`, Refused for a file that is none or for no source.
    """
    found = queries.network_to_fill(actor, network_id)
    if actor.id is None:
        raise Missing
    if not source.strip():
        raise Refused(_("Say who kept this list until now: the letter to your neighbours names it."))
    if found.state == NetworkState.STOPPED:
        raise Refused(_("This network does not take members now."))
    sheet = read_sheet(content)
    row = MemberList(tenant_id=found.tenant_id, network_id=found.id, brought_by=actor.id, at=timezone.now())
    row.source = vault.seal_value("source", row.id, " ".join(source.split())[:160])
    row.sheet, row.rows = sealed(sheet, row.id), len(sheet.rows)
    row.columns = {str(at): field for at, field in propose(sheet.headings, layout_of(found)).items()}
    row.save(force_insert=True)
    note(actor, found, "bring_list", {"list": str(row.id), "rows": row.rows, "left_out": len(sheet.left_out)})
    return row


@transaction.atomic
def choose_columns(actor: Actor, *, list_id: UUID, columns: Mapping[int, str]) -> MemberList:
    """Keeps only the columns that were chosen and orders the check. Raises Refused where who, where or how is not among them."""
    row = _locked(actor, list_id, ListState.MAPPING, ListState.CHECKED)
    sheet = opened(row)
    if sheet is None:
        raise Stale(_("The cells of this list are gone. Bring it in again."))
    chosen = {at: field for at, field in sorted(columns.items()) if field in FIELDS and 0 <= at < len(sheet.headings)}
    _check_columns(list(chosen.values()))
    kept = sheet.only(chosen)
    row.columns = {str(place): field for place, field in enumerate(chosen.values())}
    row.sheet, row.state = sealed(kept, row.id), ListState.CHECKING
    row.looked_at, row.good, row.findings = 0, 0, []
    row.save()
    app.configure_task(CHECK_TASK, lock=f"list {row.id}").defer(list_id=str(row.id))
    note(actor, row.network, "choose_columns", {"list": str(row.id), "fields": sorted(set(chosen.values()))})
    return row


def _check_columns(fields: Sequence[str]) -> None:
    twice = next((field for field in fields if field not in SEVERAL and fields.count(field) > 1), "")
    if twice:
        raise Refused(_("Two columns are called “%(field)s”. Choose one.") % {"field": FIELDS[twice]})
    if not all(any(field in fields for field in some) for some in NEEDED):
        raise Refused(
            _("Say at least in which columns the name, the street, and a telephone number or e-mail address stand.")
        )


def check_list(list_id: UUID) -> MemberList | None:
    """Looks at every row; by a job, and again where a killed one left it. None for a list that is not to be checked now."""
    row = MemberList.objects.select_related("network__tenant").filter(id=list_id, state=ListState.CHECKING).first()
    sheet = opened(row) if row else None
    if row is None or sheet is None:
        return None
    found = check(row.network, sheet, queries.columns_of(row), lambda n: _tell(row, n))
    with transaction.atomic():
        _keep_findings(row, found, ListState.CHECKED)
        note(system_actor([row.tenant_id]), row.network, "check_list", _counts(row))
    return row


def _tell(row: MemberList, looked_at: int) -> None:
    MemberList.objects.filter(tenant_id=row.tenant_id, id=row.id).update(looked_at=looked_at)


def _keep_findings(row: MemberList, found: Checked, state: ListState) -> None:
    row.state, row.good, row.looked_at = state, len(found.good), row.rows
    row.findings = [list(astuple(one)) for one in found.findings]
    row.save()


def _counts(row: MemberList) -> dict[str, Any]:
    bad = len({finding[0] for finding in row.findings})
    return {"list": str(row.id), "rows": row.rows, "good": row.good, "bad": bad}


@transaction.atomic
def take_list(actor: Actor, *, list_id: UUID) -> MemberList:
    """Orders that all good rows be taken in. Raises Refused where there is none, Stale for a list that is not ready for it."""
    row = _locked(actor, list_id, ListState.CHECKED)
    if not row.good:
        raise Refused(_("There is no good row in this list. Mend it and bring it in again."))
    row.state = ListState.TAKING
    row.save(update_fields=["state"])
    app.configure_task(TAKE_TASK, lock=f"list {row.id}").defer(list_id=str(row.id))
    note(actor, row.network, "take_list", {"list": str(row.id), "good": row.good})
    return row


@transaction.atomic
def take_in(list_id: UUID) -> MemberList | None:
    """Takes all good rows in, in one transaction: a job that dies halfway leaves nothing. None when it is done already.

    Checks each row anew: others may have joined since. They become no members: they are asked first.
    """
    row = MemberList.objects.select_for_update().filter(id=list_id, state=ListState.TAKING).first()
    sheet = opened(row) if row else None
    if row is None or sheet is None:
        return None
    network = locked(row.network_id)
    found = check(network, sheet, queries.columns_of(row))
    Invited.objects.bulk_create(_invited(row, found.good), batch_size=AT_ONCE)
    bad = {one.row for one in found.findings}
    row.sheet = sealed(sheet.only_rows(bad), row.id) if bad else None
    row.done_at = timezone.now()
    _keep_findings(row, found, ListState.DONE)
    note(system_actor([row.tenant_id]), network, "take_in", _counts(row))
    return row


def _invited(row: MemberList, good: Iterable[Good]) -> Iterator[Invited]:
    for one in good:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        invited = Invited(
            id=new_id(), tenant_id=row.tenant_id, network_id=row.network_id, of_list_id=row.id, made_at=timezone.now(),
            lookups=list(one.lookups), household_key=one.home, code_key=code_key(code),
        )  # fmt: skip
        invited.content = vault.seal_value("invited", invited.id, json.dumps(_content(one, code), ensure_ascii=False))
        yield invited


def _content(one: Good, code: str) -> dict[str, Any]:
    return {
        "name": one.told.name, "language": one.told.language, "address": str(one.place.id), "box": one.told.address.box,
        "lon": one.place.lon, "lat": one.place.lat, "points": [list(point) for point in one.told.points], "code": code,
    }  # fmt: skip


def code_key(code: str) -> bytes:
    """Under which the invitation with this code is found."""
    return vault.keyed_digest(b"invitation", "".join(filter(str.isdigit, code)).encode())


@transaction.atomic
def drop_list(actor: Actor, *, list_id: UUID) -> None:
    """Throws a list away before anybody of it was taken in; after that, the rows that could not be. Raises Missing."""
    row = _locked(actor, list_id, *ListState)
    if row.state in (ListState.DONE, ListState.TAKING):
        MemberList.objects.filter(tenant_id=row.tenant_id, id=row.id).update(sheet=None)
    else:
        MemberList.objects.filter(tenant_id=row.tenant_id, id=row.id).delete()
    note(actor, row.network, "drop_list", {"list": str(row.id)})


def _locked(actor: Actor, list_id: UUID, *states: ListState) -> MemberList:
    queries.member_list(actor, list_id)
    row = MemberList.objects.select_for_update(of=("self",)).select_related("network__tenant").get(id=list_id)
    if row.state not in states:
        raise Stale(_("This list is further already. Look at the page again."))
    return row
