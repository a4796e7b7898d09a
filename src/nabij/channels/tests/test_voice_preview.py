"""The call as sound: made by the program of this machine, or asked of the provider; without either there is none."""

import io
import os
import stat
import threading
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from nabij.channels import voice_preview
from nabij.channels.spoken import call_text

TEXT = "Er is ingebroken in de Kerkstraat."


@pytest.fixture(autouse=True)
def _alone(settings: Any) -> Iterator[None]:
    settings.NABIJ_ROUTES = {}
    voice_preview._audio.cache_clear()
    yield
    voice_preview._audio.cache_clear()


def test_the_call_says_who_calls_the_text_twice_and_the_keys(settings: Any) -> None:
    settings.CITY_NAME = "Zandekerke"
    said = call_text(TEXT, "nl")
    assert said.startswith("Dit is een bericht van Zandekerke. Er is")
    assert said.count(TEXT) == 2
    assert "Druk 1 om te bevestigen dat je dit gehoord hebt" in said
    assert "Druk 9 om geen oproepen meer te krijgen" in said
    assert "Press 9" in call_text(TEXT, "en")


def test_espeak_makes_sound_that_a_player_understands() -> None:
    """`espeak-ng` of Debian stands beside the tests in CI; a longer text sounds longer."""
    short, long = voice_preview.audio_for(TEXT, "nl"), voice_preview.audio_for(TEXT * 3, "nl")
    assert short and long, "apt-get install espeak-ng: the preview of a call is tested with it"
    assert 3 < seconds(short) < seconds(long) < 120


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as heard:
        return heard.getnframes() / heard.getframerate()


def test_without_a_voice_there_is_no_sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not voice_preview.is_spoken_here()
    assert voice_preview.audio_for(TEXT, "nl") is None


def test_a_program_that_fails_gives_no_sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert voice_preview.audio_for(TEXT, "nl") is None


class Speaker(BaseHTTPRequestHandler):
    asked: list[bytes] = []

    def do_POST(self) -> None:
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"RIFFsound")

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""


def test_the_provider_speaks_first(settings: Any) -> None:
    server = HTTPServer(("127.0.0.1", 0), Speaker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.NABIJ_ROUTES = {"voice": [{"driver": "voice", "tts_url": f"http://127.0.0.1:{server.server_port}/"}]}
    assert voice_preview.audio_for(TEXT, "nl") == b"RIFFsound"
    assert b"Kerkstraat" in Speaker.asked[0]
    server.shutdown()
    server.server_close()
    voice_preview._audio.cache_clear()
    heard = voice_preview.audio_for(TEXT, "nl")
    assert heard and heard.startswith(b"RIFF") and heard != b"RIFFsound"
