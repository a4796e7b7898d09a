"""Following an alert that left, live, and what can still be done with it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts import queries
from nabij.alerts.following import presenters as shapes
from nabij.alerts.following.actions import resend_failed
from nabij.alerts.following.pages import progress_context, sent_context, spread_context
from nabij.alerts.following.queries import dossier, looked_back
from nabij.alerts.following.report import report
from nabij.alerts.views.common import shell, writers_only
from nabij.letters import pdf_answer
from nabij.people.access import actor_of, staff_required
from nabij.tenants.errors import Refused, Stale

PERIODS = {"30": 30, "90": 90, "365": 365}


@never_cache
@require_safe
@staff_required("alerts.view")
def look_back(request: HttpRequest) -> HttpResponse:
    """How alerts ended: for the chief and the mayor, and for the yearly evaluation."""
    chosen, now = request.GET.get("dagen", "90"), timezone.now()
    days = PERIODS.get(chosen, 90)
    found = looked_back(actor_of(request), now - timedelta(days=days), now)
    names = {"30": _("last month"), "90": _("last three months"), "365": _("last year")}
    shown = {
        "rows": [shapes.outcome(one) for one in found.rows],
        "more": found.more,
        "figures": shapes.summary(found.rows),
        "tabs": [
            {"url": f"?dagen={code}", "label": name, "current": PERIODS[code] == days} for code, name in names.items()
        ],
    }
    return render(request, "alerts/look_back.html", shown)


@never_cache
@require_safe
@writers_only
def progress_part(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """The bars alone, for the live page."""
    actor = actor_of(request)
    return render(request, "alerts/_progress.html", progress_context(actor, queries.alert(actor, alert_id)))


@never_cache
@require_safe
@writers_only
def spread_part(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Neighbourhoods and map alone, for the live page."""
    actor = actor_of(request)
    return render(request, "alerts/_spread.html", spread_context(actor, queries.alert(actor, alert_id)))


@require_POST
@staff_required("alerts.view")
def resend(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Once more to those whom it did not reach. A refusal stands on the page with its sentence."""
    actor, number = actor_of(request), request.POST.get("number", "")
    try:
        made = resend_failed(actor, alert_id=alert_id, number=int(number) if number.isdigit() else 0)
    except Refused as refusal:
        context = sent_context(actor, queries.alert(actor, alert_id)) | {"shell": shell(actor), "error": str(refusal)}
        return render(request, "alerts/sent.html", context, status=409 if isinstance(refusal, Stale) else 422)
    said = ngettext("%(n)s message goes again.", "%(n)s messages go again.", made.deliveries)
    messages.success(request, said % {"n": made.deliveries})
    return redirect("alerts:alert", alert_id=alert_id)


@never_cache
@require_safe
@staff_required("alerts.view")
def report_file(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """The report for the file. That it was taken, and by whom, is on record."""
    content = report(dossier(actor_of(request).because(_("report for the file")), alert_id))
    return pdf_answer(content, f"nabij-{str(alert_id)[-8:]}", kept=True)
