"""The part of the composer that asks whom an alert is for. What it reads becomes the rule of `rules.whom`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.alerts.rules.whom import Whom, whom

if TYPE_CHECKING:
    from nabij.networks.models import Network


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


class AudienceFields(forms.Form):
    """Networks, and an area on the map."""

    networks = forms.MultipleChoiceField(label=_("Networks"), required=False, widget=forms.CheckboxSelectMultiple)
    area = ShapesField(label=_("Area on the map"), required=False)

    def offer(self, known: Sequence[Network]) -> None:
        """What may be chosen from."""
        self.fields["networks"].choices = [(str(one.id), one.name) for one in known]  # type: ignore[attr-defined]

    def audience(self) -> Whom:
        """What was chosen, once the form is valid. Raises Refused for what is none."""
        typed = self.cleaned_data
        return whom(networks=[UUID(one) for one in typed["networks"]], shapes=typed["area"])


def initial_audience(found: Whom) -> dict[str, Any]:
    """The fields of the form for an audience."""
    return {"networks": [str(one) for one in found.networks], "area": drawn_value(found.include.shapes)}
