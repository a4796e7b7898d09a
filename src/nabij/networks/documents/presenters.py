"""Words and shapes for the pages of documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nabij.networks.documents import printing, queries, rules, schemas
from nabij.networks.documents.models import Document, DocumentKind, DocumentState, FederalNotice, Signatory

TONES: Final = {"draft": "neutral", "signing": "warning", "signed": "success", "replaced": "neutral"}
NOTICE_TONES: Final = {
    "to_send": "warning", "sent": "neutral", "remarks": "danger", "in_order": "success", "lapsed": "neutral",
}  # fmt: skip
ICONS: Final = {
    DocumentKind.CHARTER: "handshake", DocumentKind.HOUSE_RULES: "list-checks", DocumentKind.COMMUNICATION_PLAN: "megaphone",
    DocumentKind.BUDGET: "chart-column",
}  # fmt: skip


@dataclass(frozen=True)
class Signer:
    """A signatory of a version: whether, when and how they signed; `is_late` past the term."""

    role: str
    label: str
    name: str
    signed: str
    how: str
    scan_url: str
    is_late: bool


@dataclass(frozen=True)
class Card:
    """A kind of document on the page of a network: the newest version, what is in force, and who still has to sign."""

    kind: str
    title: str
    why: str
    newest: Document | None
    in_force: Document | None
    chip: tuple[str, str]
    signers: Sequence[Signer]


def chip(found: Document | None) -> tuple[str, str]:
    if found is None:
        return _("not started"), "neutral"
    return str(found.get_state_display()), TONES[found.state]


def cards(rows: Iterable[Document], now: datetime) -> list[Card]:
    """One card per kind of document, the charter first."""
    by_kind: dict[str, list[Document]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    return [_card(kind, by_kind.get(kind, []), now) for kind in DocumentKind.values]


def _card(kind: str, versions: list[Document], now: datetime) -> Card:
    newest = versions[0] if versions else None
    held = next((one for one in versions if one.state == DocumentState.SIGNED), None)
    signing = newest if newest and newest.state == DocumentState.SIGNING else None
    why = {
        DocumentKind.CHARTER: _("The agreement between city, police and neighbourhood."),
        DocumentKind.HOUSE_RULES: _("What every member agrees to."),
        DocumentKind.COMMUNICATION_PLAN: _("What is sent when, and over which channel."),
        DocumentKind.BUDGET: _("What it costs in a year, and who pays."),
    }[DocumentKind(kind)]
    label = str(DocumentKind(kind).label)
    return Card(kind, label, why, newest, held, chip(newest), signers(signing, now) if signing else ())


def signers(found: Document, now: datetime) -> list[Signer]:
    """Everybody who signs this version, in the order of the charter; the caller checked the rights to their names."""
    by_role = {one.role: one for one in found.signatures.all()}
    late = found.due_at is not None and found.due_at < now
    rows = []
    for role in queries.wanted_of(found):
        done = by_role.get(role)
        label = str(Signatory(role).label)
        rows.append(
            Signer(
                role,
                _("%(role)s, deputy") % {"role": label} if done and done.deputy else label,
                queries.name_on(done) if done else "",
                date_format(done.signed_on, "j F Y") if done else "",
                str(done.get_how_display()) if done else "",
                reverse("networks:document_scan", args=[done.id]) if done and done.scan else "",
                is_late=late and done is None,
            )
        )
    return rows


def fact_rows(found: Document, names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """What there is to know of a version."""
    moments = (
        (_("Settled on"), found.frozen_at),
        (_("In force since"), found.in_force_at),
        (_("Sign before"), _due(found)),
    )
    rows = [(_("Version"), str(found.version))]
    rows += [(label, date_format(moment, "j F Y")) for label, moment in moments if moment]
    if found.frozen_by:
        rows.append((_("Settled by"), names.get(found.frozen_by, "")))
    if found.digest:
        rows.append((_("Check value"), printing.spaced(found.digest)))
    if found.cents is not None:
        rows.append((_("Costs in a year"), f"€ {printing.euros(found.cents)}"))
    return rows


def _due(found: Document) -> datetime | None:
    return found.due_at if found.state == DocumentState.SIGNING else None


def change_rows(
    changed: Sequence[str], then: Mapping[str, Any], now: Mapping[str, Any], names: Mapping[UUID, str]
) -> list[list[str]]:
    """What a document says, and what is so now: a row per fact that changed."""
    labels = {
        "name": _("Name of the network"), "area": _("Area"), "mayor": _("Mayor"), "chief": _("Chief of police"),
        "officer": _("Mandated officer"), "officer_deputy": _("Deputy of the mandated officer"),
        "coordinator": _("Coordinator"), "coordinator_deputy": _("Deputy of the coordinator"),
        "plan": _("Communication plan"), "budget": _("Budget plan"), "house_rules": _("House rules"),
    }  # fmt: skip
    return [[labels[name], _value(name, then.get(name), names), _value(name, now.get(name), names)] for name in changed]


def _value(name: str, value: Any, names: Mapping[UUID, str]) -> str:
    if name in ("name", "house_rules"):
        return str(value or "")
    if name in ("area", "budget"):
        return _("as it was drawn then") if name == "area" else _("another version")
    if name == "plan":
        return _("%(n)s lines") % {"n": len(value or [])}
    held = value if isinstance(value, list) else [value] if value else []
    return ", ".join(names.get(UUID(one), _("an account without a name")) for one in held) or _("nobody")


def accounts_in(*facts: Mapping[str, Any]) -> set[UUID]:
    """The accounts that facts name."""
    found: set[UUID] = set()
    for one in facts:
        for name, value in one.items():
            if name.split("_")[0] in Signatory.values:
                found |= {UUID(each) for each in (value if isinstance(value, list) else [value]) if each}
    return found


def parts(kind: str, current: str, url: str) -> list[dict[str, Any]]:
    """The parts of a form as steps."""
    return [
        {"url": f"{url}?deel={part.code}", "label": part.title, "current": part.code == current}
        for part in schemas.PARTS[kind]
    ]


def checklist(found: Document, changed: Sequence[str]) -> list[tuple[str, bool]]:
    """What we check ourselves before a charter goes to the federal service, so that it is not sent back."""
    answers = queries.answers_of(found)
    content = queries.content_of(found)
    return [
        (_("Contact data of all four partners"), not schemas.missing(found.kind, answers)),
        (_("A communication plan"), bool(content["plan"])),
        (_("A budget plan"), bool(content["budget"])),
        (_("Four signatures under this version"), not rules.still_to_sign(
            queries.wanted_of(found), [one.role for one in queries.signatures_of(found)])),
        (_("Every signature still holds"), all(one.holds for one in queries.checked(found))),
        (_("Nothing changed since it was settled"), not changed),
    ]  # fmt: skip


def notice_chip(found: FederalNotice) -> tuple[str, str]:
    return str(found.get_state_display()), NOTICE_TONES[found.state]


def notice_rows(found: FederalNotice) -> list[tuple[str, str]]:
    days = (
        (_("Sent on"), found.sent_on), (_("Answer received on"), found.answered_on),
        (_("Letter to the chief of police"), found.chief_letter_on), (_("Letter to the mayor"), found.mayor_letter_on),
    )  # fmt: skip
    rows = [(label, date_format(day, "j F Y")) for label, day in days if day]
    if found.state in ("to_send", "sent", "remarks"):
        label = _("Send before") if found.state == "to_send" else _("Follow up on")
        rows.append((label, date_format(found.due_at, "j F Y")))
    return [*rows, (_("Note"), found.note), (_("Remarks"), found.remarks)]


def groups(form: Any, part: schemas.Part) -> list[dict[str, Any]]:
    """The fields of a part that belong together: what starts with the same word ("mayor_name", "mayor_email"). A line of a
    budget has a title of its own.
    """
    found: list[dict[str, Any]] = []
    titles = dict(schemas.BUDGET_LINES) if part.code == "costs" else {}
    before = ""
    for field in part.fields:
        first = field.name.split("_")[0] if "_" in field.name and field.sort != "text" else field.name
        if first != before:
            found.append({"title": titles.get(first, ""), "fields": []})
        found[-1]["fields"].append(form[field.name])
        before = first
    return found
