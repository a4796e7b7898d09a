"""What is asked in a start-up. Choices that depend on the network are given when the form is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nabij.networks.forms import read_area
from nabij.networks.founding.models import SeatRole, SignState
from nabij.networks.models import NetworkKind

Choices = Sequence[tuple[str, str]]
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SEATS = 6


def end_of_day(day: date) -> datetime:
    """The last moment of a day in Belgium."""
    return datetime.combine(day + timedelta(days=1), time(0), timezone.get_current_timezone()) - timedelta(seconds=1)


class WantForm(forms.Form):
    """Somebody wants a network where they live or work."""

    address = forms.CharField(required=False, max_length=120)
    address_id = forms.UUIDField(required=False)
    lon = forms.FloatField(error_messages={"required": _("Choose an address of the list, or a place on the map.")})
    lat = forms.FloatField(error_messages={"required": _("Choose an address of the list, or a place on the map.")})
    box = forms.CharField(
        label=_("Box"),
        required=False,
        max_length=20,
        help_text=_("Only where several households share one house number."),
    )
    is_adult = forms.BooleanField(label=_("I am 18 or older, and live or work there"), required=False)
    willing = forms.BooleanField(
        label=_("I would like to be coordinator, or to stand in"), required=False,
        help_text=_("You are the contact between neighbours and police. You decide nothing now: first the police and you talk."),
    )  # fmt: skip


class BeginForm(forms.Form):
    """A start-up begins: on neighbourhoods, or on what is drawn."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of network"), choices=NetworkKind.choices, initial=NetworkKind.BIN)
    neighbourhoods = forms.MultipleChoiceField(
        label=_("Neighbourhoods"), required=False, widget=forms.CheckboxSelectMultiple
    )
    area = forms.CharField(label=_("Area on the map"), required=False, widget=forms.Textarea)

    def __init__(self, places: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["neighbourhoods"].choices = list(places)  # type: ignore[attr-defined]

    def clean_area(self) -> dict[str, Any] | None:
        typed = self.cleaned_data["area"].strip()
        return read_area(typed) if typed else None


class NoteForm(forms.Form):
    note = forms.CharField(label=_("How was it done?"), required=False, max_length=1_000)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why is it left out?"), required=False, max_length=1_000)


class AssignForm(forms.Form):
    """Who does a step, and until when."""

    owner = forms.ChoiceField(label=_("Who does it?"), required=False)
    due = forms.DateField(label=_("Last day"), required=False, widget=DATE)

    def __init__(self, owners: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = [("", _("Nobody in particular")), *owners]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        owner, due = self.cleaned_data["owner"], self.cleaned_data["due"]
        return {"owner_id": UUID(owner) if owner else None, "due_at": end_of_day(due) if due else None}


class PollForm(forms.Form):
    until = forms.DateField(label=_("Last day to answer"), widget=DATE)


class MeetingForm(forms.Form):
    """How a meeting decided."""

    held_on = forms.DateField(label=_("Day of the meeting"), widget=DATE)
    votes_for = forms.IntegerField(label=pgettext_lazy("votes", "For"), min_value=0)
    against = forms.IntegerField(label=pgettext_lazy("votes", "Against"), min_value=0)
    abstained = forms.IntegerField(label=_("Without opinion"), min_value=0, initial=0)


class StartForm(forms.Form):
    """The chief decides."""

    starts = forms.ChoiceField(
        label=_("Do the police start this network?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it starts")), ("no", _("No, it does not start"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason, for the police zone"), required=False, max_length=1_000, widget=forms.Textarea
    )
    public_sentence = forms.CharField(
        label=_("Sentence for the neighbours, if it does not start"), required=False, max_length=300
    )


class OfficersForm(forms.Form):
    officer = forms.ChoiceField(label=_("Mandated officer"))
    deputy = forms.ChoiceField(label=_("Who stands in"))

    def __init__(self, officers: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.choices = [("", _("Choose a name")), *officers]  # type: ignore[attr-defined]


class ProposeForm(forms.Form):
    who = forms.ChoiceField(label=_("Who is willing?"))
    deputy = forms.BooleanField(label=_("As deputy"), required=False)

    def __init__(self, willing: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["who"].choices = [("", _("Choose a name")), *willing]  # type: ignore[attr-defined]


class SteeringForm(forms.Form):
    """A steering group that is there, or a new one with its seats."""

    group = forms.ChoiceField(label=_("Steering group"), required=False)
    name = forms.CharField(label=_("Name of the new group"), required=False, max_length=120)

    def __init__(self, groups: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].choices = [("", _("A new steering group")), *groups]  # type: ignore[attr-defined]
        for number in range(SEATS):
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=pgettext_lazy("steering group", "Role"), choices=SeatRole.choices, required=False
            )
            self.fields[f"seat_{number}"] = forms.CharField(label=_("Name"), required=False, max_length=120)

    def seats(self) -> list[tuple[str, str]]:
        return [(self.cleaned_data[f"role_{at}"], self.cleaned_data[f"seat_{at}"]) for at in range(SEATS)]

    def rows(self) -> list[tuple[Any, Any]]:
        """Role and name of each seat, as bound fields."""
        return [(self[f"role_{at}"], self[f"seat_{at}"]) for at in range(SEATS)]


class SignForm(forms.Form):
    lon = forms.FloatField(error_messages={"required": _("Choose a place on the map.")})
    lat = forms.FloatField(error_messages={"required": _("Choose a place on the map.")})


class SignStateForm(forms.Form):
    state = forms.ChoiceField(choices=[("", ""), *SignState.choices], required=False)


class SeatsForm(forms.Form):
    """Who follows up and leads what comes out of a merge or a split."""

    officer = forms.ChoiceField(label=_("Mandated officer"), required=False)
    officer_deputy = forms.ChoiceField(label=_("Deputy of the officer"), required=False)
    coordinator = forms.ChoiceField(label=_("Coordinator"), required=False)
    coordinator_deputy = forms.ChoiceField(label=_("Deputy of the coordinator"), required=False)

    def __init__(self, officers: Choices, coordinators: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            offered = officers if name.startswith("officer") else coordinators
            if isinstance(field, forms.ChoiceField) and name.split("_")[0] in ("officer", "coordinator"):
                field.choices = [("", _("Nobody")), *offered]

    def chosen(self) -> dict[str, UUID | None]:
        names = ("officer", "officer_deputy", "coordinator", "coordinator_deputy")
        return {name: UUID(self.cleaned_data[name]) if self.cleaned_data[name] else None for name in names}


class MergeForm(SeatsForm):
    name = forms.CharField(label=_("Name of the new network"), max_length=120)
    plan_from = forms.ChoiceField(label=_("Whose communication plan stays?"))

    def __init__(self, networks: Choices, officers: Choices, coordinators: Choices, *args: Any, **options: Any) -> None:
        super().__init__(officers, coordinators, *args, **options)
        self.fields["plan_from"].choices = list(networks)  # type: ignore[attr-defined]


class SplitForm(SeatsForm):
    name = forms.CharField(label=_("Name of the new network"), max_length=120)
    area = forms.CharField(widget=forms.HiddenInput)

    def clean_area(self) -> dict[str, Any]:
        return read_area(self.cleaned_data["area"])
