from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BringForm(forms.Form):
    """A list that somebody kept elsewhere."""

    source = forms.CharField(
        label=_("Who kept this list until now?"), max_length=160,
        help_text=_("The letter to your neighbours says so, for example: Jan Peeters, coordinator since 2014."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("The list: a spreadsheet (.xlsx) or CSV file"),
        help_text=_(
            "Also the members as BE-Alert exports them. We keep only the columns that you choose on the next page."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
