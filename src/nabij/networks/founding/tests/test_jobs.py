"""What a start-up does by itself: an owner is reminded once in a term, what is late is marked, a neighbour told."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nabij.networks import at_work, todo
from nabij.networks.founding import tasks, telling
from nabij.networks.founding.models import StartStep
from nabij.networks.founding.tests.factories import interested, make_ground, neighbour, starting
from nabij.networks.tests.factories import at_hand
from nabij.people.tests import letterbox
from nabij.people.tests.factories import make_staff, make_tenant, make_work_contact


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[letterbox.Letter]]:
    for module in (telling, at_work):
        monkeypatch.setattr(module, "send_single", letterbox.take)
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


@pytest.mark.django_db
def test_an_owner_is_reminded_once_in_a_term_and_what_is_late_is_marked(letters: list[letterbox.Letter]) -> None:
    network, owner = starting(make_tenant()), neighbour()
    mine = StartStep.objects.filter(network=network, code="interest")
    mine.update(owner_id=owner.account_id, due_at=timezone.now() + timedelta(days=2))
    for _at in range(2):
        tasks.watch_steps(timestamp=0)
    assert len(letters) == 1
    assert mine.get().stalled_at is None
    mine.update(due_at=timezone.now() - timedelta(hours=1))
    tasks.watch_steps(timestamp=0)
    assert mine.get().stalled_at is not None
    (one,) = [one for one in todo.todo_of(at_hand(network.id).values(), timezone.now()) if "interest" in one.url]
    assert (one.owner, one.is_late(timezone.now())) == ("prevention", True)
    assert len(letters) == 1


@pytest.mark.django_db
def test_staff_is_reminded_at_the_address_of_its_service_of_what_is_nobodys_yet(
    letters: list[letterbox.Letter],
) -> None:
    zone = make_tenant()
    network, chief, clerk = starting(zone), make_staff(zone, "chief"), make_staff(zone, "desk_clerk")
    for one in (chief, clerk):
        make_work_contact(one, value=f"{one.username}@zone.example")
    StartStep.objects.filter(network=network).update(due_at=None)
    StartStep.objects.filter(network=network, code="police_start").update(due_at=timezone.now() + timedelta(days=1))
    for _at in range(2):
        tasks.watch_steps(timestamp=0)
    assert [one.to for one in letters] == [f"{chief.username}@zone.example"]
    assert network.name in letters[0].subject


@pytest.mark.django_db
def test_a_neighbour_is_told_and_nobody_who_withdrew(letters: list[letterbox.Letter]) -> None:
    place = make_ground(make_tenant())
    row = interested(person=neighbour())
    told: dict[str, Any] = {
        "source": "interest",
        "row_id": str(row.id),
        "code": "goal",
        "values": {"place": place.name},
    }
    tasks.tell_neighbour(**told)
    assert len(letters) == 1
    assert place.name in letters[0].text
    row.delete()
    tasks.tell_neighbour(**told)
    assert len(letters) == 1


@pytest.mark.parametrize("code", sorted(tomllib.loads(telling.FILE.read_text(encoding="utf-8"))))
@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_every_message_is_written_in_every_language_and_asks_for_nothing(
    code: str, language: str, settings: Any
) -> None:
    values = {
        "place": "P",
        "network": "N",
        "sentence": "S",
        "before": "B",
        "until": "2026-12-04",
        "step": "charter",
        "id": "1",
    }
    subject, text = telling.words(code, language, values)
    assert "{" not in subject + text
    assert settings.CITY_NAME in text
    assert not any(word in text.lower() for word in ("wachtwoord", "password", "rekening", "klik hier", "click here"))
    assert language in tomllib.loads(telling.FILE.read_text(encoding="utf-8"))[code]
