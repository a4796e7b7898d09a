from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.reports.answers.actions import LONGEST_WORDS
from nabij.reports.answers.models import Helped, Solved


class RateForm(forms.Form):
    """Two questions, and words for who wants."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=Solved.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes, partly or no.")},
    )
    helped = forms.TypedChoiceField(
        label=_("How did we help you?"),
        choices=Helped.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four.")},
    )
    words = forms.CharField(
        label=_("Do you want to say something about it?"),
        help_text=_("Write no names or numbers of people."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    """Why it is not solved."""

    reason = forms.CharField(
        label=_("What is still wrong?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is still wrong, in one sentence.")},
    )


class MoreWordsForm(forms.Form):
    """What somebody adds to their report."""

    text = forms.CharField(
        label=_("What do you want to add?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to add.")},
    )


class ContactForm(forms.Form):
    """Another number or address of who reported."""

    contact = forms.CharField(label=_("Other number or e-mail address"), max_length=254)
