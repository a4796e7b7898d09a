"""The area of a network from neighbourhoods, streets or a drawing, what it shares with others, its signs and steering group."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.founding import actions, areas, queries
from nabij.networks.founding.models import Sign
from nabij.networks.founding.tests.factories import make_ground, make_street, starting
from nabij.networks.founding.tests.test_steps import now_of
from nabij.networks.models import Network
from nabij.networks.tests.factories import LAT, LON, lambert, make_network, square
from nabij.people.tests.factories import make_tenant, staff_actor
from nabij.places.geometry import DRAWN_CORNERS_MAX, contains, shape_from_geojson, to_lambert
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind


@given(
    st.lists(st.tuples(st.floats(-0.004, 0.004), st.floats(-0.003, 0.003)), min_size=1, max_size=60),
)
def test_a_band_around_addresses_holds_each_of_them_and_can_be_drawn(offsets: list[tuple[float, float]]) -> None:
    lons, lats = [LON + at for at, _ in offsets], [LAT + at for _, at in offsets]
    found = areas.around(lons, lats)
    xs, ys = to_lambert(lons, lats)
    assert contains(found, np.asarray(xs), np.asarray(ys)).all()
    assert shapely.get_num_coordinates(found) <= DRAWN_CORNERS_MAX
    drawn = shape_from_geojson(areas.as_drawn(found))
    assert drawn.symmetric_difference(found).area < 0.01 * found.area


@given(st.floats(0.001, 0.009), st.floats(-0.012, 0.012))
def test_what_stays_and_what_is_taken_are_the_whole_and_share_nothing(half: float, moved: float) -> None:
    whole = shape_from_geojson(square())
    stays, taken = areas.halves(whole, shape_from_geojson(square(LON + moved, half=half)))
    pieces = [one for one in (stays, taken) if one is not None]
    assert abs(sum(one.area for one in pieces) - whole.area) <= 2 * areas.SMALLEST_OVERLAP_M2
    if stays is not None and taken is not None:
        assert stays.intersection(taken).area < 1


@pytest.mark.django_db
class TestArea:
    def test_from_neighbourhoods_and_from_streets(self) -> None:
        zone = make_tenant()
        first, second = make_ground(zone), make_ground(zone, LON + 0.01)
        both = areas.of_neighbourhoods([first.code, second.code])
        for lon in (LON, LON + 0.01):
            assert contains(both, *(np.array([one]) for one in lambert(lon)))[0]
        street = make_street(first, [(LON + 0.0003 * at, LAT + 0.003) for at in range(6)])
        band = areas.of_streets([(first.code, street.id)])
        assert areas.count_addresses(band) == 6
        for ask in (lambda: areas.of_neighbourhoods([]), lambda: areas.of_streets([(first.code, new_id())])):
            with pytest.raises(Missing):
                ask()

    def test_an_overlap_is_shown_and_must_be_acknowledged(self) -> None:
        zone = make_tenant()
        network = starting(zone)
        other = make_network(zone, lon=LON + 0.005)
        make_network(zone, lon=LON + 0.005, kind="binz")
        make_network(zone, state="stopped")
        make_network(make_tenant(), lon=LON + 0.005)
        system = system_actor([zone.id])
        measured = queries.measure(system, network.id, shape_from_geojson(square()))
        ((shared,), homes) = measured.overlaps, measured.addresses
        assert (shared.network_id, shared.name, homes) == (other.id, other.name, 4)
        assert 45 <= shared.share <= 55
        assert shared.addresses == 4
        with pytest.raises(Refused, match=other.name):
            actions.settle_area(system, network_id=network.id, area=square())
        assert now_of(network, "area").is_open
        actions.settle_area(system, network_id=network.id, area=square(), acknowledged=[other.id])
        assert other.name in now_of(network, "area").note

    def test_beside_each_other_is_no_overlap(self) -> None:
        zone = make_tenant()
        network = starting(zone)
        make_network(zone, lon=LON + 0.01)
        actions.settle_area(system_actor([zone.id]), network_id=network.id, area=square())
        assert now_of(network, "area").is_settled

    def test_only_who_guides_it_settles_it(self) -> None:
        network = starting(make_tenant())
        stranger = staff_actor(make_tenant(), "chief", "prevention")
        for ask in (
            lambda: actions.settle_area(stranger, network_id=network.id, area=square()),
            lambda: actions.place_signs(stranger, network_id=network.id, points=[(LON, LAT)]),
            lambda: actions.make_steering_group(stranger, network_id=network.id, name="x", seats=[("other", "y")]),
            lambda: actions.cover_network(stranger, network_id=network.id, group_id=new_id()),
            lambda: actions.seat_steering_group(stranger, network_id=network.id, seats=[("other", "y")]),
            lambda: queries.measure(stranger, network.id, shape_from_geojson(square())),
            lambda: queries.signs(stranger, network.id),
            lambda: queries.steering(stranger, network.id),
            lambda: queries.steering_groups(stranger, network.id),
        ):
            with pytest.raises(Missing):
                ask()


@pytest.mark.django_db
class TestSigns:
    def test_few_are_asked_and_once_all_stand_the_step_is_done(self) -> None:
        zone = make_tenant()
        zone.settings = {"networks": {"signs_most": 2}}
        zone.save()
        network, system = starting(zone), system_actor([zone.id])
        for points in ([(LON, LAT)] * 3, [(0.0, 0.0)]):
            with pytest.raises(Refused):
                actions.place_signs(system, network_id=network.id, points=points)
        first, second = actions.place_signs(system, network_id=network.id, points=[(LON, LAT), (LON, LAT + 0.001)])
        actions.set_sign(system, sign_id=first.id, state="placed")
        assert now_of(network, "signs").is_open
        actions.set_sign(system, sign_id=second.id, state="")
        actions.set_sign(system, sign_id=first.id, state="placed")
        assert now_of(network, "signs").is_settled
        actions.set_sign(system, sign_id=first.id, state="damaged")
        assert [one.state for one in queries.signs(system, network.id)] == ["damaged"]
        with pytest.raises(Missing):
            actions.set_sign(staff_actor(make_tenant(), "chief"), sign_id=first.id, state="placed")
        assert Sign.objects.get().state == "damaged"


@pytest.mark.django_db
class TestSteering:
    SEATS = (("alderman", "Sofie Claes"), ("officer", "Omar Peeters"), ("other", " "))

    def test_one_group_covers_several_networks(self) -> None:
        zone = make_tenant()
        first, second = starting(zone), starting(zone, make_ground(zone, 5.4))
        system = system_actor([zone.id])
        group = actions.make_steering_group(system, network_id=first.id, name="Stuurgroep Noord", seats=self.SEATS)
        actions.cover_network(system, network_id=second.id, group_id=group.id)
        found = queries.steering(system, second.id)
        assert found is not None
        assert found.covers == sorted([first.name, second.name])
        assert found.seats == [("officer", "Omar Peeters"), ("alderman", "Sofie Claes")]
        assert all(now_of(one, "steering").is_settled for one in (first, second))
        actions.seat_steering_group(system, network_id=first.id, seats=[("prevention", "Petra Willems")])
        again = queries.steering(system, second.id)
        assert again is not None and again.seats == [("prevention", "Petra Willems")]

    def test_names_are_sealed(self) -> None:
        network = starting(make_tenant())
        group = actions.make_steering_group(
            system_actor([network.tenant_id]), network_id=network.id, name="Stuurgroep", seats=self.SEATS
        )
        assert all(b"Sofie" not in bytes(seat.name) for seat in group.seats.all())

    def test_it_has_a_name_of_its_own_and_somebody_in_it(self) -> None:
        network = starting(make_tenant())
        system = system_actor([network.tenant_id])
        actions.make_steering_group(system, network_id=network.id, name="Stuurgroep", seats=self.SEATS)
        for name, seats in (("Stuurgroep", self.SEATS), (" ", self.SEATS), ("Nieuw", [("other", " ")])):
            with pytest.raises(Refused):
                actions.make_steering_group(system, network_id=network.id, name=name, seats=seats)

    def test_a_group_of_another_zone_does_not_exist(self) -> None:
        zone, other = make_tenant(), make_tenant()
        network, foreign = starting(zone), starting(other)
        group = actions.make_steering_group(
            system_actor([other.id]), network_id=foreign.id, name="Vreemd", seats=self.SEATS
        )
        with pytest.raises(Missing):
            actions.cover_network(system_actor([zone.id]), network_id=network.id, group_id=group.id)
        assert queries.steering_groups(system_actor([zone.id]), network.id) == []


@pytest.mark.django_db
def test_a_city_places_signs_for_a_network_on_its_ground() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network: Network = starting(zone, municipality_id=city.id)
    assert len(actions.place_signs(staff_actor(city, "prevention"), network_id=network.id, points=[(LON, LAT)])) == 1
