from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html

from nabij.site.components.attributes import html_attributes

register = template.Library()


def kind_of(widget: forms.Widget) -> str:
    """Which markup a widget takes: hidden, check, choices, select, area, file or input."""
    kinds: list[tuple[type[forms.Widget], str]] = [
        (forms.HiddenInput, "hidden"),
        (forms.CheckboxInput, "check"),
        (forms.RadioSelect, "choices"),
        (forms.CheckboxSelectMultiple, "choices"),
        (forms.Select, "select"),
        (forms.Textarea, "area"),
        (forms.FileInput, "file"),
    ]
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "input")


CLASSES = {"select": "ams-select", "area": "ams-text-area", "file": "ams-file-input", "input": "ams-text-input"}


def described_by(bound: BoundField, hint: str) -> str:
    """The ids of hint and error, so that a screen reader reads them with the control."""
    ids = [f"{bound.auto_id}_helptext"] if hint else []
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def control(bound: BoundField, kind: str, hint: str, attributes: dict[str, object]) -> str:
    """The control itself with the class of its kind, its state and the caller's attributes."""
    names: dict[str, Any] = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    own = " ".join(
        filter(None, [CLASSES.get(kind, ""), str(bound.field.widget.attrs.get("class", "")), names.pop("class", "")])
    )
    if own:
        names["class"] = own
    if described := described_by(bound, hint):
        names["aria-describedby"] = described
    if bound.errors:
        names["aria-invalid"] = "true"
    return bound.as_widget(attrs=names)


@register.inclusion_tag("site/components/field.html")
def field(
    bound: BoundField, label: str | None = None, hint: str | None = None, optional: bool = True, **attributes: object
) -> dict[str, object]:
    """Label, hint, control and error of one field of a form; other arguments become attributes of the control.

    `optional` False: not said to be optional, although an empty one is not always wrong.
    """
    kind = kind_of(bound.field.widget)
    words = str(bound.help_text) if hint is None else hint
    return {
        "bound": bound,
        "kind": kind,
        "label": bound.label if label is None else label,
        "hint": words,
        "described_by": described_by(bound, words),
        "optional": optional and not bound.field.required and kind not in {"check", "hidden"},
        "multiple": bool(bound.field.widget.attrs.get("multiple")),
        "control": "" if kind == "choices" else control(bound, kind, words, attributes),
        "choices": bound.subwidgets if kind == "choices" else [],
        "extra": html_attributes(attributes),
    }


@register.inclusion_tag("site/components/file.html")
def file_input(name: str, of: object, accept: str = "") -> dict[str, object]:
    """A control for one file outside a Django form, with the id `name-of`; its label is the caller's."""
    attributes = html_attributes({"type": "file", "name": name, "id": f"{name}-{of}", "accept": accept or None})
    return {"control": format_html('<input class="ams-file-input"{}>', attributes), "multiple": False}


@register.inclusion_tag("site/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """On top of a form that came back: each error as a link to its field. Empty while there is none."""
    faults = [(bound.id_for_label or bound.auto_id, bound.label, error) for bound in form for error in bound.errors]
    return {"faults": faults, "general": form.non_field_errors()}
