"""Signing a version, recording a signature on paper, and checking that nothing changed since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.networks.documents import actions, presenters, printing, queries, rules, scans
from nabij.networks.documents.forms import CheckForm, PaperForm, SignForm
from nabij.networks.documents.models import Document, DocumentState
from nabij.networks.documents.views.listing import PAGE, document_context
from nabij.networks.frame import frame
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people import actions as people_actions
from nabij.people import queries as people
from nabij.people import vault
from nabij.people.access import actor_of, origin_of
from nabij.people.second_factor import passkey_shown, shown_again
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

CODE_KINDS = ("sms", "email", "voice")
SENT = "networks.document_code"
"""Session key: the contact point to which a code for signing was sent."""


@never_cache
@members_of_staff_or_lead
def sign(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The text of the version, and below it the signature with a second factor or a code."""
    actor = actor_of(request)
    found = queries.document(actor, document_id)
    roles = _roles(actor, found)
    start = {"digest": found.digest, "role": roles[0] if roles else ""}
    form, error = SignForm(roles, request.POST if "digest" in request.POST else None, initial=start), ""
    if request.method == "POST":
        try:
            if answer := _signed(request, actor, found, form):
                return answer
        except Refused as refusal:
            error = str(refusal)
    content = queries.content_of(found) if found.state != DocumentState.DRAFT else None
    shown = frame(actor, found.network, PAGE) | {
        "document": found, "form": form, "roles": roles, "state_chip": presenters.chip(found),
        "signers": presenters.signers(found, timezone.now()), "text": printing.shown(content) if content else None,
        "has_passkey": actor.kind == "staff" and passkey_shown(request) is not None,
        "points": _points(actor), "sent": request.session.get(SENT), "error": error,
    }  # fmt: skip
    return render(request, "networks/documents/sign.html", shown, status=422 if form.errors or error else 200)


def _roles(actor: Actor, found: Document) -> list[str]:
    """In which roles the actor still has to sign; the only one first for who has several."""
    if found.state != DocumentState.SIGNING:
        return []
    mine = queries.signing_roles(actor, found.network)
    signed = [one.role for one in queries.signatures_of(found)]
    return [role for role in rules.still_to_sign(queries.wanted_of(found), signed) if role in mine]


def _signed(request: HttpRequest, actor: Actor, found: Document, form: SignForm) -> HttpResponse | None:
    """What to answer where a code was sent or a signature given; nothing for a form that is not whole. Raises Refused."""
    if request.POST.get("deed") == "code":
        return _send_code(request, actor)
    if not form.is_valid():
        return None
    given = form.cleaned_data
    proof = _proof(request, actor, given["code"])
    actions.sign(actor, document_id=found.id, role=given["role"], digest=given["digest"], proof=proof)
    request.session.pop(SENT, None)
    messages.success(request, _("You signed. Thank you."))
    return redirect("networks:document", document_id=found.id)


def _proof(request: HttpRequest, actor: Actor, code: str) -> str:
    if actor.kind == "staff":
        return shown_again(request, code)
    point_id = request.session.get(SENT, {}).get("id")
    if not point_id:
        raise Refused(_("First have a code sent."))
    people_actions.confirm_contact_point(actor, contact_point_id=UUID(point_id), code=code)
    return "code"


def _send_code(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sends a code to a checked number or address of the coordinator themselves."""
    point = next((one for one in _verified(actor) if str(one.id) == request.POST.get("point", "")), None)
    if point is None:
        raise Refused(_("Choose where we send the code."))
    people_actions.send_verification_code(actor, contact_point_id=point.id, origin=origin_of(request))
    masked = vault.masked(point.kind, people.value_of(point))
    request.session[SENT] = {"id": str(point.id), "masked": masked}
    messages.success(request, _("The code is on its way."))
    return redirect(f"{request.path}#tekenen")


def _verified(actor: Actor) -> list[Any]:
    if actor.kind != "resident":
        return []
    points = people.contact_points(actor, people.person_of(actor).id)
    return [one for one in points if one.verified_at is not None and one.kind in CODE_KINDS]


def _points(actor: Actor) -> list[tuple[str, str]]:
    return [(str(one.id), vault.masked(one.kind, people.value_of(one))) for one in _verified(actor)]


@require_POST
@members_of_staff_or_lead
def paper(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A signature on paper: who signed when, with the scan."""
    actor = actor_of(request)
    found = queries.document(actor, document_id)
    if not queries.manages(actor, found.network):
        raise Missing
    form = PaperForm(
        queries.wanted_of(found), queries.deputies_may_sign(found.network), request.POST, request.FILES, prefix="paper"
    )
    if form.is_valid():
        given = {**form.cleaned_data, "upload": form.cleaned_data["scan"]}
        del given["scan"]
        try:
            actions.record_paper(actor, document_id=found.id, **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The signature is recorded."))
            return redirect("networks:document", document_id=found.id)
    shown = document_context(actor, found.id, "", form)
    return render(request, "networks/documents/document.html", shown, status=422)


@never_cache
@members_of_staff_or_lead
def check(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Whether a version is what was signed; and whether a PDF that somebody holds is exactly this version."""
    actor = actor_of(request)
    found = queries.document(actor, document_id)
    if found.state == DocumentState.DRAFT:
        raise Missing
    form, same = CheckForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        same = upload.size <= scans.LARGEST_BYTES and queries.check_file(found, upload.read())
    shown = frame(actor, found.network, PAGE) | {
        "document": found, "checks": queries.checked(found), "form": form, "same": same,
        "facts": presenters.fact_rows(found, {}),
    }  # fmt: skip
    return render(request, "networks/documents/check.html", shown, status=422 if form.errors else 200)
