"""Forms of a network's year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nabij.networks.members.inviting.texts import LANGUAGES
from nabij.networks.year.facts import categories, grounds, questions
from nabij.networks.year.rounds.models import RoundKind
from nabij.networks.year.wishes.models import Outcome, WishKind, WishOwner

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WishForm(forms.Form):
    """What somebody wants, lived through or complains about."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=WishKind.choices, widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("What is it about?"))
    text = forms.CharField(label=_("Tell it in your own words"), max_length=2_000, widget=forms.Textarea)
    street = forms.CharField(label=_("Street"), required=False, max_length=120)
    anonymous = forms.BooleanField(label=_("The coordinator does not see my name"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")), *((code, str(one)) for code, one in categories().items()),
        ]  # fmt: skip


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=2_000, widget=forms.Textarea)
    public_text = forms.CharField(label=_("The question, for all neighbours to read"), required=False, max_length=400)
    public_answer = forms.CharField(
        label=_("The answer, for all neighbours to read"), required=False, max_length=1_000, widget=forms.Textarea
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class FollowForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What became of it?"), choices=Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words: why not, to whom, or what was done"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea,
    )
    planned_on = forms.DateField(label=_("Planned on"), required=False, widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class GiveForm(forms.Form):
    owner = forms.ChoiceField(
        label=_("Who answers this?"), choices=[one for one in WishOwner.choices if one[0] != WishOwner.CHIEF]
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class RoundForm(forms.Form):
    """The window in which members are asked."""

    kind = forms.ChoiceField(label=_("What do you ask?"), choices=RoundKind.choices)
    opens_on = forms.DateField(label=_("From"), widget=DAY, initial=timezone.localdate)
    closes_on = forms.DateField(label=_("Until"), widget=DAY)


class SurveyForm(forms.Form):
    """The five questions, each with five answers in words; no answer is chosen beforehand."""

    ANSWERS = [
        ("5", _("Yes, fully")),
        ("4", _("Rather yes")),
        ("3", _("In between")),
        ("2", _("Rather not")),
        ("1", _("Not at all")),
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, question in questions().items():
            self.fields[code] = forms.ChoiceField(
                label=str(question), choices=self.ANSWERS, widget=forms.RadioSelect,
                error_messages={"required": _("Choose one answer.")},
            )  # fmt: skip

    @property
    def answers(self) -> dict[str, int]:
        return {code: int(self.cleaned_data[code]) for code in questions()}


class PaperForm(SurveyForm):
    """The same with the code of a paper, in the words and language of that paper."""

    code = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )  # fmt: skip

    def __init__(self, language: str, words: Mapping[str, Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = words["code"]
        for code, question in questions().items():
            self.fields[code].label = question.in_language(language)
            scores = [score for score, _answer in self.ANSWERS]
            self.fields[code].choices = list(zip(scores, words["answers"], strict=True))  # type: ignore[attr-defined]


class PrintForm(forms.Form):
    """For whom survey forms are printed, how many, and in which language."""

    HOW = [("pile", _("a pile without names")), ("homes", _("one for each household that did not answer"))]
    how = forms.ChoiceField(label=_("Which forms?"), choices=HOW)
    count = forms.IntegerField(label=_("How many, of a pile"), required=False, min_value=1, initial=10)
    language = forms.ChoiceField(label=_("Language"), choices=[*LANGUAGES.items()])

    def __init__(self, *args: Any, named: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not named:
            self.fields["how"].choices = self.HOW[:1]  # type: ignore[attr-defined]


class ConclusionForm(forms.Form):
    text = forms.CharField(label=_("Your conclusions"), max_length=4_000, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput)


class BurglaryForm(forms.Form):
    attempts = forms.IntegerField(label=_("Attempted burglaries"), required=False, min_value=0)
    completed = forms.IntegerField(label=_("Completed burglaries"), required=False, min_value=0)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CaseForm(forms.Form):
    """About whom a case is opened, and why."""

    membership_id = forms.ChoiceField(label=_("About whom?"), required=False)
    ground_codes = forms.MultipleChoiceField(label=_("Grounds"), widget=forms.CheckboxSelectMultiple, required=False)
    is_offence = forms.BooleanField(label=_("The police find that this is an offence"), required=False)

    def __init__(self, people: Sequence[tuple[str, str]], *args: Any, offence: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["membership_id"].choices = list(people)  # type: ignore[attr-defined]
        self.fields["ground_codes"].choices = [(code, str(one)) for code, one in grounds().items()]  # type: ignore[attr-defined]
        if not offence:
            del self.fields["is_offence"]


class StepForm(forms.Form):
    """The next step of a case. Only the police see the fields about their report."""

    code = forms.ChoiceField(label=_("Step"))
    reasons = forms.CharField(label=_("Reasons, which the person reads"), max_length=4_000, widget=forms.Textarea)
    advice = forms.CharField(label=_("Advice"), required=False, max_length=4_000, widget=forms.Textarea)
    until = forms.DateField(label=_("Until"), required=False, widget=DAY)
    provisional = forms.BooleanField(label=_("Excluded for now, until the prosecutor decides"), required=False)
    report_number = forms.CharField(label=_("Number of the police report"), required=False, max_length=60)
    report_text = forms.CharField(
        label=_("What the report says, for the police alone"), required=False, max_length=8_000, widget=forms.Textarea
    )
    to_prosecutor_on = forms.DateField(label=_("To the prosecutor on"), required=False, widget=DAY)
    SHOWN = {
        "advice": {"reprimand", "removal"}, "until": {"exclusion"}, "provisional": {"police"}, "report_number": {"police"},
        "report_text": {"police"}, "to_prosecutor_on": {"police"},
    }  # fmt: skip

    def __init__(self, steps: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = list(steps)  # type: ignore[attr-defined]
        here = {code for code, _label in steps}
        for name, codes in self.SHOWN.items():
            if not here & codes:
                del self.fields[name]


class HearingForm(forms.Form):
    heard_on = forms.DateField(label=_("Heard on"), widget=DAY)
    heard = forms.CharField(
        label=_("What the person said, or that they did not come"), max_length=4_000, widget=forms.Textarea
    )


class AppealForm(forms.Form):
    how = forms.ChoiceField(
        label=_("How it came"), choices=[("registered", _("registered letter")), ("email", _("e-mail"))]
    )
    sent_on = forms.DateField(label=_("Sent on"), widget=DAY)
    text = forms.CharField(label=_("What it says"), max_length=8_000, widget=forms.Textarea)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("stands", _("the removal stands")), ("annulled", _("the removal is annulled"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reasons = forms.CharField(label=_("Reasons"), max_length=4_000, widget=forms.Textarea)
