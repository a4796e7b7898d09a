"""New house rules: members are asked once they look, at home or by telephone, and stay members; the coordinator sees how many."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from nabij.audit.models import AuditDetail, AuditRow
from nabij.networks import house_rules as rules
from nabij.networks.members import actions
from nabij.networks.models import Membership, Network
from nabij.networks.tests.factories import at_hand, lambert, make_member, make_network
from nabij.networks.todo import todo_of
from nabij.people.dossier import parts
from nabij.people.models import Account, Person
from nabij.people.queries import actor_for
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, make_tenant, sign_in
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db
OLD, PAGE = "2025-06-01", "/mijn/buurten/"
CHANGES = """
[[change]]
version = "2026-12-01"
nl = "Vanaf nu deel je ook geen filmpjes van mensen."
[[change]]
version = "2026-11-30"
nl = "De groep op WhatsApp staat er nu bij."
fr = "Le groupe WhatsApp en fait partie."
[[change]]
version = "2025-01-01"
nl = "Oud nieuws."
"""


@pytest.fixture
def network() -> Network:
    return make_network(make_tenant(), name="BIN Kerkveld")


@pytest.fixture
def resident() -> Person:
    return make_resident("An Peeters")


@pytest.fixture
def member(network: Network, resident: Person) -> Membership:
    return make_member(network, make_contact_point(resident, "sms", place=lambert()), rules=OLD)


@pytest.fixture
def at_home(member: Membership, resident: Person) -> Client:
    return sign_in(Client(), Account.objects.get(id=resident.account_id))


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The house rules with a later version, that says what changed."""
    text = rules.FILE.read_text("utf-8").replace(f'version = "{rules.current_version()}"', 'version = "2026-12-01"')
    (tmp_path / "rules.toml").write_text(text + CHANGES, "utf-8")
    monkeypatch.setattr(rules, "FILE", tmp_path / "rules.toml")
    rules._file.cache_clear()
    yield
    rules._file.cache_clear()


def agreed(network: Network, version: str = "") -> dict[str, str]:
    return {"network": str(network.id), "deed": "agree", "version": version or rules.current_version()}


def helping(network: Network, person: Person | None, reason: str = "phone") -> Client:
    client = sign_in(Client(), make_staff(network.tenant, "desk_clerk"))
    if person is not None:
        session = client.session
        session[HELPING] = {"person": str(person.id), "reason": reason}
        session.save()
    return client


def test_a_member_reads_what_changed_and_agrees_with_one_button(
    newer: None, network: Network, member: Membership, at_home: Client
) -> None:
    page = at_home.get(PAGE).content.decode()
    assert "Er zijn nieuwe huisregels" in page and "filmpjes" in page and "WhatsApp" in page
    assert page.index("WhatsApp") < page.index("filmpjes"), "the oldest change first"
    assert "Oud nieuws" not in page
    assert all(one in unescape(page) for one in rules.house_rules("nl").sentences), "the full text"
    answer = at_home.post(PAGE, agreed(network), follow=True).content.decode()
    assert "Er zijn nieuwe huisregels" not in answer
    member.refresh_from_db()
    assert member.house_rules == "2026-12-01"
    row = AuditRow.objects.get(verb="networks.accept_house_rules")
    said = AuditDetail.objects.get(row_id=row.id).payload
    assert (said["from"], said["version"]) == (OLD, "2026-12-01")


def test_what_changed_is_said_in_the_language_of_the_reader_else_in_dutch(newer: None) -> None:
    assert rules.changed_since(OLD, "fr") == (
        "Le groupe WhatsApp en fait partie.", "Vanaf nu deel je ook geen filmpjes van mensen.",
    )  # fmt: skip
    assert rules.changed_since("2026-11-30", "nl") == ("Vanaf nu deel je ook geen filmpjes van mensen.",)
    assert rules.changed_since("2026-12-01", "nl") == () == rules.changed_since("", "nl")


def test_who_is_up_to_date_is_asked_nothing_and_again_is_once(
    network: Network, member: Membership, at_home: Client
) -> None:
    for _ in range(2):
        at_home.post(PAGE, agreed(network))
    assert AuditRow.objects.filter(verb="networks.accept_house_rules").count() == 1
    assert 'value="agree"' not in at_home.get(PAGE).content.decode()


