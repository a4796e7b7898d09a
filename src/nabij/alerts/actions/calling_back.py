"""Systems that want to be told when an alert changes."""

from __future__ import annotations

import base64
import json
import secrets
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts.models import CallBack
from nabij.audit.actions import record
from nabij.channels.carriers.webhook import SECRET_PREFIX
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

MOST = 10
TROUBLE_LENGTH = 120


@transaction.atomic
def add_call_back(actor: Actor, *, tenant_id: UUID, url: str) -> tuple[CallBack, str]:
    """Tells the system at `url` of every change that this key may see. Also gives the secret that signs: it is kept sealed.

    Raises Missing for who is no key with alerts.view, Refused for an address that is none and past ten of them.
    """
    if actor.kind != "key" or actor.id is None:
        raise Missing
    actor.require("alerts.view", tenant_id)
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.fragment:
        raise Refused(_("Give the whole address of your system, such as https://example.org/nabij."))
    if CallBack.objects.filter(tenant_id=tenant_id, account_id=actor.id, ended_at__isnull=True).count() >= MOST:
        raise Refused(_("This key has ten call-backs already. End one of them first."))
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    made_id = new_id()
    value = vault.seal_value("webhook", made_id, json.dumps({"url": url, "secret": secret}))
    made = CallBack.objects.create(
        id=made_id, tenant_id=tenant_id, account_id=actor.id, value=value, created_at=timezone.now()
    )
    record(actor, tenant_id=tenant_id, verb="alerts.add_call_back", target="alerts.call_back", target_id=made.id)
    return made, secret


@transaction.atomic
def end_call_back(actor: Actor, *, call_back_id: UUID) -> None:
    """Tells it nothing more. Raises Missing for one of another key."""
    found = _open_of(actor).select_for_update().filter(id=call_back_id).first()
    if found is None:
        raise Missing
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    record(actor, tenant_id=found.tenant_id, verb="alerts.end_call_back", target="alerts.call_back", target_id=found.id)


@transaction.atomic
def note_call(actor: Actor, *, call_back_id: UUID, trouble: str, is_gone: bool) -> None:
    """What came of a call: answered where `trouble` is empty. One whose system says that it is gone ends."""
    found = CallBack.objects.select_for_update().filter(id=call_back_id, ended_at__isnull=True).first()
    if actor.kind != "system" or found is None:
        return
    now = timezone.now()
    if trouble:
        found.trouble, found.trouble_at = trouble[:TROUBLE_LENGTH], now
    else:
        found.trouble, found.answered_at = "", now
    if is_gone:
        found.ended_at = now
        record(
            actor, tenant_id=found.tenant_id, verb="alerts.end_call_back", target="alerts.call_back", target_id=found.id
        )
    found.save()


def _open_of(actor: Actor) -> QuerySet[CallBack]:
    if actor.id is None:
        raise Missing
    return CallBack.objects.filter(
        account_id=actor.id, tenant_id__in=actor.tenants_with("alerts.view"), ended_at__isnull=True
    )
