"""The lines that the reference gives to receivers work as they stand there."""

from __future__ import annotations

import base64
import hmac
import re
import time
from pathlib import Path

from nabij.channels.carriers.tests.stands import SECRET
from nabij.channels.carriers.webhook import signature

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "webhooks.md"


def test_five_lines_verify_us() -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    names: dict[str, object] = {"base64": base64, "hmac": hmac, "time": time}
    exec(found.group(1), names)
    is_ours = names["is_ours"]
    assert callable(is_ours)
    headers, body = signature(SECRET, "a", int(time.time()), b"{}"), b"{}"
    assert is_ours(SECRET, headers, body)
    assert not is_ours(SECRET, headers, body + b" ")
    assert not is_ours("whsec_" + "A" * 32, headers, body)
    assert not is_ours(SECRET, headers | signature(SECRET, "a", int(time.time()) - 301, body), body)
