"""A request that is too large fills no disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from nabij.site.bodies import LARGEST_BYTES, limited


class Unread:
    def read(self, *_size: int) -> bytes:
        raise AssertionError("nothing of it is read")


def asked(length: str) -> tuple[str, list[bytes]]:
    statuses: list[str] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b"fine"]

    environ = {"CONTENT_LENGTH": length, "wsgi.input": Unread()}
    body = list(limited(application)(environ, lambda status, _headers: statuses.append(status)))
    return statuses[0], body


@pytest.mark.parametrize("length", ["", "0", "12", str(LARGEST_BYTES)])
def test_what_is_small_enough_goes_on(length: str) -> None:
    assert asked(length) == ("200 OK", [b"fine"])


@pytest.mark.parametrize("length", [str(LARGEST_BYTES + 1), "99999999999999", "-1", "12abc"])
def test_what_is_too_large_or_no_length_is_refused_unread(length: str) -> None:
    status, body = asked(length)
    assert status.startswith("413") and body[0].decode().startswith("This is more than")