def test_who_does_not_answer_stays_a_member(network: Network, member: Membership, at_home: Client) -> None:
    at_home.post(PAGE, {"network": str(network.id), "deed": "points", "shown": "on"})
    member.refresh_from_db()
    assert (member.left_at, member.house_rules) == (None, OLD)


def test_another_version_than_the_one_that_counts_is_refused(
    network: Network, member: Membership, at_home: Client
) -> None:
    for version in (OLD, "", "9999-01-01"):
        page = at_home.post(PAGE, agreed(network) | {"version": version}, follow=True).content.decode()
        assert "Lees ze opnieuw" in page
    member.refresh_from_db()
    assert member.house_rules == OLD
    with pytest.raises(Refused):
        actions.accept_house_rules(
            actor_for(Account.objects.get(id=at_home.session["_auth_user_id"])), network_id=network.id,
            person_id=resident_of(at_home).id, version=OLD,
        )  # fmt: skip


def resident_of(client: Client) -> Person:
    return Person.objects.get(account_id=client.session["_auth_user_id"])


def test_the_desk_asks_it_on_the_telephone(network: Network, member: Membership, resident: Person) -> None:
    desk, page = helping(network, resident), f"/hulp/{resident.id}/buurten/"
    shown = desk.get(page).content.decode()
    assert "Er zijn nieuwe huisregels" in shown and "Lees ze voor" in shown
    desk.post(page, agreed(network))
    member.refresh_from_db()
    assert member.house_rules == rules.current_version()
    row = AuditRow.objects.get(verb="networks.accept_house_rules")
    assert (row.on_behalf_of, row.reason) == (resident.id, "phone")


def test_nobody_else_agrees_for_a_member(network: Network, member: Membership, resident: Person) -> None:
    page, other = f"/hulp/{resident.id}/buurten/", make_resident("Bo Maes")
    for client in (helping(network, None), helping(network, other), helping(make_network(make_tenant()), None)):
        assert client.post(page, agreed(network)).status_code == 404
    stranger = Account.objects.get(id=other.account_id)
    assert sign_in(Client(), stranger).post(PAGE, agreed(network)).status_code == 404
    with pytest.raises(Missing):
        actions.accept_house_rules(
            actor_for(stranger), network_id=network.id, person_id=resident.id, version=rules.current_version()
        )
    member.refresh_from_db()
    assert member.house_rules == OLD


def test_the_coordinator_hears_how_many_and_nobody_by_name(network: Network, member: Membership) -> None:
    make_member(network, rules="2025-01-01")
    make_member(network)
    empty = make_member(network)
    Membership.objects.filter(id=empty.id).update(left_at=timezone.now(), house_rules="")
    with translation.override("nl"):
        found = [one for one in todo_of(at_hand(network.id).values(), timezone.now()) if "huisregels" in one.what]
    assert [(one.owner, one.what) for one in found] == [
        ("coordinator", "2 leden gingen nog niet akkoord met de nieuwe huisregels.")
    ]
    Membership.objects.filter(network=network).update(house_rules=rules.current_version())
    assert not [one for one in todo_of(at_hand(network.id).values(), timezone.now()) if "rules" in one.what]


def test_the_download_names_the_accepted_version(network: Network, member: Membership, resident: Person) -> None:
    (held,) = parts(resident.id)["networks"]
    assert held["accepted version of the house rules"] == OLD
    assert held["the coordinator may see the name"] is True


@pytest.mark.parametrize("by", ["member", "desk"])
def test_a_member_chooses_whether_the_coordinator_sees_the_name(
    network: Network, member: Membership, resident: Person, at_home: Client, by: str
) -> None:
    client, page = (at_home, PAGE) if by == "member" else (helping(network, resident), f"/hulp/{resident.id}/buurten/")
    keep: dict[str, Any] = {"network": str(network.id), "deed": "points"}
    assert 'name="shown"' in client.get(page).content.decode()
    for ticked, seen in (({}, False), ({"shown": "on"}, True)):
        client.post(page, keep | ticked)
        member.refresh_from_db()
        assert member.shown_by_name is seen
        assert ("checked" in _box(client.get(page).content.decode())) is seen
    assert AuditRow.objects.filter(verb="networks.show_name").count() == 2


def _box(page: str) -> str:
    at = page.index('name="shown"')
    return page[page.rindex("<input", 0, at) : page.index(">", at)]
