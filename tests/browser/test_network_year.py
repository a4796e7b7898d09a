"""A network's whole first year in Hasselt, from the first neighbour who wants it to the evaluation, as each of them sees it.

Real neighbourhoods and addresses. The clock is moved; pages, rules, jobs and database are the real ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from nabij.alerts import actions as alerts
from nabij.alerts import queries as alert_queries
from nabij.alerts.prefilling import prefilled
from nabij.alerts.tests.factories import deliver
from nabij.demo import world
from nabij.networks.documents.models import Document
from nabij.networks.founding.actions import begin_start_up
from nabij.networks.models import Membership, Network, NetworkState
from nabij.people.models import Person
from nabij.places.queries import areas
from nabij.reports import actions as reports
from nabij.reports.tests.factories import version_of
from nabij.reports.told import Told
from nabij.reports.where import Place
from nabij.tenants.models import Tenant
from tests.browser.year import (
    TUILT,
    Clock,
    People,
    answer,
    deed,
    found_zone,
    homes,
    last_code,
    neighbour,
    second_factor,
)

DATA = Path(os.environ.get("NABIJ_REAL_DATA") or os.devnull)
HASSELT, NAME = "71072", "BIN Tuilt"
NAMES = ("An Peeters", "Bert Maes", "Cor Smets", "Dirk Claes", "Els Jacobs", "Fien Thys")
# What the house does not know of a charter by itself.
ANSWERS = {
    "mayor_email": "burgemeester@example.be", "chief_email": "korpschef@example.be", "officer_email": "officier@example.be",
    "coordinator_email": "an@example.be", "signs_count": "4", "signs_price": "120",
}  # fmt: skip
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not (DATA / "areas").is_dir(), reason="real data absent: set NABIJ_REAL_DATA"),
]


@pytest.fixture
def clock() -> Iterator[Clock]:
    made = Clock()
    yield made
    made.stop()


@pytest.fixture
def people(browser: Browser, site: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[People]:
    """Everybody of Hasselt; the database's own clock, which cannot be moved, follows that of the site."""
    monkeypatch.setattr("nabij.alerts.tasks.database_now", timezone.now)
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    people = People(browser, site)
    yield people
    people.leave()


def test_the_first_year_of_a_network(people: People, clock: Clock) -> None:
    zone = found_zone(DATA, interest_goal=len(NAMES))
    neighbours = [neighbour(home, name) for home, name in zip(homes(TUILT, len(NAMES)), NAMES, strict=True)]
    _want(people, neighbours)
    network = _begin(people)
    clock.pass_days(14)
    _decide_and_screen(people, network)
    _approve(people, network, clock, neighbours)
    _settle_ground(people, network)
    _agree(people, network, neighbours[0])
    _tell_federal(people, network, clock)
    _open(people, network, neighbours)
    _write_to_neighbours(people, network, neighbours[0], neighbours[1])
    _warn(zone, network, neighbours[2])
    _meet(people, network, clock)
    _wish(people, network, neighbours[3])
    _ask_everybody(people, network, neighbours, clock)
    _evaluate(people, network, neighbours[0])
    _roll_out(people, zone)
    assert people.faults == []


def _want(people: People, neighbours: list[Person]) -> None:
    """Neighbours want it, on their telephones; two would coordinate it."""
    for at, person in enumerate(neighbours):
        with people.at(person, phone=True) as page:
            page.goto(people.url("networks:want"))
            page.get_by_label("Ik ben 18 of ouder").check()
            page.locator("[name=willing]").set_checked(at < 2)
            page.get_by_role("button", name="Toon mijn belangstelling").click()
            expect(page.get_by_text("Genoteerd")).to_be_visible()


def _begin(people: People) -> Network:
    """Prevention sees on the map where the goal is reached, and begins."""
    with people.at("preventie") as page:
        page.goto(people.url("networks:interest"))
        page.locator(f"#wijk-{TUILT}").get_by_role("link", name="Beginnen").click()
        page.locator("[name=name]").fill(NAME)
        page.get_by_role("button", name="Begin deze opstart").click()
        page.wait_for_url("**/opstart**")
    return Network.objects.get(name=NAME)


def _do(people: People, who: str, network: Network, step: str, value: str, /, **fields: str) -> None:
    """One deed in the start-up."""
    with people.at(who) as page:
        page.goto(people.url("networks:start_up", network.id))
        deed(page.locator(f"li#{step}"), value, **fields)
        expect(page.locator("#messages")).to_contain_text("Bewaard.")


