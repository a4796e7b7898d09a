"""Pages on which a list is brought in: its file, its columns, what is wrong with which row, and what was taken."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks.frame import frame
from nabij.networks.members.importing import actions, presenters, queries
from nabij.networks.members.importing.columns import FIELDS
from nabij.networks.members.importing.presenters import BadRow
from nabij.networks.members.importing.reading import Finding
from nabij.networks.members.importing.sheet import MOST_COLUMNS, Sheet, opened
from nabij.networks.members.models import ListState, MemberList
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people.access import actor_of
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.sheets import spreadsheet

BAD_SHOWN: Final = 100
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEPS: Final = {
    ListState.MAPPING: 1,
    ListState.CHECKING: 2,
    ListState.CHECKED: 2,
    ListState.TAKING: 3,
    ListState.DONE: 3,
}


@never_cache
@members_of_staff_or_lead
def one(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """A list on its way in, whichever step it is at."""
    actor = actor_of(request)
    found = queries.member_list(actor, list_id)
    if request.method == "POST":
        try:
            return _step(request, found)
        except Refused as refusal:
            found.refresh_from_db()
            return render(request, "networks/members/list.html", _page(request, found, str(refusal)), status=422)
    return render(request, "networks/members/list.html", _page(request, found))


def _step(request: HttpRequest, found: MemberList) -> HttpResponse:
    actor, deed = actor_of(request), request.POST.get("deed", "")
    if deed == "columns":
        chosen = {at: request.POST.get(f"column-{at}", "") for at in range(MOST_COLUMNS)}
        actions.choose_columns(actor, list_id=found.id, columns={at: field for at, field in chosen.items() if field})
    elif deed == "take":
        actions.take_list(actor, list_id=found.id)
    elif deed == "drop":
        actions.drop_list(actor, list_id=found.id)
        messages.success(request, _("The list was thrown away."))
        return redirect("networks:lists", network_id=found.network_id)
    else:
        raise Refused(_("Choose what to do."))
    return redirect("networks:list_in", list_id=found.id)


def _page(request: HttpRequest, found: MemberList, error: str = "") -> dict[str, Any]:
    sheet = opened(found)
    bad = _bad(found, sheet)
    return frame(actor_of(request), found.network, "networks:lists") | {
        "list": found, "error": error, "sheet": sheet, "source": queries.source_of(found),
        "steps": [_("Columns"), _("Check"), _("Taken in")], "step": STEPS.get(ListState(found.state), 1),
        "columns": _columns(found, sheet) if sheet and found.state == ListState.MAPPING else [],
        "fields": list(FIELDS.items()), "works": found.state in (ListState.CHECKING, ListState.TAKING),
        "bad": bad[:BAD_SHOWN], "bad_total": len(bad), "more": max(0, len(bad) - BAD_SHOWN),
    }  # fmt: skip


def _columns(found: MemberList, sheet: Sheet) -> list[dict[str, Any]]:
    chosen = queries.columns_of(found)
    return [
        {"at": at, "heading": heading, "field": chosen.get(at, ""), "examples": sheet.examples(at)}
        for at, heading in enumerate(sheet.headings)
    ]


def _bad(found: MemberList, sheet: Sheet | None) -> list[BadRow]:
    if sheet is None:
        return []
    return presenters.bad_rows([Finding(*finding) for finding in found.findings], sheet, queries.columns_of(found))


@never_cache
@require_safe
@members_of_staff_or_lead
def bad_rows(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The rows that could not be taken, as a spreadsheet with the reason behind each: to mend and bring in again."""
    found = queries.member_list(actor_of(request), list_id)
    sheet = opened(found)
    if sheet is None:
        raise Missing
    content = spreadsheet(presenters.bad_rows_table(_bad(found, sheet), sheet))
    named = {"Content-Disposition": 'attachment; filename="rijen-met-fouten.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=named)
