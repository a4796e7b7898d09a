from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.networks.members.models import ExportFormat, ExportPurpose


class ExportForm(forms.Form):
    """Who takes members away says what for."""

    format = forms.ChoiceField(label=_("Kind of file"), choices=ExportFormat.choices)
    purpose = forms.ChoiceField(label=_("What for"), choices=ExportPurpose.choices)
    reason = forms.CharField(
        label=_("Why do you need it, and what becomes of it?"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
