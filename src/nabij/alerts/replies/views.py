from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.alerts import queries
from nabij.alerts.replies.queries import replies_to
from nabij.alerts.views.common import writers_only
from nabij.people.access import actor_of


@never_cache
@require_safe
@writers_only
def replies_part(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """What people answered to an alert, for the page that follows it."""
    actor = actor_of(request)
    context = {"alert": queries.alert(actor, alert_id), "answers": replies_to(actor, alert_id)}
    return render(request, "alerts/_replies.html", context)
