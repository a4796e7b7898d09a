from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nabij.reports.outward.queries import Box, Wish, public_kinds
from nabij.reports.words import in_language
from nabij.tenants import queries as tenants
from nabij.tenants.models import TenantKind

STATES: Final = [("", _("Open and closed")), ("open", _("Open")), ("closed", _("Closed"))]


DAY: Final = forms.DateInput({"type": "date"})
DAYS: Final = (MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31)))


class WishForm(forms.Form):
    """What to show of what is public: the same choices on the page and in every feed."""

    kind = forms.MultipleChoiceField(label=_("Only some kinds"), required=False, widget=forms.CheckboxSelectMultiple)
    state = forms.ChoiceField(label=_("Show"), choices=STATES, required=False)
    tenant = forms.ChoiceField(label=_("Answered by"), required=False)
    neighbourhood = forms.CharField(max_length=40, required=False)
    since = forms.DateField(label=_("From"), required=False, validators=DAYS, widget=DAY)
    until = forms.DateField(label=_("Up to and including"), required=False, validators=DAYS, widget=DAY)
    bbox = forms.CharField(max_length=100, required=False)
    after = forms.UUIDField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.code, in_language(one.name)) for one in public_kinds()]  # type: ignore[attr-defined]
        self.owners = {one.slug: one for one in tenants.all_tenants() if one.kind != TenantKind.PARTNER}
        named = [(slug, one.name) for slug, one in self.owners.items()]
        self.fields["tenant"].choices = [("", _("Everybody")), *named]  # type: ignore[attr-defined]

    def clean_bbox(self) -> Box | None:
        """West, south, east, north in degrees, as GeoJSON has it."""
        if not (written := self.cleaned_data["bbox"]):
            return None
        try:
            west, south, east, north = (float(part) for part in written.split(","))
        except ValueError:
            raise forms.ValidationError(_("Give the box as west,south,east,north in degrees.")) from None
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise forms.ValidationError(_("Give the box as west,south,east,north in degrees."))
        return west, south, east, north

    def wish(self) -> Wish:
        """What was asked, once it is valid."""
        given = self.cleaned_data
        until = given["until"]
        return Wish(
            kinds=tuple(given["kind"]),
            is_open={"open": True, "closed": False}.get(given["state"]),
            tenant=self.owners.get(given["tenant"]),
            neighbourhood=given["neighbourhood"],
            since=_midnight(given["since"]) if given["since"] else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
            box=given["bbox"],
        )


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
