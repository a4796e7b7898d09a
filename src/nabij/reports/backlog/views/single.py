"""One incident: its whole history, its two texts, and beside another one before they are merged."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.reports import actions as reports
from nabij.reports import presenters as words
from nabij.reports import queries as asking
from nabij.reports.backlog import actions, queries, telling
from nabij.reports.backlog.forms import WordsForm
from nabij.tenants.errors import Refused
from nabij.tenants.filled import filled_in

JUDGE = "reports.judge"


@never_cache
@require_safe
@staff_required("reports.view")
def history(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Everything in one line of time; `what` chooses, `before` goes on."""
    actor, chosen = actor_of(request), request.GET.getlist("what")
    kinds = [kind for kind in telling.KIND_WORDS if kind in chosen] or list(telling.KIND_WORDS)
    found = queries.history(actor, incident_id, kinds=kinds, before=_moment(request.GET.get("before", "")))
    slots = [words.slot("incident", id=one.id) for one in (found.incident, *found.absorbed[:4])]
    return render(request, "reports/backlog/history.html", {
        "incident": found.incident,
        "reference": words.reference(found.incident),
        "row": words.row(found.incident),
        "absorbed": [words.row_brief(one) | {"reference": words.reference(one)} for one in found.absorbed],
        "entries": [telling.entry(line, found.incident.id) for line in found.lines],
        "choices": telling.choices(kinds, found.may_see_looks),
        "before": found.before.isoformat() if found.before else "",
        "kinds": kinds if len(kinds) < len(telling.KIND_WORDS) else [],
        "slots": [url for url in slots if url],
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(JUDGE)
def texts(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """What colleagues read and what the public reads, written apart, with a look at what leaves before it does."""
    actor = actor_of(request)
    incident = asking.incident_brief(actor, incident_id)
    actor.require(JUDGE, incident.tenant_id)
    form = WordsForm(request.POST or None, initial={"public_sentence": incident.public_sentence})
    error, given = "", request.POST.get("public_sentence", incident.public_sentence)
    if request.method == "POST" and "look" not in request.POST:
        try:
            return _written(request, incident_id, filled_in(form))
        except Refused as refusal:
            error = str(refusal)
    shown = {
        "incident": incident, "reference": words.reference(incident), "row": words.row(incident), "form": form, "error": error,
        "version": request.POST.get("version", incident.version), "preview": telling.preview(incident, given.strip()),
    }  # fmt: skip
    return render(request, "reports/backlog/texts.html", shown, status=422 if error else 200)


@never_cache
@require_safe
@staff_required(JUDGE)
def sides(request: HttpRequest, incident_id: UUID, other_id: UUID) -> HttpResponse:
    """Both beside each other, with what stays and what moves."""
    into, other = queries.sides(actor_of(request), incident_id, other_id)
    shown = {"into": telling.side(into), "other": telling.side(other), "apart": telling.apart(into, other)}
    return render(request, "reports/backlog/sides.html", shown)


@never_cache
@require_POST
@staff_required(JUDGE)
def unmerge(request: HttpRequest, incident_id: UUID, other_id: UUID) -> HttpResponse:
    """The other incident stands by itself again, with all that came from it."""
    version, reason = request.POST.get("version", ""), request.POST.get("reason", "")
    reports.unmerge(
        actor_of(request), incident_id=incident_id, version=int(version) if version.isdigit() else 0, other_id=other_id,
        reason=reason,
    )  # fmt: skip
    messages.success(request, _("Both stand by themselves again."))
    return redirect("reports:incident", incident_id=other_id)


def _written(request: HttpRequest, incident_id: UUID, given: dict[str, Any]) -> HttpResponse:
    actor, version = actor_of(request), request.POST.get("version", "")
    if "internal_only" in request.POST:
        reports.add_note(actor, incident_id=incident_id, internal=given["internal"])
        messages.success(request, _("Note saved."))
    else:
        number = int(version) if version.isdigit() else 0
        actions.reword(actor, incident_id=incident_id, version=number, public_sentence=given["public_sentence"])
        messages.success(request, _("This is what the public reads now."))
    return redirect("reports:history", incident_id=incident_id)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else None
