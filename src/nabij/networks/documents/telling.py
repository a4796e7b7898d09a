"""What signatories hear who are late."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from nabij.networks.documents import texts
from nabij.networks.documents.models import Document, Signatory
from nabij.tenants.working_days import BRUSSELS


def reminders(found: Document, answers: Mapping[str, Any], waits: Sequence[str]) -> Iterator[dict[str, str]]:
    """A message per signatory with an e-mail address in the document, for `send_single`."""
    words = _file()[found.language]
    since = (found.frozen_at or found.made_at).astimezone(BRUSSELS)
    said = {
        "document": texts.title(found.kind, found.language, {"network": found.network.name}),
        "version": str(found.version),
        "since": f"{since.day}/{since.month}/{since.year}",
    }
    for role in waits:
        if to := answers.get(f"{role}_email"):
            text = words["text"].strip().format(**said, url=_door(found, role))
            subject = words["subject"].format(**said)
            yield {"kind": "email", "to": to, "subject": subject, "text": text, "language": found.language}


def _door(found: Document, role: str) -> str:
    """Where to sign. A coordinator signs in as a resident, the others as staff, who are asked by the page itself."""
    page = reverse("networks:document_sign", args=[found.id])
    if role == Signatory.COORDINATOR:
        page = f"{reverse('people:sign_in')}?{urlencode({'next': page})}"
    return f"{settings.SITE_URL}{page}"


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomllib.loads((texts.DATA / "reminder.toml").read_text(encoding="utf-8"))
