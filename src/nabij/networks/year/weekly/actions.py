"""Sending the weekly mail: each week once to each coordinator and to staff that wants it, whatever dies meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
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
from nabij.networks.year.weekly.queries import Reader
from nabij.networks.zone_rules import zone_rules
from nabij.people import queries as people
from nabij.tenants.actor import system_actor

if TYPE_CHECKING:
    from nabij.people.models import Person

MOST_TRIES: Final = 5
IN_DOUBT_AFTER: Final = timedelta(minutes=10)


def send_week(reader: Reader, week: date, now: datetime) -> str:
    """Sends the mail of a week to one reader; the state in which it stands after this. Again sends nothing twice.

    The row is committed before the mail leaves: who died in between leaves it "sending", which becomes "in doubt" and is shown,
    not sent again. What no route took is tried again by the next run.
    """
    mail = _claim(reader.tenant_id, reader.account_id, week, now)
    if mail is None:
        return ""
    person = people.person_behind(reader.account_id)
    with override(person.language if person else settings.LANGUAGE_CODE):
        todos = [one for one in todo_of(reader.networks, now) if one.owner in reader.owns[one.network_id]]
        values = _values(reader, todos, now)
    if not todos and (reader.is_staff or not zone_rules(reader.tenant_id).weekly_when_nothing):
        return _ended(mail, MailState.SILENT, 0, "", now)
    trouble = _tell(reader, person, "weekly" if todos else "weekly_nothing", values)
    return _ended(mail, MailState.FAILED if trouble else MailState.SENT, len(todos), trouble, now)


def _tell(reader: Reader, person: Person | None, code: str, values: Mapping[str, str]) -> str:
    if reader.is_staff:
        return telling.tell_at_work(reader.account_id, code, values)
    return (
        telling.tell(person.id, code, values, tenant_id=reader.tenant_id, over=("email",)) if person else telling.GONE
    )


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


def _values(reader: Reader, todos: Sequence[Todo], now: datetime) -> dict[str, str]:
    found = reader.networks
    asking = [one for one in found if any(todo.network_id == one.id for todo in todos)]
    parts = [rules.Part(one.name, _year_of(one), _lines(one, todos)) for one in asking]
    return {
        "network": ", ".join(one.name for one in asking[:2] or found[:2]) + (" ..." if len(found) > 2 else ""),
        "count": ngettext("%(n)s thing", "%(n)s things", len(todos)) % {"n": len(todos)},
        "lines": rules.written(parts, now),
        "url": _year_of(found[0]) if len(found) == 1 or not reader.is_staff else _address("/netwerken/vandaag"),
    }


def _year_of(network: Network) -> str:
    return _address(f"/netwerken/{network.id}/jaar")


def _lines(network: Network, todos: Sequence[Todo]) -> list[rules.Line]:
    return [rules.Line(str(one.what), _address(one.url), one.due) for one in todos if one.network_id == network.id]


def _address(path: str) -> str:
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