def _decide_and_screen(people: People, network: Network) -> None:
    """The neighbourhood decides at a meeting, then the police; who is willing is screened, and only the outcome stays."""
    today = timezone.localdate().isoformat()
    _do(people, "preventie", network, "decision", "meeting", held_on=today, votes_for="21", against="2", abstained="1")
    _do(people, "korpschef", network, "police_start", "start", starts="yes", reason="Inbraken langs de spoorweg.")
    _do(people, "korpschef", network, "officer", "officers", officer="Omar Peeters", deputy="Olga Maes")
    _do(people, "preventie", network, "screening", "propose", who=NAMES[0])
    _do(people, "officier", network, "screening", "suitable")


def _approve(people: People, network: Network, clock: Clock, neighbours: list[Person]) -> None:
    """The neighbours approve the coordinator in a poll, each household once; the job of that day counts it."""
    until = (timezone.localdate() + timedelta(days=10)).isoformat()
    _do(people, "preventie", network, "coordinator", "poll", until=until)
    for person in neighbours:
        with people.at(person, phone=True) as page:
            page.goto(people.url("networks:my_interest"))
            page.get_by_role("button", name="Ja", exact=True).click()
            expect(page.locator("#messages")).to_contain_text("Jouw gezin heeft gestemd")
    clock.pass_days(11)
    assert network.mandates.filter(role="coordinator", account_id=neighbours[0].account_id).exists()


def _settle_ground(people: People, network: Network) -> None:
    """The area on the map, a steering group, and the plan that every later alert obeys."""
    with people.at("preventie") as page:
        page.goto(people.url("networks:start_area", network.id))
        page.get_by_role("button", name="Leg dit gebied vast").click()
        page.wait_for_url("**/opstart#area")
    _do(people, "preventie", network, "steering", "steering", name="Stuurgroep Kuringen", seat_0="Omar Peeters")
    with people.at("officier") as page:
        page.goto(people.url("networks:network", network.id))
        page.locator("details").filter(has=page.locator("button[value=plan]")).locator("summary").click()
        page.locator("[name=plan-priority]").select_option("urgent")
        for channel in ("sms", "email"):
            page.locator(f"[name=plan-channels][value={channel}]").check()
        page.locator("button[value=plan]").click()
        expect(page.locator("#messages")).to_contain_text("Bewaard.")


def _agree(people: People, network: Network, coordinator: Person) -> None:
    """Budget, house rules and charter are made from the answers; four sign the charter, two of them on a telephone."""
    for kind in ("budget", "house_rules", "charter"):
        _write(people, network, kind)
    charter = Document.objects.get(network=network, kind="charter")
    for who in ("burgemeester", "korpschef", "officier"):
        with people.at(who, phone=who == "burgemeester") as page:
            page.goto(people.url("networks:document_sign", charter.id))
            page.locator("[name=read]").check()
            page.locator("[name=code]").fill(second_factor(who))
            page.get_by_role("button", name="Deze versie tekenen").click()
            expect(page.locator("#messages")).to_contain_text("Je hebt getekend")
    with people.at(coordinator, phone=True) as page:
        page.goto(people.url("networks:document_sign", charter.id))
        page.get_by_role("button", name="Stuur mij een code").click()
        expect(page.get_by_text("We stuurden een code")).to_be_visible()
        page.locator("[name=read]").check()
        page.locator("[name=code]").fill(last_code())
        page.get_by_role("button", name="Deze versie tekenen").click()
        expect(page.locator("#messages")).to_contain_text("Je hebt getekend")
    charter.refresh_from_db()
    assert charter.state == "signed"


def _write(people: People, network: Network, kind: str) -> None:
    """Goes through the parts of a document, answers what the house does not know, and settles it."""
    with people.at("preventie") as page:
        page.goto(people.url("networks:documents", network.id))
        page.locator(f"form:has(input[name=kind][value={kind}]) button").click()
        page.wait_for_url("**/invullen**")
        while "/invullen" in page.url:
            answer(page, ANSWERS)
            here = page.url
            page.get_by_role("button", name="Bewaren en verder").click()
            page.wait_for_url(lambda url, here=here: url != here)
        page.locator("button[name=deed][value=freeze]").click()
        expect(page.locator("#messages")).to_contain_text("Vastgesteld")


