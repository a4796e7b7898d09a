"""Takes the pictures in docs/screenshots anew: `make screenshots`.

On a database of its own: the demo town, with the main job played in it and then an evening of reports.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).resolve().parent / "screenshots"
MOST_BYTES = 200_000
COLOURS = 128
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Said:
    """One report of the evening: where (code of a neighbourhood, which of its homes), what, how many minutes ago."""

    neighbourhood: str
    home: int
    category: str
    text: str
    minutes_ago: int
    by_call: bool = True
    caught_in_act: bool = False


EVENING = (
    Said("39001W05", 400, "noise", "Luide muziek, al sinds half elf.", 94),
    Said("39001W02", 120, "fight", "Twee groepen roepen naar elkaar aan het station.", 71),
    Said("39001W01", 900, "bike-theft", "Blauwe damesfiets weg, slot doorgeknipt.", 58),
    Said("39002W01", 310, "vandalism", "Bushokje ingeslagen, glas op het voetpad.", 49, by_call=False),
    Said("39001W03", 77, "drugs", "Er wordt gedeald op de parking, al de derde avond.", 33, by_call=False),
    Said("39001W01", 1500, "change-trick", "Wisseltruc aan de kassa, twee personen weg te voet.", 18),
    Said(
        "39001W04", 640, "suspicious", "Witte bestelwagen rijdt traag rond en stopt bij elke oprit.", 7, by_call=False
    ),
    Said("39001W04", 652, "suspicious", "Onbekende bestelwagen, iemand kijkt in de brievenbussen.", 4),
    Said("39001W01", 1210, "burglary", "Glasgerinkel bij de buren, licht van een zaklamp.", 1, caught_in_act=True),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as state, _served(Path(state)) as (address, opened):
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=False)
            take(browser, address, opened)
            browser.close()


def take(browser: Any, address: str, opened: dict[str, str]) -> None:
    """Every picture; `opened` are the addresses of pages by name."""
    resident = _page(browser, PHONE)
    shoot(resident, f"{address}/", "home-phone")
    resident.goto(f"{address}/melden/")
    shoot(resident, f"{address}/melden/", "report-phone")
    dispatcher = _page(browser, DESK)
    sign_in(dispatcher, address, "dispatcher")
    shoot(dispatcher, f"{address}/meldkamer/nieuw", "call-intake", fill=_fill_intake)
    dispatcher.set_viewport_size({"width": 1920, "height": 1080})
    shoot(dispatcher, f"{address}/meldkamer/?incident={opened['incident']}", "console", ready=".nb-map[data-ready]")
    officer = _page(browser, DESK)
    sign_in(officer, address, "officier")
    composer = f"{address}/waarschuwingen/nieuw?incident={opened['incident']}"
    shoot(officer, composer, "composer", ready=".nb-map[data-ready]", whole=True)
    shoot(officer, f"{address}/waarschuwingen/sjablonen/{opened['template']}/tekst", "template", whole=True)
    shoot(officer, f"{address}/waarschuwingen/{opened['sent']}/", "progress", whole=True)
    shoot(officer, f"{address}/waarschuwingen/overdracht/{opened['handover']}/", "hand-over", whole=True)
    second = _page(browser, DESK)
    sign_in(second, address, "officier2")
    shoot(second, f"{address}/waarschuwingen/{opened['submitted']}/", "approval", whole=True)
    shoot(second, f"{address}/telefoons/", "telephones")
    operator = _page(browser, DESK)
    sign_in(operator, address, "techniek")
    shoot(operator, f"{address}/techniek/routes/", "routes", whole=True)
    take_networks(browser, address, opened)


def take_networks(browser: Any, address: str, opened: dict[str, str]) -> None:
    """A network that starts, a neighbour who joins, what neighbours tell each other, and all networks of the city."""
    prevention, chief = _page(browser, DESK), _page(browser, DESK)
    sign_in(prevention, address, "preventie")
    shoot(prevention, f"{address}/netwerken/{opened['starting']}/opstart", "start-up")
    sign_in(chief, address, "korpschef")
    shoot(chief, f"{address}/netwerken/", "city-map", whole=True)
    neighbour, coordinator = _page(browser, PHONE), _page(browser, PHONE)
    for page, name in ((neighbour, "member"), (coordinator, "coordinator")):
        page.context.add_cookies([{"name": "sessionid", "value": opened[name], "url": address}])
    shoot(neighbour, f"{address}/mijn/buurten/{opened['other']}/", "join-phone", whole=True)
    shoot(neighbour, f"{address}/mijn/buurten/{opened['network']}/berichten/", "channel-phone", whole=True)
    shoot(coordinator, f"{address}/netwerken/{opened['network']}/berichten/", "channel-coordinator-phone")


def shoot(page: Any, url: str, name: str, *, ready: str = "", whole: bool = False, fill: Any = None) -> None:
    """One picture, compressed. Raises ValueError where it is too large, RuntimeError where the page is not there."""
    answer = page.goto(url)
    if answer is None or not answer.ok:
        raise RuntimeError(f"{url}: {answer.status if answer else 'no answer'}")
    page.wait_for_selector("html[data-ready]")
    if fill:
        fill(page)
    if ready:
        page.wait_for_selector(ready)
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)  # streets and fragments arrive
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=whole, animations="disabled", caret="hide")
    _compress(path)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


def _compress(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as drawn:
        drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} has {path.stat().st_size} bytes, more than {MOST_BYTES}")


def sign_in(page: Any, address: str, username: str) -> None:
    from nabij.people.demo import PASSWORD, totp, totp_secret

    page.goto(f"{address}/aanmelden/?next=/taken/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.fill("[name=code]", totp(totp_secret(username), time.time()))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "aanmelden" not in url and "tweede-stap" not in url)


def _page(browser: Any, size: dict[str, int]) -> Any:
    context = browser.new_context(
        locale="nl-BE", timezone_id="Europe/Brussels", viewport=size, device_scale_factor=1, color_scheme="light"
    )
    return context.new_page()


def _fill_intake(page: Any) -> None:
    page.get_by_role("combobox", name="Waarover gaat het?").press_sequentially("inbr")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Waar?").press_sequentially("Molen", delay=20)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_label("Wat").first.wait_for()
    page.locator("#id_text").fill("Achterdeur staat open, niemand thuis.")


@contextmanager
def _served(state: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The demo town on a server and database of its own: its address, and ids of what the pictures show."""
    os.environ |= {"NABIJ_STATE_DIR": str(state), "NABIJ_DEMO": "1", "DJANGO_SETTINGS_MODULE": "nabij.site.settings"}
    from nabij.site import environment, migrating

    cluster = environment.prepare()
    if cluster is None:
        raise RuntimeError("DATABASE_URL is set; the pictures want a database of their own")
    try:
        migrating.migrate_if_needed(os.environ["DATABASE_OWNER_URL"])
        import django

        django.setup()
        from nabij.demo import world
        from nabij.site import frontend, messages, serving

        frontend.build()
        messages.compile_all()
        made = world.build(print)
        processes = serving.start(serving.free_port(0))
        try:
            yield processes.address, play(made)
        finally:
            processes.stop()
    finally:
        cluster.stop()


