"""The part of the composer that asks whom an alert is for. What it reads becomes the rule of `rules.whom`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nabij.alerts.rules.whom import RADIUS_MAX_M, Named, Near, Parts, Whom, parts
from nabij.people.queries import group_counts
from nabij.people.target_groups import Group, groups
from nabij.places import queries as places
from nabij.places.geometry import to_lambert
from nabij.places.queries import AreaRef
from nabij.tenants import queries as tenants

if TYPE_CHECKING:
    from nabij.networks.models import Network

LESS: Final = "less_"
"""Before the names of fields that say who is left out."""

SIDES: Final = ("", LESS)
NEAR_M: Final = 250


@dataclass(frozen=True)
class Offers:
    """What there is to choose from: the networks, the places with a name on the tenant's ground, and its target groups."""

    networks: Sequence[Network] = ()
    areas: Sequence[AreaRef] = ()
    groups: Sequence[tuple[Group, int]] = ()


def offers_on(tenant_id: UUID, networks: Sequence[Network]) -> Offers:
    """Everything that staff of a tenant may choose from (three queries)."""
    ground = tenants.tenant(tenant_id)
    counts = group_counts(tenant_id)
    return Offers(
        networks=networks,
        areas=places.areas_within(ground.kind, ground.code),
        groups=[(one, counts.get(one.code, 0)) for one in groups().values()],
    )


class ShapesField(forms.CharField):
    """What the map drew, as GeoJSON geometries with circles among them; an empty list where nothing is drawn."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        typed = str(value or "").strip()
        if not typed:
            return []
        try:
            return drawn_shapes(json.loads(typed))
        except ValueError as fault:
            raise forms.ValidationError(_("The corners of this area cannot be read.")) from fault


class NearField(forms.Field):
    """Places with a distance, each as the page wrote it."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> Any:
        try:
            return [_near_of(one) for one in value or []]
        except (ValueError, TypeError) as fault:
            raise forms.ValidationError(_("This audience cannot be read.")) from fault


def drawn_shapes(found: Any) -> list[dict[str, Any]]:
    """The shapes in what an editor wrote: a geometry, or a GeometryCollection of them. Raises ValueError for anything else."""
    if not isinstance(found, dict):
        raise ValueError
    inside = found.get("geometries") if found.get("type") == "GeometryCollection" else [found]
    if not isinstance(inside, list) or not all(isinstance(one, dict) for one in inside):
        raise ValueError
    return [one for one in inside if one.get("coordinates")]


def drawn_value(shapes: Sequence[Any]) -> str:
    """The shapes as the editor takes them; nothing for none."""
    return json.dumps({"type": "GeometryCollection", "geometries": [dict(one) for one in shapes]}) if shapes else ""


def near_value(one: Near) -> str:
    return json.dumps([one.x, one.y, one.m, one.label])


def _near_of(value: str) -> Near:
    x, y, m, label = json.loads(value)
    return Near(float(x), float(y), float(m), str(label))


def _side(prefix: str) -> dict[str, forms.Field]:
    """The fields of who is meant, or with a prefix of who is left out."""
    boxes = forms.CheckboxSelectMultiple
    return {
        f"{prefix}networks": forms.MultipleChoiceField(label=gettext_lazy("Networks"), required=False, widget=boxes),
        f"{prefix}roles": forms.MultipleChoiceField(label=gettext_lazy("Target groups"), required=False, widget=boxes),
        f"{prefix}areas": forms.MultipleChoiceField(label=gettext_lazy("Places"), required=False, widget=boxes),
        f"{prefix}area": ShapesField(label=gettext_lazy("Area on the map"), required=False),
        f"{prefix}near": NearField(required=False),
        f"{prefix}more_area": forms.CharField(label=gettext_lazy("Neighbourhood or municipality"), required=False),
        f"{prefix}near_m": forms.IntegerField(
            label=gettext_lazy("Metres around it"), required=False, min_value=1, max_value=int(RADIUS_MAX_M), initial=NEAR_M
        ),
        f"{prefix}near_address": forms.CharField(label=gettext_lazy("Address"), required=False, max_length=200),
    }  # fmt: skip