def _tell_federal(people: People, network: Network, clock: Clock) -> None:
    """The signed copy goes to the federal service, which finds it in order three weeks later."""
    with people.at("preventie") as page:
        page.goto(people.url("networks:federal", network.id))
        page.get_by_role("button", name="Opslaan", exact=True).click()
        expect(page.locator("#messages")).to_contain_text("Bewaard.")
    clock.pass_days(21)
    with people.at("preventie") as page:
        page.goto(people.url("networks:federal", network.id))
        page.locator("[name$=outcome][value=in_order]").check()
        page.get_by_role("button", name="Opslaan", exact=True).click()
        expect(page.locator("#messages")).to_contain_text("Bewaard.")


def _open(people: People, network: Network, neighbours: list[Person]) -> None:
    """The network opens, and who was interested joins in a few taps."""
    _do(people, "preventie", network, "signs", "skip", reason="De raad beslist in het voorjaar.")
    _do(people, "officier", network, "opening", "open")
    for person in neighbours:
        with people.at(person, phone=True) as page:
            page.goto(people.url("networks:join", network.id))
            page.get_by_label("Ik heb de huisregels gelezen").check()
            page.get_by_label("Ik ben 18 of ouder").check()
            page.get_by_role("button", name="Word lid").click()
            expect(page.get_by_text(f"Je bent nu lid van {NAME}.")).to_be_visible()
    assert Membership.objects.filter(network=network, left_at=None).count() == len(neighbours)


def _write_to_neighbours(people: People, network: Network, coordinator: Person, writer: Person) -> None:
    """A practical message waits until the coordinator shows it; then neighbours read it."""
    words = "Zaterdag om 10 uur ruimen we samen de bladeren op het pleintje op."
    with people.at(writer, phone=True) as page:
        page.goto(people.url("networks:post_write", network.id))
        page.locator("[name=kind]").first.check()
        page.locator("[name=text]").fill(words)
        page.get_by_role("button", name="Stuur naar de buren").click()
        page.wait_for_url(lambda url: "schrijf" not in url)
    with people.at(coordinator, phone=True) as page:
        page.goto(people.url("networks:messages", network.id))
        page.locator("button[value=approve]").click()
        page.goto(people.url("networks:posts", network.id))
        expect(page.get_by_text(words)).to_be_visible()


def _warn(zone: Tenant, network: Network, caller: Person) -> None:
    """Somebody calls 101; the police judge, warn the network with a second person, and tell how it ended."""
    staff, home = world.staff(), homes(TUILT, len(NAMES))[2]
    told = Told("burglary", Place(home.lon, home.lat, home.label), "Iemand klimt over de muur.", caught_in_act=True)
    recorded = reports.record_call(staff["dispatcher"], told=told)
    judged = {"incident_id": recorded.incident_id, "version": version_of(recorded), "outcome": "warn"}
    reports.judge_incident(staff["officier"], **judged)
    draft = prefilled(staff["officier"], recorded.incident_id).draft
    assert list(draft.audience.networks) == [network.id]
    alert = alerts.draft_alert(staff["officier"], tenant_id=zone.id, draft=draft, incident_id=recorded.incident_id)
    alert = alerts.submit_for_approval(staff["officier"], alert_id=alert.id, version=alert.version)
    measured = alert_queries.measure(alert)
    assert measured.size.households == len(NAMES)
    bound = {"digest": alert.digest, "households": measured.size.households, "cost_cents": measured.cost_cents}
    alert = alerts.approve_alert(staff["officier2"], alert_id=alert.id, **bound)
    deliver(alert, *["handed_over"] * len(NAMES))
    alerts.send_feedback(staff["officier"], alert_id=alert.id, template="nothing_found")


def _meet(people: People, network: Network, clock: Clock) -> None:
    """The information evening for all inhabitants: planned, announced, held, and reported."""
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    with people.at("preventie") as page:
        page.goto(people.url("networks:meetings", network.id))
        page.get_by_role("link", name="Plan de infoavond").click()
        answer(page, {"starts_at": f"{day}T19:30", "ends_at": f"{day}T21:30", "hall": "Parochiezaal"})
        page.get_by_role("combobox", name="Adres").press_sequentially("Tuiltstraat 1")
        page.locator("[role=listbox] [role=option]").first.click()
        page.get_by_role("button", name="Deze bijeenkomst plannen").click()
        page.wait_for_url("**/agenda/*-*/")
        meeting = page.url
    with people.at(phone=True) as page:
        page.goto(people.url("meetings:public_list"))
        expect(page.get_by_role("link", name=f"Infoavond {NAME}")).to_be_visible()
    clock.pass_days(31)
    with people.at("preventie") as page:
        page.goto(meeting)
        deed(page.locator("main"), "hold", guests="43")
        deed(page.locator("main"), "report", report="43 buren kwamen. Er is vraag naar een lamp langs de spoorweg.")
        expect(page.get_by_text("43").first).to_be_visible()


