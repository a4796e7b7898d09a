"""What the pages of shops ask. Rules live in the actions; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from nabij.networks.forms import PointsForm
from nabij.networks.shops import hours
from nabij.networks.shops.kinds import Sector
from nabij.networks.shops.rules import CODE_DIGITS
from nabij.tenants.errors import Refused

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint

LONGEST_DAY = 60
DAYS = [capfirst(WEEKDAYS[day]) for day in hours.DAYS]


class WeekForm(forms.Form):
    """Opening hours, a line per day. `week` after it was found valid."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for day in hours.DAYS:
            attrs = {"inputmode": "text", "autocomplete": "off", "class": "sh-day"}
            self.fields[f"day{day}"] = forms.CharField(
                label=DAYS[day],
                required=False,
                max_length=LONGEST_DAY,
                widget=forms.TextInput(attrs=attrs),
            )

    @property
    def days(self) -> list[Any]:
        return [self[f"day{day}"] for day in hours.DAYS]

    def typed_week(self) -> hours.Week:
        """What was typed; the fault of a day stands at that day."""
        week: list[hours.Week] = []
        for day in hours.DAYS:
            try:
                week.append(hours.read({day: self.cleaned_data.get(f"day{day}", "")}))
            except Refused as refusal:
                self.add_error(f"day{day}", str(refusal))
        return hours.joined(week)


def week_initial(week: hours.Week) -> dict[str, str]:
    return {f"day{day}": text for day, text in hours.written(week).items()}


class ShopForm(WeekForm):
    """A shop: what it is, where, and when it is open."""

    name = forms.CharField(label=_("Name of the business"), max_length=80)
    sector = forms.ChoiceField(label=_("What kind of business?"), widget=forms.RadioSelect)
    address = forms.CharField(required=False, max_length=200)
    lon = forms.FloatField(error_messages={"required": _("Choose an address of the list, or a place on the map.")})
    lat = forms.FloatField(error_messages={"required": _("Choose an address of the list, or a place on the map.")})
    telephone = forms.CharField(
        label=_("Telephone in the business"), required=False, max_length=40,
        help_text=_("Only the police see it, to call you back about a report."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    def __init__(self, sectors: Sequence[Sector], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sector"].choices = [(one.code, one.label) for one in sectors]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["hours"] = self.typed_week()
        return given


class MyHoursForm(WeekForm):
    """When somebody may be warned: with the shop, or in hours of their own."""

    when = forms.ChoiceField(
        label=_("When may we warn you?"),
        choices=[("shop", _("Whenever the business is open")), ("own", _("In hours of my own"))],
        widget=forms.RadioSelect,
        initial="shop",
    )
    beyond_hours = forms.BooleanField(label=_("Warn me of a hold-up nearby at any hour"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        own = self.typed_week()
        given["hours"] = own if given.get("when") == "own" else None
        return given


class WorkerForm(MyHoursForm, PointsForm):
    """Who works there: what they accept, where and when they may be warned."""

    accepts = forms.BooleanField(label=_("I read the house rules and accept them"), required=False)
    is_adult = forms.BooleanField(label=_("I am 18 or older, and work in this area"), required=False)
    house_rules = forms.CharField(max_length=10, widget=forms.HiddenInput)
    points = forms.MultipleChoiceField(
        label=_("Where may we warn you?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one number or address at which we may warn you.")},
    )

    def __init__(self, points: Sequence[ContactPoint], *args: Any, **options: Any) -> None:
        super().__init__(points, *args, **options)


class InvitedForm(WorkerForm):
    """The same with the code of the invitation."""

    code = forms.CharField(
        label=_("Code of the invitation"), max_length=CODE_DIGITS * 2,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class InviteForm(forms.Form):
    value = forms.CharField(label=_("Number or e-mail address of your colleague"), max_length=254)


class MoreForm(forms.Form):
    """What was seen, in two taps; words are for who has time."""

    COUNTS = (("1", "1"), ("2", "2"), ("3", _("3 or more")))
    MOVES = (("foot", _("on foot")), ("bicycle", _("by bicycle")), ("car", _("by car")))
    count = forms.ChoiceField(label=_("How many?"), choices=COUNTS, required=False, widget=forms.RadioSelect)
    moves = forms.ChoiceField(label=_("How do they move?"), choices=MOVES, required=False, widget=forms.RadioSelect)
    direction = forms.CharField(label=_("Which way?"), required=False, max_length=120)
    text = forms.CharField(
        label=_("What did you see?"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Behaviour and clothes help. Origin or skin colour do not."),
    )  # fmt: skip

    def answers(self) -> dict[str, str]:
        """By the codes of the questions of these kinds of report, in words."""
        said = self.cleaned_data
        words = {
            "count": dict(self.COUNTS).get(said["count"], ""),
            "moves": dict(self.MOVES).get(said["moves"], ""),
            "direction": said["direction"],
        }
        return {code: str(word) for code, word in words.items() if word}


class SectorsForm(forms.Form):
    sectors = forms.MultipleChoiceField(
        label=_("For which businesses is this network?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none for every business in its streets."),
    )  # fmt: skip

    def __init__(self, sectors: Sequence[Sector], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sectors"].choices = [(one.code, one.label) for one in sectors]  # type: ignore[attr-defined]
