"""Hours of a week in the database: an int4multirange of minutes, so that one condition says who is there now."""

from __future__ import annotations

from typing import Any

from django.db import models

from nabij.networks.shops.hours import Week


class HoursField(models.Field):  # type: ignore[type-arg]
    """A `hours.Week`; NULL is "at all hours", the empty one "never"."""

    def db_type(self, connection: Any) -> str:
        return "int4multirange"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Week | None:
        return None if value is None else tuple((one.lower, one.upper) for one in value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else "{" + ",".join(f"[{start},{end})" for start, end in value) + "}"
