"""What the pages of alerts ask. Rules live in the actions; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.alerts.audience_form import AudienceFields, Offers, initial_audience
from nabij.alerts.digest import Text
from nabij.alerts.drafts import Draft
from nabij.alerts.kinds import kinds
from nabij.alerts.models import Alert, Ground
from nabij.alerts.reviewed_texts import feedback_templates
from nabij.alerts.rules.answers import reasons_of
from nabij.alerts.rules.whom import whom_of
from nabij.tenants.moments import Moment

if TYPE_CHECKING:
    pass

LONGEST_BODY = 1_200
CHANNELS = [
    ("sms", _("Text message")), ("email", _("E-mail")), ("voice", _("Call")), ("push", _("Notification")),
    ("webhook", _("Systems of organisations")),
]  # fmt: skip
LANGUAGES = ("nl", "fr", "en", "de")
LONGEST_REASON = 300
STAY, BECAUSE, FIELD = "stay-", "because-", "field-"
"""Names on the page: that a warning stays and why, and what stands in a field of the template."""


class AlertForm(AudienceFields):
    """An alert as somebody writes it."""

    kind = forms.ChoiceField(label=_("Kind of alert"))
    ground = forms.ChoiceField(label=_("Why do we warn?"), required=False, choices=[("", "---"), *Ground.choices])
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=CHANNELS,
        error_messages={"required": _("Choose at least one channel: text message, call, e-mail or notification.")},
        widget=forms.CheckboxSelectMultiple,
    )
    caught_in_act = forms.BooleanField(
        label=_("It is happening now, or the suspects may still be near"), required=False
    )
    about_life = forms.BooleanField(label=_("A life is in danger"), required=False)
    night_allowed = forms.BooleanField(
        label=_("May wake people"),
        required=False,
        help_text=_("Only where the plan of the network allows it, and only when it happens now."),
    )
    training = forms.BooleanField(label=_("This is an exercise"), required=False)
    window_from = Moment(label=_("Send later, at"), required=False, help_text=_("Empty: as soon as it is approved."))
    window_until = Moment(
        label=_("True until"),
        required=False,
        help_text=_("Empty: as long as is usual for this kind. After it nothing leaves."),
    )
    template = forms.CharField(required=False, max_length=72, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offers: Offers | None = None, codes: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= text_fields()
        self.offer(offers or Offers())
        self.fields["kind"].choices = [(code, found.name) for code, found in kinds().items() if code in codes]  # type: ignore[attr-defined]

    def draft(self, category: str = "") -> Draft:
        """What was written, once the form is valid."""
        typed = self.cleaned_data
        return Draft(
            kind=typed["kind"],
            texts={language: Text(typed[f"subject_{language}"], typed[f"body_{language}"]) for language in LANGUAGES},
            channels=typed["channels"],
            audience=self.audience(),
            ground=typed["ground"],
            category=category,
            about_life=typed["about_life"],
            caught_in_act=typed["caught_in_act"],
            night_allowed=typed["night_allowed"],
            training=typed["training"],
            window_from=typed["window_from"],
            window_until=typed["window_until"],
            template=typed["template"],
            answers=self.answers(),
        )

    def answers(self) -> dict[str, str]:
        """By key of the warning: why it stays, where that was ticked."""
        ticked = [name.removeprefix(STAY) for name in self.data if name.startswith(STAY)]
        return {key: str(self.data.get(BECAUSE + key, ""))[:LONGEST_REASON] for key in ticked}

    def filled_in(self) -> dict[str, str]:
        """What stands in the fields of the template."""
        return {name.removeprefix(FIELD): str(self.data[name]) for name in self.data if name.startswith(FIELD)}


def text_fields() -> dict[str, forms.Field]:
    """Subject and text in each language; Dutch must be there."""
    subjects = [_("Subject in Dutch"), _("Subject in French"), _("Subject in English"), _("Subject in German")]
    bodies = [_("Text in Dutch"), _("Text in French"), _("Text in English"), _("Text in German")]
    found: dict[str, forms.Field] = {}
    for language, subject, body in zip(LANGUAGES, subjects, bodies, strict=True):
        found[f"subject_{language}"] = forms.CharField(
            label=subject, required=False, max_length=80, widget=forms.TextInput(attrs={"lang": language})
        )
        found[f"body_{language}"] = forms.CharField(
            label=body,
            required=language == "nl",
            max_length=LONGEST_BODY,
            error_messages={"required": _("Write what happened and what people can do.")},
            widget=forms.Textarea(attrs={"lang": language}),
        )
    return found


def initial_of(draft: Draft) -> dict[str, Any]:
    """The fields of the form for a draft."""
    texts = {
        f"{part}_{language}": getattr(text, part)
        for language, text in draft.texts.items()
        for part in ("subject", "body")
    }
    return (
        texts
        | initial_audience(draft.audience)
        | {
            "kind": draft.kind,
            "ground": draft.ground,
            "channels": list(draft.channels),
            "caught_in_act": draft.caught_in_act,
            "about_life": draft.about_life,
            "night_allowed": draft.night_allowed,
            "training": draft.training,
            "window_from": draft.window_from,
            "window_until": draft.window_until,
            "template": draft.template,
        }
    )


def draft_of(alert: Alert, written_at: datetime | None = None) -> Draft:
    """An alert as the draft that makes it again. An end that nobody chose, as it follows from the kind, is left open."""
    return Draft(
        kind=alert.kind,
        texts={language: Text(said["subject"], said["body"]) for language, said in alert.texts.items()},
        channels=alert.channels,
        audience=whom_of(alert.audience),
        ground=alert.ground,
        category=alert.category,
        about_life=alert.about_life,
        caught_in_act=alert.caught_in_act,
        night_allowed=alert.night_allowed,
        training=alert.training,
        window_from=alert.window_from,
        window_until=alert.window_until if _is_chosen(alert, written_at) else None,
        template=alert.template,
        answers=reasons_of(alert.answers),
    )


def _is_chosen(alert: Alert, written_at: datetime | None) -> bool:
    start = alert.window_from or written_at
    if start is None:
        return False
    usual = start + timedelta(hours=kinds()[alert.kind].valid_hours)
    return abs(alert.window_until - usual) > timedelta(minutes=2)


class ApproveForm(forms.Form):
    """The tick, with what it is about: the digest, size and cost as they stood on the page."""

    agreed = forms.BooleanField(required=False)
    digest = forms.CharField(max_length=64)
    households = forms.IntegerField(min_value=0)
    cost_cents = forms.IntegerField(min_value=0)


class FeedbackForm(forms.Form):
    """A reviewed text, or words of one's own, and for "more we cannot say" the day on which people will hear more."""

    template = forms.ChoiceField(label=_("How did it end?"), required=False, widget=forms.RadioSelect)
    review_on = forms.DateField(
        label=_("People will hear more by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    subject_nl = forms.CharField(label=_("Subject"), required=False, max_length=80)
    body_nl = forms.CharField(
        label=_("Text in Dutch"), required=False, max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"lang": "nl"})
    )
    body_en = forms.CharField(
        label=_("Text in English"), required=False, max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"lang": "en"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = ("", _("In words of my own (a colleague approves them first)"))
        choices = [(found.code, found.label) for found in feedback_templates()]
        self.fields["template"].choices = [*choices, own]  # type: ignore[attr-defined]

    def texts(self) -> dict[str, Text]:
        typed = self.cleaned_data
        return {language: Text(typed["subject_nl"], typed[f"body_{language}"]) for language in ("nl", "en")}
