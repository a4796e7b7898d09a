"""Letters, posters and reports of a meeting as PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.letters import pdf_answer
from nabij.meetings import printing, queries, standing
from nabij.meetings.models import Meeting
from nabij.meetings.views.guard import staff_or_lead
from nabij.meetings.words import LANGUAGES
from nabij.people.access import actor_of
from nabij.places import queries as places
from nabij.places.queries import AreaRef
from nabij.tenants.errors import Missing

MOST_STREETS = 200


@never_cache
@require_safe
@staff_or_lead
def letter(request: HttpRequest, meeting_id: UUID, language: str) -> HttpResponse:
    """To the residents of a neighbourhood (`?wijk=`), a page for each of its streets with `?straten=1`."""
    found = _of(request, meeting_id, language)
    area = _area(request.GET.get("wijk", ""))
    name = area.name if area else _town(found)
    to = [name]
    if area and request.GET.get("straten"):
        to = [f"{one.name}, {one.postcode} {one.municipality}" for one in places.streets_in(area.code)][:MOST_STREETS]
    file = f"brief-{area.code}-{language}" if area else f"brief-{language}"
    return pdf_answer(printing.letters(found, language, to or [name], _about(found) or name), file)


@never_cache
@require_safe
@staff_or_lead
def poster(request: HttpRequest, meeting_id: UUID, paper: str, language: str) -> HttpResponse:
    found = _of(request, meeting_id, language)
    if paper not in printing.PAPERS:
        raise Missing
    return pdf_answer(
        printing.poster(found, language, paper, _about(found) or _town(found)), f"affiche-{paper}-{language}"
    )


@never_cache
@require_safe
@staff_or_lead
def report(request: HttpRequest, meeting_id: UUID, language: str) -> HttpResponse:
    found = _of(request, meeting_id, language)
    return pdf_answer(printing.report(found, language, queries.counts(found)), f"verslag-{language}")


def _of(request: HttpRequest, meeting_id: UUID, language: str) -> Meeting:
    found = queries.meeting(actor_of(request), meeting_id)
    if language not in LANGUAGES:
        raise Missing
    return found


def _area(code: str) -> AreaRef | None:
    if not code:
        return None
    found = places.areas("neighbourhood", [code])
    if not found:
        raise Missing
    return found[0]


def _about(found: Meeting) -> str:
    return ", ".join(one.name for one in standing.things(found.about))


def _town(found: Meeting) -> str:
    where = places.locate(found.lon, found.lat)
    return where.municipality.name if where.municipality else found.tenant.name
