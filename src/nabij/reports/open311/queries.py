"""What GeoReport v2 may show: facts of kinds that may be public, blurred to the street, and never a word of who told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from nabij.reports.models import Category, Incident
from nabij.reports.open311.asking import Wanted
from nabij.reports.outward.queries import blurred, public_incidents, public_kinds, streets_of
from nabij.reports.questions import bounds, said, stop_of
from nabij.reports.sentences import sentence
from nabij.reports.states import OPEN, State
from nabij.reports.told import Told
from nabij.reports.words import in_language, texts_of
from nabij.tenants import queries as tenants
from nabij.tenants.models import Tenant

MOST: Final = 1_000
DATATYPES: Final = {
    "text": "string", "yes_no": "singlevaluelist", "choice": "singlevaluelist", "multiple": "multivaluelist",
    "number": "number", "date": "datetime",
}  # fmt: skip
Row = Mapping[str, Any]


def services() -> list[Row]:
    """What one can report here: the kinds that may be public."""
    return [_service(kind) for kind in public_kinds()]


def service(code: str) -> Category | None:
    """One of these, or None."""
    return public_kinds().filter(code=code).first()


def definition(kind: Category) -> Row:
    """The questions of a kind, as GeoReport calls them."""
    return {
        "service_code": kind.code,
        "attributes": [_attribute(at, asked, kind.questions) for at, asked in enumerate(kind.questions, 1)],
    }


def notice(kind: Category, told: Told, code: str) -> str:
    """What an app shows who told it, in their language: first whom to call, where an answer asks for that; then their code."""
    with translation.override(told.language):
        stop = stop_of(kind.questions, told.answers)
        follow = _("Keep this code to follow what comes of it: %(code)s") % {"code": code}
        return f"{stop.sentence} {follow}" if stop is not None else follow


def requests(wanted: Wanted, tenant: Tenant | None) -> list[Row]:
    """Those that are wanted, newest first, of one tenant or of all. Four queries."""
    rows = public_incidents().filter(_meant(wanted))
    if tenant is not None:
        rows = rows.filter(tenant=tenant)
    found = list(rows.order_by("-id")[:MOST])
    streets = streets_of(found)
    return [_request(row, streets) for row in found]


def jurisdiction(given: str) -> Tenant | None:
    """The zone or municipality of this short name."""
    return next((one for one in tenants.all_tenants() if one.slug == given), None)


def _meant(wanted: Wanted) -> Q:
    if wanted.ids or wanted.since is None:
        merged = Incident.objects.filter(id__in=wanted.ids, merged_into__isnull=False)
        return Q(id__in=wanted.ids) | Q(id__in=merged.values("merged_into_id"))
    meant = Q(reported_at__gte=wanted.since, reported_at__lte=wanted.until)
    if wanted.codes:
        meant &= Q(category_id__in=wanted.codes)
    return meant if wanted.open is None else meant & Q(state__in=OPEN if wanted.open else [State.CLOSED])


def _service(kind: Category) -> Row:
    return {
        "service_code": kind.code,
        "service_name": in_language(kind.name),
        "description": in_language(kind.hint),
        "metadata": bool(kind.questions),
        "type": "realtime",
        "keywords": ",".join(kind.words),
        "group": kind.group,
    }


def _attribute(at: int, asked: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> Row:
    options = [(one["code"], in_language(one)) for one in asked.get("options", [])]
    if asked["kind"] == "yes_no":
        options = [("yes", _("Yes")), ("no", _("No"))]
    return {
        "variable": True,
        "code": asked["code"],
        "datatype": DATATYPES[asked["kind"]],
        "required": bool(asked.get("required")) and "only_if" not in asked,
        "datatype_description": " ".join(part for part in (_meant_by(asked), _only_when(asked, questions)) if part),
        "order": at,
        "description": in_language(texts_of(asked)),
        "values": [{"key": code, "name": name} for code, name in options],
    }


def _meant_by(asked: Mapping[str, Any]) -> str:
    if asked["kind"] == "number":
        return _("Give a number from %(least)s to %(most)s.") % bounds(asked)
    return _("Give a date, such as 2026-11-21.") if asked["kind"] == "date" else ""


def _only_when(asked: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> str:
    """After which answer to an earlier question this one is asked; empty where it always is."""
    if not (condition := asked.get("only_if")):
        return ""
    earlier = next(one for one in questions if one["code"] == condition["code"])
    answers = ", ".join(said(earlier, code) for code in condition["is"])
    return _("Only where “%(question)s” has the answer: %(answers)s.") % {
        "question": in_language(earlier), "answers": answers,
    }  # fmt: skip


def _request(row: Incident, streets: Mapping[UUID, str]) -> Row:
    told = [note for note in row.told if note.public or note.public_template]  # type: ignore[attr-defined]
    lon, lat = blurred(row.x, row.y)
    return {
        "service_request_id": str(row.id),
        "status": "closed" if row.state == State.CLOSED else "open",
        "status_notes": (told[-1].public or sentence(told[-1].public_template)) if told else "",
        "service_name": in_language(row.category.name),
        "service_code": row.category_id,
        "description": row.public_sentence,
        "agency_responsible": row.tenant.name,
        "service_notice": "",
        "requested_datetime": row.reported_at.isoformat(timespec="seconds"),
        "updated_datetime": (told[-1].at if told else row.reported_at).isoformat(timespec="seconds"),
        "expected_datetime": "",
        "address": streets.get(row.id) or row.neighbourhood_name,
        "address_id": "",
        "zipcode": "",
        "lat": lat,
        "long": lon,
        "media_url": "",
    }
