"""The call of an alert as sound, for who writes or approves it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

import httpx
import structlog
from django.conf import settings

from nabij.channels.spoken import call_text

TAKES_AT_MOST_S: Final = 20.0
LONGEST_TEXT: Final = 5000
WORDS_PER_MINUTE: Final = 150
VOICES: Final = {"nl": "nl", "fr": "fr-be", "en": "en-gb", "de": "de"}

_log = structlog.get_logger("nabij.channels.voice")


def audio_for(text: str, language: str) -> bytes | None:
    """The call that `text` becomes, as WAV (or what the provider's `tts_url` answers); None where nothing here can speak.

    Then the page shows `nabij.channels.spoken.call_text` and says so. The provider of a route with `tts_url` speaks first,
    then `espeak-ng` of this machine.
    """
    said = call_text(text, language)[:LONGEST_TEXT]
    return _audio(said, language, _tts_url(), shutil.which("espeak-ng") or "")


def is_spoken_here() -> bool:
    """Whether `audio_for` has anything that can speak."""
    return bool(_tts_url() or shutil.which("espeak-ng"))


@lru_cache(maxsize=32)
def _audio(said: str, language: str, tts_url: str, program: str) -> bytes | None:
    return (_asked(tts_url, said, language) if tts_url else None) or (
        _made(program, said, language) if program else None
    )


def _tts_url() -> str:
    urls = (str(route.get("tts_url", "")) for route in settings.NABIJ_ROUTES.get("voice", []))
    return next((url for url in urls if url), "")


def _asked(tts_url: str, said: str, language: str) -> bytes | None:
    try:
        answer = httpx.post(tts_url, json={"text": said, "language": language}, timeout=TAKES_AT_MOST_S)
    except httpx.HTTPError as trouble:
        _log.warning("provider_did_not_speak", reason=type(trouble).__name__)
        return None
    return answer.content if answer.is_success and answer.content else None


def _made(program: str, said: str, language: str) -> bytes | None:
    with tempfile.TemporaryDirectory(prefix="nabij-voice-") as folder:
        sound = Path(folder) / "call.wav"
        command = [program, "-v", VOICES.get(language, "nl"), "-s", str(WORDS_PER_MINUTE), "-w", str(sound), "--stdin"]
        try:
            subprocess.run(command, input=said.encode(), capture_output=True, timeout=TAKES_AT_MOST_S, check=True)
            return sound.read_bytes()
        except (OSError, subprocess.SubprocessError) as trouble:
            _log.warning("nothing_spoken", reason=type(trouble).__name__)
            return None
