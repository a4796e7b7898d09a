"""The documents of a network, and one version of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks import queries as networks
from nabij.networks.documents import actions, presenters, queries, rules, schemas
from nabij.networks.documents.forms import PaperForm, StartForm
from nabij.networks.documents.models import Document, DocumentState
from nabij.networks.frame import frame
from nabij.networks.house_rules import current_version
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people import queries as people
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused

PAGE = "networks:documents"


@never_cache
@members_of_staff_or_lead
def documents(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Every kind of document with its state and who still has to sign; POST starts one."""
    actor, error = actor_of(request), ""
    network = networks.network(actor, network_id)
    if request.method == "POST":
        form = StartForm(request.POST)
        try:
            if not form.is_valid():
                raise Refused(_("Choose a document and a language."))
            made = actions.start_document(
                actor, network_id=network.id, kind=form.cleaned_data["kind"],
                language=form.cleaned_data["language"] or "nl",
            )  # fmt: skip
            return redirect("networks:document_edit", document_id=made.id)
        except Refused as refusal:
            error = str(refusal)
    rows = queries.documents_of(actor, network)
    for row in rows:
        row.network = network
    shown = frame(actor, network, PAGE) | {
        "cards": presenters.cards(rows, timezone.now()),
        "icons": presenters.ICONS,
        "may_write": queries.may_write(actor, network),
        "accepted": queries.house_rules_counts(actor, network),
        "rules_version": current_version(),
        "start_form": StartForm(),
        "error": error,
    }
    return render(request, "networks/documents/list.html", shown, status=422 if error else 200)


@never_cache
@require_safe
@members_of_staff_or_lead
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return render(request, "networks/documents/document.html", document_context(actor, document_id))


def document_context(
    actor: Actor, document_id: UUID, error: str = "", paper: PaperForm | None = None
) -> dict[str, Any]:
    """Everything about a version but its text."""
    found = queries.document(actor, document_id)
    now = timezone.now()
    versions = [one for one in queries.documents_of(actor, found.network_id) if one.kind == found.kind]
    for one in versions:
        one.network = found.network
    this = next(one for one in versions if one.id == found.id)
    signers = presenters.signers(this, now) if found.state != DocumentState.DRAFT else []
    waits = [one for one in signers if not one.signed]
    manages = queries.manages(actor, found.network)
    may_sign = set(queries.signing_roles(actor, found.network)) & {one.role for one in waits}
    return {
        **frame(actor, found.network, PAGE),
        "document": found,
        "state_chip": presenters.chip(found),
        "signers": signers,
        "versions": [one for one in versions if one.id != found.id],
        "facts": presenters.fact_rows(found, people.account_names([found.frozen_by] if found.frozen_by else [])),
        "changes": _changes(found),
        "missing": _missing(found),
        "manages": manages,
        "may_write": queries.may_write(actor, found.network),
        "may_sign": bool(may_sign) and found.state == DocumentState.SIGNING,
        "paper_form": _paper(found, waits, paper) if manages and found.state == DocumentState.SIGNING else None,
        "error": error,
    }


def _paper(found: Document, waits: list[presenters.Signer], paper: PaperForm | None) -> PaperForm:
    deputies = queries.deputies_may_sign(found.network)
    start = {"digest": found.digest, "signed_on": timezone.localdate().isoformat()}
    return paper or PaperForm([one.role for one in waits], deputies, initial=start, prefix="paper")


def _missing(found: Document) -> list[str]:
    if found.state != DocumentState.DRAFT:
        return []
    open_ones = schemas.missing(found.kind, queries.answers_of(found))
    return [field.missing_words for field in open_ones]


def _changes(found: Document) -> list[list[str]]:
    """What is no longer as a version in force says."""
    if found.state not in (DocumentState.SIGNED, DocumentState.SIGNING):
        return []
    now = queries.facts_of([found.network])[found.network_id]
    changed = rules.changed_facts(found.kind, found.facts, now)
    if not changed:
        return []
    names = people.known_names(presenters.accounts_in(found.facts, now))
    return presenters.change_rows(changed, found.facts, now, names)
