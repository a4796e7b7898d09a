from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.reports import codes, limits, presenters, queries
from nabij.reports.words import in_language
from nabij.tenants.errors import Missing

MOST_AN_HOUR = 60


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Asks for the code."""
    typed = request.GET.get("code", "").strip()
    if codes.plain(typed):
        return redirect("reports:followed", code=codes.written(codes.plain(typed)))
    error = _("A code has twelve letters and digits, such as K7RM-2XQD-9HTW. Look at it again.") if typed else ""
    return render(request, "reports/follow.html", {"typed": typed, "error": error}, status=422 if error else 200)


@never_cache
@require_safe
def followed(request: HttpRequest, code: str) -> HttpResponse:
    """The public timeline behind a code."""
    limits.allow(request, "follow", MOST_AN_HOUR)
    try:
        tracked = queries.track(code)
    except Missing:
        error = _("We know no report with this code. Look at it again; codes are removed after a year.")
        return render(request, "reports/follow.html", {"typed": code, "error": error}, status=404)
    lines = [{"when": at, "text": sentence} for at, sentence in tracked.lines]
    if lines and tracked.ended:
        lines[0] |= {"icon": "circle-check", "tone": "success"}
    shown = {
        "kind": in_language(tracked.category),
        "icon": tracked.icon,
        "tracked": tracked,
        "lines": lines,
        "code": codes.written(codes.plain(code)),
        "pace": presenters.pace_sentence(queries.pace([tracked.tenant_id]), queries.reading_hours(tracked.tenant_id)),
    }
    return render(request, "reports/followed.html", shown)
