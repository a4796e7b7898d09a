"""What the pages of teams, rules and terms ask."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from nabij.reports import questions
from nabij.reports.models import Category, Team
from nabij.reports.routing.drafts import Draft
from nabij.reports.routing.models import Holidays, RoutingRule, Unit
from nabij.reports.states import Outside, Urgency
from nabij.reports.words import in_language
from nabij.tenants.filled import filled_in

DAYS = [(day, capfirst(words)) for day, words in WEEKDAYS.items()]
Choices = list[tuple[str, str]]
ANSWERS = [f"answer_{n}" for n in range(1, 6)]


def clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class RuleForm(forms.Form):
    """One rule. What is left empty counts for every report."""

    name = forms.CharField(label=_("Name of the rule"), max_length=80)
    team = forms.ChoiceField(label=_("To which team?"))
    categories = forms.MultipleChoiceField(
        label=_("About what?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everything."),
    )
    area_codes = forms.MultipleChoiceField(
        label=_("In which neighbourhoods?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everywhere. Or draw an area below."),
    )  # fmt: skip
    area = forms.CharField(required=False, widget=forms.Textarea)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days does it come in?"), choices=DAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: every day."),
    )  # fmt: skip
    from_time = forms.TimeField(label=_("From what hour?"), required=False, widget=clock())
    until_time = forms.TimeField(
        label=_("Until what hour?"), required=False, widget=clock(), help_text=_("It may lie past midnight.")
    )
    holidays = forms.ChoiceField(label=_("Holidays and closed days"), choices=Holidays.choices)
    urgency = forms.ChoiceField(
        label=_("Only what comes in as"), required=False, choices=[("", _("All")), *Urgency.choices]
    )
    answer_1 = forms.ChoiceField(label=_("First answer"), required=False)
    answer_2 = forms.ChoiceField(label=_("Second answer"), required=False)
    answer_3 = forms.ChoiceField(label=_("Third answer"), required=False)
    answer_4 = forms.ChoiceField(label=_("Fourth answer"), required=False)
    answer_5 = forms.ChoiceField(label=_("Fifth answer"), required=False)
    together = forms.ChoiceField(
        label=_("How do these answers belong together?"), required=False, widget=forms.RadioSelect, initial="all",
        choices=[
            ("all", _("On each of these questions one of the chosen answers must be given.")),
            ("any", _("One of these answers is enough.")),
        ],
    )  # fmt: skip
    is_urgent = forms.BooleanField(label=_("Make it urgent"), required=False)

    def __init__(self, *args: Any, teams: Choices, kinds: Iterable[Category], areas: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        known = list(kinds)
        choices = {
            "team": teams,
            "area_codes": areas,
            "categories": [(kind.code, in_language(kind.name)) for kind in known],
        }
        answers = [("", _("Any answer")), *_answers(known, (self.initial or {}).get("kept", []))]
        choices |= dict.fromkeys(ANSWERS, answers)
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What was filled in. Raises Refused with the sentence of the first fault."""
        given = filled_in(self)
        return Draft(
            name=given["name"],
            team_id=UUID(given["team"]),
            categories=given["categories"],
            area_codes=given["area_codes"],
            area=given["area"],
            weekdays=given["weekdays"],
            from_time=given["from_time"],
            until_time=given["until_time"],
            holidays=given["holidays"],
            answers=_grouped(given[name] for name in ANSWERS),
            any_answer=given["together"] == "any",
            urgency=given["urgency"],
            is_urgent=given["is_urgent"],
        )

    def clean_area(self) -> dict[str, Any] | None:
        typed = self.cleaned_data["area"].strip()
        if not typed:
            return None
        try:
            found = json.loads(typed)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise forms.ValidationError(_("This area cannot be read. Draw it again."))
        return found if found.get("coordinates") else None


def values_of(row: RoutingRule) -> dict[str, Any]:
    """A rule as the form shows it; kinds that stand under a whole family are left to the row. `kept`: its answers, also to what
    is no longer asked."""
    names = (
        "name",
        "categories",
        "area_codes",
        "weekdays",
        "from_time",
        "until_time",
        "holidays",
        "urgency",
        "is_urgent",
    )
    kept = [f"{code}={wanted}" for code, several in row.answers.items() for wanted in several]
    shown: dict[str, Any] = {name: getattr(row, name) for name in names}
    shown |= {"team": str(row.team_id), "together": "any" if row.any_answer else "all", "kept": kept}
    return shown | dict(zip(ANSWERS, kept, strict=False))


class LevelForm(forms.Form):
    """Within how much time something is handled, from a day on."""

    category = forms.ChoiceField(label=_("About what?"), required=False)
    urgency = forms.ChoiceField(label=_("How urgent?"), required=False, choices=[("", _("All")), *Urgency.choices])
    amount = forms.IntegerField(label=_("Within how many?"), min_value=0, help_text=_("0 promises nothing more."))
    unit = forms.ChoiceField(label=_("Hours or working days?"), choices=Unit.choices, initial=Unit.WORKING_DAYS)
    is_told = forms.BooleanField(label=_("Tell it to who reports"), required=False, initial=True)
    valid_from = forms.DateField(
        label=_("From which day?"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, kinds: Iterable[Category], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(kind.code, in_language(kind.name)) for kind in kinds]
        self.fields["category"].choices = [("", _("Everything without a term of its own")), *named]  # type: ignore[attr-defined]


class ClosedDaysForm(forms.Form):
    """One day a line."""

    days = forms.CharField(
        label=_("Days on which you are closed"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One day per line, as 2026-12-24. Public holidays count already."),
    )  # fmt: skip

    def clean_days(self) -> list[Any]:
        field = forms.DateField(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"])
        return [field.clean(line) for line in self.cleaned_data["days"].split()]


class OutsideForm(forms.Form):
    """How the tasks of a team leave."""

    how = forms.ChoiceField(
        label=_("How do tasks reach this team?"),
        required=False,
        choices=[("", _("In Nabij: it is our own staff")), *Outside.choices],
    )
    address = forms.CharField(
        label=_("E-mail address, or address of its system"), required=False, max_length=254, widget=forms.TextInput
    )


class MoveForm(forms.Form):
    """By hand to another team."""

    team = forms.ChoiceField(label=_("To which team?"))
    reason = forms.CharField(label=_("Why?"), required=False, max_length=200)

    def __init__(self, *args: Any, teams: Iterable[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = [(str(team.id), team.name) for team in teams]  # type: ignore[attr-defined]


def _answers(kinds: Iterable[Category], kept: Iterable[str]) -> list[Any]:
    """Every answer that one can choose, under its kind and question; what is typed freely is no ground for a rule."""
    groups: dict[str, Choices] = {}
    for kind in kinds:
        for question in kind.questions:
            codes = [one["code"] for one in question.get("options", [])]
            codes = list(questions.YES_NO) if question["kind"] == "yes_no" else codes
            heading = f"{in_language(kind.name)}: {in_language(question)}"
            if codes:
                groups[heading] = [(f"{question['code']}={code}", questions.said(question, code)) for code in codes]
    known = {value for values in groups.values() for value, _words in values}
    gone = [(one, one) for one in kept if one not in known]
    return [*groups.items(), *gone]


def _grouped(chosen: Iterable[str]) -> dict[str, set[str]]:
    """The chosen answers by the code of their question."""
    found: dict[str, set[str]] = {}
    for one in chosen:
        code, _sign, answer = one.partition("=")
        if answer:
            found.setdefault(code, set()).add(answer)
    return found
