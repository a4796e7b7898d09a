"""What another system may send: nothing that nobody knows, and no characters that nobody can keep."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict

from nabij.tenants.errors import Refused

PLAIN: Final = r"^[^\x00]*$"
"""Any text but the character NUL, which PostgreSQL does not keep."""


MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")


def _written(value: Any) -> Any:
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return value
    raise ValueError("write a moment with its offset, such as 2026-11-21T14:02:00+01:00")


Moment = Annotated[datetime, BeforeValidator(_written)]
"""RFC 3339 with its offset; pydantic alone would take any number for seconds."""


class Strict(Schema):
    """A field that nobody knows is said to be wrong, not passed over."""

    model_config = ConfigDict(extra="forbid")


def known_only(request: HttpRequest, asked: type[Schema]) -> None:
    """Raises Refused for a parameter that `asked` does not have: a filter with a typing error would show everything."""
    for name in request.GET:
        if name not in asked.model_fields:
            raise Refused(_("There is no parameter “%(name)s” here.") % {"name": name})
