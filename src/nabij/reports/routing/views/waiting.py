"""On the page of an incident: whose it is, and whether its clock runs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.people.access import actor_of, staff_required
from nabij.reports.backlog.actions.single import give_team
from nabij.reports.routing.actions import waiting
from nabij.reports.views.incidents import answer
from nabij.tenants.errors import Refused


@never_cache
@require_POST
@staff_required("reports.judge")
def give(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """To another team, by hand."""
    given = request.POST

    def deed() -> None:
        team_id = _uuid(given.get("team", ""))
        version, reason = _version(given.get("version", "")), given.get("reason", "")
        give_team(actor_of(request), incident_id=incident_id, version=version, team_id=team_id, reason=reason)

    return answer(request, incident_id, deed, _("Given to that team."))


@never_cache
@require_POST
@staff_required("reports.judge")
def wait(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Stops the clock, or lets it go on."""
    actor, given = actor_of(request), request.POST

    def deed() -> None:
        version = _version(given.get("version", ""))
        if given.get("deed") == "go_on":
            waiting.go_on(actor, incident_id=incident_id, version=version)
        else:
            waiting.wait(
                actor, incident_id=incident_id, version=version, reason=given.get("reason", ""),
                waits_for=given.get("waits_for", ""), last_day=_day(given.get("last_day", "")),
            )  # fmt: skip

    return answer(request, incident_id, deed)


def _version(text: str) -> int:
    if not text.isdecimal():
        raise Refused(_("Look at the incident first, then decide."))
    return int(text)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Choose one first.")) from None


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(_("Give a date, such as 2026-11-21.")) from None
