"""A call written down: one screen, by keyboard."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.people import queries as people
from nabij.people.access import actor_of, staff_required
from nabij.people.serving import Served, served
from nabij.reports import actions, presenters, queries
from nabij.reports.actions import Recorded
from nabij.reports.actions.forgetting import claim_report
from nabij.reports.forms import IntakeForm
from nabij.reports.models import Category
from nabij.reports.points.queries import staffed_now
from nabij.reports.told import Told, contact_from
from nabij.reports.views.places import choose_place
from nabij.reports.where import Place
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required("reports.record")
def intake(request: HttpRequest) -> HttpResponse:
    """The screen, and saving it: lands on the incident, or on a new screen for who may not view incidents. With `voor` the report
    also comes on the page of the person who is being helped.
    """
    helped = _helped(request)
    form = IntakeForm(request.POST or None)
    hits = []
    if request.method == "POST" and form.is_valid():
        kind, choice = _kind(form), choose_place(request.POST)
        if kind is None:
            form.add_error("kind", _("Choose what it is about."))
        if choice.place is None:
            form.add_error("address", choice.error)
            hits = choice.hits
        if kind is not None and choice.place is not None:
            try:
                return _record(request, form, kind, choice.place, helped)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    point = next(iter(staffed_now(actor_of(request))), None)
    if point is not None and not form.is_bound:
        form.initial = {"address": point.address, "lon": point.lon, "lat": point.lat}
    if helped is not None and not form.is_bound:
        form.initial = {**form.initial, **_known_of(helped)}
    shown = {
        "helped": helped,
        "form": form,
        "hits": hits,
        "kinds": presenters.grouped(queries.categories()),
        "point": point,
    }
    return render(request, "reports/intake.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff_required("reports.record")
def kinds(request: HttpRequest) -> JsonResponse:
    """Kinds for what is typed in `q`, as the combobox reads them: id and label."""
    typed = request.GET.get("q", "")
    found = queries.find_categories(typed) or queries.propose_categories(typed)
    return JsonResponse([{"id": kind.code, "label": in_language(kind.name)} for kind in found], safe=False)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required("reports.record")
def near(request: HttpRequest) -> HttpResponse:
    """What is known already near this place, of this kind; also what must be called first and what is never stored."""
    form = IntakeForm(request.POST or request.GET)
    form.is_valid()
    kind, given = _kind(form), form.cleaned_data
    found: list[queries.Near] = []
    if kind is not None and given.get("lon") is not None and given.get("lat") is not None:
        at = given.get("happened_at") or timezone.now()
        found = queries.near(actor_of(request), kind, given["lon"], given["lat"], at)
    shown = {
        "near": [(one, presenters.row_brief(one.incident)) for one in found],
        "kind": kind,
        "links": presenters.links(kind) if kind is not None and kind.nothing_stored else [],
    }
    return render(request, "reports/_near.html", shown)


def _kind(form: IntakeForm) -> Category | None:
    code = form.cleaned_data.get("kind_id", "")
    if code:
        try:
            return queries.category(code)
        except Missing:
            return None
    typed = form.cleaned_data.get("kind", "")
    found = queries.find_categories(typed, limit=1) if typed.strip() else []
    return found[0] if found else None


def _helped(request: HttpRequest) -> Served | None:
    """The person for whom staff came here from their page; nobody otherwise. Raises Missing unless they are being helped."""
    typed = request.GET.get("voor", "")
    try:
        return served(request, UUID(typed)) if typed else None
    except ValueError:
        raise Missing from None


def _known_of(helped: Served) -> dict[str, str]:
    """What the form asks and we know: how the person is reached, and their name."""
    points = (one for one in people.contact_points(helped.actor, helped.person) if one.verified_at)
    usable = next((one for one in points if one.kind in ("sms", "voice", "email")), None)
    contact = people.value_of(usable) if usable is not None else ""
    return {"contact": contact, "name": people.name_of(helped.person)}


def _record(
    request: HttpRequest, form: IntakeForm, kind: Category, place: Place, helped: Served | None
) -> HttpResponse:  # fmt: skip
    actor, given = actor_of(request), form.cleaned_data
    told = Told(
        category=kind.code,
        place=place,
        text=given["text"],
        happened_at=given["happened_at"],
        caught_in_act=given["caught_in_act"],
        name=given["name"],
        contact=contact_from(given["contact"]),
        point=next((point.id for point in staffed_now(actor)), None),
    )
    recorded = actions.record_call(actor, told=told, channel=given["channel"])
    messages.success(request, _("Saved. Code for the caller: %(code)s") % {"code": recorded.code})
    if helped is not None:
        _put_on_their_page(request, helped, recorded.code)
    landing = _joined(actor, recorded, given["join"]) if given["join"] else recorded.incident_id
    if not actor.may("reports.view", recorded.tenant_id):
        return redirect(f"{helped.base}meldingen/" if helped else "reports:intake")
    return redirect("reports:incident", incident_id=landing)


def _put_on_their_page(request: HttpRequest, helped: Served, code: str) -> None:
    """The report stands on the page of who told it; a sentence where it says another number than theirs."""
    try:
        claim_report(helped.actor, person_id=helped.person.id, code=code)
    except Refused as refusal:
        messages.warning(request, str(refusal))


def _joined(actor: Actor, recorded: Recorded, other_id: object) -> object:
    """Adds the new report to the incident that was ticked, where this person may; else both stay."""
    try:
        into = queries.incident_brief(actor, other_id)  # type: ignore[arg-type]
        actions.merge_incidents(actor, into_id=into.id, version=into.version, other_id=recorded.incident_id)
    except (Missing, Refused):
        return recorded.incident_id
    return into.id
