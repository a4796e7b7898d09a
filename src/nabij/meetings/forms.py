"""What the pages of meetings ask. Rules live in the actions; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.meetings.models import MeetingKind, RegisteredBy
from nabij.meetings.standing import Thing
from nabij.places import queries as places
from nabij.places.queries import Chosen
from nabij.tenants.moments import Moment

NO_PLACE = _("Choose an address of the list, or a place on the map.")


class MeetingForm(forms.Form):
    """A meeting as somebody calls it. `about` offers the things for which they may."""

    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=MeetingKind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=160, error_messages={"required": _("Give the meeting a title.")}
    )
    explanation = forms.CharField(
        label=_("What happens?"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    speakers = forms.CharField(label=_("Who speaks"), required=False, max_length=300)
    starts_at = Moment(label=_("From"))
    ends_at = Moment(label=_("Until"))
    hall = forms.CharField(
        label=_("Hall"),
        required=False,
        max_length=80,
        help_text=_("The name of the building or room, where it has one."),
    )
    address = forms.CharField(max_length=120, required=False)
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    public = forms.BooleanField(label=_("Everybody may come"), required=False)
    with_registration = forms.BooleanField(label=_("Who comes registers first"), required=False)
    seats = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, max_value=20_000, help_text=_("Empty: as many as come.")
    )
    about = forms.MultipleChoiceField(
        label=_("About which networks?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, things: Sequence[Thing] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = [(str(one.id), one.name) for one in things]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        place = places.chosen_place(
            address=typed.get("address", ""), lon=typed.get("lon", ""), lat=typed.get("lat", "")
        )
        if place is None or not place.address:
            self.add_error("address", NO_PLACE)
        else:
            typed["place"] = Chosen(_with_hall(typed.get("hall", ""), place.address), place.lon, place.lat)
        return typed

    def given(self) -> dict[str, Any]:
        """What `call_meeting` and `change_meeting` both want."""
        names = (
            "title", "explanation", "speakers", "starts_at", "ends_at", "place", "public", "with_registration", "seats",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}

    def things(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["about"]]


def _with_hall(hall: str, address: str) -> str:
    hall = " ".join(hall.split())
    return f"{hall}, {address}" if hall and hall not in address else address


class NameForm(forms.Form):
    """Somebody without an account, as they called or wrote."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    registered_by = forms.ChoiceField(
        label=_("How did they register?"),
        choices=[choice for choice in RegisteredBy.choices if choice[0] != RegisteredBy.ONLINE],
    )


class HeldForm(forms.Form):
    """What was counted on the evening."""

    guests = forms.IntegerField(
        label=_("Came without having registered"),
        min_value=0,
        error_messages={"required": _("Write how many people came without having registered, as a whole number.")},
    )
    votes_for = forms.IntegerField(label=_("Votes for"), required=False, min_value=0)
    votes_against = forms.IntegerField(label=_("Votes against"), required=False, min_value=0)
    votes_abstained = forms.IntegerField(label=_("Abstained"), required=False, min_value=0)


class ReportForm(forms.Form):
    report = forms.CharField(
        label=_("Report of the meeting"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("What was said, what was agreed, who does what. No names of residents."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it not take place?"),
        required=False,
        max_length=300,
        help_text=_("Everybody who registered reads this sentence."),
    )
