"""What the pages of news ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.desk.news.actions.writing import LONGEST_BODY, LONGEST_TITLE
from nabij.desk.news.models import NewsItem, Often
from nabij.desk.news.rules import LANGUAGES, themes
from nabij.places.queries import AreaRef
from nabij.tenants.models import Tenant

NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}


class ItemForm(forms.Form):
    """News in Dutch and, where wanted, other languages."""

    tenant = forms.ChoiceField(label=_("News of"), required=False)
    theme = forms.ChoiceField(label=_("Theme"))
    neighbourhoods = forms.MultipleChoiceField(
        label=_("For which neighbourhoods?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None: for all of them."),
    )  # fmt: skip
    link = forms.CharField(label=_("Link to more"), required=False, max_length=300)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, tenants: Iterable[Tenant] = (), areas: Iterable[AreaRef] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["tenant"].choices = [(str(one.id), one.name) for one in tenants]  # type: ignore[attr-defined]
        self.fields["theme"].choices = themes()  # type: ignore[attr-defined]
        self.fields["neighbourhoods"].choices = [(one.code, one.name) for one in areas]  # type: ignore[attr-defined]
        for language in LANGUAGES:
            name = NAMES[language]
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": name},
                max_length=LONGEST_TITLE,
                required=language == "nl",
            )
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Text (%(language)s)") % {"language": name}, max_length=LONGEST_BODY, required=language == "nl",
                widget=forms.Textarea(attrs={"rows": 6}),
            )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """What `write_item` and `change_item` both want."""
        typed = self.cleaned_data
        texts = {one: {"title": typed[f"title_{one}"], "body": typed[f"body_{one}"]} for one in LANGUAGES}
        return {
            "texts": texts,
            "theme": typed["theme"],
            "neighbourhoods": typed.get("neighbourhoods", []),
            "link": typed["link"],
        }

    @staticmethod
    def initial_of(found: NewsItem) -> dict[str, Any]:
        texts = {
            f"{part}_{language}": text.get(part, "")
            for language, text in found.texts.items()
            for part in ("title", "body")
        }
        names = ("theme", "neighbourhoods", "link", "version")
        return texts | {name: getattr(found, name) for name in names}


class ChoiceForm(forms.Form):
    """Which news, and how often; `areas` are cities and neighbourhoods by code."""

    codes = forms.MultipleChoiceField(
        label=_("Where"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: everywhere.")
    )
    themes = forms.MultipleChoiceField(
        label=_("About what"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: everything.")
    )
    often = forms.ChoiceField(label=_("How often"), choices=Often.choices, widget=forms.RadioSelect, initial="weekly")

    def __init__(self, *args: Any, areas: Iterable[AreaRef] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["codes"].choices = [(one.code, one.name) for one in areas]  # type: ignore[attr-defined]
        self.fields["themes"].choices = themes()  # type: ignore[attr-defined]


class MyChoiceForm(ChoiceForm):
    """The same for who has a page, and so places."""

    with_places = forms.BooleanField(
        label=_("Of where I live and the places that I care about"), required=False,
        help_text=_("With this ticked and nothing below: of those places only."),
    )  # fmt: skip


class AddressForm(ChoiceForm):
    """The same for who has no page here. `website` is filled in by machines only."""

    address = forms.CharField(
        label=_("Your e-mail address"), max_length=254, error_messages={"required": _("Give your e-mail address.")}
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)
