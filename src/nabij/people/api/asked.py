"""What another system may send: nothing that nobody knows, and no characters that nobody can keep."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict

from nabij.tenants.errors import Refused

PLAIN: Final = r"^[^\x00]*$"
"""Any text but the character NUL, which PostgreSQL does not keep."""


class Strict(Schema):
    """A field that nobody knows is said to be wrong, not passed over."""

    model_config = ConfigDict(extra="forbid")


def known_only(request: HttpRequest, asked: type[Schema]) -> None:
    """Raises Refused for a parameter that `asked` does not have: a filter with a typing error would show everything."""
    for name in request.GET:
        if name not in asked.model_fields:
            raise Refused(_("There is no parameter “%(name)s” here.") % {"name": name})
