from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.networks.channel.models import Digest, PostKind
from nabij.networks.channel.rules import REASONS
from nabij.networks.channel.text_stop import LONGEST
from nabij.networks.channel.texts import reason_in
from nabij.tenants.languages import spoken


class PostForm(forms.Form):
    """A practical message. What may not be written is said by the action, with the way to the police."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=PostKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST * 2, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What, where and when. No names, numbers or addresses of people."),
    )  # fmt: skip
    photo = forms.FileField(
        label=_("Photo of a thing"), required=False,
        help_text=_("The coordinator looks at it first. Where and with what device you took it, is removed."),
    )  # fmt: skip
    only_things = forms.BooleanField(label=_("There are no people and no number plates in the photo"), required=False)
    shown_as = forms.ChoiceField(label=_("Neighbours see you as"), required=False)

    def __init__(self, names: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["shown_as"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


class EditForm(forms.Form):
    text = forms.CharField(label=_("Your message"), max_length=LONGEST * 2, widget=forms.Textarea(attrs={"rows": 5}))


class PoliceForm(forms.Form):
    """What somebody saw, for the police only."""

    text = forms.CharField(
        label=_("What did you see?"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Behaviour, clothes, vehicle, number plate, direction. Here you may write that."),
    )  # fmt: skip
    happened_at = forms.DateTimeField(
        label=_("When was it?"), required=False, help_text=_("Leave it empty if it was just now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    may_contact = forms.BooleanField(label=_("The police may call or mail me about this"), required=False, initial=True)


class ChoiceForm(forms.Form):
    """How a member wants to hear of messages, and how neighbours see them."""

    digest = forms.ChoiceField(label=_("Overview of new messages"), choices=Digest.choices, widget=forms.RadioSelect)
    shown_as = forms.ChoiceField(label=_("Neighbours see you as"), required=False)

    def __init__(self, names: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["shown_as"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """What the moderator decides; one form per message, so that it carries the id of the message in its fields."""

    reason = forms.ChoiceField(label=_("Why?"), required=False)
    remark = forms.CharField(label=_("A word to the writer"), required=False, max_length=300)
    photo_looked = forms.BooleanField(label=_("No people and no number plates in the photo"), required=False)
    photo_out = forms.BooleanField(label=_("Leave the photo out"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reasons = [(code, reason_in(code, spoken())) for code in REASONS]
        self.fields["reason"].choices = [("", _("Choose a reason")), *reasons]  # type: ignore[attr-defined]


class AskGroupForm(forms.Form):
    ground = forms.CharField(
        label=_("How did the members decide it?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A poll, or a meeting with its date."),
    )  # fmt: skip


class AnswerGroupForm(forms.Form):
    hours = forms.CharField(
        label=_("When does the officer read?"), max_length=120,
        help_text=_("For example: on working days between 9 and 17 hours."),
    )  # fmt: skip
    remark = forms.CharField(label=_("Remark"), required=False, max_length=300)


class WhatsAppForm(forms.Form):
    """A group that exists. The manager and how to reach them are kept sealed."""

    name = forms.CharField(label=_("Name of the group"), max_length=80)
    area = forms.CharField(label=_("Streets or neighbourhood"), required=False, max_length=120)
    size = forms.IntegerField(label=_("Number of members"), required=False, min_value=0, max_value=2_000)
    manager = forms.CharField(label=_("Manager"), required=False, max_length=120)
    contact = forms.CharField(label=_("Telephone or e-mail of the manager"), required=False, max_length=120)
    agreed_on = forms.DateField(
        label=_("Agreement accepted on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_contact = forms.DateField(
        label=_("Last contact on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
