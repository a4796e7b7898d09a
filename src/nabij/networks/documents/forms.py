from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.networks.documents import printing, schemas
from nabij.networks.documents.models import DocumentKind, Signatory
from nabij.networks.documents.texts import WRITTEN_IN
from nabij.people import vault
from nabij.tenants.errors import Refused

LANGUAGES = {"nl": _("Dutch"), "fr": _("French")}


class StartForm(forms.Form):
    kind = forms.ChoiceField(choices=DocumentKind.choices)
    language = forms.ChoiceField(
        label=_("Language of the document"), choices=[(one, LANGUAGES[one]) for one in WRITTEN_IN], required=False
    )


class PartForm(forms.Form):
    """The questions of one part of a document."""

    edits = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, part: schemas.Part, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.part = part
        for field in part.fields:
            self.fields[field.name] = _field(field)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for field in self.part.fields:
            try:
                schemas.read(field, given.get(field.name))
            except Refused as refusal:
                self.add_error(field.name, str(refusal))
        return given


def _field(field: schemas.Field) -> forms.Field:
    options: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.hint}
    if field.sort == "payer":
        return forms.ChoiceField(choices=schemas.PAYERS, **options)
    return forms.CharField(widget=_widget(field), **options)


def _widget(field: schemas.Field) -> forms.Widget:
    if field.sort == "text":
        return forms.Textarea(attrs={"rows": 4})
    kinds = {"email": "email", "phone": "tel", "date": "date"}
    attributes = {"type": kinds.get(field.sort, "text")}
    if field.sort in ("count", "euros"):
        attributes["inputmode"] = "numeric" if field.sort == "count" else "decimal"
    return forms.TextInput(attrs=attributes)


def typed(fields: Sequence[schemas.Field], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as people would type them."""
    shown = {}
    for field in fields:
        value = answers.get(field.name)
        if value is not None and field.sort == "euros":
            value = printing.plain(value)
        if value is not None and field.sort == "phone":
            value = vault.readable("voice", value)
        shown[field.name] = value
    return shown


class SignForm(forms.Form):
    """The digest in the form is that of the version that was read."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("You sign as"), choices=Signatory.choices)
    read = forms.BooleanField(
        label=_("I read this version and agree to it"),
        error_messages={"required": _("Read the document, and tick that you did.")},
    )
    code = forms.CharField(label=_("Code"), max_length=20, required=False)

    def __init__(self, roles: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = dict(Signatory.choices)
        self.fields["role"].choices = [(role, names[role]) for role in roles]  # type: ignore[attr-defined]
        if len(roles) == 1:
            self.fields["role"].widget = forms.HiddenInput()


class PaperForm(forms.Form):
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Who signed"), choices=Signatory.choices)
    name = forms.CharField(label=_("Name under the signature"), max_length=120)
    deputy = forms.BooleanField(label=_("Signed by the deputy"), required=False)
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}))
    scan = forms.FileField(
        label=_("Scan of the signed paper"), help_text=_("PDF, or a photo as JPEG; at most 20 MB."), required=False
    )

    def __init__(self, roles: Sequence[str], deputies: bool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = dict(Signatory.choices)
        self.fields["role"].choices = [(role, names[role]) for role in roles]  # type: ignore[attr-defined]
        if not deputies:
            del self.fields["deputy"]


class CheckForm(forms.Form):
    file = forms.FileField(label=_("The PDF that you want to check"))


class SentForm(forms.Form):
    sent_on = forms.DateField(label=_("Sent on"), widget=forms.DateInput(attrs={"type": "date"}))


class AnswerForm(forms.Form):
    """What the federal service answered."""

    outcome = forms.ChoiceField(
        label=_("What came back"),
        choices=[("in_order", _("The charter is in order")), ("remarks", _("There are remarks"))],
        widget=forms.RadioSelect,
    )
    answered_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}))
    remarks = forms.CharField(label=_("Remarks"), required=False, max_length=2_000, widget=forms.Textarea)
    chief_letter_on = forms.DateField(
        label=_("The chief of police had a letter on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    mayor_letter_on = forms.DateField(
        label=_("The mayor had a letter on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
