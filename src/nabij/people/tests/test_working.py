"""Staff says where it is reminded of its work: shown by a code, sealed, its own only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nabij.people.models import AccountKind, WorkContact
from nabij.people.tests import letterbox
from nabij.people.tests.factories import make_account, make_staff, make_tenant, make_work_contact, sign_in
from nabij.people.working import queries

pytestmark = pytest.mark.django_db
ADDRESS = "an.peeters@politie.example"


@pytest.fixture
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


def give(client: Client, letters: list[letterbox.Letter], value: str = ADDRESS, kind: str = "email") -> Any:
    answer = client.post(reverse("people:work"), {"kind": kind, "value": value})
    assert answer.status_code == 302
    return client.post(reverse("people:work_code"), {"code": letters[-1].code})


def test_an_address_counts_once_its_code_came_back(letters: list[letterbox.Letter]) -> None:
    account = make_staff(make_tenant(), "dispatcher")
    client = sign_in(Client(), account)
    client.post(reverse("people:work"), {"kind": "email", "value": ADDRESS})
    wrong = "000000" if letters[-1].code != "000000" else "000001"
    assert client.post(reverse("people:work_code"), {"code": wrong}).status_code == 422
    assert queries.way_to(account.id, "email") is None
    client.post(reverse("people:work_code"), {"code": letters[-1].code})
    assert queries.with_way("email") == {account.id}
    assert ADDRESS in client.get(reverse("people:work")).content.decode()
    assert ADDRESS.encode() not in bytes(WorkContact.objects.get().value)


def test_a_new_one_takes_the_place_of_the_old_and_none_is_left_after_stopping(letters: list[letterbox.Letter]) -> None:
    account = make_staff(make_tenant(), "dispatcher")
    client = sign_in(Client(), account)
    for value in (ADDRESS, "wacht@politie.example"):
        give(client, letters, value)
    way = queries.way_to(account.id, "email")
    assert way and way.value == "wacht@politie.example"
    give(client, letters, "0470 12 34 56", "sms")
    assert client.post(reverse("people:work_forget"), {"kind": "email"}).status_code == 302
    assert [one.kind for one in WorkContact.objects.all()] == ["sms"]
    assert client.post(reverse("people:work_forget"), {"kind": "email"}).status_code == 404


@pytest.mark.parametrize("value", ["", "geen adres", "@", "x" * 300])
def test_what_is_no_address_is_refused_in_a_sentence_and_sends_nothing(
    value: str, letters: list[letterbox.Letter]
) -> None:
    client = sign_in(Client(), make_staff(make_tenant(), "dispatcher"))
    assert client.post(reverse("people:work"), {"kind": "email", "value": value}).status_code == 422
    assert letters == [] and not WorkContact.objects.exists()


def test_only_staff_and_only_its_own(letters: list[letterbox.Letter]) -> None:
    zone = make_tenant()
    colleague = make_staff(zone, "dispatcher")
    make_work_contact(colleague, value=ADDRESS)
    other = sign_in(Client(), make_staff(zone, "administrator"))
    assert ADDRESS not in other.get(reverse("people:work")).content.decode()
    assert other.post(reverse("people:work_forget"), {"kind": "email"}).status_code == 404
    assert Client().get(reverse("people:work")).status_code == 302
    assert sign_in(Client(), make_account(AccountKind.RESIDENT)).get(reverse("people:work")).status_code == 404
    assert WorkContact.objects.count() == 1
    colleague.is_active = False
    colleague.save()
    assert queries.way_to(colleague.id, "email") is None and queries.with_way("email") == set()
