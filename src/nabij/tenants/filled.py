"""What somebody filled in."""

from __future__ import annotations

from typing import Any

from nabij.tenants.errors import Refused


def filled_in(form: Any) -> dict[str, Any]:
    """The cleaned values of a Django form. Raises Refused with the sentence of its first fault."""
    if not form.is_valid():
        raise Refused(next((str(fault) for faults in form.errors.values() for fault in faults), ""))
    return dict(form.cleaned_data)
