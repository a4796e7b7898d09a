from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.reports.backlog.models import Deed, Sharing
from nabij.reports.forms import CloseForm, NoteForm, ReferForm
from nabij.reports.models import Category, Team
from nabij.reports.words import in_language

Choices = Sequence[tuple[str, str]]


class SaveForm(forms.Form):
    """A name for a filter, and who else sees it."""

    name = forms.CharField(label=_("Name of this filter"), max_length=80)
    sharing = forms.ChoiceField(label=_("Who sees it?"), choices=Sharing.choices, initial=Sharing.OWN)
    team = forms.ChoiceField(label=_("Which team?"), required=False)
    service = forms.ChoiceField(label=_("For which service?"))
    asked = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def __init__(self, services: Choices, teams: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service"].choices = list(services)  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", _("Choose")), *teams]  # type: ignore[attr-defined]
        if len(services) == 1:
            self.fields["service"].widget = forms.HiddenInput()
            self.fields["service"].initial = services[0][0]


class ExportForm(forms.Form):
    reason = forms.CharField(label=_("What do you need this file for?"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What kind of file?"), choices=[("xlsx", _("Spreadsheet (Excel)")), ("csv", "CSV")], initial="xlsx"
    )


class GiveTeamForm(forms.Form):
    team = forms.ChoiceField(label=_("Team"))

    def __init__(self, teams: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = list(teams)  # type: ignore[attr-defined]


class KindForm(forms.Form):
    category = forms.ChoiceField(label=_("Kind"))

    def __init__(self, kinds: Sequence[Category], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = [(kind.code, in_language(kind.name)) for kind in kinds]  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """The two texts of an incident, each on its own: nothing goes from one to the other."""

    internal = forms.CharField(
        label=_("For colleagues only"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    public_sentence = forms.CharField(
        label=_("What the reporter and neighbours read"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def deed_form(
    deed: str, *, teams: Sequence[Team], kinds: Sequence[Category], services: Choices, data: Any = None
) -> forms.Form:
    """What this deed asks, the same fields as for one incident."""
    if deed == Deed.TEAM:
        several = len({team.tenant_id for team in teams}) > 1
        named = [
            (str(one.id), f"{one.name} ({one.tenant.name})" if several else one.name) for one in teams if one.active
        ]
        return GiveTeamForm(named, data, prefix="words")
    if deed == Deed.CATEGORY:
        return KindForm([kind for kind in kinds if not kind.nothing_stored], data, prefix="words")
    if deed == Deed.REFER:
        return ReferForm(list(services), data, prefix="words")
    return CloseForm(data, prefix="words") if deed == Deed.CLOSE else NoteForm(data, prefix="words")
