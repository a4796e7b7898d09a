"""What the screens of the hand-over ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nabij.tenants.moments import Moment


class ConfirmForm(forms.Form):
    """When the message left in BE-Alert, and to how many: typed, never filled in beforehand, since it is a check."""

    count = forms.IntegerField(
        label=_("Number of people that BE-Alert shows"),
        min_value=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Type the number that BE-Alert shows.")},
    )
    sent_at = Moment(label=_("Sent in BE-Alert at"))
    sure = forms.BooleanField(label=_("It was the right group; this number is right"), required=False)

    @staticmethod
    def now() -> dict[str, Any]:
        return {"sent_at": timezone.localtime()}


class ResultForm(forms.Form):
    file = forms.FileField(label=_("Result file of BE-Alert (CSV or Excel)"))


class SendForm(forms.Form):
    """The imitation of BE-Alert in a drill."""

    group = forms.ChoiceField(
        label=_("Group"), widget=forms.RadioSelect, error_messages={"required": _("Choose a group.")}
    )
    text = forms.CharField(
        label=_("Message"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": _("Paste the text of the alert.")},
    )


class CountForm(forms.Form):
    count = forms.IntegerField(
        label=_("Number of people that BE-Alert shows"),
        min_value=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Type the number that BE-Alert shows.")},
    )
