"""Keys with which other systems call in: made by two persons, counted, and answered once."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.people import vault
from nabij.people.actions.grants import grant_key
from nabij.people.models import Account, AccountKind, KeptAnswer, KeyMode
from nabij.people.queries import key_digest
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.keys import new_id

SEALED: Final = "sealed"
ANSWER: Final = "answer"


@transaction.atomic
def make_key(
    actor: Actor,
    *,
    tenant_id: UUID,
    name: str,
    role: str,
    mode: str = KeyMode.LIVE,
    valid_until: datetime | None = None,
) -> tuple[Account, str]:
    """A key for another system, such as the control room. It is shown this once: only a hash is kept.

    It opens nothing until a second person confirmed its role. Needs people.make_key, which itself takes two persons. Raises
    Refused for a role that no key can hold.
    """
    actor.require("people.make_key", tenant_id)
    if not name.strip():
        raise Refused(_("Give the system a name."))
    if mode not in KeyMode.values:
        raise Refused(_("Choose what this key may reach: for real, to colleagues only, or nothing."))
    secret = secrets.token_urlsafe(32)
    account = Account(
        id=new_id(), kind=AccountKind.KEY, name=name.strip(), key_digest=key_digest(secret), key_mode=mode
    )
    account.username = f"key-{account.id}"
    account.set_unusable_password()
    account.save()
    detail = {"role": role, "mode": mode}
    record(
        actor, tenant_id=tenant_id, verb="people.make_key", target="people.account", target_id=account.id, detail=detail
    )
    grant_key(actor, account=account, tenant_id=tenant_id, role=role, valid_until=valid_until)
    return account, f"{account.id}.{secret}"


def count_request(account_id: UUID, now: datetime) -> int:
    """Counts one more request of a key in this minute; how many it made in it."""
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_keyuse (id, account_id, minute, count) values (%s, %s, %s, 1)"
            " on conflict (account_id, minute) do update set count = people_keyuse.count + 1 returning count",
            [new_id(), account_id, minute],
        )
        (count,) = cursor.fetchone()
    return int(count)


@transaction.atomic
def answer_once(
    account_id: UUID, *, key: str, asked: bytes, answer: Callable[[], tuple[int, Any]]
) -> tuple[int, Any, bool]:
    """The status and body of `answer`, made at most once for this key: what it does and what is kept stand in one
    transaction. The last value says whether it was answered before. `asked` is the digest of the request.

    Raises Refused where the key was used for another request.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_keptanswer (id, account_id, key, asked, status, body, at) values (%s, %s, %s, %s, 0, '{}', %s)"
            " on conflict (account_id, key) do nothing returning id",
            [new_id(), account_id, key, asked, timezone.now()],
        )
        is_new = cursor.fetchone() is not None
    kept = KeptAnswer.objects.get(account_id=account_id, key=key)
    if not is_new:
        if bytes(kept.asked) != asked:
            raise Refused(_("This Idempotency-Key was used for another request. Use a new one for each new request."))
        return kept.status, _unsealed(kept), True
    kept.status, body = answer()
    written = json.dumps(body)
    kept.body = {SEALED: b64encode(vault.seal_value(ANSWER, kept.id, written)).decode()}
    kept.save(update_fields=["status", "body"])
    return kept.status, json.loads(written), False


def _unsealed(kept: KeptAnswer) -> Any:
    """An answer may hold a tracking code or the secret of a call-back: a dump shows neither."""
    return (
        json.loads(vault.open_value(ANSWER, kept.id, b64decode(kept.body[SEALED])))
        if SEALED in kept.body
        else kept.body
    )
