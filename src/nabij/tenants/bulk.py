"""Many values at once for PostgreSQL, written as text: a fraction of what handing them over one by one costs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_COPY_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copied(value: str) -> str:
    """One field of a line for COPY in text format."""
    return value if value.isalnum() else value.translate(_COPY_ESCAPES)


copied_again = lru_cache(maxsize=256)(copied)
"""The same for a column in which few values come back all the time."""


def array(values: Iterable[str]) -> str:
    """The literal of an array, for a parameter with a cast such as `%s::text[]`."""
    return "{" + ",".join([f'"{_quoted(value)}"' for value in values]) + "}"


def bytea_array(values: Iterable[bytes | None]) -> str:
    """The same for `%s::bytea[]`; None becomes NULL."""
    return "{" + ",".join(["NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values]) + "}"


def _quoted(value: str) -> str:
    return value if value.isalnum() else value.replace("\\", "\\\\").replace('"', '\\"')
