"""A template on the composer: which there are, what its fields ask, and its words put in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts.audience_form import initial_audience
from nabij.alerts.forms import FIELD, LANGUAGES
from nabij.alerts.kinds import kinds
from nabij.alerts.prefilling import known_of
from nabij.alerts.rules.whom import whom_of
from nabij.alerts.wording import queries as wording
from nabij.alerts.wording.fields import Field, Type, Value, filled, values_of
from nabij.alerts.wording.queries import Ready
from nabij.tenants import queries as tenants
from nabij.tenants.errors import Missing
from nabij.tenants.working_days import BRUSSELS

if TYPE_CHECKING:
    from nabij.reports.models import Incident

Known = Mapping[Type, Value]


def offered(tenant_id: UUID, codes: Iterable[str]) -> list[tuple[str, list[Ready]]]:
    """What may be chosen, per kind of alert in the order of the kinds."""
    ready = wording.ready(tenant_id)
    groups = [(kinds()[code].name, [one for one in ready if one.kind == code]) for code in codes]
    return [(name, found) for name, found in groups if found]


def chosen(tenant_id: UUID, reference: str) -> Ready | None:
    """The template of which a text was made ("burglary/3"), as it is now; None where it is offered no longer."""
    code = reference.partition("/")[0]
    try:
        return wording.ready_one(tenant_id, code) if code else None
    except Missing:
        return None


def known(incident: Incident | None) -> Known:
    return known_of(incident) if incident is not None else {}


def rows(ready: Ready | None, typed: Mapping[str, str], found: Known) -> list[dict[str, Any]]:
    """The fields that a template asks, as the page shows them, with what was typed or what the incident knows."""
    if ready is None:
        return []
    return [_row(one, typed.get(one.name, _shown(found.get(one.type, "")))) for one in ready.wording.fields]


def _row(field: Field, value: str) -> dict[str, Any]:
    return {
        "name": FIELD + field.name,
        "id": f"id_{FIELD}{field.name}",
        "label": field.words,
        "type": field.type,
        "value": value,
        "choices": [(str(at), one.get("nl", "")) for at, one in enumerate(field.choices)],
    }


def _shown(value: Value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M")
    return value if isinstance(value, str) else value.get("nl", "")


def with_template(data: QueryDict, tenant_id: UUID, ready: Ready, found: Known) -> QueryDict:
    """What stood on the page, with kind, texts, channels and audience of the template. Raises Refused."""
    changed = data.copy()
    changed["kind"], changed["ground"], changed["template"] = ready.kind, ready.wording.ground, ready.reference
    if ready.wording.channels:
        changed.setlist("channels", list(ready.wording.channels))
    audience = whom_of(ready.wording.audience) if ready.wording.audience else None
    if audience:
        for name, value in initial_audience(audience).items():
            changed.setlist(name, value if isinstance(value, list) else [value])
    for name in [name for name in changed if name.startswith(FIELD)]:
        del changed[name]
    for row in rows(ready, {}, found):
        changed[row["name"]] = row["value"]
    return with_texts(changed, tenant_id, ready, found)


def with_texts(data: QueryDict, tenant_id: UUID, ready: Ready, found: Known) -> QueryDict:
    """What stood on the page, with the texts made again from the template and its fields. Raises Refused."""
    changed = data.copy()
    typed = {name.removeprefix(FIELD): str(changed[name]) for name in changed if name.startswith(FIELD)}
    values = values_of(ready.wording.fields, typed)
    for field in ready.wording.fields:
        told = found.get(field.type)
        if isinstance(told, Mapping) and typed.get(field.name) == told.get("nl"):
            values[field.name] = told
    zone = tenants.tenant(tenant_id).name
    texts = filled(ready.wording.texts, ready.wording.fields, values, zone=zone, now=timezone.now())
    for language in LANGUAGES:
        text = texts.get(language)
        changed[f"subject_{language}"] = text.subject if text else ""
        changed[f"body_{language}"] = text.body if text else ""
    return changed


def unread(ready: Ready | None) -> str:
    """What a writer should know of a template."""
    return _("Nobody read this template a second time yet.") if ready is not None and not ready.reviewed else ""
