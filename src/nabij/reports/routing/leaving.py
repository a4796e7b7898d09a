"""What an outside team gets to see of a task, and the link that opens it. Never who reported, nor what colleagues wrote."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from nabij.people import vault
from nabij.reports.models import Task

LINK_DAYS: Final = 30
"""How long a link opens a task at least, from the last time that it was sent; two weeks beyond its term where that is later."""
BEYOND_TERM: Final = timedelta(days=14)
TOKEN_LENGTH: Final = 40
"""Of 64 signs each: 240 bits, which nobody guesses."""


def renew_link(task: Task, now: datetime) -> None:
    """A new link from now on; the old one opens nothing any more. The caller saves the task."""
    lasts = now + timedelta(days=LINK_DAYS)
    task.link_until = max(lasts, task.due_at + BEYOND_TERM) if task.due_at else lasts
    task.link_hash = hash_of(token_of(task))


def token_of(task: Task) -> str:
    """The secret part of the link: made again from a key outside the database each time, so that a dump opens no task."""
    if task.link_until is None:
        return ""
    told = task.id.bytes + task.link_until.isoformat().encode()
    return urlsafe_b64encode(vault.keyed_digest(b"task-link", told)).decode()[:TOKEN_LENGTH]


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def link_of(task: Task) -> str:
    """The address of the page of a task, for who has no account."""
    return f"{settings.SITE_URL}{reverse('reports:errand', args=[token_of(task)])}"
