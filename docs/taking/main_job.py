"""Pictures of the main job: from a call or the web to the warning and what became of it."""

from __future__ import annotations

from typing import Any

from docs.taking.camera import DESK, PHONE, page_of, shoot, sign_in


def take(browser: Any, address: str, opened: dict[str, str]) -> None:
    """Every picture; `opened` are the addresses of pages by name."""
    resident = page_of(browser, PHONE)
    shoot(resident, f"{address}/", "home-phone")
    resident.goto(f"{address}/melden/")
    shoot(resident, f"{address}/melden/", "report-phone")
    dispatcher = page_of(browser, DESK)
    sign_in(dispatcher, address, "dispatcher")
    shoot(dispatcher, f"{address}/meldkamer/nieuw", "call-intake", fill=_fill_intake)
    dispatcher.set_viewport_size({"width": 1920, "height": 1080})
    shoot(dispatcher, f"{address}/meldkamer/?incident={opened['incident']}", "console", ready=".nb-map[data-ready]")
    officer = page_of(browser, DESK)
    sign_in(officer, address, "officier")
    composer = f"{address}/waarschuwingen/nieuw?incident={opened['incident']}"
    shoot(officer, composer, "composer", ready=".nb-map[data-ready]", whole=True)
    shoot(officer, f"{address}/waarschuwingen/sjablonen/{opened['template']}/tekst", "template", whole=True)
    shoot(officer, f"{address}/waarschuwingen/{opened['sent']}/", "progress", whole=True)
    shoot(officer, f"{address}/waarschuwingen/overdracht/{opened['handover']}/", "hand-over", whole=True)
    second = page_of(browser, DESK)
    sign_in(second, address, "officier2")
    shoot(second, f"{address}/waarschuwingen/{opened['submitted']}/", "approval", whole=True)
    shoot(second, f"{address}/telefoons/", "telephones")
    operator = page_of(browser, DESK)
    sign_in(operator, address, "techniek")
    shoot(operator, f"{address}/techniek/routes/", "routes", whole=True)


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
