"""Sending the weekly mail: each week once to each coordinator, whatever dies meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext, override

from nabij.audit.actions import record
from nabij.networks.models import Network
from nabij.networks.todo import Todo, todo_of
from nabij.networks.year import telling
from nabij.networks.year.weekly import rules
from nabij.networks.year.weekly.models import MailState, WeeklyMail
from nabij.networks.zone_rules import zone_rules
from nabij.people import queries as people
from nabij.tenants.actor import system_actor

MOST_TRIES: Final = 5
IN_DOUBT_AFTER: Final = timedelta(minutes=10)
OF_COORDINATOR: Final = "coordinator"


def send_week(tenant_id: UUID, account_id: UUID, found: Sequence[Network], week: date, now: datetime) -> str:
    """Sends the mail of a week to one coordinator; the state in which it stands after this. Again sends nothing twice.

    The row is committed before the mail leaves: who died in between leaves it "sending", which becomes "in doubt" and is shown,
    not sent again. What no route took is tried again by the next run.
    """
    mail = _claim(tenant_id, account_id, week, now)
    if mail is None:
        return ""
    person = people.person_behind(account_id)
    with override(person.language if person else settings.LANGUAGE_CODE):
        todos = [one for one in todo_of(found, now) if one.owner == OF_COORDINATOR]
        values = _values(found, todos, now)
    if not todos and not zone_rules(tenant_id).weekly_when_nothing:
        return _ended(mail, MailState.SILENT, 0, "", now)
    code = "weekly" if todos else "weekly_nothing"
    trouble = telling.tell(person.id, code, values, tenant_id=tenant_id, over=("email",)) if person else telling.GONE
    return _ended(mail, MailState.FAILED if trouble else MailState.SENT, len(todos), trouble, now)


@transaction.atomic
def _claim(tenant_id: UUID, account_id: UUID, week: date, now: datetime) -> WeeklyMail | None:
    """The row of this week, taken for sending now; None where it was sent, is in doubt, or is in other hands."""
    key = {"tenant_id": tenant_id, "account_id": account_id, "week": week}
    mail, is_new = WeeklyMail.objects.select_for_update().get_or_create(
        **key, defaults={"state": MailState.SENDING, "at": now}
    )
    if is_new:
        mail.tries = 1
        mail.save(update_fields=["tries"])
        return mail
    if mail.state == MailState.SENDING and mail.at < now - IN_DOUBT_AFTER:
        _ended(mail, MailState.IN_DOUBT, mail.todos, "in_doubt", now)
        return None
    if mail.state != MailState.FAILED or mail.tries >= MOST_TRIES:
        return None
    mail.state, mail.tries, mail.at = MailState.SENDING, mail.tries + 1, now
    mail.save(update_fields=["state", "tries", "at"])
    return mail


@transaction.atomic
def _ended(mail: WeeklyMail, state: MailState, todos: int, reason: str, now: datetime) -> str:
    mail.state, mail.todos, mail.reason, mail.at = state, todos, reason, now
    mail.save(update_fields=["state", "todos", "reason", "at"])
    record(
        system_actor([mail.tenant_id]), tenant_id=mail.tenant_id, verb="networks.weekly_mail", target="networks.weekly_mail",
        target_id=mail.id, detail={"week": mail.week.isoformat(), "state": str(state), "todos": todos, "reason": reason},
    )  # fmt: skip
    return str(state)


def _values(found: Sequence[Network], todos: Sequence[Todo], now: datetime) -> dict[str, str]:
    parts = [
        rules.Part(one.name, _address(f"/netwerken/{one.id}/jaar"), _lines(one, todos))
        for one in found
        if any(todo.network_id == one.id for todo in todos)
    ]
    return {
        "network": ", ".join(one.name for one in found[:2]) + (" ..." if len(found) > 2 else ""),
        "count": ngettext("%(n)s thing", "%(n)s things", len(todos)) % {"n": len(todos)},
        "lines": rules.written(parts, now),
        "url": _address(f"/netwerken/{found[0].id}/jaar"),
    }


def _lines(network: Network, todos: Sequence[Todo]) -> list[rules.Line]:
    return [rules.Line(str(one.what), _address(one.url), one.due) for one in todos if one.network_id == network.id]


def _address(path: str) -> str:
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
