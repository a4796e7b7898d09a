"""Reporting in four short steps. Each step is its own address, so that going back loses nothing; no script is needed."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.people.access import actor_of
from nabij.people.queries import person_of
from nabij.reports import actions, drafts, limits, pictures, presenters, queries, questions, rules
from nabij.reports.drafts import Draft
from nabij.reports.forms import MoreForm, WhoForm
from nabij.reports.models import Category
from nabij.reports.nearby.queries import known_near
from nabij.reports.points.queries import open_point_id, point_by_code
from nabij.reports.proposing import is_sentence
from nabij.reports.told import Told, contact_from
from nabij.reports.views.handing_in import handed_in
from nabij.reports.views.places import bounds, choose_place
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused

MOST_PHOTOS_AN_HOUR = 40
STEPS = ("what", "where", "more", "who")


def _step_context(number: int) -> dict[str, Any]:
    names = [_("What"), _("Where"), _("More"), _("Who")]
    return {
        "step_names": names,
        "step": number,
        "step_links": [reverse(f"reports:{name}") for name in STEPS[: number - 1]],
    }


@never_cache
@require_http_methods(["GET", "POST"])
def what(request: HttpRequest) -> HttpResponse:
    """What it is about. What is not for a form (violence at home, sexual violence) shows numbers and stores nothing.

    `punt` is the code of a reporting point, as its poster gives it: place and time are then filled in.
    """
    if request.method == "POST":
        return _chosen(request, request.POST.get("category", ""))
    typed, point = request.GET.get("q", ""), point_by_code(request.GET.get("punt", ""))
    shown = {**_offered(typed), "typed": typed, "point": point}
    if request.headers.get("HX-Request"):
        return render(request, "reports/_kinds.html", shown)
    shown["pace"] = presenters.pace_sentence(queries.pace())
    return render(request, "reports/what.html", shown | _step_context(1))


def _offered(typed: str) -> dict[str, Any]:
    """The kinds under their headings; for a sentence first those that may be meant, the likeliest on top, then all others."""
    found = queries.find_categories(typed, limit=12) if typed else queries.categories()
    proposed = [] if found else queries.propose_categories(typed)
    if not proposed:
        return {"groups": presenters.grouped(found)}
    others = [kind for kind in queries.categories() if kind not in proposed]
    first = (_("Is it one of these?"), [presenters.kind_words(kind) for kind in proposed])
    return {"groups": [first, *presenters.grouped(others)], "proposed": True}


@never_cache
@require_POST
def meant(request: HttpRequest) -> HttpResponse:
    """Kinds that fit what is being written better than the chosen one, at most three. What was written is not kept."""
    chosen = request.POST.get("category", "")
    kinds = queries.propose_categories(request.POST.get("text", ""))
    better = [] if any(kind.code == chosen for kind in kinds[:1]) else [kind for kind in kinds if kind.code != chosen]
    return render(request, "reports/_meant.html", {"kinds": [presenters.kind_words(kind) for kind in better]})


def _chosen(request: HttpRequest, code: str) -> HttpResponse:
    try:
        kind = queries.category(code)
    except Missing:
        return redirect("reports:what")
    if kind.nothing_stored:
        drafts.forget(request)
        shown = {"kind": presenters.kind_words(kind), "links": presenters.links(kind), "first_call": kind.first_call}
        return render(request, "reports/help.html", shown)
    draft = drafts.read(request)
    draft.category, draft.called, draft.caught_in_act, draft.apart, draft.warned = kind.code, False, False, False, False
    typed = request.POST.get("typed", "")
    draft.text = draft.text or (typed if is_sentence(typed) else "")
    _at_point(draft, request.POST.get("punt", ""))
    drafts.write(request, draft)
    if kind.always_call:
        return redirect("reports:call")
    return redirect("reports:now" if kind.first_call else _place_step(draft))


def _at_point(draft: Draft, code: str) -> None:
    """Place and time of a reporting point that is staffed now."""
    found = point_by_code(code)
    if found is None or found[1] != "now":
        return
    point = found[0]
    draft.point, draft.lon, draft.lat, draft.address = str(point.id), point.lon, point.lat, point.address or point.name
    draft.happened_at = timezone.now().isoformat()


def _place_step(draft: Draft) -> str:
    """The place is asked, unless it was filled in by a reporting point."""
    return "reports:more" if draft.point and draft.lon is not None else "reports:where"


@never_cache
@require_http_methods(["GET", "POST"])
def now(request: HttpRequest) -> HttpResponse:
    """Whether it is happening at this moment: asked before anything else of kinds with a number to call."""
    draft, kind = _draft(request)
    if kind is None:
        return redirect("reports:what")
    if request.method == "POST":
        draft.caught_in_act = request.POST.get("now") == "yes"
        drafts.write(request, draft)
        return redirect("reports:call" if draft.caught_in_act else _place_step(draft))
    return render(request, "reports/now.html", {"kind": presenters.kind_words(kind)})


@never_cache
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Call first. Whoever called, or cannot, goes on from here."""
    draft, kind = _draft(request)
    if kind is None:
        return redirect("reports:what")
    if request.method == "POST":
        draft.called = True
        drafts.write(request, draft)
        return redirect("reports:where" if draft.lon is None else "reports:more")
    number = rules.must_call_first(kind.first_call, kind.always_call, draft.caught_in_act, danger=True)
    other = "112" if number == "101" else "101"
    return render(request, "reports/call.html", {"kind": presenters.kind_words(kind), "number": number, "other": other})


