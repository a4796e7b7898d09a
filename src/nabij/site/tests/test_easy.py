"""The pages in plain words: short sentences, the same in each language, and a way on from each."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import resolve

from nabij.site import easy
from nabij.site.components.icons import icon

SENTENCE = re.compile(r"[^.?!]+[.?!]")
LONGEST, ON_AVERAGE = 16, 12
CASES = [(page["slug"], language) for page in easy.pages() for language in easy.LANGUAGES]


def sentences(slug: str, language: str) -> list[str]:
    page = next(one for one in easy.pages() if one["slug"] == slug)
    return [found.strip() for line in page["line"] for found in SENTENCE.findall(line[language])]


@pytest.mark.parametrize(("slug", "language"), CASES)
def test_sentences_are_short(slug: str, language: str) -> None:
    lengths = [len(one.split()) for one in sentences(slug, language)]
    assert max(lengths) <= LONGEST and sum(lengths) / len(lengths) <= ON_AVERAGE


@pytest.mark.parametrize(("slug", "language"), CASES)
def test_no_hard_punctuation_or_long_words(slug: str, language: str) -> None:
    for one in sentences(slug, language):
        assert not re.search(r"[;:()]|\b\w{19,}\b", one), one


@pytest.mark.parametrize("page", easy.pages(), ids=lambda page: page["slug"])
def test_each_line_has_its_drawing_and_each_page_leads_somewhere(page: dict[str, object]) -> None:
    assert all("<svg" in icon(line["icon"]) for line in page["line"])  # type: ignore[attr-defined]
    assert resolve(str(page["address"]))
    assert all(set(line) == {"icon", *easy.LANGUAGES} for line in page["line"])  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", [page["slug"] for page in easy.pages()])
def test_a_page_shows_all_its_lines_and_the_way_to_the_others(slug: str, client: Client) -> None:
    page = client.get("/makkelijk/" if slug == "start" else f"/makkelijk/{slug}/").content.decode()
    assert page.count("<li>") >= len(sentences(slug, "nl")) // 2
    assert 'href="/makkelijk/' in page
    assert client.get("/makkelijk/bestaat-niet/").status_code == 404


CORE = ["/", "/melden/", "/volgen/", "/mijn/aanmelden/", "/balies/", "/wijkagent/", "/beeld/"]


@pytest.mark.django_db
def test_easy_reading_is_switched_on_remembered_and_off_again(client: Client) -> None:
    """Without a script, on each core page, and never to another site."""
    for address in CORE:
        page = client.get(address).content.decode()
        assert page.count('action="/makkelijk/lezen"') == 1, address
        assert "nb-easy-on" not in page
    assert client.post("/makkelijk/lezen", {"on": "1", "next": "/melden/"}).headers["Location"] == "/melden/"
    for address in CORE:
        page = client.get(address).content.decode()
        assert "nb-easy-on" in page and page.count('id="easy-lines"') == 1, address
        assert "nb-easy__lines" in page
    assert "nb-easy__lines" not in client.get("/over/privacy/").content.decode()
    assert client.post("/makkelijk/lezen", {"on": "0", "next": "https://evil.example/"}).headers["Location"] == "/"
    assert "nb-easy-on" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("path", "slug"),
    [("/", "start"), ("/melden/", "melden"), ("/melden/waar/", "waar"), ("/mijn/", "mijn"), ("/mijn/afspraken/", "afspraak"),
     ("/volgen/ABC", "volgen"), ("/over/privacy/", None), ("/slachtoffer/", None)],
)  # fmt: skip
def test_the_longest_beginning_says_which_words_stand_beside_a_page(path: str, slug: str | None) -> None:
    found = easy.beside(path)
    assert (found["slug"] if found else None) == slug
