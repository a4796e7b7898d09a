"""An officer before the pages, over HTTP as a browser speaks it but without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    from tests.load.town import Town

FORM: Final = re.compile(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
INPUT: Final = re.compile(r"<(?:input|button)\b[^>]*>")
ATTRIBUTE: Final = re.compile(r'(\w+)="([^"]*)"')


class Officer:
    """A member of staff who is signed in."""

    def __init__(self, town: Town, account_id: str) -> None:
        self._client = httpx.Client(base_url=f"http://localhost:{town.web_port}", timeout=30)
        self._client.cookies.set(
            "sessionid", town.ask("session", account=account_id)["session"], domain="localhost.local"
        )

    def form(self, alert: str, deed: str) -> dict[str, str]:
        """What the form on the page of an alert would send for this deed, its box ticked."""
        page = self._client.get(f"/waarschuwingen/{alert}/").raise_for_status().text
        return fields_of(page, deed)

    def post(self, alert: str, form: dict[str, str]) -> httpx.Response:
        return self._client.post(f"/waarschuwingen/{alert}/stap", data=form)


def fields_of(page: str, deed: str) -> dict[str, str]:
    """The fields of the form whose button does `deed`. Raises LookupError where there is none."""
    for _action, inside in FORM.findall(page):
        fields = [dict(ATTRIBUTE.findall(one)) for one in INPUT.findall(inside)]
        if any(one.get("name") == "deed" and one.get("value") == deed for one in fields):
            given = {one["name"]: one.get("value", "") for one in fields if one.get("name") not in (None, "deed")}
            return given | {"deed": deed}
    raise LookupError(f"no form on the page does {deed!r}")
