"""News for the tests of this part and the walks over every page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nabij.alerts.tests.factories import Zone
from nabij.desk.news import actions
from nabij.desk.news.models import NewsItem
from nabij.desk.officers.tests.factories import photo
from nabij.networks.models import MemberPoint
from nabij.people.models import ContactPoint
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant


def make_item(tenant: Tenant, title: str = "Fietsen gegraveerd", *, shown: bool = True, **given: Any) -> NewsItem:
    """News in Dutch, published unless `shown` says no."""
    system = system_actor([tenant.id])
    texts = given.pop("texts", {"nl": {"title": title, "body": "Zaterdag op de Markt, van 10 tot 12 uur."}})
    made = actions.write_item(system, tenant_id=tenant.id, texts=texts, **({"theme": "prevention"} | given))
    return actions.publish(system, item_id=made.id) if shown else made


def things_of(zone: Zone) -> dict[str, UUID]:
    """A draft with a picture, and somebody who gets news by mail."""
    item = make_item(zone.tenant, shown=False)
    actions.set_photo(zone.system, item_id=item.id, upload=photo(), words="De Markt")
    points = [one.contact_point_id for one in MemberPoint.objects.filter(network=zone.network)]
    person = ContactPoint.objects.get(id=points[0]).person_id
    actions.subscribe_person(zone.system, person_id=person, zone_id=zone.tenant.id, codes=[], wanted=[], often="weekly")
    return {"item_id": item.id}
