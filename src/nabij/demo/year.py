"""A year in a network of the demo town: wishes with their answers, the survey that is open, a case about a shared photo."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from nabij.demo import residents
from nabij.networks import queries as networks
from nabij.networks.members import queries as members
from nabij.networks.year.evaluation.actions import count_month
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.rounds.actions import open_round
from nabij.networks.year.wishes import actions as wishes
from nabij.people import queries as people
from nabij.people.actions.demo import install_demo_resident

if TYPE_CHECKING:
    from uuid import UUID

    from nabij.demo.world import Tell
    from nabij.people.models import Account
    from nabij.tenants.actor import Actor

NETWORK: Final = "BIN Binnenstad"
# Kind, category, street, text; the first is answered for all neighbours to read and done, the second is planned.
WRITTEN: Final = (
    ("wish", "light", "Kerkstraat", "De lantaarn aan de hoek is al drie weken stuk. Kan die hersteld worden?"),
    ("wish", "together", "", "Kunnen we samen fietsen laten graveren, een zaterdag op het plein?"),
    ("complaint", "nuisance", "Markt", "Elke vrijdagnacht wordt er geroepen onder ons raam, tot drie uur."),
    (
        "experience",
        "messages",
        "",
        "Het bericht van vorige maand kwam snel, maar ik hoorde pas na een week hoe het afliep.",
    ),
)
SHOWN: Final = ("Wordt de lantaarn in de Kerkstraat hersteld?", "Ja. De netbeheerder herstelde ze op 12 november.")
REASONS: Final = (
    "Je deelde tweemaal een foto van een voorbijganger met je buren. Dat mag niet: zie het huishoudelijk reglement."
)
ADVICE: Final = "Het gesprek was goed, maar er volgde een tweede foto. Een schriftelijke berisping is gepast."
SURVEY_DAYS: Final = 21


def live(system: Actor, accounts: dict[str, Account], tell: Tell) -> None:
    """Through the same actions as the pages."""
    network = next((one for one in networks.networks(system) if one.name == NETWORK), None)
    if network is None:
        return
    coordinator, resident = (_resident(system, mail) for mail in (residents.COORDINATOR, residents.RESIDENT))
    officer = people.actor_for(accounts["officier"])
    listed = members.members(coordinator.because("demo"), network.id)
    writers = [people.person_of(resident).id, *(one.person_id for one in listed[3:])]
    found = [
        wishes.write_wish(
            system, network_id=network.id, person_id=person_id, kind=kind, category=category, street=street, text=text
        )
        for (kind, category, street, text), person_id in zip(WRITTEN, writers, strict=False)
    ]
    public, answer = SHOWN
    light = wishes.answer_wish(
        officer,
        wish_id=found[0].id,
        version=1,
        text="We vroegen het aan de netbeheerder.",
        public_text=public,
        public_answer=answer,
    )
    wishes.follow_wish(officer, wish_id=light.id, version=2, outcome="done", text="De lantaarn brandt weer.")
    today = timezone.localdate()
    open_round(
        coordinator, network_id=network.id, kind="survey", opens_on=today, closes_on=today + timedelta(days=SURVEY_DAYS)
    )
    _case(coordinator, officer, network.id, listed[5].membership_id)
    count_month(today)
    tell(f"{NETWORK}: {len(found)} wishes, the survey is open")


def _case(coordinator: Actor, officer: Actor, network_id: UUID, membership_id: UUID) -> None:
    """A talk that both signed, and a reprimand that waits for the chief."""
    case = measures.open_case(officer, network_id=network_id, membership_id=membership_id, ground_codes=["privacy"])
    measures.begin_step(officer, measure_id=case.id, code="talk", reasons=REASONS)
    for actor, part in ((coordinator, "coordinator"), (officer, "officer")):
        measures.sign_step(actor, measure_id=case.id, part=part)
    measures.begin_step(officer, measure_id=case.id, code="reprimand", reasons=REASONS, advice=ADVICE)


def _resident(system: Actor, mail: str) -> Actor:
    point = people.contact_point_of("email", mail)
    if point is None:
        raise LookupError(f"nobody in the demo town has {mail}")
    return people.actor_for(install_demo_resident(system, person_id=point.person_id))
