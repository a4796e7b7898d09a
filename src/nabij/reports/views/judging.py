"""What one does with an incident: each answers with the incident as it then is."""

from __future__ import annotations

from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.people.access import actor_of, staff_required
from nabij.reports import actions, queries
from nabij.reports.forms import CloseForm, NoteForm, ReferForm, TaskForm, WithholdForm
from nabij.reports.states import Outcome
from nabij.reports.views.incidents import answer
from nabij.tenants.errors import Refused
from nabij.tenants.queries import all_tenants


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() else 0


def _read(form: Form) -> Form:
    """Raises Refused with the first fault, in words."""
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise Refused(f"{label} {faults[0]}".strip())
    return form


@never_cache
@require_POST
@staff_required("reports.judge")
def judge(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Everything judging can end in, but for handing over."""
    outcome, actor = request.POST.get("outcome", ""), actor_of(request)

    def deed() -> None:
        extra = {}
        if outcome == Outcome.WITHHOLD:
            given = _read(WithholdForm(request.POST, prefix="withhold")).cleaned_data
            consulted = {"yes": True, "no": False}.get(given["prosecutor"])
            extra = {"reason": given["reason"], "review_at": given["review_at"], "prosecutor_consulted": consulted}
        actions.judge_incident(actor, incident_id=incident_id, version=_version(request), outcome=outcome, **extra)

    return answer(request, incident_id, deed, _("Judged."))


@never_cache
@require_POST
@staff_required("reports.judge")
def close(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    def deed() -> None:
        given = _read(CloseForm(request.POST, prefix="close")).cleaned_data
        actions.close_incident(actor_of(request), incident_id=incident_id, version=_version(request), **given)

    return answer(request, incident_id, deed, _("Closed. The reporter can read it now."))


@never_cache
@require_POST
@staff_required("reports.judge")
def reopen(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    def deed() -> None:
        reason = request.POST.get("reason", "")
        actions.reopen_incident(actor_of(request), incident_id=incident_id, version=_version(request), reason=reason)

    return answer(request, incident_id, deed, _("Opened again."))


@never_cache
@require_POST
@staff_required("reports.judge")
def note(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    def deed() -> None:
        given = _read(NoteForm(request.POST, prefix="note")).cleaned_data
        actions.add_note(actor_of(request), incident_id=incident_id, **given)

    return answer(request, incident_id, deed, _("Note saved."))


@never_cache
@require_POST
@staff_required("reports.judge")
def merge(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    def deed() -> None:
        other, seen = _id(request.POST.get("other", "")), request.POST.get("other_version", "")
        other_version = int(seen) if seen.isdigit() else None
        actions.merge_incidents(
            actor_of(request),
            into_id=incident_id,
            version=_version(request),
            other_id=other,
            other_version=other_version,
        )

    return answer(request, incident_id, deed, _("Merged."))


@never_cache
@require_POST
@staff_required("reports.judge")
def split(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    def deed() -> None:
        report_id, reason = _id(request.POST.get("report", "")), request.POST.get("reason", "")
        version = _version(request)
        actions.split_off(
            actor_of(request), incident_id=incident_id, version=version, report_id=report_id, reason=reason
        )

    return answer(request, incident_id, deed, _("Split off."))


@never_cache
@require_POST
@staff_required("reports.judge")
def task(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    def deed() -> None:
        actor = actor_of(request)
        incident = queries.incident_brief(actor, incident_id)
        teams = [(str(team.id), team.name) for team in queries.teams(actor, incident.tenant_id)]
        given = _read(TaskForm(teams, request.POST, prefix="task")).cleaned_data
        team_id, what, due_at = UUID(given["team"]), given["what"], given["due_at"]
        actions.give_task(
            actor, incident_id=incident_id, team_id=team_id, what=what, due_at=due_at, with_photos=given["with_photos"]
        )

    return answer(request, incident_id, deed, _("The team has the task."))


@never_cache
@require_POST
@staff_required("reports.refer")
def refer(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    def deed() -> None:
        others = [(str(tenant.id), tenant.name) for tenant in all_tenants()]
        given = _read(ReferForm(others, request.POST, prefix="refer")).cleaned_data
        actions.refer(
            actor_of(request),
            incident_id=incident_id,
            version=_version(request),
            to_tenant_id=UUID(given["to_tenant"]),
            fields=given["fields_shown"],
            legal_basis=given["legal_basis"],
            reason=given["reason"],
            until=given["until"],
            is_needed=given["is_needed"],
        )

    return answer(request, incident_id, deed, _("Handed over."))


@never_cache
@require_POST
@staff_required("reports.refer")
def revoke(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    def deed() -> None:
        referral_id, reason = _id(request.POST.get("referral", "")), request.POST.get("reason", "")
        actions.revoke_referral(actor_of(request), referral_id=referral_id, reason=reason)

    return answer(request, incident_id, deed, _("The other service sees it no longer."))


@never_cache
@require_POST
@staff_required("reports.view_source")
def source(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Who told it, after saying why one needs to know; written down."""
    try:
        found = queries.source(actor_of(request).because(request.POST.get("reason", "")), report_id)
    except Refused as refusal:
        return render(request, "reports/_source.html", {"error": str(refusal), "report_id": report_id}, status=422)
    return render(request, "reports/_source.html", {"source": found, "report_id": report_id})


@never_cache
@require_POST
@staff_required("reports.view")
def photo(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Adds a photo to a report, for who saw it with their own eyes."""
    actor, upload = actor_of(request), request.FILES.get("photo")
    incident_id = queries.incident_of(actor, report_id)

    def deed() -> None:
        if upload is None:
            raise Refused(_("Choose a photo first."))
        actions.add_photo(actor, report_id=report_id, upload=upload)

    return answer(request, incident_id, deed, _("Photo added."))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Choose one first.")) from None