@never_cache
@require_http_methods(["GET", "POST"])
def where(request: HttpRequest) -> HttpResponse:
    """The place: an address, a pin, or one of the addresses that may be meant."""
    draft, kind = _draft(request)
    if kind is None:
        return redirect("reports:what")
    choice = choose_place(request.POST) if request.method == "POST" else None
    if choice is not None and choice.place is not None:
        draft.lon, draft.lat, draft.address = choice.place.lon, choice.place.lat, choice.place.address
        draft.apart = False
        drafts.write(request, draft)
        return redirect(
            "reports:near_known" if known_near(kind, draft.lon, draft.lat, timezone.now()) else "reports:more"
        )
    shown = {
        "kind": presenters.kind_words(kind),
        "draft": draft,
        "so_far": json.dumps(draft.so_far()),
        "choice": choice,
        "bounds": bounds(),
        **_step_context(2),
    }
    return render(request, "reports/where.html", shown, status=422 if choice and choice.error else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def more(request: HttpRequest) -> HttpResponse:
    """What happened, the questions of this kind, photos."""
    draft, kind = _draft(request)
    if kind is None or draft.lon is None:
        return redirect("reports:where" if kind else "reports:what")
    form = MoreForm(kind, request.POST or None, request.FILES or None, initial=_initial(kind, draft))
    if request.method == "POST" and form.is_valid():
        if "remove_photo" in request.POST:
            _remove_photo(draft, request.POST["remove_photo"])
        failed = _keep(request, draft, form)
        draft.warned = False
        drafts.write(request, draft)
        if failed:
            form.add_error("photos", failed)
        elif "remove_photo" in request.POST:
            return redirect("reports:more")
        elif "switch" in request.POST:
            return _chosen(request, request.POST["switch"])
        else:
            return redirect(_after_more(draft, kind))
    shown = {
        "kind": presenters.kind_words(kind),
        "draft": draft,
        "so_far": json.dumps(draft.so_far()),
        "form": form,
        "links": presenters.links(kind),
        "most_photos": actions.MOST_PHOTOS,
        "largest_photo": pictures.LARGEST_BYTES,
        **_step_context(3),
    }
    return render(request, "reports/more.html", shown, status=422 if form.errors else 200)


def _after_more(draft: Draft, kind: Category) -> str:
    if not draft.warned and questions.stop_of(kind.questions, draft.answers):
        return "reports:first"
    return "reports:call" if draft.caught_in_act and not draft.called else "reports:who"


@never_cache
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """What an answer puts before the report: a number to call, after which one goes on, or the service that is the right one."""
    draft, kind = _draft(request)
    stop = questions.stop_of(kind.questions, draft.answers) if kind is not None else None
    if kind is None or stop is None:
        return redirect("reports:more" if kind else "reports:what")
    if request.method == "POST":
        draft.warned = not stop.ends
        drafts.write(request, draft)
        return redirect("reports:more" if stop.ends else _after_more(draft, kind))
    return render(request, "reports/first.html", {"kind": presenters.kind_words(kind), "stop": stop})


@never_cache
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """Anonymous or not; sending."""
    draft, kind = _draft(request)
    if kind is None or draft.lon is None:
        return redirect("reports:where" if kind else "reports:what")
    if not draft.warned and questions.stop_of(kind.questions, draft.answers):
        return redirect("reports:first")
    form = WhoForm(request.POST or None, initial={"language": get_language()})
    if answer := handed_in(request, form, lambda: _send(request, draft, kind, form)):
        return answer
    known = actor_of(request).kind == "resident"
    shown = {
        "kind": presenters.kind_words(kind),
        "draft": draft,
        "so_far": json.dumps(draft.so_far()),
        "form": form,
        "known": known,
        **_step_context(4),
    }
    return render(request, "reports/who.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The code, when one will hear, and that a report is not a complaint."""
    kept = drafts.last_sent(request)
    if not kept:
        return redirect("reports:what")
    kind, tracked = queries.category(kept["category"]), queries.track(kept["code"])
    shown = {
        "code": kept["code"],
        "kind": presenters.kind_words(kind),
        "links": presenters.links(kind),
        "is_police": kind.controller == "police",
        "promise": tracked.promise,
        "pace": presenters.pace_sentence(queries.pace([tracked.tenant_id]), queries.reading_hours(tracked.tenant_id)),
        "after_url": presenters.slot("after_report"),
    }
    return render(request, "reports/sent.html", shown)


def _send(request: HttpRequest, draft: Draft, kind: Category, form: WhoForm) -> HttpResponse:
    given = form.cleaned_data
    open_to_contact = given["reach"] == "contact"
    actor = actor_of(request) if open_to_contact else PUBLIC  # who stays anonymous does so whether signed in or not
    told = Told(
        category=draft.category,
        place=Place(float(draft.lon or 0), float(draft.lat or 0), draft.address),
        text=draft.text,
        happened_at=datetime.fromisoformat(draft.happened_at) if draft.happened_at else None,
        caught_in_act=draft.caught_in_act,
        answers=draft.answers,
        language=given["language"] or get_language() or "nl",
        name=given["name"] if open_to_contact else "",
        contact=contact_from(given["contact"]) if open_to_contact else None,
        person_id=person_of(actor).id if actor.kind == "resident" else None,
        point=open_point_id(UUID(draft.point), datetime.now(UTC) - drafts.LASTS) if draft.point else None,
        key=UUID(draft.key),
    )
    with ExitStack() as opened:
        photos = [opened.enter_context(pictures.path_of(name).open("rb")) for name in draft.photos]
        recorded = actions.submit_report(actor, told=told, photos=photos, kind=kind)
    drafts.forget(request)
    drafts.sent(request, recorded.code, draft.category)
    return redirect("reports:sent")


def _draft(request: HttpRequest) -> tuple[Draft, Category | None]:
    draft = drafts.read(request)
    try:
        return draft, queries.category(draft.category)
    except Missing:
        return draft, None


def _initial(kind: Category, draft: Draft) -> dict[str, Any]:
    moment = datetime.fromisoformat(draft.happened_at) if draft.happened_at else None
    several = {question["code"] for question in kind.questions if question["kind"] == "multiple"}
    answers = {f"q_{code}": questions.chosen(said) if code in several else said for code, said in draft.answers.items()}
    return {"text": draft.text, "happened_at": moment, "caught_in_act": draft.caught_in_act, **answers}


def _keep(request: HttpRequest, draft: Draft, form: MoreForm) -> list[str]:
    """Puts what was filled in into the draft. Returns a sentence for each photo that was not taken."""
    given = form.cleaned_data
    draft.text, draft.answers = given["text"], form.answers()
    draft.happened_at = given["happened_at"].astimezone(UTC).isoformat() if given["happened_at"] else ""
    draft.caught_in_act = given.get("caught_in_act", draft.caught_in_act)
    return [fault for upload in request.FILES.getlist("photos") if (fault := _take_photo(request, draft, upload))]


def _take_photo(request: HttpRequest, draft: Draft, upload: UploadedFile[Any]) -> str:
    """Puts one photo into the draft. Returns why it was not taken, with its name, or nothing; the others are taken."""
    try:
        limits.allow(request, "photo", MOST_PHOTOS_AN_HOUR)
        if len(draft.photos) >= actions.MOST_PHOTOS:
            raise Refused(_("A report takes at most %(most)s photos.") % {"most": actions.MOST_PHOTOS})
        draft.photos.append(pictures.keep(pictures.redraw(upload)).file)
    except Refused as refusal:
        return f"{upload.name}: {refusal}"
    return ""


def _remove_photo(draft: Draft, number: str) -> None:
    if number.isdigit() and int(number) < len(draft.photos):
        pictures.throw_away(draft.photos.pop(int(number)))
