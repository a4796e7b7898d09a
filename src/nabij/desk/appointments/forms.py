"""What the pages of appointments ask. Rules live in the actions; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nabij.reports.told import contact_from
from nabij.tenants.errors import Refused

NO_CONTACT = _("Give a telephone number or an e-mail address, so that we can reach you.")


class WhoForm(forms.Form):
    """Who comes, and how to reach them. A person whom we know picks one of their own numbers and addresses."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, so that we can call you.")},
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Telephone or e-mail"), max_length=254, error_messages={"required": NO_CONTACT},
        help_text=_("You get a confirmation there, and a message the day before."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("We answer in"), choices=settings.LANGUAGES)
    website = forms.CharField(required=False)

    def __init__(
        self, *args: Any, known: Sequence[str] = (), must_be_reached: bool = True, is_soon: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if is_soon:
            self.fields["contact"].help_text = _("You get a confirmation there.")
        self.fields["contact"].required = must_be_reached
        if known:
            self.fields["contact"] = forms.ChoiceField(
                label=_("Where do we reach you?"), choices=[(one, one) for one in known], widget=forms.RadioSelect,
                initial=known[0],
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        try:
            typed["contact"] = contact_from(typed.get("contact", ""))
        except Refused as refusal:
            self.add_error("contact", str(refusal))
        return typed
