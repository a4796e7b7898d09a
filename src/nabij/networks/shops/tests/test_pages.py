"""The pages of shops by real requests: joining in three steps, the counter without scripts, the overview, who finds nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nabij.alerts.tests.factories import Zone, neighbour_of
from nabij.networks.house_rules import current_version
from nabij.networks.models import MandateRole, Membership, Network
from nabij.networks.shops import hours
from nabij.networks.shops.models import Business, BusinessPerson, Invitation, Tap
from nabij.networks.shops.tests.factories import Keeper, colleague, keeper, network_middle
from nabij.networks.tests.factories import mandate
from nabij.people.models import Account, AccountKind
from nabij.people.serving import HELPING
from nabij.people.tests import letterbox
from nabij.people.tests.factories import (
    grant,
    make_account,
    make_contact_point,
    make_resident,
    make_staff,
    sign_in,
)
from nabij.reports.models import Incident
from nabij.tenants.keys import new_id

WEEK = {f"day{day}": "9-12, 13-18" for day in range(5)}


def content(answer: Any) -> str:
    return str(answer.content.decode())


def shop_said(network: Network, **changes: Any) -> dict[str, Any]:
    lon, lat = network_middle(network)
    told = {"name": "Mode Ilse", "sector": "retail", "address": "Markt 3", "lon": lon, "lat": lat, "telephone": ""}
    return told | WEEK | changes


def me_said(point: Any, **changes: Any) -> dict[str, Any]:
    said = {
        "accepts": "on", "is_adult": "on", "points": [str(point.id)], "house_rules": current_version(), "when": "shop",
        "beyond_hours": "on",
    }  # fmt: skip
    return {name: value for name, value in (said | changes).items() if value is not None}


@pytest.fixture
def owner(binz: Network) -> Keeper:
    return keeper(binz, name="Slagerij Wouters")


def test_a_shop_joins_in_three_steps(binz: Network) -> None:
    person = make_resident("Ilse Jans")
    point = make_contact_point(person, "sms")
    client = sign_in(Client(), Account.objects.get(id=person.account_id))
    lon, lat = network_middle(binz)
    found = content(client.get("/buurt/", {"address": "Markt 3", "lon": lon, "lat": lat}))
    assert binz.name in found
    first = client.get(f"/mijn/buurten/{binz.id}/", {"lon": lon, "lat": lat, "address": "Markt 3"})
    assert first["Location"].startswith(f"/mijn/zaken/nieuw/{binz.id}/?")
    page = client.get(first["Location"])
    assert 'value="Markt 3"' in content(page)
    wrong = client.post(f"/mijn/zaken/nieuw/{binz.id}/", shop_said(binz, day0="gesloten", name=""))
    assert wrong.status_code == 422
    assert "Schrijf uren als" in content(wrong)
    assert client.get(f"/mijn/zaken/nieuw/{binz.id}/ik/")["Location"] == f"/mijn/zaken/nieuw/{binz.id}/"
    second = client.post(f"/mijn/zaken/nieuw/{binz.id}/", shop_said(binz))
    assert second["Location"] == f"/mijn/zaken/nieuw/{binz.id}/ik/"
    assert not Business.objects.exists(), "nothing half-done"
    third = client.get(second["Location"])
    assert "Mode Ilse" in content(third)
    assert client.post(second["Location"], me_said(point, accepts=None)).status_code == 422
    done = client.post(second["Location"], me_said(point))
    business = Business.objects.get()
    assert done["Location"] == f"/mijn/zaken/{business.id}/"
    member = Membership.objects.get(network=binz)
    assert (member.hours, member.beyond_hours) == (hours.read(dict.fromkeys(range(5), "9-12, 13-18")), True)
    assert "Slagerij" not in content(client.get(done["Location"]))
    assert "Mode Ilse" in content(client.get("/mijn/zaken/"))


@pytest.mark.parametrize("reason", ["phone", "counter"])
def test_staff_does_it_for_who_calls(binz: Network, zone: Zone, reason: str) -> None:
    person = make_resident("Ilse Jans")
    point = make_contact_point(person, "sms")
    clerk = sign_in(Client(), make_staff(zone.tenant, "desk_clerk"))
    base = f"/hulp/{person.id}/zaken"
    assert clerk.get(f"{base}/nieuw/{binz.id}/").status_code == 404, "no reason given"
    session = clerk.session
    session[HELPING] = {"person": str(person.id), "reason": reason}
    session.save()
    assert clerk.post(f"{base}/nieuw/{binz.id}/", shop_said(binz)).status_code == 302
    assert clerk.post(f"{base}/nieuw/{binz.id}/ik/", me_said(point)).status_code == 302
    assert Membership.objects.get(network=binz).joined_by == reason
    assert "Mode Ilse" in content(clerk.get(f"{base}/"))
    assert clerk.get(f"{base}/{Business.objects.get().id}/").status_code == 200


def test_the_counter_works_without_scripts(owner: Keeper) -> None:
    client = owner.client()
    assert client.get("/winkel/")["Location"] == f"/winkel/{owner.business.id}/"
    page = content(client.get(f"/winkel/{owner.business.id}/"))
    for words in ("Winkeldief nu", "Wisseltruc", "Vals geld", "Overval", "BEL EERST 101 of 112"):
        assert words in page
    key = re.search(r'name="key" value="([0-9a-f-]+)"', page)
    assert key
    sent = client.post(f"/winkel/{owner.business.id}/meld", {"key": key[1], "category": "shoplifting"})
    tap = Tap.objects.get()
    assert sent["Location"] == f"/winkel/melding/{tap.id}/"
    again = client.post(f"/winkel/{owner.business.id}/meld", {"key": key[1], "category": "shoplifting"})
    assert again["Location"] == sent["Location"]
    after = content(client.get(sent["Location"]))
    assert "De politie heeft het" in after
    assert "Neem het terug" in after
    told = client.post(sent["Location"], {"deed": "more", "count": "2", "moves": "foot", "direction": "station"})
    assert told["Location"].endswith("?verteld=1")
    refused = client.post(sent["Location"], {"deed": "more", "text": "een zwarte man"})
    assert refused.status_code == 422
    assert "huidskleur" in content(refused)
    assert "een zwarte man" in content(refused), "nothing typed is lost"
    assert client.post(sent["Location"], {"deed": "back"}).status_code == 302
    assert "Teruggenomen" in content(client.get(sent["Location"]))
    assert "Winkeldief nu" in content(client.get(f"/winkel/{owner.business.id}/")), "and what became of it"


def test_of_a_hold_up_the_number_comes_first(owner: Keeper) -> None:
    client, meld = owner.client(), f"/winkel/{owner.business.id}/meld"
    first = client.post(meld, {"key": str(new_id()), "category": "hold-up"})
    assert first["Location"] == f"/winkel/{owner.business.id}/bel/hold-up/"
    assert not Incident.objects.exists(), "nothing is sent before the number was shown"
    page = content(client.get(first["Location"]))
    assert page.index('href="tel:101"') < page.index("Meld het hier ook")
    assert 'class="rp-call__number" href="tel:101"' in page
    assert client.post(meld, {"key": str(new_id()), "category": "hold-up", "called": "1"}).status_code == 302
    assert Incident.objects.get().category_id == "hold-up"


def test_a_telephone_can_keep_the_page(owner: Keeper) -> None:
    answer = Client().get("/winkel/app.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    assert json.loads(answer.content)["start_url"] == "/winkel/"
    assert 'rel="manifest"' in content(owner.client().get(f"/winkel/{owner.business.id}/"))


def test_the_owner_asks_a_colleague_in_and_takes_them_out(owner: Keeper, letters: list[letterbox.Letter]) -> None:
    client, here = owner.client(), f"/mijn/zaken/{owner.business.id}/"
    assert client.post(f"{here}wijzig", {"deed": "invite", "value": "12"}).status_code == 422
    assert client.post(f"{here}wijzig", {"deed": "invite", "value": "bo@example.be"})["Location"] == here
    person = make_resident("Bo Maes")
    point = make_contact_point(person, "email", value="bo@example.be")
    joins = sign_in(Client(), Account.objects.get(id=person.account_id))
    code = letters[-1].text.split("code: ")[1][:8]
    address = f"/mijn/zaken/uitnodiging/{Invitation.objects.get().id}/"
    assert address in letters[-1].text
    assert Client().get(address).status_code == 302, "signs in first"
    wrong = joins.post(address, me_said(point, code="1"))
    assert (wrong.status_code, Invitation.objects.get().attempts) == (422, 1)
    assert joins.post(address, me_said(point, code=code))["Location"] == here
    assert "Bo Maes" in content(client.get(here))
    assert "An Peeters" not in content(joins.get(here)), "staff sees no names of others"
    row = BusinessPerson.objects.get(role="staff")
    assert joins.post(f"{here}wijzig", {"deed": "owner", "worker": str(row.id)}).status_code == 404
    assert client.post(f"{here}wijzig", {"deed": "remove", "worker": str(row.id)})["Location"] == here
    assert joins.get(here).status_code == 404
    assert joins.get("/winkel/").status_code == 200


def test_hours_and_shop_are_changed_on_their_page(owner: Keeper) -> None:
    client, here = owner.client(), f"/mijn/zaken/{owner.business.id}/"
    own = {"deed": "hours", "when": "own", "day0": "9-10"}
    assert client.post(f"{here}wijzig", own | {"day1": "x"}).status_code == 422
    assert client.post(f"{here}wijzig", own)["Location"] == here
    assert BusinessPerson.objects.get().hours == ((540, 600),)
    told = shop_said(owner.business.network, name="Slagerij Wouters en Zoon", telephone="011 22 33 44")
    assert client.post(f"{here}wijzig", {"deed": "shop"} | told)["Location"] == here
    page = content(client.get(here))
    assert "Slagerij Wouters en Zoon" in page
    assert "011 22 33 44" in page
    assert client.post(f"{here}wijzig", {"deed": "shop"} | told | {"lon": 5.9}).status_code == 422
    assert client.post(f"{here}wijzig", {"deed": "nothing"}).status_code == 404
    assert client.post(f"{here}wijzig", {"deed": "retire"})["Location"] == "/mijn/zaken/"
    assert client.get(here).status_code == 404


def test_a_stranger_finds_no_shop_and_no_tap(owner: Keeper, binz: Network) -> None:
    tap, stranger = owner.tap(), keeper(binz)
    client = stranger.client()
    for business_id in (owner.business.id, new_id()):
        for address in (
            f"/mijn/zaken/{business_id}/",
            f"/winkel/{business_id}/",
            f"/winkel/{business_id}/bel/hold-up/",
        ):
            assert client.get(address).status_code == 404
        asked = {"key": str(new_id()), "category": "shoplifting"}
        assert client.post(f"/winkel/{business_id}/meld", asked).status_code == 404
    for tap_id in (tap.id, new_id()):
        assert client.get(f"/winkel/melding/{tap_id}/").status_code == 404
        assert client.post(f"/winkel/melding/{tap_id}/", {"deed": "back"}).status_code == 404
    for said in ({"key": "x", "category": "shoplifting"}, {"key": str(new_id()), "category": "burglary"}, {}):
        assert client.post(f"/winkel/{stranger.business.id}/meld", said).status_code == 404


def test_who_follows_a_binz_sees_its_shops(owner: Keeper, binz: Network, zone: Zone) -> None:
    owner.tap()
    colleague(owner)
    closed = keeper(binz, hours.NEVER, name="Apotheek Claes")
    officer = sign_in(Client(), zone.officer)
    address = reverse("networks:shops", args=[binz.id])
    page = content(officer.get(address))
    assert "1 van 2 zaken bereikbaar" in page
    assert "Slagerij Wouters" in page
    assert "An Peeters" not in page, "no names of people"
    assert "Handelszaken" in content(officer.get(reverse("networks:network", args=[binz.id])))
    assert "Handelszaken" not in content(officer.get(reverse("networks:network", args=[zone.network.id])))
    assert officer.get(reverse("networks:shops", args=[zone.network.id])).status_code == 404
    change = reverse("networks:shops_change", args=[binz.id])
    assert officer.post(change, {"deed": "plan"})["Location"] == address
    assert officer.post(change, {"deed": "sectors", "sectors": ["retail"]})["Location"] == address
    assert officer.post(change, {"deed": "sectors", "sectors": ["bakers"]}).status_code == 422
    assert officer.post(change, {"deed": "retire", "business": str(closed.business.id)})["Location"] == address
    assert "Apotheek Claes" not in content(officer.get(address))
    lead = make_account(AccountKind.RESIDENT)
    grant(lead, zone.tenant, "coordinator")
    mandate(binz, MandateRole.COORDINATOR, lead.id)
    assert sign_in(Client(), lead).get(address).status_code == 200


def test_city_and_other_zone_do_not_see_the_shops(owner: Keeper, binz: Network, zone: Zone) -> None:
    city = zone.town.city
    binz.municipality_id = city.id
    binz.save()
    for account in (make_staff(city, "prevention"), neighbour_of(zone).officer):
        client = sign_in(Client(), account)
        for network_id in (binz.id, new_id()):
            assert client.get(reverse("networks:shops", args=[network_id])).status_code == 404
            change = reverse("networks:shops_change", args=[network_id])
            assert client.post(change, {"deed": "retire", "business": str(owner.business.id)}).status_code == 404
    assert Business.objects.get().retired_at is None
