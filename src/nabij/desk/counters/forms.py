"""What the pages of counters ask. Rules live in the actions; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.desk.counters.models import Access, Counter, CounterKind, Service, Way, Why
from nabij.desk.counters.rules import read_day_hours
from nabij.networks.shops import hours
from nabij.networks.shops.forms import DAYS
from nabij.places import queries as places
from nabij.tenants.errors import Refused

NO_PLACE = _("Choose an address of the list, or a place on the map.")


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Choose a day.")}, **options,
    )  # fmt: skip


class CounterForm(forms.Form):
    """A counter: where it is, and how one gets in."""

    kind = forms.ChoiceField(label=_("Kind of counter"), choices=CounterKind.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(max_length=200, required=False)
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    directions = forms.CharField(label=_("How one finds the entrance"), required=False, max_length=300)
    telephone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    email = forms.CharField(label=_("E-mail address"), required=False, max_length=120)
    desks = forms.IntegerField(label=_("Desks"), min_value=1, initial=1, help_text=_("How many people at once."))
    access = forms.MultipleChoiceField(
        label=_("Accessibility"), required=False, choices=Access.choices, widget=forms.CheckboxSelectMultiple
    )
    shut_on_holidays = forms.BooleanField(label=_("Closed on public holidays"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        names = ("address", "lon", "lat")
        place = places.chosen_place(**{name: typed.pop(name, "") for name in names})
        if place is None or not place.address:
            self.add_error("address", NO_PLACE)
        else:
            typed["place"] = place
        return typed


class WeekForm(forms.Form):
    """The usual week: per day the hours for everybody and those for appointments."""

    valid_from = day_field(_("From"))
    valid_until = day_field(_("Until (empty: until another week begins)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for day in hours.DAYS:
            for name, words in (("free", _("without appointment")), ("booked", _("by appointment"))):
                attrs = {"autocomplete": "off", "aria-label": f"{DAYS[day]}, {words}", "class": "ams-text-input"}
                self.fields[f"{name}{day}"] = forms.CharField(
                    required=False, max_length=60, widget=forms.TextInput(attrs=attrs)
                )

    @property
    def days(self) -> list[tuple[Any, Any, Any]]:
        return [(DAYS[day], self[f"free{day}"], self[f"booked{day}"]) for day in hours.DAYS]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        return {
            "valid_from": typed.get("valid_from"), "valid_until": typed.get("valid_until"),
            "walk_in": self._week("free"), "by_appointment": self._week("booked"),
        }  # fmt: skip

    def _week(self, name: str) -> hours.Week:
        week: list[hours.Week] = []
        for day in hours.DAYS:
            try:
                week.append(hours.read({day: self.data.get(f"{name}{day}", "")}))
            except Refused as refusal:
                self.add_error(f"{name}{day}", str(refusal))
        return hours.joined(week)


def week_initial(walk_in: hours.Week, by_appointment: hours.Week, valid_from: date) -> dict[str, Any]:
    written = (("free", hours.written(walk_in)), ("booked", hours.written(by_appointment)))
    texts = {f"{name}{day}": text for name, week in written for day, text in week.items()}
    return texts | {"valid_from": valid_from}


class OddDaysForm(forms.Form):
    """Days that go otherwise, of a counter or of all."""

    where = forms.ChoiceField(label=_("Which counter?"))
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day (empty: one day)"), required=False)
    walk_in = forms.CharField(
        label=_("Hours without appointment"), required=False, max_length=60, help_text=_("Empty: closed.")
    )
    by_appointment = forms.CharField(label=_("Hours by appointment"), required=False, max_length=60)
    why = forms.ChoiceField(label=_("Why?"), choices=Why.choices)
    note = forms.CharField(label=_("What residents read"), required=False, max_length=200)

    def __init__(
        self, counters: Sequence[Counter], tenants: Sequence[tuple[UUID, str]], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        every = [(f"tenant:{one}", _("All counters of %(name)s") % {"name": name}) for one, name in tenants]
        self.fields["where"].choices = [*every, *((str(one.id), one.name) for one in counters)]  # type: ignore[attr-defined]
        self._tenant_of = {str(one.id): one.tenant_id for one in counters}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        where = typed.pop("where", "")
        if where.startswith("tenant:"):
            typed |= {"tenant_id": UUID(where.removeprefix("tenant:")), "counter_id": None}
        elif where:
            typed |= {"tenant_id": self._tenant_of[where], "counter_id": UUID(where)}
        typed["last_day"] = typed.get("last_day") or typed.get("first_day")
        for name in ("walk_in", "by_appointment"):
            try:
                typed[name] = read_day_hours(typed.get(name, ""))
            except Refused as refusal:
                self.add_error(name, str(refusal))
        return typed


class ServiceForm(forms.Form):
    """A subject for which people come."""

    tenant_id = forms.ChoiceField(label=_("Of whom?"))
    name = forms.CharField(label=_("Name"), max_length=120)
    explanation = forms.CharField(label=_("Explanation"), required=False, max_length=400)
    bring = forms.CharField(
        label=_("What to bring"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One thing a line."),
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, initial=15)
    letter = forms.CharField(label=_("Letter of its numbers"), max_length=1)

    def __init__(self, *args: Any, tenants: Sequence[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tenant_id"].choices = [(str(one), name) for one, name in tenants]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if "tenant_id" in typed:
            typed["tenant_id"] = UUID(typed["tenant_id"])
        return typed


class OfferForm(forms.Form):
    """A service at a counter."""

    service_id = forms.ChoiceField(label=_("Service"))
    ways = forms.MultipleChoiceField(
        label=_("With an appointment"), required=False, choices=Way.choices, widget=forms.CheckboxSelectMultiple
    )
    walk_in = forms.BooleanField(label=_("Also without an appointment"), required=False, initial=True)
    desks = forms.IntegerField(label=_("Desks for it at once"), min_value=1, initial=1)

    def __init__(self, services: Sequence[Service], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service_id"].choices = [(str(one.id), one.name) for one in services]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if "service_id" in typed:
            typed["service_id"] = UUID(typed["service_id"])
        return typed
