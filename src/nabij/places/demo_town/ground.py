"""The land of the demo town before there are streets: outlines, water, green, and how densely each part is built."""

from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from nabij.places.demo_town import plan
from nabij.places.demo_town.curves import blob, line, smooth

CANAL_WIDTH_M, BROOK_WIDTH_M = 26.0, 9.0
GAP_FILLED_M = 90.0


@dataclass(frozen=True)
class Ground:
    """The plan in round lines, not yet bent."""

    @cached_property
    def outlines(self) -> dict[str, Polygon]:
        return {town.code: Polygon(_through_brook(town.outline)) for town in plan.TOWNS}

    @cached_property
    def centre(self) -> Polygon:
        return blob(plan.INNER_RING)

    @cached_property
    def parks(self) -> dict[str, Polygon]:
        return {name: blob(path) for name, path in plan.PARKS}

    @cached_property
    def ponds(self) -> dict[str, Polygon]:
        return {name: blob(path) for name, path in plan.PONDS}

    @cached_property
    def markets(self) -> list[Polygon]:
        return [Polygon(plan.MARKET), Polygon(plan.MARKET_LINDEBEEK)]

    @cached_property
    def villages(self) -> BaseGeometry:
        return _grown_together(plan.VILLAGES)

    @cached_property
    def industry(self) -> BaseGeometry:
        return shapely.union_all([blob(path) for path in plan.INDUSTRY])

    @cached_property
    def built_up(self) -> BaseGeometry:
        return _grown_together(plan.BUILT_UP).difference(self.industry)

    @cached_property
    def waterways(self) -> dict[str, LineString]:
        return {"Zandevaart": line(plan.CANAL), "Zandedok": line(plan.DOCK), "Lindebeek": line(plan.BROOK)}

    @cached_property
    def water(self) -> dict[str, BaseGeometry]:
        wide = {name: BROOK_WIDTH_M if name == "Lindebeek" else CANAL_WIDTH_M for name in self.waterways}
        banks: dict[str, BaseGeometry] = {
            name: way.buffer(wide[name] / 2, quad_segs=3, cap_style="flat") for name, way in self.waterways.items()
        }
        return banks | self.ponds

    @cached_property
    def railway(self) -> LineString:
        return line(plan.RAILWAY)

    @cached_property
    def closed(self) -> BaseGeometry:
        """Where no street is cut: parks, woods, ponds and market squares."""
        return shapely.union_all([*self.parks.values(), *self.ponds.values(), *self.markets])


def _grown_together(spots: plan.Spots) -> BaseGeometry:
    circles = [shapely.Point(x, y).buffer(radius_m, quad_segs=5) for x, y, radius_m in spots]
    return shapely.union_all(circles).buffer(GAP_FILLED_M).buffer(-GAP_FILLED_M)


def _through_brook(outline: plan.Path) -> plan.Path:
    """The outline with its corners along the brook replaced by the brook's own curve, which both towns share."""
    corners = [corner for corner in plan.BROOK if corner in outline]
    first = outline.index(corners[0])
    if outline[first : first + len(corners)] != corners:
        raise ValueError("the outline of a town follows the brook in the order of the brook")
    curve = smooth(plan.BROOK)
    ends = [int(((curve - corner) ** 2).sum(axis=1).argmin()) for corner in (corners[0], corners[-1])]
    course: plan.Path = [(float(x), float(y)) for x, y in curve[ends[0] : ends[1] + 1]]
    return outline[:first] + course + outline[first + len(corners) :]
