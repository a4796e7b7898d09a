"""What the pages of officers ask. Rules live in the actions; a form only reads what was typed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from nabij.desk.officers import lists
from nabij.desk.officers.actions.asking import LONGEST
from nabij.desk.officers.models import Officer, OfficerKind
from nabij.networks.shops import hours
from nabij.places.queries import AreaRef
from nabij.reports.told import Contact, contact_from
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant


class AskForm(forms.Form):
    """A question. `website` is a field that no person sees: what fills it in is a machine."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your question.")},
    )
    how = forms.ChoiceField(
        label=_("How do you want your answer?"),
        choices=[("contact", _("Send it to me")), ("code", _("I stay anonymous and look with a code"))],
        widget=forms.RadioSelect,
        initial="contact",
    )
    contact = forms.CharField(
        label=_("Your e-mail address or telephone number"),
        max_length=254,
        help_text=_("Only used to answer this question."),
        error_messages={"required": _("Give an e-mail address or a telephone number, or choose to stay anonymous.")},
    )
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=80, help_text=_("You may leave this empty.")
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact"].required = self.data.get("how") != "code"

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("how") == "contact" and typed.get("contact"):
            try:
                typed["reach"] = contact_from(typed["contact"])
            except Refused as refusal:
                self.add_error("contact", str(refusal))
        return typed

    @property
    def reach(self) -> Contact | None:
        """How to reach who asks; None for who stays anonymous."""
        found: Contact | None = self.cleaned_data.get("reach")
        return found if self.cleaned_data["how"] == "contact" else None

    @property
    def is_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class MoreForm(forms.Form):
    text = forms.CharField(
        label=_("Ask something more"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your question.")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=2 * LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In plain words. No data of other people, and nothing about an investigation."),
        error_messages={"required": _("Write your answer.")},
    )


class PassForm(forms.Form):
    officer = forms.ChoiceField(label=_("To whom?"))

    def __init__(self, *args: Any, others: Iterable[Officer] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officer"].choices = [(str(one.id), str(one)) for one in others]  # type: ignore[attr-defined]


class NewForm(forms.Form):
    """An officer to begin with; the rest is filled in on their page."""

    tenant = forms.ChoiceField(label=_("Works for"))
    kind = forms.ChoiceField(label=_("What kind of contact?"), choices=OfficerKind.choices)
    group = forms.ChoiceField(label=_("For which group?"), required=False)
    name = forms.CharField(label=_("Name, as residents may know it"), max_length=80)
    rank = forms.CharField(label=_("Rank or title"), max_length=60, required=False)

    def __init__(self, *args: Any, tenants: Iterable[Tenant] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tenant"].choices = [(str(one.id), one.name) for one in tenants]  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", _("none")), *lists.groups()]  # type: ignore[attr-defined]


