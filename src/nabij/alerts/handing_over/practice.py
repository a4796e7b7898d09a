"""Practising the hand-over: an invented alert, an imitation of BE-Alert beside it, and a clock. Nothing leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts.handing_over import queries
from nabij.alerts.handing_over.actions import finish_drill, start_drill
from nabij.alerts.handing_over.forms import CountForm, SendForm
from nabij.alerts.handing_over.queries import Practised
from nabij.alerts.handing_over.scenes import Scene, same_text
from nabij.people.access import actor_of, staff_required
from nabij.tenants.errors import Refused


@never_cache
@staff_required("alerts.handover")
def overview(request: HttpRequest) -> HttpResponse:
    """Who practised and how long it took, and the button that starts one."""
    actor = actor_of(request)
    if request.method == "POST":
        return redirect("alerts:drill", drill_id=start_drill(actor).id)
    return render(request, "alerts/drills.html", {"drills": queries.drills(actor)})


@never_cache
@require_safe
@staff_required("alerts.handover")
def page(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    return _page(request, queries.drill(actor_of(request), drill_id))


def _page(request: HttpRequest, found: Practised, status: int = 200, **more: Any) -> HttpResponse:
    shown = {"practised": found, "scene": found.scene, "send_form": _send_form(found.scene), "count_form": CountForm()}
    return render(request, "alerts/drill.html", shown | more, status=status)


def _send_form(scene: Scene, data: Any = None) -> SendForm:
    form = SendForm(data)
    form.fields["group"].choices = [(one.name, one.name) for one in scene.listed]  # type: ignore[attr-defined]
    return form


@require_POST
@staff_required("alerts.handover")
def send(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """The imitation of BE-Alert: says to how many it would have gone, and what was wrong."""
    found = queries.drill(actor_of(request), drill_id)
    form = _send_form(found.scene, request.POST)
    if not form.is_valid():
        return _page(request, found, 422, send_form=form)
    chosen = next(one for one in found.scene.listed if one.name == form.cleaned_data["group"])
    mistakes = []
    if chosen != found.scene.group:
        words = ngettext(
            "Wrong group: for real, %(n)s person would have had this who it is not for.",
            "Wrong group: for real, %(n)s people would have had this whom it is not for.",
            chosen.people,
        )
        mistakes.append(words % {"n": chosen.people})
    if not same_text(form.cleaned_data["text"], found.scene.text):
        mistakes.append(_("The text is not the one that was approved. Take it over whole with the copy button."))
    return _page(request, found, send_form=form, mistakes=mistakes, sent_to=0 if mistakes else chosen.people)


@require_POST
@staff_required("alerts.handover")
def finish(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), CountForm(request.POST)
    if not form.is_valid():
        return _page(request, queries.drill(actor, drill_id), 422, count_form=form)
    try:
        finish_drill(actor, drill_id=drill_id, count=form.cleaned_data["count"])
    except Refused as refusal:
        return _page(request, queries.drill(actor, drill_id), 409, error=str(refusal))
    return redirect("alerts:drill", drill_id=drill_id)
