"""The camera: opens a page as somebody, waits until it stands still, and keeps a small picture of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).resolve().parents[1] / "screenshots"
MOST_BYTES = 200_000
COLOURS = 128
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


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


def page_of(browser: Any, size: dict[str, int]) -> Any:
    context = browser.new_context(
        locale="nl-BE", timezone_id="Europe/Brussels", viewport=size, device_scale_factor=1, color_scheme="light"
    )
    return context.new_page()
