from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.desk.video.queries import Door
from nabij.desk.video.topics import LANGUAGES, topics
from nabij.tenants.languages import spoken
from nabij.tenants.moments import Moment

Choices = Sequence[tuple[str, str]]


class _Asked(forms.Form):
    """Where, what about and in which language."""

    where = forms.ChoiceField(label=_("Where do you live, or where did it happen?"))
    topic = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Which language do you speak?"), choices=list(LANGUAGES.items()))

    with_urgent = True

    def __init__(self, doors: Sequence[Door], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.doors = {door.code: door for door in doors}
        _choices(self, "where", [(door.code, door.name) for door in doors])
        with_city = any(door.city for door in doors)
        said = spoken()
        offered = [one for one in topics() if one.who == "police" or with_city]
        offered = [one for one in offered if self.with_urgent or not one.urgent]
        _choices(self, "topic", [(one.code, one.said(said)) for one in offered])
        if len(doors) == 1:
            self.fields["where"].widget = forms.HiddenInput()
            self.fields["where"].initial = doors[0].code

    @property
    def door(self) -> Door:
        return self.doors[self.cleaned_data["where"]]


class RingForm(_Asked):
    name = forms.CharField(label=_("How may we call you?"), required=False, max_length=80)
    number = forms.CharField(
        label=_("Your telephone number"), required=False, max_length=40,
        help_text=_("You may leave this empty. If nobody can answer, or the line breaks, we call you back."),
    )  # fmt: skip


class RingBackForm(_Asked):
    with_urgent = False
    number = forms.CharField(label=_("Your telephone number"), max_length=40)
    name = forms.CharField(label=_("How may we call you?"), required=False, max_length=80)


class NumberForm(forms.Form):
    """For who waits already: the rest is known."""

    number = forms.CharField(label=_("Your telephone number"), max_length=40)


class DutyForm(forms.Form):
    tenant = forms.ChoiceField(label=_("For which service?"))
    account = forms.ChoiceField(label=_("Who?"))
    desk = forms.ChoiceField(label=_("Desk"), required=False)
    from_at = Moment(label=_("From"))
    until_at = Moment(label=_("Until"))

    def __init__(self, own: Choices, who: Choices, desks: Choices, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "tenant", own)
        _choices(self, "account", who)
        _choices(self, "desk", [("", "—"), *desks])


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
