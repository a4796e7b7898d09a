"""The data-protection officer's page: who looked at what, when and why (act of 30 July 2018, art. 56)."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nabij.audit import queries as audit
from nabij.people import queries as people
from nabij.people.access import actor_of, staff_required

if TYPE_CHECKING:
    from nabij.audit.models import AuditRow

DAYS = (("1", _("last day")), ("7", _("last week")), ("30", _("last month")), ("365", _("last year")))
RECORDS = {
    "alerts.alert": _("alert"),
    "alerts.handover_file": _("audience file for BE-Alert"),
    "alerts.report": _("report of an alert"),
    "networks.members": _("members of a network"),
    "networks.network": _("network"),
    "people.account": _("account"),
    "people.contact_point": _("contact point"),
    "people.person": _("resident"),
    "people.role_grant": _("role"),
    "reports.incident": _("incident"),
    "reports.referral": _("referral"),
    "reports.source": _("who reported it"),
    "tenants.tenant": _("service"),
}
REASONS = {"handling": _("handling an open incident"), "looking_back": _("looking back at a closed incident")}
# Who looks this many times more often than the middle one stands out in the chart.
STANDS_OUT = 3


class Filter(forms.Form):
    days = forms.ChoiceField(label=_("Period"), choices=DAYS, required=False, initial="30")
    who = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind of record"), required=False, choices=[("", _("all kinds")), *RECORDS.items()]
    )
    everything = forms.BooleanField(label=_("Changes too"), required=False)


@staff_required("audit.read")
def show(request: HttpRequest) -> HttpResponse:
    form = Filter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    filters = audit.Filters(
        since=timezone.now() - timedelta(days=int(chosen.get("days") or 30)),
        actor_id=chosen.get("who"),
        target=chosen.get("kind", ""),
        only_consultations=not chosen.get("everything"),
    )
    actor = actor_of(request)
    page = audit.rows(actor, filters, _cursor(request))
    counts = audit.consultations_per_actor(actor, filters)
    names = people.account_names({row.actor_id for row in page.rows if row.actor_id} | {who for who, _times in counts})
    rows = [_row(row, names) for row in page.rows]
    context = {"form": form, "rows": rows, "after": page.after, "chart": _chart(counts, names)}
    return render(request, "site/logbook.html", context)


def _row(row: AuditRow, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "at": row.at,
        "who": names.get(row.actor_id, row.actor_kind) if row.actor_id else row.actor_kind,
        "what": _("looked at") if row.verb == audit.CONSULTATION else row.verb,
        "record": RECORDS.get(row.target, row.target),
        "id": row.target_id,
        "why": REASONS.get(row.reason, row.reason),
    }


def _cursor(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _chart(counts: list[tuple[UUID, int]], names: dict[UUID, str]) -> list[dict[str, Any]]:
    if not counts:
        return []
    most, middle = counts[0][1], median(times for _who, times in counts)
    return [
        {
            "who": who,
            "name": names.get(who, str(who)),
            "times": times,
            "most": most,
            "stands_out": times > STANDS_OUT * middle,
        }
        for who, times in counts
    ]
