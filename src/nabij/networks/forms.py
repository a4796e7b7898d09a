from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.networks.models import NetworkKind, Priority, Route
from nabij.people import queries as people
from nabij.people import vault

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint

CHANNELS = [
    ("sms", _("Text message")), ("email", _("E-mail")), ("voice", _("Call")), ("push", _("Notification")),
    ("webhook", _("Systems of organisations")),
]  # fmt: skip
ALERT_KINDS = [
    ("urgent", _("Urgent")),
    ("non_urgent", _("Not urgent")),
    ("missing_person", _("Missing person")),
    ("crisis", _("Crisis")),
    ("prevention", _("Prevention tip")),
]


class FoundForm(forms.Form):
    """A new network, or its area drawn anew."""

    kind = forms.ChoiceField(label=_("Kind of network"), choices=NetworkKind.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    area = forms.CharField(label=_("Area on the map"), widget=forms.Textarea)

    def clean_area(self) -> dict[str, Any]:
        return read_area(self.cleaned_data["area"])


class AreaForm(forms.Form):
    area = forms.CharField(label=_("Area on the map"), widget=forms.Textarea)

    def clean_area(self) -> dict[str, Any]:
        return read_area(self.cleaned_data["area"])


def read_area(typed: str) -> dict[str, Any]:
    """GeoJSON as the map writes it. Raises ValidationError for what is none."""
    try:
        found = json.loads(typed)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found.get("coordinates"):
        raise forms.ValidationError(_("Draw the area of the network."))
    return found


class PlanForm(forms.Form):
    """A line of the communication plan."""

    category = forms.ChoiceField(label=_("Type of fact"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices)
    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=CHANNELS, required=False, widget=forms.CheckboxSelectMultiple
    )
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    until_time = forms.TimeField(label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    night = forms.BooleanField(label=_("May wake people when it happens now"), required=False)

    def __init__(self, categories: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = [("", _("All other types")), *categories]  # type: ignore[attr-defined]


class RouteForm(forms.Form):
    alert_kind = forms.ChoiceField(label=_("Kind of alert"), choices=ALERT_KINDS)
    route = forms.ChoiceField(label=_("Route"), choices=Route.choices)


class LogForm(forms.Form):
    text = forms.CharField(label=_("What happened?"), required=False, max_length=2_000, widget=forms.Textarea)


class PointsForm(forms.Form):
    """The checked numbers and addresses of a person, for one network. `offers` is false without any."""

    points = forms.MultipleChoiceField(
        label=_("Where may we warn you?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, points: Sequence[ContactPoint], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offers = bool(points)
        self.fields["points"].choices = [  # type: ignore[attr-defined]
            (str(point.id), vault.readable(point.kind, people.value_of(point))) for point in points
        ]


class MineForm(PointsForm):
    """What a member chooses for one network."""

    shown = forms.BooleanField(
        label=_("The coordinator may see my name"), required=False,
        help_text=_("The police officer of the network always sees it, other members never do."),
    )  # fmt: skip


class JoinForm(PointsForm):
    """What somebody says who joins. The version of the house rules stands in the form, so that it is the one that was read."""

    address = forms.CharField(required=False, max_length=120)
    lon = forms.FloatField(error_messages={"required": _("Choose an address of the list, or a place on the map.")})
    lat = forms.FloatField(error_messages={"required": _("Choose an address of the list, or a place on the map.")})
    accepts = forms.BooleanField(label=_("I read the house rules and accept them"), required=False)
    is_adult = forms.BooleanField(label=_("I am 18 or older, and live or work in this area"), required=False)
    house_rules = forms.CharField(max_length=10, widget=forms.HiddenInput)
    points = forms.MultipleChoiceField(
        label=_("Where may we warn you?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one number or address at which we may warn you.")},
    )
    field_order = ["accepts", "is_adult", "address", "lon", "lat", "points"]
