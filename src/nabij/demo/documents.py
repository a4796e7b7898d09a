"""Documents of the demo town: one network whose charter waits for the mayor, and one that signed on paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from PIL import Image, ImageDraw

from nabij.networks import queries as networks
from nabij.networks.documents import actions, queries
from nabij.people.queries import actor_for

if TYPE_CHECKING:
    from nabij.demo.world import Tell
    from nabij.networks.documents.models import Document
    from nabij.networks.models import Network
    from nabij.people.models import Account
    from nabij.tenants.actor import Actor

WAITS, SIGNED = "BIN Binnenstad", "BIN Molenveld"
COSTS: Final = {
    "signs_count": "4", "signs_price": "45,00", "signs_payer": "city", "letters_count": "420", "letters_price": "0,35",
    "letters_payer": "city", "messages_count": "9600", "messages_price": "0,055", "messages_payer": "zone",
}  # fmt: skip
PARTNERS: Final = {
    "mayor_name": "Bea Goossens", "mayor_email": "burgemeester@zandekerke.example", "chief_name": "Kris Wouters",
    "chief_email": "korpschef@zandekerke.example", "officer_name": "Omar Peeters", "officer_email": "bin@zandekerke.example",
    "officer_deputy": "Olga Maes", "coordinator_email": "coordinator@zandekerke.example",
}  # fmt: skip


def draw_up(system: Actor, accounts: dict[str, Account], tell: Tell) -> None:
    """Draws up the documents of two networks, as prevention and their parties would."""
    named = {one.name: one for one in networks.networks(system)}
    if WAITS not in named or queries.latest(named[WAITS], "charter"):
        return
    waits = _settled(system, named[WAITS], "Nora Vermeulen")
    for who, role in (("korpschef", "chief"), ("officier", "officer")):
        actions.sign(actor_for(accounts[who]), document_id=waits.id, role=role, digest=waits.digest, proof="totp")
    if SIGNED in named:
        actions.start_document(system, network_id=named[SIGNED].id, kind="communication_plan")
        signed = _settled(system, named[SIGNED], "Joris Claes")
        for role in ("mayor", "chief", "officer", "coordinator"):
            actions.record_paper(
                system, document_id=signed.id, role=role, digest=signed.digest,
                name=queries.answers_of(signed)[f"{role}_name"], signed_on=timezone.localdate(), upload=_scan(role),
            )  # fmt: skip
    tell("two charters, one of which waits for the mayor")


def _settled(system: Actor, network: Network, coordinator: str) -> Document:
    """Budget and house rules in force, and a charter that waits for its signatures."""
    for kind, parts in (("budget", {"costs": COSTS}), ("house_rules", {}), ("charter", {"partners": PARTNERS})):
        found = actions.start_document(system, network_id=network.id, kind=kind)
        known = queries.answers_of(found)
        for part, given in parts.items():
            named = given if kind != "charter" else given | _coordinator(known, coordinator)
            found = actions.save_answers(system, document_id=found.id, part=part, given=named, edits=found.edits)
        found = actions.freeze(system, document_id=found.id, edits=found.edits)
    return found


def _coordinator(known: dict[str, object], name: str) -> dict[str, str]:
    return {"coordinator_name": str(known.get("coordinator_name") or name)}


def _scan(role: str) -> io.BytesIO:
    """A sheet of paper with somebody's scribble."""
    sheet, drawn = Image.new("L", (900, 1270), 250), io.BytesIO()
    pen = ImageDraw.Draw(sheet)
    pen.text((90, 120), f"Charter: {role}", fill=40, font_size=34)
    pen.line([(120 + 30 * step, 900 - 60 * (step % 2)) for step in range(12)], fill=60, width=5)
    sheet.save(drawn, "JPEG")
    drawn.seek(0)
    return drawn
