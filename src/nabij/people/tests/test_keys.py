"""Keys of other systems: two persons, a page that shows the key once, a limit that is announced, one answer per request."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from nabij.people import actions, queries
from nabij.people.models import Account, KeptAnswer, RoleGrant
from nabij.people.tests import factories
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db
PAGE = "/rechten/sleutels/"


@pytest.fixture
def zone() -> Tenant:
    return factories.make_tenant()


def admin(zone: Tenant) -> Client:
    return factories.sign_in(Client(), factories.make_staff(zone, "administrator"))


def made_key(zone: Tenant, role: str = "alert_writer", mode: str = "live") -> str:
    account, secret = actions.make_key(
        factories.staff_actor(zone, "administrator"), tenant_id=zone.id, name="Dashboard", role=role, mode=mode
    )
    row = RoleGrant.objects.get(account=account)
    actions.confirm_role(factories.staff_actor(zone, "administrator"), grant_id=row.id)
    return secret


def ask(secret: str, path: str = "/api/v1/alerts", **headers: str) -> object:
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"} | headers)


def test_the_page_makes_a_key_and_shows_it_once(zone: Tenant) -> None:
    first, second = admin(zone), admin(zone)
    given = {"name": "Dashboard", "where": str(zone.id), "role": "alert_reader", "mode": "live"}
    answer = first.post(PAGE, given)
    account = Account.objects.get(kind="key")
    page = answer.content.decode()
    secret = page[page.index(f"{account.id}.") :].split("<")[0]
    assert str(account.id) + "." not in first.get(PAGE).content.decode()
    assert ask(secret).json()["rows"] == []  # type: ignore[attr-defined]
    row = RoleGrant.objects.get(account=account)
    for client, state in ((first, "granted"), (second, "active")):
        client.post(f"/rechten/{row.id}/", {"deed": "confirm", "from": "keys"})
        row.refresh_from_db()
        assert row.state == state
    assert "nooit" not in second.get(PAGE).content.decode(), "it called in, and the page says when"
    second.post(f"/rechten/{row.id}/", {"deed": "withdraw", "from": "keys"})
    assert not (queries.actor_for_key(secret) or queries.PUBLIC).rights


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"role": "dispatcher"}, {"mode": "loud"}, {"where": "00000000-0000-7000-8000-000000000000"}],
)
def test_a_key_that_cannot_be_is_refused_with_a_sentence(zone: Tenant, wrong: dict[str, str]) -> None:
    given = {"name": "Dashboard", "where": str(zone.id), "role": "alert_reader", "mode": "live"} | wrong
    assert admin(zone).post(PAGE, given).status_code == 422
    assert not Account.objects.filter(kind="key").exists()


def test_keys_of_another_zone_are_not_listed(zone: Tenant) -> None:
    made_key(zone)
    elsewhere = admin(factories.make_tenant())
    assert "Dashboard" not in elsewhere.get(PAGE).content.decode()
    row = RoleGrant.objects.get(role="alert_writer")
    assert elsewhere.post(f"/rechten/{row.id}/", {"deed": "withdraw"}).status_code == 404


def test_a_key_ends_at_its_term(zone: Tenant) -> None:
    until = timezone.now() + timedelta(hours=1)
    account, secret = actions.make_key(
        factories.staff_actor(zone, "administrator"), tenant_id=zone.id, name="Proef", role="alert_reader",
        valid_until=until,
    )  # fmt: skip
    actions.confirm_role(
        factories.staff_actor(zone, "administrator"), grant_id=RoleGrant.objects.get(account=account).id
    )
    assert (queries.actor_for_key(secret) or queries.PUBLIC).rights
    with time_machine.travel(until + timedelta(seconds=1)):
        assert not (queries.actor_for_key(secret) or queries.PUBLIC).rights


def test_the_limit_is_announced_and_held(zone: Tenant, settings: object) -> None:
    settings.NABIJ_API_PER_MINUTE = 3  # type: ignore[attr-defined]
    secret = made_key(zone)
    with time_machine.travel(timezone.now().replace(second=20, microsecond=0), tick=False):
        answers = [ask(secret) for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]  # type: ignore[attr-defined]
    assert [one["RateLimit"] for one in answers] == [f'"minute";r={left};t=40' for left in (2, 1, 0, 0, 0)]  # type: ignore[index]
    assert answers[-1]["RateLimit-Policy"] == '"minute";q=3;w=60'  # type: ignore[index]
    assert answers[-1]["Retry-After"] == "40"  # type: ignore[index]
    assert answers[-1]["Content-Type"] == "application/problem+json"  # type: ignore[index]
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert ask(secret).status_code == 200  # type: ignore[attr-defined]


def test_one_answer_for_one_request(zone: Tenant) -> None:
    key = queries.actor_for_key(made_key(zone))
    assert key is not None and key.id is not None
    made: list[int] = []

    def answer() -> tuple[int, object]:
        made.append(1)
        return 201, {"number": len(made)}

    first = actions.answer_once(key.id, key="a", asked=b"1", answer=answer)
    again = actions.answer_once(key.id, key="a", asked=b"1", answer=answer)
    assert (first, again) == ((201, {"number": 1}, False), (201, {"number": 1}, True))
    with pytest.raises(Refused):
        actions.answer_once(key.id, key="a", asked=b"2", answer=answer)
    other = queries.actor_for_key(made_key(factories.make_tenant()))
    assert other is not None and other.id is not None
    assert actions.answer_once(other.id, key="a", asked=b"2", answer=answer)[1] == {"number": 2}


def test_what_failed_may_be_tried_again_with_the_same_key(zone: Tenant) -> None:
    key = queries.actor_for_key(made_key(zone))
    assert key is not None and key.id is not None

    def fails() -> tuple[int, object]:
        raise Missing

    with pytest.raises(Missing):
        actions.answer_once(key.id, key="a", asked=b"1", answer=fails)
    assert actions.answer_once(key.id, key="a", asked=b"1", answer=lambda: (200, {}))[2] is False


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_is_done_once(zone: Tenant) -> None:
    key = queries.actor_for_key(made_key(zone))
    assert key is not None
    account_id, inside, answers = key.id, threading.Event(), []
    assert account_id is not None

    def slow() -> tuple[int, object]:
        inside.wait(2)
        return 201, {"made": True}

    def call() -> None:
        try:
            answers.append(actions.answer_once(account_id, key="a", asked=b"1", answer=slow))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    inside.set()
    for thread in threads:
        thread.join()
    assert sorted(was for _status, _body, was in answers) == [False, True]
    assert KeptAnswer.objects.count() == 1
    connection.close()


def test_a_dump_does_not_show_what_was_answered(zone: Tenant) -> None:
    """An answer may hold what is given this once, such as a tracking code or the secret of a call-back."""
    key = queries.actor_for_key(made_key(zone))
    assert key is not None and key.id is not None
    given = {"key": "a", "asked": b"1", "answer": lambda: (201, {"tracking_code": "K7RM-2XQD-9HTW"})}
    first, again = (actions.answer_once(key.id, **given) for _turn in range(2))  # type: ignore[arg-type]
    assert first[:2] == again[:2] == (201, {"tracking_code": "K7RM-2XQD-9HTW"}) and again[2]
    assert "K7RM" not in str(KeptAnswer.objects.values_list("body", flat=True).get())