def _wish(people: People, network: Network, member: Person) -> None:
    """A wish of a member gets an answer, which the member reads."""
    with people.at(member, phone=True) as page:
        page.goto(people.url("networks:my_wishes", network.id))
        page.get_by_label("een wens").check()
        page.locator("[name=category]").select_option(label="Verkeer en parkeren")
        page.locator("[name=text]").fill("Kan er een lamp bij het pad langs de spoorweg?")
        page.get_by_role("button", name="Verstuur", exact=True).click()
        expect(page.get_by_text("wacht op antwoord").first).to_be_visible()
    with people.at("preventie") as page:
        page.goto(people.url("networks:year_wishes", network.id))
        page.locator("main table a").first.click()
        page.locator("[name=text]").first.fill("De stad plaatst in maart een lamp met bewegingsmelder.")
        page.locator("button[value=answer]").click()
        expect(page.locator("#messages")).to_contain_text("Bewaard.")
    with people.at(member, phone=True) as page:
        page.goto(people.url("networks:my_wishes", network.id))
        expect(page.get_by_text("De stad plaatst in maart")).to_be_visible()


def _ask_everybody(people: People, network: Network, neighbours: list[Person], clock: Clock) -> None:
    """The short survey: one answer per household, on a telephone, and no result before it ended."""
    with people.at("officier") as page:
        page.goto(people.url("networks:year", network.id))
        page.locator("details").filter(has=page.locator("[name=closes_on]")).locator("summary").click()
        page.locator("[name=kind]").select_option("survey")
        page.locator("[name=closes_on]").fill((timezone.localdate() + timedelta(days=20)).isoformat())
        page.locator("button[value=round]").click()
        expect(page.locator("#messages")).to_contain_text("Bewaard.")
    for person in neighbours:
        with people.at(person, phone=True) as page:
            page.goto(people.url("networks:my_survey", network.id))
            for question in page.locator("fieldset").all():
                question.get_by_label("Eerder wel").check()
            page.get_by_role("button", name="Verstuur mijn antwoorden").click()
            expect(page.get_by_text("Je huishouden heeft geantwoord.")).to_be_visible()
    clock.pass_days(25)


def _evaluate(people: People, network: Network, coordinator: Person) -> None:
    """Officer and coordinator read the figures of the year, conclude, and agree; the log is printed in one click."""
    for who, words in (("officier", "Meldingen kwamen vlug."), (coordinator, "Buren kennen elkaar beter.")):
        with people.at(who) as page:
            page.goto(people.url("networks:year_evaluation", network.id))
            cells = page.locator("tr", has_text="Feedback gegeven").locator("td")
            expect(cells.first).to_have_text("1 / 1")
            expect(page.locator("tr", has_text="Mensen op de infoavond").locator("td").first).to_have_text("43")
            deed(page.locator("main"), "conclude", text=words)
            expect(page.locator("#messages")).to_contain_text("Bewaard.")
    with people.at("officier") as page:
        page.goto(people.url("networks:year_evaluation", network.id))
        expect(page.get_by_text("Buren kennen elkaar beter.")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="Verslag als pdf").click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")
        page.goto(people.url("networks:year", network.id))
        with page.expect_download() as log:
            page.get_by_role("link", name="Druk het logboek af").click()
        assert log.value.path().read_bytes().startswith(b"%PDF-")


def _roll_out(people: People, zone: Tenant) -> None:
    """The city goes on with its other neighbourhoods, and the chief sees all of them on one map."""
    staff = world.staff()
    city = Tenant.objects.get(code=HASSELT, zone=zone)
    for area in areas("neighbourhood", within=HASSELT):
        if area.code != TUILT:
            begin_start_up(
                staff["preventie"], tenant_id=zone.id, name=f"BIN {area.name}", neighbourhoods=[area.code],
                municipality_id=city.id,
            )  # fmt: skip
    assert Network.objects.filter(tenant=zone).count() == 27
    assert Network.objects.filter(tenant=zone, state=NetworkState.ACTIVE).count() == 1
    with people.at("korpschef") as page:
        page.goto(people.url("networks:list"))
        expect(page.get_by_role("status")).to_contain_text("27 netwerken")
        expect(page.get_by_role("link", name=NAME)).to_be_visible()
        page.goto(people.url("networks:today"))
        expect(page.get_by_role("heading").first).to_be_visible()