class AudienceFields(forms.Form):
    """Whom an alert is for, and who is left out. What is typed to be added is added when the form is read."""

    near_lon = forms.FloatField(required=False)
    near_lat = forms.FloatField(required=False)
    drawing_less = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offers = Offers()
        self.fields.update(_side("") | _side(LESS))

    def offer(self, offers: Offers) -> None:
        """Takes what may be chosen from."""
        self.offers = offers
        for side in SIDES:
            self._choose(f"{side}networks", [(str(one.id), one.name) for one in offers.networks])
            self._choose(f"{side}roles", [(one.code, f"{one.name} ({count})") for one, count in offers.groups])
            self._choose(f"{side}areas", [(area_value(one), area_name(one)) for one in offers.areas])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for side in SIDES:
            self._add_area(typed, side)
            self._add_near(typed, side)
        return typed

    def _add_area(self, typed: dict[str, Any], side: str) -> None:
        wanted = typed.get(f"{side}more_area", "").strip()
        if not wanted:
            return
        found = [
            one for one in self.offers.areas if wanted.casefold() in (one.name.casefold(), area_name(one).casefold())
        ]
        if len(found) != 1:
            several = _("There are several places called “%(said)s”: choose one from the list.")
            none = _("There is no place called “%(said)s” in your zone.")
            return self.add_error(f"{side}more_area", (several if found else none) % {"said": wanted})
        typed[f"{side}areas"] = list(dict.fromkeys([*typed.get(f"{side}areas", []), area_value(found[0])]))
        return None

    def _add_near(self, typed: dict[str, Any], side: str) -> None:
        wanted = typed.get(f"{side}near_address", "").strip()
        if not wanted:
            return
        at = self._chosen_place(typed, wanted) if not side else None
        hits = [] if at else places.search_addresses(wanted, limit=1)
        if not at and not hits:
            return self.add_error(f"{side}near_address", _("We do not know the address “%(said)s”.") % {"said": wanted})
        lon, lat, label = at or (hits[0].lon, hits[0].lat, hits[0].label)
        xs, ys = to_lambert([lon], [lat])
        metres = float(typed.get(f"{side}near_m") or NEAR_M)
        more = Near(round(float(xs[0]), 3), round(float(ys[0]), 3), metres, label)
        typed[f"{side}near"] = [*typed.get(f"{side}near", []), more]
        return None

    @staticmethod
    def _chosen_place(typed: Mapping[str, Any], label: str) -> tuple[float, float, str] | None:
        lon, lat = typed.get("near_lon"), typed.get("near_lat")
        return (lon, lat, label) if lon is not None and lat is not None else None

    def audience(self) -> Whom:
        """What was chosen, once the form is valid. Raises Refused for what is none."""
        return Whom(self._parts(""), self._parts(LESS))

    def _parts(self, side: str) -> Parts:
        typed = self.cleaned_data
        return parts(
            networks=[UUID(one) for one in typed[f"{side}networks"]],
            areas=[Named(*one.split(":", 1)) for one in typed[f"{side}areas"]],
            shapes=typed[f"{side}area"],
            near=typed[f"{side}near"],
            roles=typed[f"{side}roles"],
        )

    def audience_errors(self) -> list[str]:
        """What is wrong with this part of the page."""
        names = {f"{side}{name}" for side in SIDES for name in _side("")}
        return [str(fault) for name, faults in self.errors.items() if name in names for fault in faults]

    def settled(self) -> QueryDict:
        """What was sent with what was added among it and the fields for adding empty again, as far as they could be read."""
        typed = self.cleaned_data
        data = QueryDict(mutable=True)
        data.update(self.data)
        for side in SIDES:
            if f"{side}more_area" in typed:
                data.setlist(f"{side}areas", typed.get(f"{side}areas", []))
                data[f"{side}more_area"] = ""
            if f"{side}near_address" in typed:
                data.setlist(f"{side}near", [near_value(one) for one in typed.get(f"{side}near", [])])
                data[f"{side}near_address"] = ""
        if data.get("step") == "less":
            data["drawing_less"] = "1"
        data["near_lon"] = data["near_lat"] = ""
        return data

    def sides(self) -> list[dict[str, Any]]:
        """Who is meant and who is left out, for the page."""
        return [self._shown(side) for side in SIDES]

    def _shown(self, side: str) -> dict[str, Any]:
        fields = ("networks", "roles", "areas", "area", "near", "more_area", "near_m", "near_address")
        chosen = set(map(str, self[f"{side}areas"].value() or []))
        names = {area_value(one): area_name(one) for one in self.offers.areas}
        return {name: self[f"{side}{name}"] for name in fields} | {
            "side": side,
            "chosen_areas": [(value, names[value]) for value in names if value in chosen],
            "chosen_near": [(value, near_words(value)) for value in self[f"{side}near"].value() or []],
            "given": any(self[f"{side}{name}"].value() for name in ("networks", "roles", "areas", "area", "near")),
        }


def near_words(value: str) -> str:
    """ "within 250 m of Stationsstraat 1, 3500 Hasselt"."""
    try:
        one = _near_of(value)
    except (ValueError, TypeError):
        return ""
    return _("within %(m)s m of %(where)s") % {"m": round(one.m), "where": one.label or _("a point on the map")}


def area_value(one: AreaRef) -> str:
    return f"{one.kind}:{one.code}"


def area_name(one: AreaRef) -> str:
    """The name, with what it is where that is not a neighbourhood."""
    kinds = {"municipality": _("municipality"), "zone": _("police zone")}
    return f"{one.name} ({kinds[one.kind]})" if one.kind in kinds else one.name


def initial_audience(found: Whom) -> dict[str, Any]:
    """The fields of the form for an audience."""
    return _initial("", found.include) | _initial(LESS, found.exclude) | {"drawing_less": bool(found.exclude.shapes)}


def _initial(side: str, found: Parts) -> dict[str, Any]:
    return {
        f"{side}networks": [str(one) for one in found.networks],
        f"{side}areas": [f"{one.kind}:{one.code}" for one in found.areas],
        f"{side}area": drawn_value(found.shapes),
        f"{side}near": [near_value(one) for one in found.near],
        f"{side}roles": list(found.roles),
    }
