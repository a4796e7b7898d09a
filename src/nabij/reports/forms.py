"""What the pages ask. Rules live in the actions; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nabij.reports import questions
from nabij.reports.handover import FIELDS
from nabij.reports.models import Category
from nabij.reports.sentences import CLOSING, sentence
from nabij.reports.states import Channel, DutyRole
from nabij.reports.words import in_language

LONGEST_TEXT = 5_000


class Moment(forms.DateTimeField):
    """A date and time as the browser's own field gives it, in Brussels time."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Several files; what they are is looked at when they are drawn anew."""

    widget = PhotosInput(attrs={"accept": "image/*", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return list(data or [])


class PhotosForm(forms.Form):
    photos = Photos(
        label=_("Photos"),
        required=False,
        help_text=_("At most four. Where and with what device you took them, is removed."),
    )


class MoreForm(PhotosForm):
    """The questions of a kind, then what one wants to add."""

    text = forms.CharField(
        label=_("What happened?"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
    happened_at = Moment(label=_("When was it?"), help_text=_("Leave it empty if it is now."), required=False)

    def __init__(self, kind: Category, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for question in kind.questions:
            self.fields[f"q_{question['code']}"] = _question(question)
        if not kind.first_call:
            self.fields["caught_in_act"] = forms.BooleanField(label=_("I see it happening now"), required=False)

    def asked(self) -> list[tuple[forms.BoundField, Mapping[str, Any]]]:
        """The questions of the kind with the condition under which each is asked, or nothing."""
        return [(self[f"q_{one['code']}"], one.get("only_if", {})) for one in self.kind.questions]

    def answers(self) -> dict[str, str]:
        """What was answered, by code, as it came; empty ones left out."""
        given = {one["code"]: self.cleaned_data.get(f"q_{one['code']}", "") for one in self.kind.questions}
        texts = {code: ",".join(said) if isinstance(said, list) else str(said or "") for code, said in given.items()}
        return {code: text for code, text in texts.items() if text}

    def clean(self) -> dict[str, Any]:
        """Puts a sentence beside each question that has no right answer; those that do not apply are not looked at."""
        cleaned = super().clean() or {}
        given = self.answers()
        for question in questions.applying(self.kind.questions, given):
            if fault := questions.objection(question, given.get(question["code"], ""), timezone.localdate()):
                self.add_error(f"q_{question['code']}", fault)
        return cleaned


class WhoForm(forms.Form):
    """Anonymous, or how to reach whom."""

    reach = forms.ChoiceField(
        label=_("May we know who you are?"),
        choices=[("anonymous", _("No, I report anonymously")), ("contact", _("Yes, you may reach me"))],
        widget=forms.RadioSelect,
        initial="anonymous",
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=_("Telephone or e-mail"),
        required=False,
        max_length=254,
        help_text=_("Only the people who handle it see this."),
    )
    language = forms.ChoiceField(label=_("We answer in"), choices=settings.LANGUAGES)
    website = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reach") == "contact" and not given.get("contact"):
            self.add_error("contact", _("Give a telephone number or an e-mail address, or choose to stay anonymous."))
        return given


class IntakeForm(forms.Form):
    """A call on one screen, in the order in which a caller tells it."""

    kind = forms.CharField(label=_("What is it about?"), required=False)
    kind_id = forms.CharField(required=False, widget=forms.HiddenInput)
    address = forms.CharField(label=_("Where?"), required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What does the caller tell?"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    caught_in_act = forms.BooleanField(label=_("Caught in the act: it is happening now"), required=False)
    contact = forms.CharField(
        label=_("Telephone or e-mail of the caller"),
        required=False,
        max_length=254,
        help_text=_("Empty means anonymous."),
    )
    name = forms.CharField(label=_("Name of the caller"), required=False, max_length=120)
    channel = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[
            (Channel.CALL, _("By telephone")),
            (Channel.COUNTER, _("At the counter")),
            (Channel.OFFICER, _("I saw it myself")),
        ],
        initial=Channel.CALL,
    )
    happened_at = Moment(label=_("When was it?"), help_text=_("Leave it empty if it is now."), required=False)
    join = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WithholdForm(forms.Form):
    reason = forms.CharField(label=_("Why is this withheld?"), widget=forms.Textarea(attrs={"rows": 2}))
    prosecutor = forms.ChoiceField(
        label=_("Was the prosecutor consulted?"),
        choices=[("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))],
    )
    review_at = Moment(label=_("Look at it again on"))


class CloseForm(forms.Form):
    template = forms.ChoiceField(label=_("What the reporter and neighbours read"), required=False)
    public_sentence = forms.CharField(
        label=_("Or in your own words"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    internal = forms.CharField(label=_("For colleagues only"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["template"].choices = [("", _("Choose")), *((name, sentence(name)) for name in CLOSING)]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    internal = forms.CharField(label=_("For colleagues only"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    public = forms.CharField(
        label=_("For the reporter and neighbours"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TaskForm(forms.Form):
    team = forms.ChoiceField(label=_("Team"))
    what = forms.CharField(label=_("What has to be done?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    due_at = Moment(label=_("Before"), required=False)
    with_photos = forms.BooleanField(
        label=_("Give the photos along"),
        required=False,
        help_text=_("An outside team sees no photo unless you tick this."),
    )

    def __init__(self, teams: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = teams  # type: ignore[attr-defined]


class ReferForm(forms.Form):
    to_tenant = forms.ChoiceField(label=_("To which service?"))
    fields_shown = forms.MultipleChoiceField(
        label=_("What may they see?"),
        choices=list(FIELDS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["category", "place"],
    )
    legal_basis = forms.CharField(label=_("On what legal basis?"), max_length=200)
    reason = forms.CharField(label=_("Why?"), max_length=400)
    until = Moment(label=_("Until when may they see it?"))
    is_needed = forms.BooleanField(
        label=_("They need what was told to the police, or the photos, for their own task"), required=False
    )

    def __init__(self, tenants: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to_tenant"].choices = tenants  # type: ignore[attr-defined]


class DutyForm(forms.Form):
    """Who is called, from when until when, on which number."""

    tenant = forms.ChoiceField(label=_("For which service?"))
    role = forms.ChoiceField(label=_("As"), choices=DutyRole.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    number = forms.CharField(label=_("Telephone of this duty"), max_length=40)
    from_at = Moment(label=_("From"))
    until_at = Moment(label=_("Until"))

    def __init__(self, tenants: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tenant"].choices = tenants  # type: ignore[attr-defined]


def _question(question: Mapping[str, Any]) -> forms.Field:
    """What the browser shows; whether the answer is one, is for `questions.objection`."""
    label, kind = in_language(question), question["kind"]
    options = [(one["code"], in_language(one)) for one in question.get("options", [])]
    if kind == "multiple":
        return _Several(label=label, choices=options, required=False, widget=forms.CheckboxSelectMultiple)
    if kind in ("yes_no", "choice"):
        choices = options or [("yes", str(_("Yes"))), ("no", str(_("No")))]
        unknown = [] if question.get("required") else [("", _("I do not know"))]
        return _One(label=label, choices=[*unknown, *choices], required=False, widget=forms.RadioSelect)
    attributes = {"number": {"inputmode": "numeric"}, "date": {"type": "date"}}.get(kind, {})
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attributes))


class _One(forms.ChoiceField):
    def validate(self, value: Any) -> None:
        """Left to `questions.objection`."""


class _Several(forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        """Left to `questions.objection`."""
