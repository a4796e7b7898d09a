"""News by mail of where somebody lives and of the places that they care about, asked and stopped in one place on their page."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nabij.desk.news import actions, queries
from nabij.people.dossier import StrOrPromise
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused


class PlacesNews:
    """A `dossier.Follower`: a subscription with `with_places` for each zone in which the places lie."""

    wanted: StrOrPromise = gettext_lazy(
        "You get news of the police and the city about these places and where you live, by mail."
    )
    refused: StrOrPromise = gettext_lazy(
        "We can also mail you news of the police and the city about these places and where you live."
    )

    def is_on(self, actor: Actor, person_id: UUID) -> bool:
        return any(one.with_places for one in queries.subscriptions_of(actor, person_id))

    @transaction.atomic
    def choose(self, actor: Actor, person_id: UUID, on: bool) -> None:
        """Weekly, unless another choice stands. Raises Missing, and Refused without an address or a place."""
        if on:
            actions.mail_point(actor, person_id)
            if not queries.zones_of_places(actor, person_id):
                raise Refused(_("First say where you live, or add a place where the police take part."))
            self._follow(actor, person_id)
            return
        for one in queries.subscriptions_of(actor, person_id):
            if one.with_places and not one.neighbourhoods:
                actions.stop_for_person(actor, person_id=person_id, subscription_id=one.id)
            elif one.with_places:
                self._keep(actor, person_id, one.tenant_id, with_places=False)

    def changed(self, actor: Actor, person_id: UUID) -> None:
        """A zone that was not there yet is followed too."""
        if self.is_on(actor, person_id):
            self._follow(actor, person_id)

    def _follow(self, actor: Actor, person_id: UUID) -> None:
        for zone in queries.zones_of_places(actor, person_id):
            self._keep(actor, person_id, zone.id, with_places=True)

    def _keep(self, actor: Actor, person_id: UUID, zone_id: UUID, *, with_places: bool) -> None:
        held = {one.tenant_id: one for one in queries.subscriptions_of(actor, person_id)}.get(zone_id)
        actions.subscribe_person(
            actor, person_id=person_id, zone_id=zone_id, with_places=with_places,
            codes=held.neighbourhoods if held else [], wanted=held.themes if held else [],
            often=held.often if held else "weekly",
        )  # fmt: skip
