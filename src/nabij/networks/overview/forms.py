from __future__ import annotations

from typing import Any

from django import forms

from nabij.networks.overview.models import GoalKind


class GoalsForm(forms.Form):
    """A number per kind of goal; empty is no goal."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for what, label in GoalKind.choices:
            self.fields[what] = forms.IntegerField(
                label=str(label)[:1].upper() + str(label)[1:], required=False, min_value=1, max_value=100_000
            )
