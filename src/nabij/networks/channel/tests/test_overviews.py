"""The overview of new messages: calm, never at night, once, and only to who wants it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.channel import rules, tasks
from nabij.networks.channel.actions import choosing, moderating, talking
from nabij.networks.channel.models import Post
from nabij.networks.channel.queries import telling
from nabij.networks.channel.tests.factories import PRACTICAL, Street, make_neighbour, make_post, make_street, open_group
from nabij.networks.members import actions as members
from nabij.people import vault
from nabij.people.actions import opt_out
from nabij.people.models import ContactPoint
from nabij.people.queries import value_of
from nabij.people.tests import letterbox
from nabij.tenants.actor import system_actor
from nabij.tenants.working_days import BRUSSELS

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 17, 30, tzinfo=BRUSSELS)
MONDAY = datetime(2026, 11, 23, 17, 30, tzinfo=BRUSSELS)


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[letterbox.Letter]:
    letterbox.letters.clear()
    monkeypatch.setattr(tasks, "send_single", letterbox.take)
    return letterbox.letters


@pytest.fixture
def street() -> Street:
    """With one message that is shown, of the day before the Friday."""
    found = make_street()
    post = make_post(found.an)
    moderating.decide_post(found.leading, post_id=post.id, deed="approve")
    Post.objects.update(shown_at=FRIDAY - timedelta(days=1), expires_at=FRIDAY + timedelta(days=20))
    type(found.an.membership).objects.update(joined_at=FRIDAY - timedelta(days=60))
    return found


def run(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at.astimezone(UTC))
    tasks.send_overviews(0)


@given(st.sampled_from(["off", "weekly", "daily"]), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_never_at_night_and_never_twice_a_day(kind: str, local: datetime) -> None:
    now = local.replace(tzinfo=BRUSSELS)
    if rules.digest_is_due(kind, None, now):
        assert time(17) <= local.time() < time(20, 30) and kind != "off"
        assert kind == "daily" or local.weekday() == rules.DIGEST_WEEKDAY
        assert not rules.digest_is_due(kind, now, now + timedelta(minutes=30))


def test_members_get_it_once_on_friday_by_mail(
    street: Street, letters: list[letterbox.Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, MONDAY)
    assert letters == []
    run(monkeypatch, FRIDAY)
    assert {letter.kind for letter in letters} == {"email"} and len(letters) == 3
    assert PRACTICAL in letters[0].text and "101" in letters[0].text and "An: " in letters[0].text
    numbers = [vault.readable(point.kind, value_of(point)) for point in ContactPoint.objects.filter(kind="sms")]
    assert not any(number in letter.text for number in numbers for letter in letters)
    run(monkeypatch, FRIDAY + timedelta(minutes=30))
    assert len(letters) == 3


def test_who_chose_none_or_stopped_it_or_left_gets_none(
    street: Street, letters: list[letterbox.Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing.choose(street.an.actor, network_id=street.network.id, digest="off")
    mail = next(point for point in street.bo.points if point.kind == "email")
    opt_out(
        system_actor([street.network.tenant_id]), contact_point_id=mail.id, tenant_id=street.network.tenant_id,
        message_kind=telling.POSTS_KIND,
    )  # fmt: skip
    members.leave(street.coordinator.actor, network_id=street.network.id, person_id=street.coordinator.person.id)
    run(monkeypatch, FRIDAY)
    assert letters == []


def test_quiet_hours_of_a_mail_address_count(
    street: Street, letters: list[letterbox.Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    ContactPoint.objects.filter(kind="email").update(quiet_from=time(17), quiet_until=time(18))
    run(monkeypatch, FRIDAY)
    assert letters == []
    run(monkeypatch, FRIDAY + timedelta(hours=1))
    assert len(letters) == 3


def test_daily_comes_daily_with_what_is_new_only(
    street: Street, letters: list[letterbox.Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing.choose(street.bo.actor, network_id=street.network.id, digest="daily")
    run(monkeypatch, FRIDAY)
    sent = len(letters)
    run(monkeypatch, FRIDAY + timedelta(days=1))
    assert len(letters) == sent, "nothing new"
    second = Post.objects.get()
    second.pk, second.text, second.shown_at = None, "De brug is dicht.", FRIDAY + timedelta(days=1, hours=2)
    second.id = type(second)._meta.pk.get_default()
    second.save(force_insert=True)
    run(monkeypatch, FRIDAY + timedelta(days=2))
    [letter] = letters[sent:]
    assert "De brug is dicht." in letter.text and PRACTICAL not in letter.text


def test_the_open_group_is_named_unless_muted(
    street: Street, letters: list[letterbox.Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_group(street)
    said = talking.say(street.policing, network_id=street.network.id, text="Donderdag is er zitdag.")
    type(said).objects.update(at=FRIDAY - timedelta(hours=3))
    Post.objects.all().delete()
    choosing.choose_group(street.an.actor, network_id=street.network.id, muted=True)
    run(monkeypatch, FRIDAY)
    assert len(letters) == 2 and all("zitdag" not in letter.text for letter in letters)


def test_a_reader_is_written_to_in_their_language(
    street: Street, letters: list[letterbox.Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    ContactPoint.objects.filter(kind="email").update(language="fr")
    run(monkeypatch, FRIDAY)
    assert all(letter.subject.startswith("Nouvelles des voisins") for letter in letters)


def test_the_work_does_not_grow_with_the_members(street: Street, django_assert_max_num_queries: object) -> None:
    for number in range(6):
        make_neighbour(street.network, f"Buur {number}")
    type(street.an.membership).objects.update(joined_at=FRIDAY - timedelta(days=60))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        [overview] = telling.overviews(street.network, FRIDAY)
    assert len(overview.letters) == 9
