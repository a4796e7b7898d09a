"""Neighbourhoods as unions of street blocks, so that their borders run down the middle of streets."""

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from nabij.places.demo_town import plan
from nabij.places.demo_town.curves import smooth
from nabij.places.demo_town.ground import Ground
from nabij.places.demo_town.plan import Quarter
from nabij.places.demo_town.streets import Street

SMALLEST_PART_M2 = 120_000.0
SIMPLER_BY_M = 2.5


def quarters(ground: Ground, streets: list[Street]) -> dict[str, BaseGeometry]:
    """The shape of each neighbourhood by code, together exactly the two municipalities; unbent."""
    blocks = _blocks(ground, streets)
    owners = [_owner(block, ground) for block in blocks]
    _join_detached(blocks, owners)
    codes = [code(quarter) for quarter in plan.QUARTERS]
    shapes = [
        shapely.coverage_union_all([block for block, owner in zip(blocks, owners, strict=True) if owner == name])
        for name in codes
    ]
    return dict(zip(codes, shapely.coverage_simplify(shapes, SIMPLER_BY_M), strict=True))


def code(quarter: Quarter) -> str:
    """The code of a neighbourhood as the provinces write it: NIS code, W and a number."""
    return f"{quarter.town}W{quarter.number:02}"


def _blocks(ground: Ground, streets: list[Street]) -> list[Polygon]:
    edges: list[BaseGeometry] = [street.path for street in streets]
    edges += [*ground.waterways.values(), ground.railway, ground.built_up.boundary, ground.villages.boundary]
    edges += [outline.exterior for outline in ground.outlines.values()]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(edges)]))
    land = shapely.union_all(list(ground.outlines.values()))
    inside = shapely.contains(land.buffer(1), faces)
    return sorted((face for face in faces[inside]), key=lambda face: face.bounds)


def _owner(block: Polygon, ground: Ground) -> str:
    middle = block.representative_point()
    town = next(code for code, outline in ground.outlines.items() if outline.distance(middle) < 1)
    for quarter in plan.QUARTERS:
        area = _outline(quarter)
        if (
            quarter.town == town
            and area.contains(middle)
            and (not quarter.built_only or ground.villages.contains(middle))
        ):
            return code(quarter)
    raise ValueError(f"no quarter holds the block at {middle.x:.0f}, {middle.y:.0f}")


def _outline(quarter: Quarter) -> Polygon:
    return Polygon(smooth(quarter.outline, closed=True) if quarter.outline is plan.INNER_RING else quarter.outline)


def _join_detached(blocks: list[Polygon], owners: list[str]) -> None:
    """Gives small parts cut off from their quarter to the neighbour with the longest common border."""
    for name in sorted(set(owners)):
        mine = [at for at, owner in enumerate(owners) if owner == name]
        whole = shapely.coverage_union_all([blocks[at] for at in mine])
        parts = list(whole.geoms) if isinstance(whole, MultiPolygon) else []
        largest = max(parts, key=lambda part: part.area, default=None)
        for at in mine:
            part = next((part for part in parts if part.contains(blocks[at].representative_point())), None)
            if part is not None and part is not largest and part.area < SMALLEST_PART_M2:
                owners[at] = _best_neighbour(at, blocks, owners, name)


def _best_neighbour(at: int, blocks: list[Polygon], owners: list[str], not_this: str) -> str:
    town = not_this[:5]
    border: dict[str, float] = {not_this: 0.0}
    for other, owner in enumerate(owners):
        if owner != not_this and owner.startswith(town) and blocks[other].intersects(blocks[at]):
            shared = blocks[other].intersection(blocks[at]).length
            border[owner] = border.get(owner, 0.0) + shared
    return max(border, key=lambda owner: (border[owner], owner))
