"""Templates: which there are, writing one, and the second reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts import presenters, previewing
from nabij.alerts.audience_form import offers_on
from nabij.alerts.comparing import marked, text_pieces
from nabij.alerts.forms import LANGUAGES
from nabij.alerts.kinds import kind
from nabij.alerts.text_checks import ASKED_FOR_ALL
from nabij.alerts.wording import actions, queries
from nabij.alerts.wording.fields import filled, values_of
from nabij.alerts.wording.forms import TemplateForm, initial_of, rows
from nabij.alerts.wording.shipped import Wording
from nabij.networks import queries as networks
from nabij.people import queries as people
from nabij.people.access import actor_of, staff_required
from nabij.reports import queries as reports
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

if TYPE_CHECKING:
    from nabij.alerts.wording.models import AlertTemplate, AlertTemplateVersion

EXAMPLES = {
    "street": "Kerkstraat",
    "neighbourhood": "Centrum",
    "time": "2026-11-22T14:05",
    "choice": "0",
    "what": "Inbraak",
}
"""What stands in the fields where a template is shown as people would read it."""


@never_cache
@require_safe
@staff_required("alerts.view")
def listing(request: HttpRequest) -> HttpResponse:
    """The templates of the zone, those in use or those put away."""
    actor, archived = actor_of(request), request.GET.get("view") == "archived"
    found = queries.templates(actor, archived=archived)
    views = ((False, "", _("In use")), (True, "?view=archived", _("Put away")))
    shown = {
        "rows": [_row(one) for one in found],
        "tabs": [{"url": url or "?", "label": name, "current": current == archived} for current, url, name in views],
        "may_write": bool(actor.tenants_with(actions.WRITE)),
    }
    return render(request, "alerts/templates.html", shown)


def _row(found: AlertTemplate) -> dict[str, Any]:
    newest, read = queries.newest(found), queries.reviewed(found)
    return {
        "template": found,
        "kind": kind(found.kind),
        "newest": newest,
        "chip": _chip(newest, read, found.kind in ASKED_FOR_ALL),
        "languages": ", ".join(previewing.NAMES[code] for code in LANGUAGES if code in newest.texts),
    }


def _chip(newest: AlertTemplateVersion, read: AlertTemplateVersion | None, urgent: bool) -> tuple[str, str, str]:
    """In what state a template is: words, tone, icon."""
    if newest.reviewed_at:
        return _("read by a second person"), "success", "user-check"
    if read is not None:
        return (
            _("version %(old)s in use, %(new)s to be read") % {"old": read.number, "new": newest.number},
            "warning",
            "eye",
        )
    return (_("to be read before anybody can use it"), "act", "eye") if urgent else (_("to be read"), "warning", "eye")


@never_cache
@staff_required(actions.WRITE)
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    tenant_id = _tenant_of(actor)
    form = _form(actor, tenant_id, request.POST or None, {"kind": "non_urgent"})
    return _written(request, form, None, lambda wording: actions.make_template(
        actor, tenant_id=tenant_id, kind_code=form.cleaned_data["kind"], name=form.cleaned_data["name"], wording=wording,
    ))  # fmt: skip


@never_cache
@staff_required(actions.WRITE)
def edit(request: HttpRequest, template_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = queries.template(actor, template_id)
    actor.require(actions.WRITE, found.tenant_id)
    newest = queries.newest(found)
    initial = initial_of(found.name, found.kind, queries.said(newest)) | {"number": newest.number}
    form = _form(actor, found.tenant_id, request.POST or None, initial)
    form.fields["kind"].disabled = True
    return _written(request, form, found, lambda wording: actions.edit_template(
        actor, template_id=template_id, number=form.cleaned_data["number"] or 0, name=form.cleaned_data["name"], wording=wording,
    ))  # fmt: skip


def _tenant_of(actor: Actor) -> UUID:
    found = next(iter(actor.tenants_with(actions.WRITE)), None)
    if found is None:
        raise Missing
    return found


def _form(actor: Actor, tenant_id: UUID, data: Any, initial: dict[str, Any]) -> TemplateForm:
    known = [one for one in networks.networks(actor) if one.state == "active" and one.tenant_id == tenant_id]
    categories = [(one.pk, in_language(one.name)) for one in reports.categories()]
    return TemplateForm(data, offers=offers_on(tenant_id, known), categories=categories, initial=initial)


def _written(
    request: HttpRequest, form: TemplateForm, found: AlertTemplate | None, keep: Callable[[Wording], AlertTemplate]
) -> HttpResponse:
    """The page of writing; after keeping, the page of the template."""
    error, adding = "", request.POST.get("step") in ("audience", "less")
    if adding:
        form = _settled(form)
    elif request.method == "POST" and form.is_valid():
        try:
            kept = keep(form.wording())
            messages.success(request, _("Kept. A colleague reads it before what is urgent uses it."))
            return redirect("alerts:template", template_id=kept.id)
        except Refused as refusal:
            error = str(refusal)
    shown = _places(request, form) | {
        "template": found, "error": error, "fields": _rows(form, found),
        "texts": [
            {"name": previewing.NAMES[code], "language": code, "subject": form[f"subject_{code}"], "body": form[f"body_{code}"]}
            for code in LANGUAGES
        ],
    }  # fmt: skip
    return render(
        request, "alerts/template_edit.html", shown, status=422 if error or (form.errors and not adding) else 200
    )


def _settled(form: TemplateForm) -> TemplateForm:
    """The same form with what was typed to be added to its audience among it."""
    form.is_valid()
    if not form.audience_errors():
        form.data = form.settled()
    return form


def _places(request: HttpRequest, form: TemplateForm) -> dict[str, Any]:
    """What the part about the audience needs."""
    value = presenters.map_value(None, list(networks.networks(actor_of(request))))
    return {"form": form, "bounds": presenters.bounds_of(value), "audience_url": reverse("alerts:template_audience")}


@require_POST
@staff_required(actions.WRITE)
def audience(request: HttpRequest) -> HttpResponse:
    """Whom a template is for, with what was typed to be added; a fragment."""
    actor = actor_of(request)
    form = _settled(_form(actor, _tenant_of(actor), request.POST, {}))
    again = _form(actor, _tenant_of(actor), form.data, {})
    return render(request, "alerts/_audience.html", _places(request, again))


def _rows(form: TemplateForm, found: AlertTemplate | None) -> list[dict[str, Any]]:
    if form.is_bound and form.is_valid():
        try:
            return rows(form.wording().fields)
        except Refused:
            return []
    return rows(queries.said(queries.newest(found)).fields) if found else []


@never_cache
@require_safe
@staff_required("alerts.view")
def page(request: HttpRequest, template_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _page(request, actor, queries.template(actor, template_id))


def _page(request: HttpRequest, actor: Actor, found: AlertTemplate, error: str = "", status: int = 200) -> HttpResponse:
    newest, read = queries.newest(found), queries.reviewed(found)
    versions = list(found.versions.all())
    names = people.account_names([one for row in versions for one in (row.editor_id, row.reviewed_by) if one])
    wrote = actor.id in {row.editor_id for row in versions if read is None or row.number > read.number}
    shown = {
        "template": found, "newest": newest, "kind": kind(found.kind), "error": error,
        "chip": _chip(newest, read, found.kind in ASKED_FOR_ALL),
        "texts": _texts(newest), "fields": rows(queries.said(newest).fields),
        "changes": _changes(read, newest) if read and not newest.reviewed_at else [],
        "versions": [(row, _name(names, row.editor_id), _name(names, row.reviewed_by)) for row in versions],
        "wrote": wrote, "may_write": actor.may(actions.WRITE, found.tenant_id),
        "may_review": actor.may(actions.REVIEW, found.tenant_id), "to_review": newest.reviewed_at is None,
    }  # fmt: skip
    return render(request, "alerts/template.html", shown, status=status)


def _name(names: Mapping[Any, str], account_id: UUID | None) -> str:
    return names.get(account_id, "") if account_id else ""


def _texts(version: AlertTemplateVersion) -> list[dict[str, Any]]:
    """Each language as it is written, and as people would read it."""
    said = queries.said(version)
    values = values_of(said.fields, {one.name: EXAMPLES.get(one.type, "…") for one in said.fields})
    example = filled(said.texts, said.fields, values, zone=version.tenant.name, now=timezone.now())
    return [
        {"language": code, "name": previewing.NAMES[code], "text": said.texts[code], "example": example[code]}
        for code in LANGUAGES
        if code in said.texts
    ]


def _changes(before: AlertTemplateVersion, now: AlertTemplateVersion) -> list[tuple[str, Any]]:
    languages = [code for code in LANGUAGES if before.texts.get(code) != now.texts.get(code)]
    empty = {"subject": "", "body": ""}
    return [
        (previewing.NAMES[code], marked(text_pieces(before.texts.get(code, empty), now.texts.get(code, empty))))
        for code in languages
    ]


@require_POST
@staff_required("alerts.view")
def step(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """One deed from the page of a template."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    found = queries.template(actor, template_id)
    number = request.POST.get("number", "")
    try:
        if deed == "review":
            actions.review_template(
                actor, template_id=template_id, number=int(number) if number.isdigit() else 0,
                digest=request.POST.get("digest", ""),
            )  # fmt: skip
            messages.success(request, _("Read. From now on everybody may use it."))
        elif deed in DEEDS:
            found = DEEDS[deed](actor, template_id=template_id)
    except Refused as refusal:
        return _page(request, actor, queries.template(actor, template_id), str(refusal), 422)
    return redirect("alerts:template", template_id=found.id)


DEEDS: dict[str, Callable[..., AlertTemplate]] = {
    "archive": actions.archive_template,
    "restore": actions.restore_template,
    "duplicate": actions.duplicate_template,
}
