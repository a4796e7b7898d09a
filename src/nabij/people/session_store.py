"""Sessions in the database, read and written with one statement each: every page pays for them."""

from __future__ import annotations

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from nabij.audit.statements import planned, rows_of


class SessionStore(InDatabase):
    """Django's own, without the query it builds and the transaction it opens for one row."""

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
