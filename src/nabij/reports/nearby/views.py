"""Before a report is sent: what is known already near that place, and following it instead."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nabij.people.access import actor_of
from nabij.people.queries import person_of
from nabij.reports import drafts, presenters, queries
from nabij.reports.drafts import Draft
from nabij.reports.forms import WhoForm
from nabij.reports.nearby import actions
from nabij.reports.nearby.queries import Known, known_fact, known_near
from nabij.reports.told import contact_from
from nabij.reports.views.handing_in import handed_in
from nabij.reports.words import in_language
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing


@never_cache
@require_http_methods(["GET", "POST"])
def near(request: HttpRequest) -> HttpResponse:
    """The facts nearby; a post says that theirs is something else."""
    draft = drafts.read(request)
    try:
        kind = queries.category(draft.category)
    except Missing:
        return redirect("reports:what")
    if draft.lon is None or draft.lat is None:
        return redirect("reports:where")
    found = [] if request.method == "POST" else known_near(kind, draft.lon, draft.lat, timezone.now())
    if not found:
        return redirect("reports:more")
    shown = {"kind": presenters.kind_words(kind), "draft": draft, "known": [_words(one) for one in found]}
    return render(request, "reports/nearby/near.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """It is the same: how one is kept informed, or only a code. 404 for what is not public."""
    draft, fact = drafts.read(request), known_fact(incident_id)
    form = WhoForm(request.POST or None, initial={"language": get_language(), "reach": "contact"})
    if answer := handed_in(request, form, lambda: _follow(request, draft, fact, form)):
        return answer
    known = actor_of(request).kind == "resident"
    shown = {"fact": _words(fact), "form": form, "known": known, "draft": draft}
    return render(request, "reports/nearby/me_too.html", shown, status=422 if form.errors else 200)


def _follow(request: HttpRequest, draft: Draft, fact: Known, form: WhoForm) -> HttpResponse:
    given = form.cleaned_data
    open_to_contact = given["reach"] == "contact"
    actor = actor_of(request) if open_to_contact else PUBLIC
    drafts.write(request, draft)  # gives it the key by which a second press is the same
    recorded = actions.me_too(
        actor,
        incident_id=fact.id,
        key=UUID(draft.key),
        language=given["language"] or get_language() or "nl",
        name=given["name"] if open_to_contact else "",
        contact=contact_from(given["contact"]) if open_to_contact else None,
        person_id=person_of(actor).id if actor.kind == "resident" else None,
    )
    drafts.forget(request)
    drafts.sent(request, recorded.code, fact.kind.code)
    return redirect("reports:sent")


def _words(fact: Known) -> dict[str, object]:
    return {"fact": fact, "kind": in_language(fact.kind.name), "icon": fact.kind.icon}
