"""What neighbours of the demo town tell each other: messages shown and waiting, the group with the officer, a WhatsApp group."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PIL import Image, ImageDraw

from nabij.demo import residents
from nabij.networks import queries as networks
from nabij.networks.channel.actions import moderating, talking, whatsapp, writing
from nabij.networks.channel.actions.whatsapp import Described
from nabij.networks.members import queries as members
from nabij.people import queries as people
from nabij.people.actions.demo import install_demo_resident

if TYPE_CHECKING:
    from nabij.demo.world import Tell
    from nabij.people.models import Account
    from nabij.tenants.actor import Actor

NETWORK: Final = "BIN Binnenstad"
# (kind, text): the first are shown, the others wait.
SHOWN: Final = (
    ("works", "Donderdag herstelt de stad de stoep aan de Markt. Van 8 tot 16 uur kan je er niet parkeren."),
    ("event", "Zaterdag om 14 uur ruimen we samen het plein op. Handschoenen en koffie zijn er, breng een buur mee."),
    ("lost_found", "Gevonden aan de bushalte: een sleutelbos met een groene hanger. Ze ligt in het buurthuis."),
    ("help", "Wie heeft zondag een ladder te leen? Onze vlag hangt in de boom."),
)
WAITING: Final = (
    ("lost_found", "Onze kat Minoes is sinds gisteren weg. Ze is rood gestreept en draagt een blauw bandje.", True),
    ("other", "Fijn nieuws: de bakker in Kerkstraat 8 opent volgende week opnieuw.", False),
)
ANSWER: Final = "Ik breng ze zondagmorgen."
TALK: Final = (
    ("member", "Dag! Wanneer is er weer een zitdag in het buurthuis?"),
    ("officer", "Donderdag van 14 tot 16 uur. Spring gerust binnen met je vragen over sloten en verlichting."),
    ("coordinator", "Dank je. Ik zet het ook bij de berichten."),
)
GROUP: Final = Described(
    "Markt en omstreken", "Markt, Kerkstraat, Stationsstraat", 86, "Wout Wuyts", "wout.wuyts@voorbeeld.example",
    date(2026, 9, 14), date(2026, 9, 14),
)  # fmt: skip


def talk(system: Actor, accounts: dict[str, Account], tell: Tell) -> None:
    """Fills the channel of one network, through the same actions as its pages."""
    network = next((one for one in networks.networks(system) if one.name == NETWORK), None)
    if network is None:
        return
    coordinator, member = (_resident(system, mail) for mail in (residents.COORDINATOR, residents.RESIDENT))
    officer = people.actor_for(accounts["officier"])
    writers = [one.person_id for one in members.members(coordinator.because("demo"), network.id)][2:]
    posts = [
        writing.write_post(system, network_id=network.id, kind=kind, text=text, person_id=person_id)
        for (kind, text), person_id in zip(SHOWN, writers, strict=False)
    ]
    for post in posts:
        moderating.decide_post(coordinator, post_id=post.id, deed="approve")
    moderating.trust_writer(coordinator, post_id=posts[0].id)
    _reply(coordinator, member, posts[-1].id)
    for (kind, text, has_photo), person_id in zip(WAITING, writers[len(SHOWN) :], strict=False):
        writing.write_post(
            system, network_id=network.id, kind=kind, text=text, person_id=person_id, only_things=has_photo,
            photo=_cat() if has_photo else None,
        )  # fmt: skip
    _open_group(network.id, coordinator, officer, member)
    whatsapp.register_group(coordinator, network_id=network.id, described=GROUP)
    tell(f"{NETWORK}: {len(SHOWN)} messages of neighbours, {len(WAITING)} that wait for the coordinator")


def _resident(system: Actor, mail: str) -> Actor:
    point = people.contact_point_of("email", mail)
    if point is None:
        raise LookupError(f"nobody in the demo town has {mail}")
    return people.actor_for(install_demo_resident(system, person_id=point.person_id))


def _reply(coordinator: Actor, member: Actor, post_id: UUID) -> None:
    said = writing.reply(member, post_id=post_id, text=ANSWER)
    moderating.decide_reply(coordinator, reply_id=said.id, approve=True)


def _open_group(network_id: UUID, coordinator: Actor, officer: Actor, member: Actor) -> None:
    talking.ask_group(
        coordinator, network_id=network_id, ground="Stemming op de infoavond van 8 oktober: 41 voor, 3 tegen."
    )
    talking.answer_group(officer, network_id=network_id, agrees=True, hours="op werkdagen tussen 9 en 17 uur")
    speakers = {"member": member, "officer": officer, "coordinator": coordinator}
    for who, text in TALK:
        talking.say(speakers[who], network_id=network_id, text=text)


def _cat() -> io.BytesIO:
    """A drawing of a cat, so that no photo of somebody's pet is in the project."""
    drawn, image = io.BytesIO(), Image.new("RGB", (640, 480), "#d9e6e3")
    pen = ImageDraw.Draw(image)
    pen.ellipse((200, 190, 460, 430), fill="#c8803f")
    pen.ellipse((240, 90, 420, 260), fill="#c8803f")
    for left in (250, 350):
        pen.polygon(((left, 130), (left + 25, 50), (left + 65, 120)), fill="#a9652d")
    for left in (290, 350):
        pen.ellipse((left, 155, left + 22, 180), fill="#20302c")
    pen.rectangle((255, 245, 405, 262), fill="#1d5fa8")
    image.save(drawn, "JPEG")
    drawn.seek(0)
    return drawn
