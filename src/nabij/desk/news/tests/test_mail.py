"""News by mail: for who asked and confirmed, not more often than chosen, and stopped with one click."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.audit.models import AuditRow
from nabij.channels.outbox.tests.routes import Routes
from nabij.desk.news import actions, queries, rules, tasks, tokens
from nabij.desk.news.models import NewsMail, NewsSubscription
from nabij.desk.news.tests.factories import make_item
from nabij.people import actions as people
from nabij.people.models import Account
from nabij.people.queries import value_of
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, sign_in
from nabij.reports.tests.factories import Town, make_area, make_town
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC, system_actor

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=10)


@pytest.fixture
def town() -> Town:
    cache.clear()
    found = make_town()
    make_area("neighbourhood", "M1-2", Place(4.76, 50.88), 0.01, municipality_code="M1", zone_code="Z1")
    return found


@pytest.fixture
def route(monkeypatch: pytest.MonkeyPatch) -> Routes:
    return Routes.installed(monkeypatch)


def run(after: timedelta = LATER) -> None:
    now = timezone.now() + after
    actions.gather_mails(now)
    tasks.deliver(now)


moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)


@given(moments, st.lists(st.integers(1, 60 * 24 * 3), max_size=60), st.sampled_from(["weekly", "at_once"]))
def test_no_mail_more_often_than_chosen(start: datetime, steps: list[int], often: str) -> None:
    """However the job runs, between two weekly mails lies a Friday afternoon, and nothing leaves that is not five minutes old."""
    told, now, sent = rules.slot_before(often, start), start, []
    for minutes in steps:
        now += timedelta(minutes=minutes)
        slot = rules.slot_before(often, now)
        assert slot <= now - rules.HOLD
        if rules.is_due(often, told, now):
            assert slot > told
            told = slot
            sent.append(slot)
    if often == "weekly":
        days = [(b - a).total_seconds() / 86_400 for a, b in pairwise(sent)]
        assert all(day >= 6.9 for day in days)
        assert all(slot.weekday() == 4 for slot in sent)


def test_anybody_subscribes_and_gets_nothing_before_the_address_is_confirmed(
    town: Town, client: Client, route: Routes
) -> None:
    make_item(town.zone, "Vooraf")
    asked = client.post("/nieuws/per-mail/", {"address": "An@Example.org", "often": "at_once", "codes": ["M1-1"]})
    assert asked.status_code == 200
    run()
    (mail,) = route.sent
    assert mail.to == "an@example.org" and "Vooraf" not in mail.text
    link = re.search(r"/nieuws/bevestig/[\w-]+/", mail.text)
    assert link
    make_item(town.zone, "Nog niet")
    run()
    assert len(route.sent) == 1
    client.get(link[0])
    assert not NewsSubscription.objects.exclude(confirmed_at=None).exists()
    client.post(link[0])
    make_item(town.zone, "Nu wel", neighbourhoods=["M1-1"])
    make_item(town.zone, "Andere wijk", neighbourhoods=["M1-2"])
    run(timedelta(minutes=1))
    assert len(route.sent) == 1
    run()
    assert route.sent[-1].subject == "Nu wel" and "Andere wijk" not in route.sent[-1].text
    run(timedelta(minutes=20))
    assert len(route.sent) == 2


def test_one_click_stops_it_and_forgets_the_address(town: Town, route: Routes) -> None:
    """RFC 8058: a POST to the address in the header, without cookies, and a GET changes nothing."""
    actions.subscribe_address(
        PUBLIC, address="an@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="at_once"
    )
    actions.confirm(NewsSubscription.objects.get().id)
    make_item(town.zone)
    run()
    headers = route.sent[-1].headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.search(r"/nieuws/stop/[\w-]+/", headers["List-Unsubscribe"])
    assert path and path[0] in route.sent[-1].text
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path[0]).status_code == 200 and NewsSubscription.objects.count() == 1
    assert strict.post(path[0], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not NewsSubscription.objects.exists() and not NewsMail.objects.exists()
    assert strict.post(path[0], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert strict.post("/nieuws/stop/AAAA/").status_code == 404


def test_a_link_to_stop_does_not_confirm(town: Town, client: Client) -> None:
    actions.subscribe_address(
        PUBLIC, address="an@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="weekly"
    )
    found = NewsSubscription.objects.get()
    assert client.post(f"/nieuws/bevestig/{tokens.token_for(found.id, 'stop')}/").status_code == 404
    assert NewsSubscription.objects.get().confirmed_at is None


def test_nobody_floods_a_letterbox_and_who_does_not_confirm_is_forgotten(town: Town, route: Routes) -> None:
    visitor = Client(REMOTE_ADDR="198.51.100.9")
    typed = {"address": "slachtoffer@example.org", "often": "weekly"}
    answers = [visitor.post("/nieuws/per-mail/", typed).status_code for _ in range(7)]
    assert answers == [200] * 5 + [422] * 2
    run()
    assert len(route.sent) == 3
    assert actions.drop_unconfirmed(timezone.now()) == 0
    assert actions.drop_unconfirmed(timezone.now() + timedelta(days=3)) == 3
    assert not NewsSubscription.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"address": "geen adres", "often": "weekly"}, {"often": "weekly"}, {"address": "an@example.org", "often": "elk uur"},
        {"address": "an@example.org", "often": "weekly", "codes": ["M2-1"]},
        {"address": "an@example.org", "often": "weekly", "website": "x"},
    ],
)  # fmt: skip
def test_a_bad_subscription_is_explained_and_nothing_is_stored(
    town: Town, client: Client, typed: dict[str, Any]
) -> None:
    make_item(town.zone)
    answer = client.post("/nieuws/per-mail/?zone=z1", typed)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not NewsSubscription.objects.exists()


def test_my_page_and_its_twin_keep_one_choice(town: Town, route: Routes) -> None:
    person = make_resident("Rita")
    client = sign_in(Client(), Account.objects.get(id=person.account_id))
    refused = client.post("/mijn/nieuws/?zone=z1", {"often": "at_once"})
    assert refused.status_code == 422 and not NewsSubscription.objects.exists()
    point = make_contact_point(person, "email")
    assert client.post("/mijn/nieuws/?zone=z1", {"often": "at_once", "themes": ["traffic"]}).status_code == 302
    clerk = sign_in(Client(), make_staff(town.zone, "desk_clerk"))
    session = clerk.session
    session["people.helping"] = {"person": str(person.id), "reason": "phone"}
    session.save()
    assert clerk.post(f"/hulp/{person.id}/nieuws/?zone=z1", {"often": "at_once"}).status_code == 302
    assert NewsSubscription.objects.get().themes == []
    assert AuditRow.objects.filter(verb="desk.subscribe_news", on_behalf_of=person.id).count() == 1
    make_item(town.zone)
    run()
    assert any(re.search(r"a colleague put that down|een collega noteerde dat", one.text) for one in route.sent)
    assert len(route.sent) == 2
    people.opt_out(system_actor([town.zone.id]), contact_point_id=point.id, tenant_id=town.zone.id)
    make_item(town.zone, "Na de stop")
    run(timedelta(minutes=20))
    assert len(route.sent) == 2
    assert queries.dossier_of(person.id)
    stop = {"deed": "stop", "which": str(NewsSubscription.objects.get().id)}
    other = sign_in(Client(), Account.objects.get(id=make_resident().account_id))
    assert other.post("/mijn/nieuws/?zone=z1", stop).status_code == 404
    assert client.post("/mijn/nieuws/?zone=z1", stop).status_code == 302
    assert not NewsSubscription.objects.exists()


def test_who_is_erased_gets_nothing(town: Town) -> None:
    person = make_resident()
    make_contact_point(person, "email")
    actions.subscribe_person(
        system_actor(), person_id=person.id, zone_id=town.zone.id, codes=[], wanted=[], often="weekly"
    )
    actions.forget_person(person.id)
    assert not NewsSubscription.objects.exists()


def test_who_is_erased_gets_nothing_at_an_address_that_they_gave_without_signing_in_either(town: Town) -> None:
    """The address was confirmed by a link, and later they showed on their page that it is theirs."""
    person = make_resident("Rita")
    point = make_contact_point(person, "email")
    address = {"zone_id": town.zone.id, "codes": [], "wanted": [], "often": "weekly"}
    actions.subscribe_address(PUBLIC, address=value_of(point), **address)  # type: ignore[arg-type]
    actions.subscribe_address(PUBLIC, address="jan@example.org", **address)  # type: ignore[arg-type]
    for one in NewsSubscription.objects.all():
        actions.confirm(one.id)
    assert len(queries.dossier_of(person.id)) == 1
    people.erase_person(system_actor(), person_id=person.id)
    assert NewsSubscription.objects.count() == 1


def test_a_link_to_confirm_is_over_after_two_days(town: Town, client: Client) -> None:
    """Also before the job of the night took the address away."""
    actions.subscribe_address(
        PUBLIC, address="an@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="weekly"
    )
    NewsSubscription.objects.update(asked_at=timezone.now() - timedelta(days=2, minutes=1))
    link = f"/nieuws/bevestig/{tokens.token_for(NewsSubscription.objects.get().id, 'confirm')}/"
    assert client.post(link).status_code == 404
    assert NewsSubscription.objects.get().confirmed_at is None


def test_what_is_withdrawn_before_the_mail_leaves_is_not_in_it(town: Town, route: Routes) -> None:
    actions.subscribe_address(
        PUBLIC, address="an@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="at_once"
    )
    actions.confirm(NewsSubscription.objects.get().id)
    NewsMail.objects.all().delete()
    wrong, good = make_item(town.zone, "Fout"), make_item(town.zone, "Goed")
    now = timezone.now() + LATER
    actions.gather_mails(now)
    actions.withdraw(system_actor([town.zone.id]), item_id=wrong.id)
    tasks.deliver(now)
    assert [one.subject for one in route.sent] == ["Goed"]
    actions.publish(system_actor([town.zone.id]), item_id=wrong.id)
    run(timedelta(minutes=30))
    assert len(route.sent) == 1 and good.published_at


def test_no_address_can_be_read_in_the_database(town: Town) -> None:
    actions.subscribe_address(
        PUBLIC, address="geheim.adres@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="weekly"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select s::text || m::text from desk_newssubscription s join desk_newsmail m on m.subscription_id = s.id"
        )
        row = cursor.fetchone()[0]
    assert "geheim" not in row and b"geheim".hex() not in row
