"""Systems that want to be told of changes."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from nabij.audit.actions import record
from nabij.audit.statements import planned
from nabij.channels.call_backs import subjects
from nabij.channels.call_backs.models import CallBack
from nabij.channels.carriers.webhook import SECRET_PREFIX
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

MOST: Final = 10
TROUBLE_LENGTH: Final = 120
CALL_TASK: Final = "channels.call_back"
TARGET: Final = "channels.call_back"
ASKED_SQL: Final = (
    "select id from channels_callback where tenant_id = %s and ended_at is null and about @> array[%s]::varchar[]"
)


@transaction.atomic
def add_call_back(actor: Actor, *, tenant_id: UUID, url: str, about: Sequence[str] = ()) -> tuple[CallBack, str]:
    """Tells the system at `url` of every change that this key may see, or of those of some subjects only.

    Also gives the secret that signs: it is kept sealed. Raises Missing for who is no key, or may see none of it; Refused for an
    address that is none and past ten of them.
    """
    open_ones = subjects.open_to(actor, tenant_id)
    wanted = [one for one in open_ones if not about or one in about]
    if actor.kind != "key" or actor.id is None or not wanted or set(about) - set(open_ones):
        raise Missing
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.fragment:
        raise Refused(_("Give the whole address of your system, such as https://example.org/nabij."))
    if CallBack.objects.filter(tenant_id=tenant_id, account_id=actor.id, ended_at__isnull=True).count() >= MOST:
        raise Refused(_("This key has ten call-backs already. End one of them first."))
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    made_id = new_id()
    value = vault.seal_value("webhook", made_id, json.dumps({"url": url, "secret": secret}))
    made = CallBack.objects.create(
        id=made_id, tenant_id=tenant_id, account_id=actor.id, about=wanted, value=value, created_at=timezone.now()
    )
    record(actor, tenant_id=tenant_id, verb="channels.add_call_back", target=TARGET, target_id=made.id)
    return made, secret


@transaction.atomic
def end_call_back(actor: Actor, *, call_back_id: UUID) -> None:
    """Tells it nothing more. Raises Missing for one of another key."""
    if actor.kind != "key" or actor.id is None:
        raise Missing
    mine = CallBack.objects.filter(account_id=actor.id, tenant_id__in=list(actor.rights), ended_at__isnull=True)
    found = mine.select_for_update().filter(id=call_back_id).first()
    if found is None:
        raise Missing
    _end(actor, found)


@transaction.atomic
def note_call(actor: Actor, *, call_back_id: UUID, trouble: str, is_gone: bool) -> None:
    """What came of a call: answered where `trouble` is empty. One whose system says that it is gone ends."""
    found = CallBack.objects.select_for_update().filter(id=call_back_id, ended_at__isnull=True).first()
    if actor.kind != "system" or found is None:
        return
    if trouble:
        found.trouble, found.trouble_at = trouble[:TROUBLE_LENGTH], timezone.now()
    else:
        found.trouble, found.answered_at = "", timezone.now()
    found.save()
    if is_gone:
        _end(actor, found)


def tell(*, tenant_id: UUID, about: str, thing_id: UUID, verb: str) -> None:
    """Has everybody told who asked to be, by jobs that stand in the same transaction as the change (one query)."""
    with planned() as cursor:
        cursor.execute(ASKED_SQL, [tenant_id, about])
        asked = cursor.fetchall()
    for (call_back_id,) in asked:
        app.configure_task(CALL_TASK).defer(
            call_back_id=str(call_back_id), about=about, thing_id=str(thing_id), call_id=str(new_id()), verb=verb,
            at=timezone.now().isoformat(),
        )  # fmt: skip


def _end(actor: Actor, found: CallBack) -> None:
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    record(actor, tenant_id=found.tenant_id, verb="channels.end_call_back", target=TARGET, target_id=found.id)
