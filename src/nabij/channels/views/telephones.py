"""The telephones of the demo town. Outside demo settings the page does not exist."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.channels import presenters, queries


@never_cache
@require_safe
def telephones(request: HttpRequest) -> HttpResponse:
    """All telephones on a page that renews itself; only the telephones when htmx asks."""
    if not settings.NABIJ_SIMULATOR:
        raise Http404
    part = "channels/_telephones.html" if request.headers.get("HX-Request") else "channels/telephones.html"
    shown = {
        "telephones": [presenters.shown(one) for one in queries.telephones()],
        "codes": presenters.staff_codes(get_language()) if settings.DEMO else [],
        "code_columns": presenters.CODE_COLUMNS,
    }
    return render(request, part, shown)
