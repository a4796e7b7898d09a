from __future__ import annotations

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from nabij.tenants.errors import Missing, NotNow, Refused, Stale

STATUS = {Stale: 409, NotNow: 503}


def faults(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Turns what actions raise into pages: Missing is 404, Stale 409, NotNow 503, Refused 422 with its sentence; a text that
    no database keeps is 400."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
            if isinstance(error, Missing):
                return render(request, "404.html", status=404)
            if isinstance(error, Refused):
                status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
                return _refusal(request, str(error), status)
            if isinstance(error, (ValueError, DataError)) and "NUL" in str(error):
                sentence = _("This text holds a sign that cannot be kept. Remove it and try again.")
                return _refusal(request, sentence, 400)
            return None

    return Middleware()


def _refusal(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """A page that says why not; on a page that stays open (htmx) only the sentence, among its messages."""
    if "HX-Request" not in request.headers:
        return render(request, "site/refused.html", {"sentence": sentence}, status=status)
    answer = render(request, "site/components/refusal.html", {"sentence": sentence}, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#messages", "innerHTML"
    return answer
