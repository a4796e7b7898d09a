"""The Dutch, French and German catalogues of each room say exactly what its sources ask for."""

from __future__ import annotations

import gettext

import pytest
from django.conf import settings

from nabij.site import messages


@pytest.mark.parametrize("language", messages.COMPLETE)
@pytest.mark.parametrize("room", messages.rooms())
def test_a_language_is_complete_and_holds_nothing_else(room: str, language: str) -> None:
    assert messages.problems(room, language) == [], (
        f"run `python -m nabij.site.messages {room}` and fill in what it lists"
    )


@pytest.mark.parametrize("language", messages.COMPLETE)
def test_one_text_has_one_translation(language: str) -> None:
    assert messages.conflicts(language) == []


def test_every_language_that_is_offered_is_complete() -> None:
    assert {code for code, _name in settings.LANGUAGES} == {*messages.COMPLETE, "en"}, "English stands in the sources"


def test_the_shell_has_texts_at_all() -> None:
    assert len(messages.texts_of("site")) > 30


def test_compiled_catalogues_speak_dutch() -> None:
    messages.compile_all()
    with messages.path_of("site", "nl", "mo").open("rb") as file:
        dutch = gettext.GNUTranslations(file)
    assert dutch.gettext("Close") == "Sluiten"
    assert dutch.ngettext("%(n)s minute ago", "%(n)s minutes ago", 2) % {"n": 2} == "2 minuten geleden"


def test_percent_signs_are_doubled_in_templates_only_where_bare(tmp_path, monkeypatch) -> None:
    room = tmp_path / "hall"
    room.mkdir()
    (room / "page.html").write_text(
        '{% translate "95 % done" %}{% blocktranslate %}{{ n }} left{% endblocktranslate %}'
    )
    monkeypatch.setattr(messages, "ROOMS", tmp_path)
    assert {message.id for message in messages.texts_of("hall") if message.id} == {"95 %% done", "%(n)s left"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('msgid "Go"\nmsgstr ""\n', "not translated"),
        ('msgid "Go"\nmsgstr "Ga"\n\nmsgid "Gone"\nmsgstr "Weg"\n', "no longer used"),
        ('msgid "Go"\nmsgstr "Ga %(x)s"\n', "other places"),
    ],
)
def test_a_catalogue_that_differs_is_found(tmp_path, monkeypatch, written: str, expected: str) -> None:
    (tmp_path / "hall").mkdir()
    (tmp_path / "hall" / "page.html").write_text('{% translate "Go" %}')
    monkeypatch.setattr(messages, "ROOMS", tmp_path)
    path = messages.path_of("hall", "nl")
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + written)
    assert [line.split(":")[0].startswith(expected) for line in messages.problems("hall")] == [True]
