"""Whom an alert is for, as somebody says it: parts that are added up, less the same kinds of parts. Values in, values out.

As JSON: {"networks": [id], "areas": [{"kind", "code"}], "shapes": [GeoJSON polygons in degrees, and circles as {"type": "Circle",
"coordinates": [lon, lat], "radius_m"}], "near": [{"x", "y", "m", "label"}], "roles": [code], "exclude": {the same five}}.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused

RADIUS_MAX_M: Final = 20_000.0
PARTS_MAX: Final = 200
"""Of each sort. Somebody who needs more draws them as one."""

Json = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Named:
    """A place that has a name: `kind` as in `places` ("neighbourhood", "municipality", "zone") and its code."""

    kind: str
    code: str


@dataclass(frozen=True, order=True)
class Near:
    """Everybody within `m` metres of a point in Lambert metres, the edge included. `label` is how the point is called."""

    x: float
    y: float
    m: float
    label: str = ""


@dataclass(frozen=True)
class Parts:
    """Sorts of parts, each in one order and without doubles. `shapes` is GeoJSON in degrees; `roles` are codes."""

    networks: tuple[UUID, ...] = ()
    areas: tuple[Named, ...] = ()
    shapes: tuple[Json, ...] = ()
    near: tuple[Near, ...] = ()
    roles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.networks, self.areas, self.shapes, self.near, self.roles))

    @property
    def only_networks(self) -> bool:
        return not any((self.areas, self.shapes, self.near, self.roles))

    def as_json(self) -> dict[str, Any]:
        return {
            "networks": [str(one) for one in self.networks],
            "areas": [{"kind": one.kind, "code": one.code} for one in self.areas],
            "shapes": [dict(one) for one in self.shapes],
            "near": [{"x": one.x, "y": one.y, "m": one.m, "label": one.label} for one in self.near],
            "roles": list(self.roles),
        }


@dataclass(frozen=True)
class Whom:
    """Everybody in any part of `include` who is in no part of `exclude`."""

    include: Parts = field(default_factory=Parts)
    exclude: Parts = field(default_factory=Parts)

    def __bool__(self) -> bool:
        return bool(self.include)

    @property
    def networks(self) -> tuple[UUID, ...]:
        return self.include.networks

    @property
    def only_networks(self) -> bool:
        """Whether it names whole networks and nothing else."""
        return self.include.only_networks and not self.exclude

    def as_json(self) -> dict[str, Any]:
        return {**self.include.as_json(), "exclude": self.exclude.as_json()}


def whom(
    *, networks: Iterable[UUID] = (), areas: Iterable[Named] = (), shapes: Iterable[Json] = (), near: Iterable[Near] = (),
    roles: Iterable[str] = (), exclude: Parts | None = None,
) -> Whom:  # fmt: skip
    """An audience of these parts. Raises Refused for a distance that is none, and for more parts than somebody can check."""
    return Whom(parts(networks=networks, areas=areas, shapes=shapes, near=near, roles=roles), exclude or Parts())


def parts(
    *, networks: Iterable[UUID] = (), areas: Iterable[Named] = (), shapes: Iterable[Json] = (), near: Iterable[Near] = (),
    roles: Iterable[str] = (),
) -> Parts:  # fmt: skip
    """Parts in their one order, each once. Raises as `whom`."""
    found = Parts(
        networks=tuple(sorted(set(networks))),
        areas=tuple(sorted(set(areas))),
        shapes=tuple({json.dumps(one, sort_keys=True): one for one in shapes}.values()),
        near=tuple(sorted(set(near))),
        roles=tuple(sorted(set(roles))),
    )
    _check(found)
    return found


def whom_of(said: Json) -> Whom:
    """Reads the JSON form. What is left out is empty; raises Refused for what cannot be read."""
    return Whom(_parts_of(said), _parts_of(said.get("exclude") or {}))


TEAM: Final = "team"
MERCHANTS: Final = "merchants"
"""Who is noted as one, and the members of every network of shops and trades."""

COLLEAGUES: Final = Whom(Parts(roles=(TEAM,)))
"""Whom a key of the mode "team" reaches."""


def within_mode(mode: str, audience: Whom, *, training: bool) -> bool:
    """Whether an alert is within the reach of an actor of this mode: all, colleagues only, or exercises only."""
    return {"team": training or audience == COLLEAGUES, "test": training}.get(mode, True)


def is_circle(shape: Json) -> bool:
    return shape.get("type") == "Circle"


def _parts_of(said: Json) -> Parts:
    try:
        return parts(
            networks=[UUID(str(one)) for one in _listed(said, "networks")],
            areas=[Named(str(one["kind"]), str(one["code"])) for one in _listed(said, "areas")],
            shapes=[dict(one) for one in _listed(said, "shapes")],
            near=[_near_of(one) for one in _listed(said, "near")],
            roles=[str(one) for one in _listed(said, "roles")],
        )
    except (TypeError, ValueError, KeyError, AttributeError) as fault:
        raise Refused(_("This audience cannot be read.")) from fault


def _listed(said: Json, name: str) -> Sequence[Any]:
    found = said.get(name) or []
    if not isinstance(found, list):
        raise ValueError(name)
    return found


def _near_of(said: Json) -> Near:
    return Near(float(said["x"]), float(said["y"]), float(said["m"]), str(said.get("label") or ""))


def _check(found: Parts) -> None:
    distances = [one.m for one in found.near] + [one.get("radius_m") for one in found.shapes if is_circle(one)]
    if not all(isinstance(one, (int, float)) and 1 <= one <= RADIUS_MAX_M for one in distances):
        raise Refused(_("Choose a distance between 1 metre and 20 kilometres."))
    if not all(math.isfinite(one.x) and math.isfinite(one.y) for one in found.near):
        raise Refused(_("This audience cannot be read."))
    if max(len(found.networks), len(found.areas), len(found.shapes), len(found.near), len(found.roles)) > PARTS_MAX:
        raise Refused(_("This audience has more parts than anybody can check. Draw one area around them."))
