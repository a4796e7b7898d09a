"""Text messages counted while typing: the page and the server give the same answer, and what is dear has something cheaper."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nabij.alerts.rules.dear import cheaper, plain_for, replacements, table
from nabij.channels.smpp import alphabet
from nabij.channels.smpp.rules import sms_size
from nabij.site.frontend import NODE, SOURCES

# What stands in the browser is this module; Node runs it as it is.
ANSWER = """
import {{ createInterface }} from "node:readline";
const {{ countParts, replaced }} = await import({module});
for await (const line of createInterface({{ input: process.stdin }})) {{
  const {{ text, plain }} = JSON.parse(line);
  console.log(JSON.stringify(plain ? replaced(text, plain) : countParts(text)));
}}
"""
# Characters that this Python and that Node know alike, without halves of a pair.
ANY = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=400)
DUTCH = st.text(st.sampled_from("abc eéëïüöß€[]{}~^|\\\n…’“”–😀Ωç"), max_size=400)
Asked = Callable[..., object]


@pytest.fixture(scope="module")
def ask() -> Iterator[Asked]:
    module = json.dumps((SOURCES / "src" / "lib" / "gsm7.ts").as_uri())
    command = [str(NODE), "--input-type=module", "--no-warnings", "-e", ANSWER.format(module=module)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as node:
        assert node.stdin
        assert node.stdout
        read, write = node.stdout, node.stdin

        def asked(**said: object) -> object:
            write.write(json.dumps(said) + "\n")
            write.flush()
            return json.loads(read.readline())

        yield asked
        write.close()


@hypothesis_settings(max_examples=400, deadline=None)
@given(text=st.one_of(ANY, DUTCH))
@example(text="")
@example(text="a" * 160)
@example(text="a" * 152 + "€" + "b" * 10)
@example(text="😀" * 36)
@example(text="e\u0301")
def test_the_page_counts_what_the_server_counts(ask: Asked, text: str) -> None:
    size = sms_size(text)
    found = ask(text=text)
    assert isinstance(found, dict)
    assert (found["parts"], found["left"], sorted(found["dear"])) == (size.parts, size.units_left, list(size.costly))
    assert found["characters"] == len(unicodedata.normalize("NFC", text))


@hypothesis_settings(max_examples=100, deadline=None)
@given(text=DUTCH)
def test_one_tap_gives_what_the_server_would_write(ask: Asked, text: str) -> None:
    assert ask(text=text, plain=table()) == cheaper(text)


@given(ANY)
def test_what_is_cheaper_holds_fewer_dear_characters_and_costs_no_more(text: str) -> None:
    after = sms_size(cheaper(text))
    assert set(after.costly) == {one for one, plain in replacements(text).items() if plain is None}
    if not after.costly:
        assert (
            after.parts <= max(sms_size(text).parts, sms_size(text.replace("", "")).parts) or after.encoding == "gsm7"
        )


@pytest.mark.parametrize(
    ("dear", "plain"),
    [
        ("…", "..."),
        ("’", "'"),
        ("“", '"'),
        ("–", "-"),
        ("ë", "e"),
        ("ç", "c"),
        ("ê", "e"),
        ("œ", "oe"),
        ("\u00a0", " "),
        ("😀", None),
        ("漢", None),
    ],
)
def test_what_says_the_same_for_less(dear: str, plain: str | None) -> None:
    assert plain_for(dear) == plain


def test_everything_offered_is_cheap_and_instead_of_something_dear() -> None:
    for character, plain in table().items():
        assert not alphabet.fits(character)
        assert alphabet.fits(plain)


@given(st.text(st.sampled_from(sorted(alphabet.OCTETS)), max_size=300))
def test_a_cheap_text_is_left_as_it_is(text: str) -> None:
    assert replacements(text) == {}
    assert cheaper(text) == text
