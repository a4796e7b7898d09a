"""By when: service levels with the day from which they hold, and days on which a service is closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nabij.people.access import actor_of, staff_required
from nabij.reports.routing import presenters
from nabij.reports.routing.actions import ordering
from nabij.reports.routing.forms import ClosedDaysForm, LevelForm
from nabij.reports.routing.queries import overview
from nabij.reports.routing.queries.lines import closed_days
from nabij.reports.routing.views.shared import ROUTE, back_to, frame, kinds_of, service
from nabij.tenants.errors import Refused
from nabij.tenants.filled import filled_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(ROUTE)
def show(request: HttpRequest) -> HttpResponse:
    """The terms that hold and held; a form for another one, and for closed days."""
    actor, here = actor_of(request), service(request)
    kinds = kinds_of(here)
    days = "\n".join(sorted(day.isoformat() for day in closed_days(here)))
    deed = request.POST.get("deed") if request.method == "POST" else ""
    level = LevelForm(request.POST if deed == "level" else None, kinds=kinds.values(), prefix="level")
    closed = ClosedDaysForm(request.POST if deed == "closed" else None, initial={"days": days}, prefix="closed")
    status = 200
    if request.method == "POST":
        form = closed if deed == "closed" else level
        try:
            if deed == "closed":
                ordering.set_closed_days(actor, tenant_id=here.id, **filled_in(closed))
            else:
                ordering.set_level(actor, tenant_id=here.id, **filled_in(level))
        except Refused as refusal:
            status = 422
            if not form.errors:
                form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. What was promised before stays."))
            return redirect(back_to(here, "terms"))
    shown = {
        "rows": presenters.level_rows(overview.levels_of(actor, here.id), kinds),
        "level_form": level,
        "closed_form": closed if actor.may("tenants.configure", here.id) else None,
        "waiting": overview.waiting_count(actor, here.id),
    }
    return render(request, "reports/routing/terms.html", shown | frame(actor, here, "terms"), status=status)
