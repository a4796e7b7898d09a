"""The page of the routes to providers, and the form by which an operator drains, stops or resumes one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.alerts.fanout import attention
from nabij.channels.queries import RIGHT as WATCH
from nabij.channels.routing import actions, queries
from nabij.channels.routing.actions import RIGHT as OPERATE
from nabij.channels.routing.queries import RouteMode, RouteReport
from nabij.people.access import actor_of, staff_required
from nabij.people.queries import account_names
from nabij.site import routes_page
from nabij.tenants.errors import Missing


class Deed(forms.Form):
    """What to do with a route, and why."""

    mode = forms.ChoiceField(label=gettext_lazy("What should the route do?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, mode: RouteMode, **more: Any) -> None:
        super().__init__(*args, **more)
        others = [one for one in (RouteMode.OPEN, RouteMode.DRAINING, RouteMode.STOPPED) if one is not mode]
        choice = self.fields["mode"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(one.value, ": ".join(routes_page.deed_words(one))) for one in others]


@never_cache
@require_safe
@staff_required(WATCH)
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "site/routes.html", _context(request))


@never_cache
@require_safe
@staff_required(WATCH)
def now(request: HttpRequest) -> HttpResponse:
    """The part of the page that is fetched anew every ten seconds."""
    return render(request, "site/_routes.html", _context(request))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(OPERATE)
def operate(request: HttpRequest) -> HttpResponseBase:
    """The form for the route named in the query."""
    report = _report(request)
    form = Deed(request.POST or None, mode=report.mode)
    if form.is_valid():
        actions.operate(
            actor_of(request), provider=report.provider, mode=form.cleaned_data["mode"], reason=form.cleaned_data["reason"]
        )  # fmt: skip
        messages.success(request, _("Done. Senders follow within seconds; nothing has to be started again."))
        return HttpResponseRedirect(reverse("operations_routes"))
    shown = routes_page.shown(_configured(report.provider), [report], {}, _names([report]))
    context = {"form": form, "route": shown[0].routes[0], "channel": shown[0]}
    return render(request, "site/route.html", context, status=422 if form.is_bound else 200)


def _report(request: HttpRequest) -> RouteReport:
    known = _configured(request.GET.get("route", ""))
    if not known:
        raise Missing
    return queries.reports(actor_of(request), [(one.channel, one.name) for one in known])[0]


def _configured(name: str) -> list[routes_page.Configured]:
    return [one for one in routes_page.configured() if one.name == name][:1]


def _context(request: HttpRequest) -> dict[str, Any]:
    actor, known = actor_of(request), routes_page.configured()
    reports = queries.reports(actor, [(one.channel, one.name) for one in known])
    return {
        "channels": routes_page.shown(known, reports, attention.waiting(), _names(reports)),
        "minute_columns": [
            _("Minute"), (_("Handed over"), "end"), (_("Refused"), "end"), (_("Delivered"), "end"), (_("Not delivered"), "end"),
        ],
        "may_operate": bool(actor.tenants_with(OPERATE)),
        "now": timezone.now(),
    }  # fmt: skip


def _names(reports: list[RouteReport]) -> dict[Any, str]:
    by = {report.mode_by for report in reports} | {change.by for report in reports for change in report.history}
    return account_names(one for one in by if one)
