from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nabij.people.models import KeyMode
from nabij.people.roles import Role
from nabij.people.rules import CARE_RADII_M, LANGUAGES, MESSAGE_KINDS, NEIGHBOURHOOD, STREET
from nabij.tenants.models import Tenant

REASONS = [
    ("counter", _("Stands at the counter")),
    ("phone", _("Called us")),
    ("paper", _("Sent a paper or mail")),
    ("duty", _("Needed for my task")),
]
KINDS = [
    ("sms", _("By text message")),
    ("voice", _("By telephone call, also on a landline")),
    ("email", _("By e-mail")),
]

GIVEN = [("voice", _("A telephone number")), ("email", _("An e-mail address"))]


def reaches() -> list[tuple[str, str]]:
    """How far around a place something may concern somebody."""
    return [
        (STREET, gettext("The whole street")),
        (NEIGHBOURHOOD, gettext("The whole neighbourhood")),
        *((str(one), gettext("%(n)s metres around it") % {"n": one}) for one in CARE_RADII_M),
    ]


class ValueForm(forms.Form):
    """A number or address, and how it is reached."""

    kind = forms.ChoiceField(label=_("How do we reach you?"), choices=KINDS, widget=forms.RadioSelect, initial="sms")
    value = forms.CharField(label=_("Telephone number or e-mail address"), max_length=254)


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code of six digits"), max_length=20)


class DescribeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of our messages"), choices=list(LANGUAGES.items()))


class PlaceForm(forms.Form):
    """A point in degrees; with the address that was chosen, the household there."""

    lon = forms.FloatField()
    lat = forms.FloatField()
    address_id = forms.UUIDField(required=False)
    mark = forms.CharField(label=_("Box or name on the bell"), required=False, max_length=40)


class CareForm(forms.Form):
    """A place that somebody cares about, in degrees."""

    label = forms.CharField(
        label=_("What do you call this place?"), max_length=40, help_text=_("Such as: the house of my mother")
    )
    reach = forms.ChoiceField(label=_("How far around it?"), initial="500", choices=reaches)
    care_lon = forms.FloatField()
    care_lat = forms.FloatField()


class EraseForm(forms.Form):
    """The second step before everything goes."""

    sure = forms.BooleanField(
        label=_("Yes, erase everything. I know that it cannot be undone."),
        error_messages={"required": _("Tick this first: it cannot be undone.")},
    )


class ChoicesForm(forms.Form):
    """What may come to a contact point, and when not."""

    wanted = forms.MultipleChoiceField(
        label=_("What do you want to receive here?"), choices=list(MESSAGE_KINDS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    quiet_from = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_until = forms.TimeField(label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))


class FindForm(forms.Form):
    """Looking up a resident at the counter or on the telephone."""

    kind = forms.ChoiceField(
        label=_("What did the person give?"), choices=GIVEN, widget=forms.RadioSelect, initial="voice"
    )
    value = forms.CharField(label=_("Telephone number or e-mail address"), max_length=254)
    reason = forms.ChoiceField(label=_("Why do you look this person up?"), choices=REASONS, widget=forms.RadioSelect)


class RoleForm(forms.Form):
    """A role in one of the tenants where who asks may give it, until a moment or for good."""

    where = forms.ChoiceField(label=_("Where"))
    role = forms.ChoiceField(label=_("Role"))
    valid_until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, tenants: list[Tenant], roles: list[Role], language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["where"].choices = [(str(tenant.id), tenant.name) for tenant in tenants]  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role.name, role.label(language)) for role in roles]  # type: ignore[attr-defined]

    def tenant_id(self) -> UUID:
        return UUID(self.cleaned_data["where"])


class AskForm(RoleForm):
    """A role for a colleague."""

    username = forms.CharField(label=_("Name with which your colleague signs in"), max_length=120)
    field_order = ["username", "where", "role", "valid_until"]


class KeyForm(RoleForm):
    """A key for another system."""

    name = forms.CharField(label=_("Name of the other system"), max_length=120)
    role = forms.ChoiceField(label=_("What it may do"))
    mode = forms.ChoiceField(
        label=_("What it reaches"), choices=KeyMode.choices, initial=KeyMode.TEST, widget=forms.RadioSelect
    )
    field_order = ["name", "where", "role", "mode", "valid_until"]


class InviteForm(forms.Form):
    new_username = forms.CharField(label=_("Name to sign in with"), max_length=120)
    name = forms.CharField(label=_("First and last name"), max_length=120)
    tenant = forms.ChoiceField(label=_("Service"))

    def __init__(self, *args: Any, tenants: list[Tenant], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tenant"].choices = [(str(tenant.id), tenant.name) for tenant in tenants]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, max_length=200)
