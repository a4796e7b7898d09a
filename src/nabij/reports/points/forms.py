from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.reports.forms import Moment


class PointForm(forms.Form):
    """What a point is called, from when until when, and on which number it is reached; its place is read beside it."""

    tenant = forms.ChoiceField(label=_("For which service?"))
    name = forms.CharField(label=_("Name of the point"), max_length=120)
    from_at = Moment(label=_("From"))
    until_at = Moment(label=_("Until"))
    telephone = forms.CharField(label=_("Telephone of the point"), max_length=40, required=False)

    def __init__(self, tenants: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tenant"].choices = tenants  # type: ignore[attr-defined]


class TurnForm(forms.Form):
    username = forms.CharField(label=_("Name to sign in with"), max_length=120)
    from_at = Moment(label=_("From"))
    until_at = Moment(label=_("Until"))
