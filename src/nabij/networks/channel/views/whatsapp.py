"""Registered WhatsApp groups, texts made to be shared, and the way over to the network."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.letters import pdf_answer
from nabij.networks import queries as networks
from nabij.networks.channel import inviting, presenters, sharing
from nabij.networks.channel.actions import whatsapp
from nabij.networks.channel.actions.whatsapp import Described
from nabij.networks.channel.agreement import agreement, agreement_version
from nabij.networks.channel.forms import WhatsAppForm
from nabij.networks.channel.models import WhatsAppGroup
from nabij.networks.channel.queries import whatsapp as queries
from nabij.networks.channel.rights import may_manage
from nabij.networks.frame import frame
from nabij.networks.models import Network
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.languages import spoken


@never_cache
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """The groups of a network: registering one, what was agreed, the last contact, and who came over."""
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    if request.POST.get("deed") == "manager":
        return _with_manager(request, actor, network)
    form = WhatsAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _done(request, actor, network, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("networks:whatsapp", network_id=network_id)
    shown = _context(actor, network) | {"form": form}
    return render(request, "networks/channel/whatsapp.html", shown, status=422 if form.errors else 200)


def _with_manager(request: HttpRequest, actor: Actor, network: Network) -> HttpResponse:
    """The page with who manages one group, after its reason was given."""
    reason, group_id = request.POST.get("why", "").strip(), _id(request)
    shown = _context(actor, network) | {"form": WhatsAppForm()}
    if reason:
        shown |= {"opened": group_id, "manager": queries.manager_of(actor.because(reason), network.id, group_id)}
    else:
        shown["error"] = _("Say why you want to reach the manager. It is kept on record.")
    return render(request, "networks/channel/whatsapp.html", shown, status=200 if reason else 422)


@never_cache
@require_safe
def letter(request: HttpRequest, network_id: UUID, group_id: UUID) -> HttpResponse:
    """The invitation of a group as a PDF with its QR code."""
    group = queries.whatsapp_group(actor_of(request), network_id, group_id)
    content = inviting.invitation_letter(group, spoken())
    return pdf_answer(content, "uitnodiging")


@never_cache
@require_safe
def share(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """Texts to pass on, word for word as the network was told."""
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    texts = sharing.texts_to_share(network, timezone.now(), spoken())
    return render(request, "networks/channel/share.html", frame(actor, network, "networks:messages") | {"texts": texts})


@never_cache
@require_safe
def came_by(request: HttpRequest, code: str) -> HttpResponse:
    """The invitation of a group: counted, and on to the page of the network."""
    group = whatsapp.follow_invitation(code)
    inviting.came(request, code)
    return redirect("networks:public", network_id=group.network_id)


def _context(actor: Actor, network: Network) -> dict[str, Any]:
    texts = [(row, inviting.invitation_text(row, spoken())) for row in queries.whatsapp_groups(actor, network)]
    return {
        **frame(actor, network, "networks:messages"),
        "may_manage": may_manage(actor, network),
        "rows": [
            (row, presenters.whatsapp_facts(row), text, sharing.share_link(text), _edit_form(row)) for row, text in texts
        ],
        "agreement": agreement(spoken()), "version": agreement_version(),
    }  # fmt: skip


def _edit_form(row: WhatsAppGroup) -> WhatsAppForm:
    known = {
        "name": row.name, "area": row.area, "size": row.size or None, "agreed_on": row.agreed_at if row.agreement else None,
        "last_contact": row.last_contact,
    }  # fmt: skip
    return WhatsAppForm(initial=known, auto_id=f"w{row.id}_%s")


def _done(request: HttpRequest, actor: Actor, network: Network, form: WhatsAppForm) -> str:
    given = form.cleaned_data
    described = Described(**given | {"size": given["size"] or 0})
    deed = request.POST.get("deed", "")
    if deed == "register":
        whatsapp.register_group(actor, network_id=network.id, described=described)
        return _("The group is registered.")
    if deed == "change":
        whatsapp.change_group(actor, network_id=network.id, group_id=_id(request), described=described)
        return _("Saved.")
    if deed == "end":
        whatsapp.end_group(actor, network_id=network.id, group_id=_id(request))
        return _("The group is closed off.")
    raise Refused(_("Choose what happens with this group."))


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("group", ""))
    except ValueError:
        raise Missing from None
