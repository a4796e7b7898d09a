"""Whom it is for, said on the page: added and taken away without a script, and shown to who approves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nabij.alerts.models import Alert
from nabij.alerts.rules.whom import whom_of
from nabij.alerts.tests.factories import make_zone, neighbour_of, submitted
from nabij.alerts.tests.test_pages import content, signed_in, typed
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import mandate
from nabij.people.models import AccountKind
from nabij.people.tests.factories import grant, make_account
from nabij.reports.tests.factories import make_address
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[4.70, 50.88], [4.71, 50.88], [4.71, 50.89], [4.70, 50.88]]]}
CIRCLE = {"type": "Circle", "coordinates": [4.70, 50.88], "radius_m": 300}


def kept(writer: Client, said: dict[str, Any]) -> Any:
    answer = writer.post(reverse("alerts:new"), said)
    assert answer.status_code == 302, content(answer)[:4000]
    return whom_of(Alert.objects.get().audience)


def test_everything_that_can_be_chosen_is_kept() -> None:
    zone = make_zone()
    said = {
        "networks": [str(zone.network.id)], "areas": ["neighbourhood:M1-1", "zone:Z1"], "roles": ["school"],
        "area": json.dumps({"type": "GeometryCollection", "geometries": [SQUARE, CIRCLE]}),
        "near": [json.dumps([650000.0, 700000.0, 250.0, "Kerk"])],
        "less_areas": ["municipality:M1"], "less_roles": ["pharmacy"], "less_near": [json.dumps([650000.0, 700000.0, 50.0, ""])],
        "less_networks": [str(zone.network.id)], "less_area": json.dumps(SQUARE),
    }  # fmt: skip
    found = kept(signed_in(zone.writer), typed(zone, kind="non_urgent", **said))
    assert [(one.kind, one.code) for one in found.include.areas] == [("neighbourhood", "M1-1"), ("zone", "Z1")]
    assert [one["type"] for one in found.include.shapes] == ["Polygon", "Circle"]
    assert (found.include.near[0].m, found.include.near[0].label, found.include.roles) == (250, "Kerk", ("school",))
    less = found.exclude
    assert (len(less.areas), len(less.near), len(less.shapes), less.roles) == (1, 1, 1, ("pharmacy",))
    assert less.networks == found.include.networks == (zone.network.id,)
    again = signed_in(zone.writer).get(reverse("alerts:edit", args=[Alert.objects.get().id])).context["form"]
    assert again.initial["less_roles"] == ["pharmacy"]


def test_a_place_and_an_address_are_added_without_a_script() -> None:
    zone = make_zone()
    make_address("Kerkstraat", "12", zone.place)
    where = "Kerkstraat 12, 8695 Zandekerke"
    writer = signed_in(zone.writer)
    said = typed(
        zone,
        networks=[],
        more_area="neighbourhood m1-1",
        less_near_address="kerkstraat 12",
        less_near_m="40",
        step="audience",
    )
    page = writer.post(reverse("alerts:new"), said)
    assert page.status_code == 200
    assert not Alert.objects.exists()
    form = page.context["form"]
    assert form["areas"].value() == ["neighbourhood:M1-1"]
    assert form["more_area"].value() == ""
    ((_x, _y, metres, label),) = map(json.loads, form["less_near"].value())
    assert (metres, label) == (40, where)
    assert "binnen 40 m van" in content(page)


@pytest.mark.parametrize(
    ("field", "value"),
    [("more_area", "Nergenshuizen"), ("near_address", "Nergens 1"), ("less_more_area", "neighbourhood M2-1")],
)
def test_what_cannot_be_added_says_so_where_it_was_typed(field: str, value: str) -> None:
    zone = make_zone()
    neighbour_of(zone)
    writer = signed_in(zone.writer)
    page = writer.post(reverse("alerts:audience"), typed(zone, **{field: value}))
    assert value in content(page)
    assert page.context["form"].errors[field]
    assert writer.post(reverse("alerts:new"), typed(zone, **{field: value})).status_code == 422


@pytest.mark.parametrize(
    "said",
    [{"areas": ["neighbourhood:M2-1"]}, {"areas": ["x"]}, {"near": ["{"]}, {"near": ["[1,2]"]}, {"roles": ["dancers"]},
     {"area": "[1]"}, {"area": '{"type": "Circle", "coordinates": [4.7, 50.9], "radius_m": "far"}'}],
    ids=str,
)  # fmt: skip
def test_what_no_page_offered_is_refused(said: dict[str, Any]) -> None:
    zone = make_zone()
    neighbour_of(zone)
    writer = signed_in(zone.writer)
    assert writer.post(reverse("alerts:new"), typed(zone, **said)).status_code == 422
    assert writer.post(reverse("alerts:measure"), typed(zone, **said)).status_code == 200
    assert not Alert.objects.exists()


def test_the_number_follows_before_there_is_a_text() -> None:
    zone = make_zone(members=3)
    writer = signed_in(zone.writer)
    page = content(writer.post(reverse("alerts:measure"), typed(zone, body_nl="")))
    assert "3 huishoudens" in page
    page = content(writer.post(reverse("alerts:measure"), typed(zone, body_nl="", less_areas=["neighbourhood:M1-1"])))
    assert "0 huishoudens" in page


def test_who_approves_reads_and_ticks_size_and_price_in_one_sentence() -> None:
    zone = make_zone(members=3)
    alert = submitted(zone)
    page = content(signed_in(zone.officer).get(reverse("alerts:alert", args=[alert.id])))
    assert "Ik keur dit goed voor 3 huishoudens, kost ongeveer €" in page


def test_a_coordinator_is_offered_their_own_networks_only() -> None:
    zone = make_zone()
    account = make_account(AccountKind.RESIDENT)
    grant(account, zone.tenant, "coordinator")
    mandate(zone.network, MandateRole.COORDINATOR, account.id)
    form = signed_in(account).get(reverse("alerts:new")).context["form"]
    assert ([one.id for one in form.offers.networks], form.offers.areas, form.offers.groups) == (
        [zone.network.id],
        (),
        (),
    )


def test_another_zone_comes_to_no_audience_of_ours() -> None:
    zone = make_zone()
    stranger = signed_in(neighbour_of(zone).writer)
    for id_ in (submitted(zone).id, new_id()):
        assert stranger.post(reverse("alerts:audience_again", args=[id_]), typed(zone)).status_code == 404