def play(made: Any) -> dict[str, str]:
    """The main job by call and by web, then the evening; the last incident is warned about and waits for approval."""
    from nabij.alerts import actions as alerts
    from nabij.alerts.prefilling import prefilled
    from nabij.demo.loop import Loop
    from nabij.demo.story import Story
    from nabij.reports import actions as reports
    from nabij.reports import queries

    loop, officer = Loop(made, Story()), made.staff["officier"]
    sent, over_be_alert = loop.by_call(), loop.by_web()
    incidents = [_report(made, said) for said in EVENING]
    _set_back()
    for incident_id in (incidents[-1], incidents[-2], incidents[5]):
        version = queries.incident_brief(officer, incident_id).version
        reports.judge_incident(officer, incident_id=incident_id, version=version, outcome="warn")
    draft = prefilled(officer, incidents[5]).draft
    waiting = alerts.draft_alert(officer, tenant_id=made.zone.id, draft=draft, incident_id=incidents[5])
    alerts.submit_for_approval(officer, alert_id=waiting.id, version=waiting.version)
    return {
        "incident": str(incidents[-1]),
        "sent": str(sent),
        "submitted": str(waiting.id),
        "handover": str(_handover_of(officer, over_be_alert)),
        "template": str(_template_of(officer, "danger")),
        **_networks(),
    }


def _networks() -> dict[str, str]:
    """Networks of the demo town, and sessions of two who sign in by a code: the coordinator and a member of the first."""
    from django.test import Client

    from nabij.networks.models import Mandate, Membership, Network
    from nabij.people.models import Account, Person

    network, other = Network.objects.get(name="BIN Binnenstad"), Network.objects.get(name="BIN Molenveld")
    leads = Mandate.objects.get(network=network, role="coordinator", deputy=False).account_id
    signed_in = Person.objects.filter(account__kind="resident").exclude(account_id=leads)
    keys = {bytes(one.person_key) for one in Membership.objects.filter(network=network, left_at=None)}
    from nabij.networks.members.queries import person_key

    member = next(one.account for one in signed_in if one.account and person_key(one.id) in keys)
    sessions = {}
    for name, account in (("coordinator", Account.objects.get(id=leads)), ("member", member)):
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        sessions[name] = client.cookies["sessionid"].value
    starting = Network.objects.filter(state="starting").order_by("name").first()
    return sessions | {
        "network": str(network.id),
        "other": str(other.id),
        "starting": str(starting.id if starting else ""),
    }


def _template_of(actor: Any, code: str) -> Any:
    from nabij.alerts.wording import queries

    return next(one.id for one in queries.templates(actor) if one.code == code)


def _handover_of(actor: Any, alert_id: Any) -> Any:
    from nabij.alerts import queries

    found = queries.handover_of(queries.alert(actor, alert_id))
    if found is None:
        raise LookupError("there is no hand-over")
    return found.id


def _report(made: Any, said: Said) -> Any:
    from django.utils import timezone

    from nabij.places import queries as places
    from nabij.reports import actions as reports
    from nabij.reports.told import Told
    from nabij.reports.where import Place
    from nabij.tenants.actor import PUBLIC

    homes = sorted(places.addresses_within(places.area_shape("neighbourhood", said.neighbourhood)))
    home = places.address(homes[said.home % len(homes)])
    told = Told(
        said.category,
        Place(home.lon, home.lat, home.label),
        said.text,
        happened_at=timezone.now() - timedelta(minutes=said.minutes_ago),
        caught_in_act=said.caught_in_act,
    )
    if said.by_call:
        return reports.record_call(made.staff["dispatcher"], told=told).incident_id
    return reports.submit_report(PUBLIC, told=told).incident_id


def _set_back() -> None:
    """Lets every report have come in when it happened: on a picture nobody phones nine times in a minute."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        connection.execute("update reports_incident set reported_at = happened_at")


if __name__ == "__main__":
    main()
