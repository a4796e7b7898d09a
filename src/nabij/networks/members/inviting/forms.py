from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class FindForm(forms.Form):
    """Staff looks up who calls about a letter: by the code in it, or by a number or address that stood on the list."""

    said = forms.CharField(
        label=_("The code in the letter, or their telephone number or e-mail address"), max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What somebody says who stays a member. Its words are those of the language of who was asked."""

    points = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    accepts = forms.BooleanField(required=False)
    is_adult = forms.BooleanField(required=False)
    shown = forms.BooleanField(required=False)

    def __init__(
        self, words: Mapping[str, Any], points: Sequence[tuple[str, str]], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"points": [at for at, _words in points], "shown": True})
        self.fields["points"].choices = points  # type: ignore[attr-defined]
        for name, label in (
            ("points", "points_label"),
            ("accepts", "accepts"),
            ("is_adult", "is_adult"),
            ("shown", "shown"),
        ):
            self.fields[name].label = words[label]
