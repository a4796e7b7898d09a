"""What staff sees and does about the answers to who reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.reports.answers import actions, presenters, queries, rules, wording
from nabij.reports.answers.forms import ContactForm
from nabij.reports.presenters import row_brief
from nabij.reports.queries import categories
from nabij.reports.sentences import LANGUAGES
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenants

PERIODS: Final = (30, 90, 365)


@never_cache
@require_safe
@staff_required(queries.RIGHT)
def failed(request: HttpRequest) -> HttpResponse:
    """Messages that did not arrive."""
    page = queries.not_arrived(actor_of(request), _uuid(request.GET.get("after", "")))
    shown = {
        "rows": [presenters.failed_row(row) for row in page.rows],
        "next_cursor": page.after,
        "form": ContactForm(),
    }
    return render(request, "reports/answers/failed.html", shown | _tabs(request, "failed"))


@never_cache
@require_safe
@staff_required(queries.RIGHT)
def written(request: HttpRequest) -> HttpResponse:
    """What reporters wrote and nobody read yet."""
    page = queries.written(actor_of(request), _uuid(request.GET.get("after", "")))
    rows = [
        row_brief(one) | {"wrote_at": one.reporter_wrote_at, "reopened": one.reopened_at, "tenant": one.tenant.name}
        for one in page.rows
    ]
    return render(
        request, "reports/answers/written.html", {"rows": rows, "next_cursor": page.after} | _tabs(request, "written")
    )


@never_cache
@require_safe
@staff_required(queries.RIGHT)
def ratings(request: HttpRequest) -> HttpResponse:
    """How people judged what was done, per kind of fact and per team."""
    actor = actor_of(request)
    tenant, choices = _tenant(actor, queries.RIGHT, request.GET)
    days = next((one for one in PERIODS if str(one) == request.GET.get("days")), 90)
    kinds, teams = queries.ratings(actor, tenant.id, timezone.now() - timedelta(days=days))
    shown = {
        "tenant": tenant, "tenants": choices, "days": days, "periods": PERIODS, "kinds": kinds, "teams": teams,
        "total": sum(one.count for one in kinds), "fewest": rules.FEWEST,
        "words": [
            {"at": one.rated_at, "kind": in_language(one.category.name), "words": one.words, "incident": one.report.incident_id}
            for one in queries.rated_words(actor, tenant.id)
        ],
    }  # fmt: skip
    return render(request, "reports/answers/ratings.html", shown | _tabs(request, "ratings"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required("tenants.configure")
def words(request: HttpRequest) -> HttpResponse:
    """A tenant's own words for a message, with how they read before they are kept."""
    actor, given = actor_of(request), request.POST or request.GET
    tenant, choices = _tenant(actor, "tenants.configure", given)
    template = given.get("template", rules.ENDED)
    category = given.get("category", "")
    if template not in rules.TEMPLATES:
        raise Missing
    history = queries.wording_history(actor, tenant.id, template, category)
    texts = _texts(request.POST) if request.POST else _current(template, history[0].texts if history else {})
    error, status = "", 200
    if request.method == "POST" and "preview" not in request.POST:
        kept = {} if "back" in request.POST else texts
        try:
            actions.word_message(actor, tenant_id=tenant.id, template=template, category=category, texts=kept)
        except Refused as refusal:
            error, status = str(refusal), 422
        else:
            messages.success(request, _("Ours again.") if not kept else _("Kept. From now on messages read like this."))
            return redirect(f"{request.path}?tenant={tenant.id}&template={template}&category={category}")
    elif request.method == "POST":
        error, status = _fault(template, texts)
    shown = {
        "tenant": tenant, "tenants": choices, "template": template, "category": category, "error": error,
        "templates": presenters.TEMPLATES.items(), "kinds": [(one.code, in_language(one.name)) for one in categories()],
        "languages": [(one, [(part, texts[one][part]) for part in wording.PARTS]) for one in LANGUAGES],
        "fields": sorted(wording.FIELDS[template]), "previews": presenters.previews(template, texts) if not error else [],
        "history": history,
    }  # fmt: skip
    return render(request, "reports/answers/words.html", shown, status=status)


