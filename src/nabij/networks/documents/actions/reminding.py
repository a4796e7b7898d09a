"""Reminders to who did not sign within the term."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from nabij.channels.single import send_single
from nabij.networks.documents import queries, rules, telling
from nabij.networks.documents.actions.base import put
from nabij.networks.documents.models import Document, DocumentState
from nabij.tenants.actor import system_actor


def remind_late(now: datetime | None = None) -> int:
    """Reminds each signatory who is late, at the e-mail address or telephone in the document itself; once per term of the zone.
    Returns how many messages a provider took. Whoever gives no address still finds it in their list of what is to do.
    """
    return sum(_remind(found, now or timezone.now()) for found in queries.late_signings(now or timezone.now()))


def _remind(late: Document, now: datetime) -> int:
    """Marked first, then sent: who is reminded twice after a crash loses more than who is reminded a term later."""
    with transaction.atomic():
        found = Document.objects.select_for_update().filter(id=late.id, reminded_at=late.reminded_at).first()
        if found is None or found.state != DocumentState.SIGNING:
            return 0
        found.network = late.network
        waits = rules.still_to_sign(queries.wanted_of(found), {one.role for one in queries.signatures_of(found)})
        found.reminded_at = now
        found.save(update_fields=["reminded_at"])
        put(system_actor([found.tenant_id]), found, "remind_signatories", {"roles": waits})
    answers = queries.answers_of(found)
    return sum(send_single(**message) for message in telling.reminders(found, answers, waits))
