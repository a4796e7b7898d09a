"""Sessions in the database, sealed, read and written with one statement each: every page pays for them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any, Final
from uuid import UUID

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from nabij.audit.statements import planned, rows_of
from nabij.people import vault

SEALED_AS: Final = "session"
NO_ROW: Final = UUID(int=0)
"""A new session is sealed before it has a key of its own."""


class SessionStore(InDatabase):
    """Django's own, without the query it builds and the transaction it opens for one row; and sealed, since the draft of a report
    and the code by which one follows it stand in a session for an hour.
    """

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = self.serializer().dumps(session_dict).decode("latin-1")
        return b64encode(vault.seal_value(SEALED_AS, NO_ROW, plain)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Empty for what was not sealed here, or with a key that is gone: then one signs in again."""
        try:
            plain = vault.open_value(SEALED_AS, NO_ROW, b64decode(session_data, validate=True))
        except (vault.CannotOpen, ValueError):
            return {}
        found: dict[str, Any] = self.serializer().loads(plain.encode("latin-1"))
        return found

    def _get_session_from_db(self) -> Session | None:
        condition = "session_key = %s and expire_date > %s"
        found = rows_of(Session, condition, [self.session_key, timezone.now()]) if self.session_key else []
        if not found:
            self._session_key = None
        return found[0] if found else None

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError where the session was ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._session)  # type: ignore[attr-defined]
        with planned() as cursor:
            cursor.execute(
                "update django_session set session_data = %s, expire_date = %s where session_key = %s",
                [row.session_data, row.expire_date, row.session_key],
            )
            if not cursor.rowcount:
                raise UpdateError
