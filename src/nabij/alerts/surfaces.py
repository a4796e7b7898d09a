"""The surfaces that an audience names or draws: worked out once, when it is written, so that an approval binds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon

from nabij.alerts.rules.whom import Json, Near, Parts, Whom, is_circle
from nabij.places import queries as places
from nabij.places.geometry import Shape, ShapeError, in_belgium, shape_from_geojson, shape_to_geojson, to_lambert
from nabij.tenants import queries as tenants
from nabij.tenants.errors import Missing

CIRCLE_QUARTER: Final = 16
"""Corners on a quarter of a circle where it is drawn; who lies in it is told by its distance."""

DRAWN_TO_M: Final = 2.0
"""How exact the covered surface is on a map, where a named area has more corners than a hand draws."""

MANY_CORNERS: Final = 1_000


@dataclass(frozen=True)
class Surfaces:
    """In Lambert metres what polygons and named areas include and exclude, and in degrees all that is covered, circles too."""

    included: Shape | None
    excluded: Shape | None
    covers: dict[str, Any] | None


def surfaces(tenant_id: UUID, audience: Whom) -> Surfaces:
    """Raises Missing for an area outside the tenant's ground, ShapeError with a sentence for a drawing that is none."""
    included, excluded = _polygons(tenant_id, audience.include), _polygons(tenant_id, audience.exclude)
    return Surfaces(included, excluded, _covered(audience, included, excluded))


def discs(found: Parts) -> tuple[Near, ...]:
    """Every circle of these parts: around an address, and drawn ones as they lie in Lambert metres."""
    return (*found.near, *(_disc(one) for one in found.shapes if is_circle(one)))


def _disc(drawn: Json) -> Near:
    try:
        lon, lat = (float(one) for one in drawn["coordinates"])
    except (TypeError, ValueError, KeyError) as fault:
        raise ShapeError(_("The corners of this area cannot be read.")) from fault
    if not in_belgium(lon, lat):
        raise ShapeError(_("This area lies outside Belgium."))
    xs, ys = to_lambert([lon], [lat])
    return Near(float(xs[0]), float(ys[0]), float(drawn["radius_m"]))


def _polygons(tenant_id: UUID, found: Parts) -> Shape | None:
    drawn = [shape_from_geojson(one) for one in found.shapes if not is_circle(one)]
    return together([*drawn, *_named(tenant_id, found)])


def _named(tenant_id: UUID, found: Parts) -> list[Shape]:
    if not found.areas:
        return []
    ground = tenants.tenant(tenant_id)
    wanted = {(one.kind, one.code) for one in found.areas}
    shapes = places.shapes_within(ground.kind, ground.code, wanted)
    if set(shapes) != wanted:
        raise Missing
    return list(shapes.values())


def together(found: Sequence[Shape]) -> Shape | None:
    """All polygons side by side, each once and in one order, whichever order they come in; None of none.

    They may overlap: one surface made of them would round its corners, and who stands on an edge would fall off it.
    """
    if not found:
        return None
    single = [polygon for one in found for polygon in shapely.get_parts(one)]
    if len(single) == 1:
        return cast(Shape, single[0])
    ordered = {shapely.normalize(shapely.remove_repeated_points(one)).wkb: one for one in single}
    return MultiPolygon([ordered[wkb] for wkb in sorted(ordered)])


def joined(found: Sequence[Shape]) -> Shape | None:
    """One surface of all, for a map or for publication; None of none."""
    return cast(Shape, shapely.unary_union(shapely.get_parts(together(found)))) if found else None


def _covered(audience: Whom, included: Shape | None, excluded: Shape | None) -> dict[str, Any] | None:
    means = joined([*([included] if included else []), *_rounds(audience.include)])
    if means is None:
        return None
    less = joined([*([excluded] if excluded else []), *_rounds(audience.exclude)])
    left = means.difference(less) if less is not None else means
    if left.is_empty:
        return None
    if shapely.get_num_coordinates(left) > MANY_CORNERS:
        left = left.simplify(DRAWN_TO_M)
    return shape_to_geojson(cast(Shape, left))


def _rounds(found: Parts) -> list[Shape]:
    return [shapely.Point(one.x, one.y).buffer(one.m, quad_segs=CIRCLE_QUARTER) for one in discs(found)]
