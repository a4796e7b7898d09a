from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.networks.models import NetworkKind, Priority, Route

CHANNELS = [("sms", _("Text message")), ("email", _("E-mail")), ("voice", _("Call")), ("push", _("Notification"))]
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
