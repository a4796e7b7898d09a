"""The standard's own examples and schema, and everything that the standard allows."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.message import Circle, Pair
from nabij.alerts.cap.reader import read
from nabij.alerts.cap.schema import CAP_12
from nabij.alerts.cap.tests import samples
from nabij.alerts.cap.writer import write

with_data = pytest.mark.skipif(not samples.EXAMPLES, reason=samples.NO_DATA)
UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def example(name: str) -> bytes:
    return (samples.DATA / "oasis-examples" / f"{name}.xml").read_bytes()


@with_data
def test_all_twelve_are_there() -> None:
    assert len(samples.EXAMPLES) == 12


@with_data
@pytest.mark.parametrize("path", samples.EXAMPLES or [Path()], ids=lambda path: path.stem)
def test_an_example_survives_a_round_trip_and_is_valid_after_it(path: Path) -> None:
    """1.0, 1.1 and 1.2 alike: what we write of them is 1.2."""
    oasis = samples.oasis()
    first = read(path.read_bytes())
    again = write(first)
    assert read(again) == first
    assert oasis.validate(etree.fromstring(again)), oasis.error_log
    if "v1dot2" in path.stem:
        assert oasis.validate(etree.parse(path)), oasis.error_log


@with_data
@pytest.mark.parametrize("path", samples.EXAMPLES or [Path()], ids=lambda path: path.stem)
def test_every_text_of_an_example_is_in_what_we_read(path: Path) -> None:
    """Nothing is left out: every value of the document stands somewhere in the message."""
    held = repr(dataclasses.asdict(read(path.read_bytes())))
    for element in etree.parse(path).iter("*"):
        said = (element.text or "").strip()
        if (
            said
            and not len(element)
            and etree.QName(element).localname in ("headline", "event", "identifier", "web", "uri")
        ):
            assert repr(said)[1:-1] in held, element.tag


@with_data
def test_the_examples_say_what_the_standard_says_of_them() -> None:
    storm = read(example("v1dot2_appendix_adot2")).infos[0]
    assert storm.areas[0].polygons[0][0] == (38.47, -120.14)
    assert storm.areas[0].geocodes == (Pair("SAME", "006109"), Pair("SAME", "006009"), Pair("SAME", "006003"))
    assert storm.event_codes == (Pair("SAME", "SVR"),)
    quake = read(example("v1dot2_appendix_adot3"))
    assert quake.references[0].identifier == "TRI13970876.1"
    assert quake.references[0].sent == datetime.fromisoformat("2003-06-11T20:30:00-07:00")
    assert quake.infos[0].areas[0].circles == (Circle(32.9525, -115.5527, 0.0),)
    assert [info.language for info in read(example("v1dot2_appendix_adot4")).infos] == ["en-US", "es-US"]


@with_data
def test_what_version_one_said_means_the_same_now() -> None:
    assert read(example("v1dot0_appendix_adot3")).infos[0].certainty == "Likely"
    assert read(example("v1dot0_appendix_adot1")).infos[0].parameters == (Pair("HSAS", "ORANGE"),)
    assert read(example("v1dot0_appendix_adot1")).infos[0].resources[0].mime_type == "application/octet-stream"


@UNHURRIED
@given(samples.messages)
def test_every_message_survives_a_round_trip(message: samples.Message) -> None:
    assert read(write(message)) == message


@with_data
@UNHURRIED
@given(samples.messages)
def test_everything_we_write_is_valid_against_the_schema_of_oasis(message: samples.Message) -> None:
    schema = samples.oasis()
    assert schema.validate(etree.fromstring(write(message))), schema.error_log


@with_data
@UNHURRIED
@given(st.data())
def test_what_we_accept_the_schema_accepts(data: st.DataObject) -> None:
    """Elements moved, doubled, dropped or renamed: whatever our reader still takes as 1.2, the schema takes too."""
    schema = samples.oasis()
    path = data.draw(st.sampled_from([path for path in samples.EXAMPLES if "v1dot2" in path.stem]))
    root = etree.parse(path).getroot()
    for _ in range(data.draw(st.integers(1, 3))):
        _disturb(root, data)
    document = etree.tostring(root)
    try:
        read(document)
    except Unreadable:
        return
    assert schema.validate(etree.fromstring(document)), (document.decode(), schema.error_log)


def _disturb(root: etree._Element, data: st.DataObject) -> None:
    inner = [element for element in root.iter("*") if element is not root]
    one = data.draw(st.sampled_from(inner))
    deed = data.draw(st.sampled_from(["drop", "double", "move", "rename", "say"]))
    parent = one.getparent()
    if deed == "drop":
        parent.remove(one)
    elif deed == "double":
        one.addnext(etree.fromstring(etree.tostring(one)))
    elif deed == "move":
        parent.insert(data.draw(st.integers(0, len(parent))), one)
    elif deed == "rename":
        one.tag = f"{{{CAP_12}}}{data.draw(st.sampled_from(['info', 'note', 'area', 'value', 'circle', 'web']))}"
    else:
        one.text = data.draw(st.sampled_from(["", "Other", "1,2 3", "2026-01-01T00:00:00+01:00", "24:00", "Æ"]))
