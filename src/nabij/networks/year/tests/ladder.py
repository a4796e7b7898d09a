"""Steps of a measure as they are taken, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.networks.models import MemberPoint
from nabij.networks.year.measures import actions
from nabij.networks.year.tests.factories import REASONS, Street

SECRET, NUMBER = "De verdachte bekende aan inspecteur Janssens.", "HA.55.L1.004711/2026"
TODAY = date(2026, 11, 1)


def open_case(street: Street, who: str = "officer", **fields: Any) -> UUID:
    values = {"membership_id": street.membership.id, "ground_codes": ["privacy"]} | fields
    return actions.open_case(street[who], network_id=street.network.id, **values).id


def begin(street: Street, case: UUID, code: str, who: str = "officer", **fields: Any) -> None:
    values: dict[str, Any] = {"reasons": REASONS}
    if code in ("reprimand", "removal"):
        values["advice"] = "Een berisping is gepast na het gesprek."
    if code == "police":
        values |= {"report_number": NUMBER, "report_text": SECRET, "to_prosecutor_on": TODAY}
    actions.begin_step(street[who], measure_id=case, code=code, **(values | fields))


def sign(street: Street, case: UUID, *parts: str) -> None:
    for part in parts:
        actions.sign_step(street[part], measure_id=case, part=part)


def hear(street: Street, case: UUID, who: str = "officer") -> None:
    actions.write_hearing(
        street[who], measure_id=case, heard_on=timezone.localdate(), heard="Hij zegt dat het hem spijt."
    )


def to_police(street: Street, case: UUID, **fields: Any) -> None:
    begin(street, case, "talk")
    sign(street, case, "coordinator", "officer")
    begin(street, case, "reprimand")
    sign(street, case, "chief")
    actions.mark_offence(street["officer"], measure_id=case)
    begin(street, case, "police", **fields)
    sign(street, case, "officer")


def exclude(street: Street) -> UUID:
    case = open_case(street)
    to_police(street, case)
    begin(street, case, "exclusion")
    hear(street, case)
    sign(street, case, "coordinator", "officer", "chief")
    return case


def remove(street: Street) -> UUID:
    case = open_case(street, "chief", membership_id=None, ground_codes=["racism"], is_offence=True)
    begin(street, case, "police", "chief")
    sign(street, case, "officer")
    begin(street, case, "removal", "chief")
    hear(street, case, "chief")
    sign(street, case, "chief", "mayor")
    return case


def reached(street: Street) -> int:
    return MemberPoint.objects.filter(membership=street.membership).count()
