"""The last step of a report and of "me too": what is handed in, by a person, not more often than somebody needs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from nabij.reports import drafts, limits
from nabij.reports.forms import WhoForm
from nabij.reports.told import contact_from
from nabij.tenants.errors import Refused


def handed_in(request: HttpRequest, form: WhoForm, send: Callable[[], HttpResponse]) -> HttpResponse | None:
    """The answer of `send`; None where the form has to be shown, with what is wrong in it."""
    if request.method != "POST" or not form.is_valid():
        return None
    if form.cleaned_data["website"]:
        drafts.forget(request)  # Only a machine fills in a field that nobody sees.
        return redirect("reports:what")
    try:
        limits.allow(request, "report", limits.REPORTS_AN_HOUR)
        if form.cleaned_data["reach"] == "contact":
            limits.allow_to(contact_from(form.cleaned_data["contact"]))
        return send()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
