"""The way from a WhatsApp group to the network: a text, a letter with a QR code, and who came by it, as a number."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from nabij import letters
from nabij.networks.channel.actions.whatsapp import count_joined
from nabij.networks.channel.models import WhatsAppGroup
from nabij.networks.channel.texts import said

LETTER: Final = Path(__file__).resolve().parent / "invitation.typ"
CAME_BY: Final = "networks.came_by"
"""In the session of who opened an invitation: its code, until they joined."""


def invitation_link(group: WhatsAppGroup) -> str:
    return f"{settings.SITE_URL}{reverse('networks:came_by', args=[group.code])}"


def invitation_text(group: WhatsAppGroup, language: str) -> str:
    """What the manager pastes in the group."""
    body = said("invitation", "body", language, group=group.name, network=group.network.name)
    return "\n".join([body, invitation_link(group), said("invitation", "safe", language)])


def invitation_letter(group: WhatsAppGroup, language: str) -> bytes:
    """The same as a PDF to print, with the link as a QR code."""
    link = invitation_link(group)
    values = {
        "title": said("invitation", "title", language, network=group.network.name),
        "body": said("invitation", "body", language, group=group.name, network=group.network.name),
        "safe": said("invitation", "safe", language), "steps": [_("Where"), _("What we ask of you"), _("How we warn you")],
        "qr": letters.qr_svg(link), "link": link, "zone": group.network.tenant.name, "language": language,
    }  # fmt: skip
    return letters.pdf(LETTER, values)


def came(request: HttpRequest, code: str) -> None:
    """Keeps by which invitation a visitor came, until they joined or their session ends."""
    request.session[CAME_BY] = code


def joined(request: HttpRequest, network_id: UUID) -> None:
    """Counts a new member for the invitation by which they came, once."""
    if CAME_BY in request.session:
        count_joined(request.session.pop(CAME_BY), network_id)
