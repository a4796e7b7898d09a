"""A day and an hour as somebody writes it in Brussels: some hours are never on the clock there, some come twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nabij.tenants.working_days import BRUSSELS


def exists(local: datetime) -> bool:
    """Whether a local time without zone is ever on the clock in Brussels; in spring one hour is not."""
    aware = local.replace(tzinfo=BRUSSELS)
    return aware.astimezone(UTC).astimezone(BRUSSELS).replace(tzinfo=None) == local


def comes_twice(local: datetime) -> bool:
    """Whether a local time without zone is on the clock in Brussels two times, as one hour in autumn is."""
    first, second = (local.replace(tzinfo=BRUSSELS, fold=fold).utcoffset() for fold in (0, 1))
    return exists(local) and first != second


class Moment(forms.DateTimeField):
    """A date and time as the browser's own field gives it, in Brussels time; not an hour that the clock skips or has twice."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    default_error_messages = {"invalid": _("Choose a day and an hour.")}

    def to_python(self, value: Any) -> datetime | None:
        typed = forms.Field.to_python(self, value)
        if typed in self.empty_values or isinstance(typed, datetime):
            return super().to_python(typed or None)
        local = self._read(str(typed).strip())
        if not exists(local):
            raise forms.ValidationError(
                _("That hour does not exist: the clock goes from 2 to 3. Choose an hour before or after.")
            )
        if comes_twice(local):
            raise forms.ValidationError(
                _("That hour comes twice that night: the clock goes back. Choose an hour before or after.")
            )
        return local.replace(tzinfo=BRUSSELS)

    def _read(self, typed: str) -> datetime:
        for form in self.input_formats:
            try:
                return datetime.strptime(typed, form)
            except ValueError:
                continue
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
