"""Neighbours say that they want a network, whether they would coordinate it, and that they no longer do."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.networks.founding import telling
from nabij.networks.founding.actions.stepping import settle_step
from nabij.networks.founding.models import Candidate, GoalReached, Interest, StepCode
from nabij.networks.founding.queries import interest as asking
from nabij.networks.members.queries import home_key, person_key
from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of, zone_rules
from nabij.people import actions as people_actions
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def show_interest(
    actor: Actor, *, person_id: UUID, lon: float, lat: float, is_adult: bool, willing: bool = False, shown_by: str = "online",
    address_id: UUID | None = None, box: str = "",
) -> Interest:  # fmt: skip
    """A resident, or staff that helps them, wants a network at a place in degrees; again changes only `willing`.

    A household counts once in its neighbourhood. Raises Refused without a checked number or address, for who is no adult, where a
    network works already, and where no police zone takes part. `address_id` and `box` tell the homes of one address apart.
    """
    people.person(actor, person_id)
    _check_may_want(actor, person_id, is_adult)
    wanted = asking.wanted_at(lon, lat)
    if wanted is None:
        raise Refused(_("The police of this place do not use this platform yet."))
    if wanted.working:
        raise Refused(_("A network works here already. Join that one."))
    _settle(actor, person_id, lon, lat, address_id, box)
    row = _write(actor, wanted, person_id, willing, shown_by)
    _look_at_goal(actor, row)
    return row


@transaction.atomic
def withdraw_interest(actor: Actor, *, interest_id: UUID, person_id: UUID) -> None:
    """No longer wants it, at any moment and without a reason: the row goes. Raises Missing for who may not act for them."""
    people.person(actor, person_id)
    row = Interest.objects.select_for_update().filter(id=interest_id, person_key=person_key(person_id)).first()
    if row is None:
        raise Missing
    _record(actor, row, "withdraw_interest")
    row.delete()


@transaction.atomic
def forget_interest(person_id: UUID) -> list[str]:
    """Deletes the interest and the candidacies of a person who is being erased. Called by the room of people."""
    for row in Interest.objects.filter(person_key=person_key(person_id)):
        _record(system_actor([row.tenant_id]), row, "withdraw_interest")
        row.delete()
    Candidate.objects.filter(person_key=person_key(person_id)).delete()
    return []


def _check_may_want(actor: Actor, person_id: UUID, is_adult: bool) -> None:
    if not is_adult:
        raise Refused(_("Only adults who live or work there can ask for a network. Tick that you do."))
    if not any(point.verified_at for point in people.contact_points(actor, person_id)):
        raise Refused(
            _(
                "Add a telephone number or e-mail address first, and check it with the code: so that we can tell you more."
            )
        )


def _settle(actor: Actor, person_id: UUID, lon: float, lat: float, address_id: UUID | None, box: str) -> None:
    """The place and household of who had none, so that two of one home count once."""
    person = people.person(actor, person_id)
    if address_id is not None and not person.household:
        people_actions.settle_household(actor, person_id=person_id, address_id=address_id, mark=box)
    if not any(point.x is not None for point in people.contact_points(actor, person_id)):
        people_actions.place_person(actor, person_id=person_id, lon=lon, lat=lat)


def _write(actor: Actor, wanted: asking.Wanted, person_id: UUID, willing: bool, shown_by: str) -> Interest:
    key = person_key(person_id)
    there = Interest.objects.select_for_update().filter(
        tenant_id=wanted.zone.id, neighbourhood_code=wanted.place.code, person_key=key
    )
    row = there.first()
    if row is None:
        row = Interest(
            tenant_id=wanted.zone.id, neighbourhood_code=wanted.place.code, person_key=key, shown_at=timezone.now(),
            shown_by=shown_by, network_id=wanted.starting.id if wanted.starting else None,
        )  # fmt: skip
        row.person = vault.seal_value("interest", row.id, str(person_id))
    row.willing, row.household_key = willing, home_key(people.person(actor, person_id))
    row.save()
    _record(actor, row, "show_interest")
    return row


def _look_at_goal(actor: Actor, row: Interest) -> None:
    """With enough households the step is settled; or prevention hears it, and those interested, once."""
    if row.network_id is not None:
        network = (
            Network.objects.select_for_update(of=("self",))
            .select_related("tenant")
            .get(tenant_id=row.tenant_id, id=row.network_id)
        )
        homes = asking.households(row.tenant_id, network_id=network.id)
        if homes >= rules_of(network).interest_goal:
            settle_step(
                actor, network, StepCode.INTEREST, _("%(count)s households want this network.") % {"count": homes}
            )
        return
    homes = asking.households(row.tenant_id, code=row.neighbourhood_code)
    if homes < zone_rules(row.tenant_id).interest_goal:
        return
    goal, is_new = GoalReached.objects.get_or_create(
        tenant_id=row.tenant_id, neighbourhood_code=row.neighbourhood_code, defaults={"at": timezone.now()}
    )
    if is_new:
        _tell_goal(row.tenant_id, row.neighbourhood_code)
        record(
            system_actor([row.tenant_id]), tenant_id=row.tenant_id, verb="networks.reach_goal", target="networks.goal",
            target_id=goal.id, detail={"neighbourhood": row.neighbourhood_code, "households": homes},
        )  # fmt: skip


def _tell_goal(tenant_id: UUID, code: str) -> None:
    waiting = Interest.objects.filter(tenant_id=tenant_id, neighbourhood_code=code, told_at__isnull=True)
    ids = list(waiting.values_list("id", flat=True))
    waiting.update(told_at=timezone.now())
    telling.later("interest", ids, "goal", {"place": asking.name_of(code)})


def _record(actor: Actor, row: Interest, verb: str) -> None:
    record(
        actor, tenant_id=row.tenant_id, verb=f"networks.{verb}", target="networks.interest", target_id=row.id,
        detail={"neighbourhood": row.neighbourhood_code, "willing": row.willing}, event=False,
    )  # fmt: skip