@never_cache
@require_safe
@staff_required("reports.view")
def panel(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The messages to everybody who reported an incident: a fragment for its page, or a page without a script."""
    return _panel(request, incident_id)


@never_cache
@require_POST
@staff_required(queries.RIGHT)
def again(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """A message goes again."""
    return _deed(
        request, lambda actor: actions.send_again(actor, message_id=answer_id).report.incident_id, _("It goes again.")
    )


@never_cache
@require_POST
@staff_required(queries.RIGHT)
def contact(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Another number or address; what did not arrive goes there."""

    def deed(actor: Actor) -> UUID:
        typed = request.POST.get("contact", "")
        return actions.correct_contact(actor, report_id=report_id, typed=typed).incident_id

    return _deed(request, deed, _("Kept. What did not arrive goes there now."))


@never_cache
@require_POST
@staff_required(queries.RIGHT)
def stop(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """No more messages to this reporter."""
    return _deed(
        request,
        lambda actor: actions.stop_messages(actor, report_id=report_id).incident_id,
        _("No more messages go there."),
    )


@never_cache
@require_POST
@staff_required(queries.RIGHT)
def read(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Somebody read what the reporter wrote."""
    actions.mark_read(actor_of(request), incident_id=incident_id)
    return redirect("reports:answers_written")


def _panel(request: HttpRequest, incident_id: UUID, said: str = "", error: str = "") -> HttpResponse:
    actor = actor_of(request)
    found = queries.messages_of(actor, incident_id)
    may = any(actor.may(queries.RIGHT, one.report.tenant_id) for one in found)
    shown = {
        "incident_id": incident_id, "reports": presenters.per_report(found), "may_send": may, "said": said, "error": error,
        "form": ContactForm(),
    }  # fmt: skip
    name = "_messages.html" if request.headers.get("HX-Request") else "messages.html"
    return render(request, f"reports/answers/{name}", shown, status=422 if error else 200)


def _deed(request: HttpRequest, deed: Callable[[Actor], UUID], said: str) -> HttpResponse:
    try:
        incident_id = deed(actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:answers")
    if request.headers.get("HX-Request"):
        return _panel(request, incident_id, said)
    messages.success(request, said)
    return redirect("reports:incident", incident_id=incident_id)


def _tabs(request: HttpRequest, current: str) -> dict[str, Any]:
    failed_n, wrote_n = queries.waiting_counts(actor_of(request))
    pages = (
        ("failed", _("Not arrived"), "/antwoorden/", failed_n),
        ("written", _("Written by reporters"), "/antwoorden/geschreven/", wrote_n),
        ("ratings", _("Ratings"), "/antwoorden/oordelen/", None),
    )
    return {
        "tabs": [
            {"url": url, "label": label, "current": name == current, "count": _count(n)}
            for name, label, url, n in pages
        ]
    }


def _count(number: int | None) -> str | None:
    if not number:
        return None
    return f"{number}+" if number >= queries.COUNT_AT_MOST else str(number)


def _tenant(actor: Actor, right: str, given: QueryDict) -> tuple[Tenant, list[Tenant]]:
    mine = tenants(actor.tenants_with(right))
    wanted = given.get("tenant", "")
    found = next((one for one in mine if str(one.id) == wanted), None) if wanted else next(iter(mine), None)
    if found is None:
        raise Missing
    return found, mine


def _texts(given: QueryDict) -> dict[str, dict[str, str]]:
    return {
        one: {part: given.get(f"{one}-{part}", "").replace("\r\n", "\n") for part in wording.PARTS} for one in LANGUAGES
    }


def _current(template: str, own: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {one: wording.ours(template, one) | own.get(one, {}) for one in LANGUAGES}


def _fault(template: str, texts: dict[str, dict[str, str]]) -> tuple[str, int]:
    try:
        wording.check(template, texts)
    except Refused as refusal:
        return str(refusal), 422
    return "", 200


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
