"""Every address that the project answers, as data for the tests that walk them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """An address with its name, its arguments and the right that its view asks for (None: no right; "": any staff)."""

    route: str
    name: str
    right: str | None
    view: Any = field(repr=False, compare=False)

    @property
    def arguments(self) -> list[str]:
        return ARGUMENT.findall(self.route)

    def path(self, **values: object) -> str:
        """The address with these values in the place of its arguments."""
        return "/" + ARGUMENT.sub(lambda found: str(values[found[1]]), self.route)


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: Iterable[URLPattern | URLResolver], route: str = "", space: str = "") -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, here, inner)
        else:
            right = getattr(pattern.callback, "required_right", None)
            yield Address(here, space + (pattern.name or here), right, pattern.callback)
