"""The people of the demo town at their screens, each signed in once."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from nabij.demo import residents
from nabij.people.demo import PASSWORD
from tests.served import Served, code_of

RESIDENT = "resident"
COORDINATOR, MEMBER, SHOPKEEPER = "coordinator", "member", "shopkeeper"
MAILS = {COORDINATOR: residents.COORDINATOR, MEMBER: residents.RESIDENT, SHOPKEEPER: residents.SHOPKEEPER}
"""Residents of the demo town who sign in by mail: who leads a network, and who is a member of it."""
NUMBER, AS_SENT = "0470 12 34 56", "+32470123456"
PATIENCE_MS = 15_000
DESK = {"width": 1280, "height": 900}


class Desk:
    """Hands out open pages: of a member of staff by username, of a resident, or of a visitor (empty name)."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.served = browser, served
        self.kept: dict[str, Any] = {}
        self.open: list[BrowserContext] = []
        self.standing: dict[str, tuple[Page, list[str]]] = {}

    def standing_page_of(self, who: str) -> tuple[Page, list[str]]:
        """The same, but the page that this person has open all day: for what only looks, one page after the other."""
        if who not in self.standing or self.standing[who][0].is_closed():
            self.standing[who] = self.page_of(who)
            self.open.remove(self.standing[who][0].context)
        page, faults = self.standing[who]
        page.goto("about:blank")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        faults.clear()
        return page, faults

    def page_of(self, who: str, **how: Any) -> tuple[Page, list[str]]:
        """A new page, and the list in which its browser writes what it complains about."""
        if who and who not in self.kept:
            self.kept[who] = self._signed_in(who)
        context = self.browser.new_context(
            **({"locale": "nl-BE", "viewport": DESK} | how), storage_state=self.kept.get(who)
        )
        context.set_default_timeout(PATIENCE_MS)
        self.open.append(context)
        page, faults = context.new_page(), list[str]()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        return page, faults

    def close(self) -> None:
        while self.open:
            self.open.pop().close()

    def _signed_in(self, who: str) -> Any:
        context = self.browser.new_context(locale="nl-BE")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        if who == RESIDENT:
            self._resident(page)
        elif who in MAILS:
            self._resident(page, MAILS[who], MAILS[who])
        else:
            self._staff(page, who)
        if who == "loket":
            self.page_of(RESIDENT)
            self._helping(page)
        state = context.storage_state()
        context.close()
        return state

    def _staff(self, page: Page, username: str) -> None:
        page.goto(f"{self.served.address}/aanmelden/")
        page.locator("[name=login]").fill(username)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("[name=code]").fill(code_of(username))
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "aanmelden" not in url and "tweede-stap" not in url)

    def _resident(self, page: Page, at: str = NUMBER, as_sent: str = AS_SENT) -> None:
        page.goto(f"{self.served.address}/mijn/aanmelden/?kind={'email' if '@' in at else 'sms'}")
        page.get_by_label("Telefoonnummer of e-mailadres").fill(at)
        page.get_by_role("button", name="Stuur mij een code").click()
        page.get_by_label("Code van zes cijfers").fill(self._code(as_sent))
        page.get_by_role("button", name="Ga verder").click()
        page.wait_for_url("**/mijn/**")

    def _code(self, as_sent: str) -> str:
        query = (
            "select substring(replace(text, ' ', '') from '[0-9]{6}') from channels_simulatedmessage"
            " where recipient = %s order by sent_at desc limit 1"
        )
        return str(self.served.eventually(query, as_sent))

    def _helping(self, page: Page) -> None:
        page.goto(f"{self.served.address}/hulp/")
        page.locator("[name=value]").fill(NUMBER)
        page.locator("[name=kind][value=sms]").or_(page.locator("[name=kind]").first).first.check(force=True)
        page.locator("[name=reason]").first.check(force=True)
        page.locator("main form:has([name=reason]) button").first.click()
        page.wait_for_url("**/hulp/*-*/**")
