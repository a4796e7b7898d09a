"""Filling in a document by parts, and what is done with a version."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.networks.documents import actions, presenters, queries, schemas
from nabij.networks.documents.forms import PartForm, typed
from nabij.networks.documents.models import Document, DocumentState
from nabij.networks.documents.views.listing import PAGE, document_context
from nabij.networks.frame import frame
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@members_of_staff_or_lead
def edit(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One part of a draft; saving goes on to the next one."""
    actor = actor_of(request)
    found = queries.document(actor, document_id)
    if not queries.may_write(actor, found.network):
        raise Missing
    if found.state != DocumentState.DRAFT:
        return redirect("networks:document", document_id=found.id)
    part = schemas.part_of(found.kind, request.GET.get("deel", ""))
    start = typed(part.fields, queries.answers_of(found)) | {"edits": found.edits}
    form = PartForm(part, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            given = dict(form.cleaned_data)
            actions.save_answers(actor, document_id=found.id, part=part.code, given=given, edits=given.pop("edits"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_next(found, part))
    url = reverse("networks:document_edit", args=[found.id])
    shown = frame(actor, found.network, PAGE) | {
        "document": found, "part": part, "form": form,
        "parts": presenters.parts(found.kind, part.code, url),
        "names": [str(one.title) for one in schemas.PARTS[found.kind]],
        "current": [one.code for one in schemas.PARTS[found.kind]].index(part.code) + 1,
        "groups": presenters.groups(form, part),
    }  # fmt: skip
    return render(request, "networks/documents/edit.html", shown, status=422 if form.errors else 200)


def _next(found: Document, part: schemas.Part) -> str:
    codes = [one.code for one in schemas.PARTS[found.kind]]
    after = codes[codes.index(part.code) + 1 :]
    if not after:
        return reverse("networks:document", args=[found.id])
    return f"{reverse('networks:document_edit', args=[found.id])}?deel={after[0]}"


@require_POST
@members_of_staff_or_lead
def change(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Settles a draft, throws it away, or starts a new version."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    found = queries.document(actor, document_id)
    edits = request.POST.get("edits", "")
    try:
        return _do(request, actor, found, deed, int(edits) if edits.isdigit() else -1)
    except Refused as refusal:
        shown = document_context(actor, found.id, str(refusal))
        return render(request, "networks/documents/document.html", shown, status=422)


def _do(request: HttpRequest, actor: Actor, found: Document, deed: str, edits: int) -> HttpResponse:
    if deed == "freeze":
        settled = actions.freeze(actor, document_id=found.id, edits=edits)
        is_signing = settled.state == DocumentState.SIGNING
        messages.success(request, _("Settled. Now it is signed.") if is_signing else _("Settled and in force."))
        return redirect("networks:document", document_id=found.id)
    if deed == "discard":
        actions.discard(actor, document_id=found.id, edits=edits)
        messages.success(request, _("The draft was thrown away."))
        return redirect(PAGE, network_id=found.network_id)
    if deed == "revise":
        made = actions.revise(actor, document_id=found.id)
        return redirect("networks:document_edit", document_id=made.id)
    raise Refused(_("Choose what to do with this version."))
