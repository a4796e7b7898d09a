from __future__ import annotations

import base64

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from nabij.people.session_store import SessionStore

pytestmark = pytest.mark.django_db


def _kept() -> str:
    store = SessionStore()
    store["step"] = 1
    store.save()
    assert store.session_key
    return store.session_key


def test_what_is_kept_comes_back_and_each_step_is_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    key = _kept()
    with django_assert_num_queries(2):
        store = SessionStore(key)
        store["step"] += 1
        store.save()
    assert SessionStore(key)["step"] == 2
    assert Session.objects.get(session_key=key).expire_date > timezone.now()


def test_one_that_was_ended_meanwhile_is_not_written_again() -> None:
    store = SessionStore(_kept())
    store["step"] = 3
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_one_that_is_over_or_unknown_is_empty_and_gets_another_key() -> None:
    key = _kept()
    Session.objects.update(expire_date=timezone.now())
    for asked in (key, "nobody-has-this-key"):
        store = SessionStore(asked)
        assert list(store.keys()) == []
        assert store.session_key is None


def test_a_dump_of_sessions_says_nothing() -> None:
    """The draft of a report, and the code by which one follows it, stand in sessions."""
    store = SessionStore()
    store["report_draft"] = {"text": "Mijn buurman dealt drugs", "code": "K7RM-2XQD-9HTW"}
    store.save()
    (row,) = Session.objects.all()
    assert b"buurman" not in base64.b64decode(row.session_data) and "K7RM" not in row.session_data
    assert SessionStore(row.session_key)["report_draft"]["text"] == "Mijn buurman dealt drugs"


@pytest.mark.parametrize("kept", ["", "x", "eyJhIjoxfQ:1abc:def", base64.b64encode(b"\x02k1" + bytes(40)).decode()])
def test_what_was_not_sealed_here_is_an_empty_session(kept: str) -> None:
    Session.objects.filter(session_key=_kept()).update(session_data=kept)
    assert list(SessionStore(Session.objects.get().session_key).keys()) == []
