"""What the page of a template asks: its words in each language, its fields, and what comes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.alerts.audience_form import AudienceFields, Offers, initial_audience
from nabij.alerts.digest import Text
from nabij.alerts.forms import CHANNELS, LANGUAGES, text_fields
from nabij.alerts.kinds import kinds
from nabij.alerts.models import Ground
from nabij.alerts.rules.whom import whom_of
from nabij.alerts.wording.fields import TYPES, Field, Type, fields_for, labels
from nabij.alerts.wording.shipped import Wording

NOTHING = Offers()
SEPARATOR = "|"


class TemplateForm(AudienceFields):
    """A template as somebody writes it. Which fields it has follows from the braces in its texts."""

    name = forms.CharField(
        label=_("Name of the template"),
        max_length=80,
        error_messages={"required": _("Give the template a name, so that your colleagues find it.")},
    )
    kind = forms.ChoiceField(label=_("Kind of alert"))
    ground = forms.ChoiceField(label=_("Why do we warn?"), required=False, choices=[("", "---"), *Ground.choices])
    categories = forms.MultipleChoiceField(
        label=_("Offered for these reports"),
        required=False,
        help_text=_("None: for every other one of its kind."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"), required=False, choices=CHANNELS, widget=forms.CheckboxSelectMultiple,
        help_text=_("None: as the plan of the network says."),
    )  # fmt: skip
    number = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, offers: Offers = NOTHING, categories: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields |= text_fields()
        self.offer(offers)
        self.fields["kind"].choices = [(code, one.name) for code, one in kinds().items() if code != "feedback"]  # type: ignore[attr-defined]
        self.fields["categories"].choices = list(categories)  # type: ignore[attr-defined]

    def texts(self) -> dict[str, Text]:
        typed = self.cleaned_data
        found = {code: Text(typed[f"subject_{code}"], typed[f"body_{code}"]) for code in LANGUAGES}
        return {code: text for code, text in found.items() if text.body.strip()}

    def wording(self) -> Wording:
        """What was written, once the form is valid. Raises Refused for an audience that is none."""
        typed, texts = self.cleaned_data, self.texts()
        audience = self.audience()
        return Wording(
            texts=texts,
            fields=tuple(fields_for(texts, described(self.data))),
            categories=tuple(typed["categories"]),
            ground=typed["ground"],
            channels=tuple(typed["channels"]),
            audience=audience.as_json() if audience else {},
        )


def described(data: Mapping[str, Any]) -> list[Field]:
    """The fields as the rows of the page describe them; a choice per line, its languages divided by bars."""
    names = [key.removeprefix("type-") for key in data if key.startswith("type-")]
    return [_described(data, name) for name in names]


def _described(data: Mapping[str, Any], name: str) -> Field:
    kind: Type = next((one for one in TYPES if one == data.get(f"type-{name}")), "text")
    lines = str(data.get(f"choices-{name}", "")).splitlines() if kind == "choice" else []
    choices = [_choice(line) for line in lines if line.strip()]
    return Field(name, kind, str(data.get(f"label-{name}", "")).strip()[:80], tuple(choices))


def _choice(line: str) -> dict[str, str]:
    words = [one.strip() for one in line.split(SEPARATOR)]
    return {language: said for language, said in zip(LANGUAGES, words, strict=False) if said}


def rows(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """The fields as rows of the page."""
    names = labels()
    return [
        {
            "name": one.name,
            "label": one.label,
            "placeholder": names[one.type],
            "types": [(code, names[code], code == one.type) for code in TYPES],
            "choices": "\n".join(
                f" {SEPARATOR} ".join(choice.get(code, "") for code in LANGUAGES) for choice in one.choices
            ),
        }
        for one in fields
    ]


def initial_of(name: str, kind: str, wording: Wording) -> dict[str, Any]:
    """The fields of the form for what a template says."""
    texts = {
        f"{part}_{language}": getattr(text, part)
        for language, text in wording.texts.items()
        for part in ("subject", "body")
    }
    audience = initial_audience(whom_of(wording.audience)) if wording.audience else {}
    return texts | audience | {
        "name": name, "kind": kind, "ground": wording.ground, "categories": list(wording.categories),
        "channels": list(wording.channels),
    }  # fmt: skip
