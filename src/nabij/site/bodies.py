"""How much may be sent to us in one request: what is larger is refused before a byte of it reaches the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

LARGEST_BYTES: Final = 64 * 1024 * 1024
"""Five photos as large as a photo may be; longer lists are brought in by a command."""
SENTENCE: Final = "This is more than can be sent at once. / Dit is meer dan er ineens verstuurd kan worden."


def limited(application: Application, most: int = LARGEST_BYTES) -> Application:
    """The same application behind a limit. A request without a length has no body, as WSGI has it."""

    def guarded(request: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        written = str(request.get("CONTENT_LENGTH") or "0")
        if not written.isdigit() or int(written) > most:
            start_response(
                "413 Content Too Large", [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
            )
            return [SENTENCE.encode()]
        return application(request, start_response)

    return guarded
