"""One mail a week to who leads a network: what is late first, nothing about anybody, and never twice."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.models import Mandate
from nabij.networks.tests.factories import at_hand
from nabij.networks.year import telling
from nabij.networks.year.tests.conftest import Posted
from nabij.networks.year.tests.factories import Street, make_street, make_wish
from nabij.networks.year.weekly import actions, queries, rules
from nabij.networks.year.weekly.models import MailState, WeeklyMail
from nabij.networks.year.wishes.models import Wish
from nabij.people.models import Account, ContactPoint, Person
from nabij.people.tests.factories import make_work_contact, sign_in

SECRET = "De hond van nummer 12 blaft de hele dag."


def send_all(street: Street, now: datetime | None = None, week: date | None = None) -> list[str]:
    now = now or timezone.now()
    return [
        actions.send_week(one, week or rules.monday_of(timezone.localdate(now)), now)
        for one in queries.readers()
        if one.tenant_id == street.zone.id
    ]


@pytest.mark.django_db
def test_coordinator_and_deputy_get_one_mail_a_week_that_names_nobody(street: Street, posted: Posted) -> None:
    make_wish(street, text=SECRET)
    Wish.objects.update(due_at=timezone.now() - timedelta(days=1))
    make_wish(street)
    assert send_all(street) == ["sent", "sent"]
    assert send_all(street) == ["", ""]
    mails = posted()
    assert len(mails) == 2
    text = mails[0].text
    assert "te laat" in text or "Too late" in text
    assert text.index("/wensen/") < text.rindex("/wensen/")
    assert f"/netwerken/{street.network.id}/jaar" in text
    assert SECRET not in text and "Peeters" not in text and "@" not in text
    assert send_all(street, week=rules.monday_of(timezone.localdate()) + timedelta(7)) == ["sent", "sent"]


@pytest.mark.django_db
def test_it_speaks_the_language_of_its_reader(street: Street, posted: Posted) -> None:
    make_wish(street)
    Person.objects.filter(account_id=street.accounts["coordinator"].id).update(language="fr")
    ContactPoint.objects.filter(person__account_id=street.accounts["coordinator"].id).update(language="fr")
    send_all(street)
    assert sorted(one.subject[:7] for one in posted()) == ["Cette s", "Deze we"]


@pytest.mark.django_db
def test_staff_that_gave_an_address_reads_what_it_owns_and_others_get_nothing(street: Street, posted: Posted) -> None:
    wish = make_wish(street)
    Wish.objects.filter(id=wish.id).update(owner="officer")
    assert not any(one.is_staff for one in queries.readers())
    for who in ("officer", "chief", "mayor", "prevention"):
        make_work_contact(street.accounts[who], value=f"{who}@zone.example")
    owns = {one.account_id: one.owns[street.network.id] for one in queries.readers() if one.is_staff}
    assert owns == {street.accounts[who].id: {who} for who in ("officer", "chief", "mayor", "prevention")}
    send_all(street)
    to_officer = [one.text for one in posted() if one.recipient == "officer@zone.example"]
    assert len(to_officer) == 1 and str(wish.id) in to_officer[0]
    assert all(str(wish.id) not in one.text for one in posted() if one.recipient != "officer@zone.example")
    Account.objects.filter(id=street.accounts["officer"].id).update(is_active=False)
    assert street.accounts["officer"].id not in {one.account_id for one in queries.readers()}


@pytest.mark.django_db
def test_staff_with_nothing_to_do_is_left_alone_even_where_coordinators_are_not(street: Street, posted: Posted) -> None:
    street.zone.settings = {"networks": {"weekly_when_nothing": True}}
    street.zone.save()
    make_work_contact(street.accounts["chief"])
    (chief,) = [one for one in queries.readers() if one.is_staff]
    now = timezone.now()
    nothing = replace(chief, owns={street.network.id: frozenset()})
    assert actions.send_week(nothing, rules.monday_of(timezone.localdate(now)), now) == "silent"
    assert posted() == []


@pytest.mark.django_db
def test_a_week_with_nothing_to_do_is_silent_unless_the_zone_wants_it(street: Street, posted: Posted) -> None:
    from nabij.networks.year import todos

    quiet = [one for one in todos.of_the_year(at_hand(street.network.id), timezone.now()) if one.owner == "coordinator"]
    if quiet:
        settings_of = {f"{name}_month": 12 for name in ("needs", "evening", "survey")}
        street.zone.settings = {"networks": settings_of}
        street.zone.save()
    now = timezone.make_aware(datetime(timezone.localdate().year, 3, 2, 8))
    assert send_all(street, now) == ["silent", "silent"]
    assert posted() == []
    street.zone.settings = {"networks": {**street.zone.settings.get("networks", {}), "weekly_when_nothing": True}}
    street.zone.save()
    assert send_all(street, now, week=rules.monday_of(now.date()) + timedelta(7)) == ["sent", "sent"]
    assert "niets te doen" in posted()[0].subject


@pytest.mark.django_db
def test_what_failed_shows_and_is_tried_again(street: Street, settings: Any, posted: Posted) -> None:
    make_wish(street)
    routes = settings.NABIJ_ROUTES
    settings.NABIJ_ROUTES = {}
    assert send_all(street) == ["failed", "failed"]
    page = sign_in(Client(), street.accounts["officer"]).get(reverse("networks:year", args=[street.network.id]))
    assert [row["bad"] for row in page.context["mails"]] == [True, True]
    settings.NABIJ_ROUTES = routes
    assert send_all(street) == ["sent", "sent"]
    assert WeeklyMail.objects.filter(tries=2).count() == 2


@pytest.mark.django_db
def test_a_coordinator_without_an_address_shows(street: Street, posted: Posted) -> None:
    make_wish(street)
    ContactPoint.objects.filter(person__account_id=street.accounts["deputy"].id).update(retired_at=timezone.now())
    assert sorted(send_all(street)) == ["failed", "sent"]
    assert WeeklyMail.objects.get(state=MailState.FAILED).reason == telling.NO_WAY


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_sender_never_sends_a_week_twice(when: str, street: Street, posted: Posted) -> None:
    """A process that is killed just before or just after the mail left: the next run sends nothing again, and it shows."""
    make_wish(street)
    Mandate.objects.filter(network=street.network, deputy=True).delete()
    now = timezone.now()
    _killed(street, when, now)
    left = len(posted())
    assert left == (when == "after")
    assert WeeklyMail.objects.get().state == MailState.SENDING
    assert send_all(street, now) == [""]
    assert send_all(street, now + timedelta(hours=1)) == [""]
    assert WeeklyMail.objects.get().state == MailState.IN_DOUBT
    assert send_all(street, now + timedelta(hours=2)) == [""]
    assert len(posted()) == left


def _killed(street: Street, when: str, now: datetime) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        real = telling.send_single

        def dying(**message: Any) -> bool:
            if when == "after":
                real(**message)
            os.kill(os.getpid(), signal.SIGKILL)
            return False

        telling.send_single = dying
        try:
            send_all(street, now)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.django_db
def test_no_network_that_stopped_and_no_other_tenant(street: Street) -> None:
    other = make_street()
    type(other.network).objects.filter(id=other.network.id).update(state="stopped")
    assert {one.tenant_id for one in queries.readers()} == {street.zone.id}


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(timezone.get_default_timezone()))
LINES = st.lists(
    st.builds(rules.Line, st.just("Doe iets"), st.just("https://x.example/"), st.none() | MOMENTS), max_size=30
)


@given(LINES, MOMENTS)
def test_what_is_late_stands_above_the_rest(lines: list[rules.Line], now: datetime) -> None:
    with override("en"):
        text = rules.written([rules.Part("BIN Plein", "/", lines)], now)
    order = [text.find(title) for title in ("Too late already", "With a day", "When you find the time")]
    found = [at for at in order if at >= 0]
    assert found == sorted(found)
    assert (order[0] >= 0) == any(one.due and one.due < now for one in lines)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_week_begins_on_monday(day: date) -> None:
    monday = rules.monday_of(day)
    assert monday.weekday() == 0 and timedelta(0) <= day - monday < timedelta(7)