class OfficerForm(forms.Form):
    """Everything about an officer that is typed. `own`: the officer themselves, who changes less."""

    name = forms.CharField(label=_("Name, as residents may know it"), max_length=80)
    rank = forms.CharField(label=_("Rank or title"), max_length=60, required=False)
    group = forms.ChoiceField(label=_("For which group?"), required=False)
    phone = forms.CharField(label=_("Telephone of the work"), max_length=30, required=False)
    email = forms.CharField(label=_("E-mail address of the work"), max_length=254, required=False)
    about = forms.CharField(
        label=_("A few words to residents"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    walk_in_place = forms.CharField(label=_("Walk-in: where"), max_length=160, required=False)
    deputy = forms.ChoiceField(
        label=_("Who usually stands in?"), required=False, help_text=_("For absences without a name of their own.")
    )
    username = forms.CharField(
        label=_("Signs in as"), max_length=120, required=False,
        help_text=_("The name with which this officer signs in here. Then the questions come to their inbox."),
    )  # fmt: skip
    left_on = forms.DateField(
        label=_("No longer here from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, others: Iterable[Officer] = (), own: bool = False, kind: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["deputy"].choices = [("", _("nobody")), *((str(one.id), str(one)) for one in others)]  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", _("none")), *lists.groups()]  # type: ignore[attr-defined]
        for day in hours.DAYS:
            self.fields[f"day_{day}"] = forms.CharField(
                label=str(WEEKDAYS[day]).capitalize(), required=False, max_length=60
            )
        if kind != OfficerKind.TARGET_GROUP:
            del self.fields["group"]
        if own:
            for name in ("name", "rank", "username", "left_on"):
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        """What `change_officer` wants, but for the account. Raises Refused for hours that cannot be read."""
        typed = self.cleaned_data
        week = hours.read({day: typed.get(f"day_{day}", "") for day in hours.DAYS})
        names = ("name", "rank", "group", "phone", "email", "about", "walk_in_place", "left_on")
        given = {name: typed[name] for name in names if name in typed}
        return given | {"walk_in": week, "deputy_id": UUID(typed["deputy"]) if typed["deputy"] else None}

    @staticmethod
    def initial_of(found: Officer, username: str) -> dict[str, Any]:
        names = ("name", "rank", "group", "phone", "email", "about", "walk_in_place", "left_on")
        days = {f"day_{day}": text for day, text in hours.written(found.walk_in).items()}
        start = {name: getattr(found, name) for name in names}
        return start | days | {"deputy": str(found.deputy_id or ""), "username": username}


class GroundForm(forms.Form):
    """Neighbourhoods by their code, and an area as GeoJSON."""

    codes = forms.MultipleChoiceField(label=_("Neighbourhoods"), required=False, widget=forms.CheckboxSelectMultiple)
    area = forms.CharField(required=False)

    def __init__(self, *args: Any, areas: Iterable[AreaRef] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["codes"].choices = [(one.code, one.name) for one in areas]  # type: ignore[attr-defined]

    def clean_area(self) -> Mapping[str, Any] | None:
        typed = self.cleaned_data["area"].strip()
        try:
            found = json.loads(typed) if typed else None
        except json.JSONDecodeError:
            raise forms.ValidationError(_("This area cannot be read. Draw it again.")) from None
        return found if isinstance(found, dict) and found.get("coordinates") else None


class AwayForm(forms.Form):
    from_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    until_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    replacement = forms.ChoiceField(label=_("Who stands in?"), required=False)

    def __init__(self, *args: Any, others: Iterable[Officer] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        nobody = ("", _("who usually does"))
        self.fields["replacement"].choices = [nobody, *((str(one.id), str(one)) for one in others)]  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    username = forms.CharField(label=_("Signs in as"), max_length=120)


class ListForm(forms.Form):
    tenant = forms.ChoiceField(label=_("Works for"))
    file = forms.FileField(label=_("CSV or spreadsheet"), error_messages={"required": _("Choose a file.")})

    def __init__(self, *args: Any, tenants: Iterable[Tenant] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tenant"].choices = [(str(one.id), one.name) for one in tenants]  # type: ignore[attr-defined]


class CountForm(forms.Form):
    """Inhabitants of one neighbourhood, or with a file of many."""

    code = forms.ChoiceField(label=_("Neighbourhood"), required=False)
    inhabitants = forms.IntegerField(label=_("Inhabitants"), required=False, min_value=0, max_value=9_999_999)
    file = forms.FileField(label=_("Or a list of neighbourhoods with their inhabitants"), required=False)
    counted_on = forms.DateField(
        label=_("Counted on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=_("Who says so"), max_length=120, help_text=_("Such as: Statbel, population by sector.")
    )

    def __init__(self, *args: Any, areas: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = [("", _("choose")), *areas]  # type: ignore[attr-defined]
        self.fields["counted_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("file") and (not typed.get("code") or typed.get("inhabitants") is None):
            self.add_error("code", _("Choose a neighbourhood and give its inhabitants, or choose a file."))
        return typed
