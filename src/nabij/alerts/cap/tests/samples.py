"""Messages to read and write: OASIS's own where they are, and any that the standard allows."""

from __future__ import annotations

import os
import string
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from hypothesis import strategies as st
from lxml import etree

from nabij.alerts.cap import schema
from nabij.alerts.cap.message import Area, Circle, Info, Message, Pair, Reference, Resource

DATA = Path(settings.REAL_DATA or os.devnull) / "cap"
EXAMPLES = sorted(DATA.glob("oasis-examples/*.xml"))


@cache
def oasis() -> etree.XMLSchema:
    """The schema of the standard, as OASIS publishes it."""
    return etree.XMLSchema(etree.parse(DATA / "xsd" / "CAP-v1.2.xsd"))


NO_DATA = "real data absent: set NABIJ_REAL_DATA"

_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
texts = st.text(_LETTERS | st.sampled_from("\n\t\r<>&\"'"), max_size=40)
filled = texts.filter(lambda said: bool(said.strip()))
names = st.text(string.ascii_letters + string.digits + "@.:/-_é", min_size=1, max_size=30)
pairs = st.builds(Pair, filled, texts)
addresses = st.sampled_from(["https://example.be/a?b=c", "mailto:a@example.be", "urn:x:y", "http://x/%20#f"])
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).flatmap(
    lambda naive: st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    )
)


def rounded(least: float, most: float) -> st.SearchStrategy[float]:
    return st.floats(least, most).map(lambda number: round(number, 9))


degrees = st.tuples(rounded(-90, 90), rounded(-180, 180))
rings = st.lists(degrees, min_size=3, max_size=12).map(lambda corners: (*corners, corners[0]))
circles = st.builds(Circle, rounded(-90, 90), rounded(-180, 180), rounded(0, 20_000))
numbers = st.decimals(-10_000, 100_000, places=3)


def some(of: st.SearchStrategy, least: int = 0, most: int = 3) -> st.SearchStrategy:
    return st.lists(of, min_size=least, max_size=most).map(tuple)


def _heights(area: Area) -> Area:
    return area if area.altitude is not None else Area(area.description, area.polygons, area.circles, area.geocodes)


areas = st.builds(
    Area, filled, some(rings), some(circles), some(pairs), st.none() | numbers, st.none() | numbers
).map(_heights)  # fmt: skip
resources = st.builds(
    Resource, filled, filled, st.none() | st.integers(0, 10**9), st.just("") | addresses, texts, texts
)  # fmt: skip
infos = st.builds(
    Info,
    categories=some(st.sampled_from(schema.CATEGORIES), 1),
    event=filled,
    urgency=st.sampled_from(schema.URGENCIES),
    severity=st.sampled_from(schema.SEVERITIES),
    certainty=st.sampled_from(schema.CERTAINTIES),
    language=st.sampled_from(["", "nl", "nl-BE", "x-klingon"]),
    response_types=some(st.sampled_from(schema.RESPONSES)),
    audience=texts, event_codes=some(pairs), effective=st.none() | moments, onset=st.none() | moments,
    expires=st.none() | moments, sender_name=texts, headline=texts, description=texts, instruction=texts,
    web=st.just("") | addresses, contact=texts, parameters=some(pairs), resources=some(resources, most=2), areas=some(areas),
)  # fmt: skip
messages = st.builds(
    Message,
    identifier=names, sender=names, sent=moments, status=st.sampled_from(schema.STATUSES),
    msg_type=st.sampled_from(schema.TYPES), scope=st.sampled_from(schema.SCOPES), source=texts, restriction=filled,
    addresses=filled, codes=some(texts), note=texts,
    references=some(st.builds(Reference, names, names, moments), 1), incidents=texts, infos=some(infos, most=2),
)  # fmt: skip

HERE = ((50.93, 5.33), (50.93, 5.35), (50.94, 5.35), (50.93, 5.33))


def message(**changes: object) -> Message:
    """One that the fire zone could send: a fire in Hasselt."""
    info = Info(
        ("Fire",), "Brand", "Immediate", "Severe", "Observed", language="nl-BE", response_types=("Shelter",),
        expires=datetime(2030, 1, 1, tzinfo=UTC), sender_name="Hulpverleningszone", headline="Brand met veel rook",
        description="Een brand in het magazijn aan de Gouverneur Verwilghensingel geeft veel rook.",
        instruction="Sluit ramen en deuren.", areas=(Area("Omgeving van de Singel", (HERE,), altitude=Decimal("1.5")),),
    )  # fmt: skip
    given: dict[str, object] = {
        "identifier": "brand-1", "sender": "hvz@example.be", "sent": datetime(2026, 11, 21, 14, tzinfo=UTC),
        "status": "Actual", "msg_type": "Alert", "scope": "Public", "infos": (info,),
    }  # fmt: skip
    return Message(**(given | changes))  # type: ignore[arg-type]
