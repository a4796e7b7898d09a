"""Keys of rows that belong to a tenant."""

from __future__ import annotations

import uuid
from typing import Any

import uuid6
from django.db import models


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): sorts by the moment it was made, so indexes stay compact."""
    return uuid.UUID(int=uuid6.uuid7().int)


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A link to another row of the same tenant; the database checks both columns (see `nabij.tenants.migrate`)."""

    def __init__(self, to: Any, **options: Any) -> None:
        options["on_delete"] = models.DO_NOTHING
        options["db_constraint"] = False
        super().__init__(to, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, arguments, options = super().deconstruct()
        options.pop("db_constraint", None)
        options.pop("on_delete", None)
        return name, path, arguments, options
