"""The one gate through which every uploaded file comes in: photos, scans, lists. Checked where a virus scanner is configured.

A file that is turned away keeps its name and size, but whoever reads it gets the sentence why: nothing of it can be stored.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nabij.site import clamd
from nabij.tenants.errors import NotNow, Refused

log = logging.getLogger(__name__)

VIRUS: Final = _("There is a virus in this file. We did not keep it. Choose another file.")
UNCHECKED: Final = _(
    "We cannot check files for viruses at this moment, so we did not take this one. Go on without it, or try again later."
)
TOO_LARGE: Final = _("This file is too large to be checked for viruses. Choose a smaller one.")


class TurnedAway(io.RawIOBase):
    """In the place of the content: reading raises the refusal."""

    def __init__(self, why: type[Refused], sentence: str | Promise) -> None:
        self._why, self._sentence = why, sentence

    def _refuse(self, *_given: Any) -> Any:
        raise self._why(str(self._sentence))

    read = readinto = readline = readlines = seek = tell = _refuse

    def __iter__(self) -> Iterator[bytes]:
        self._refuse()
        yield b""


class InMemory(MemoryFileUploadHandler):
    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        made = super().file_complete(file_size)
        return made and checked(made)


class OnDisk(TemporaryFileUploadHandler):
    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        made = super().file_complete(file_size)
        return made and checked(made)


def checked(upload: UploadedFile[Any]) -> UploadedFile[Any]:
    """The upload itself where it is harmless or no daemon is configured; else one whose content nobody can read."""
    if not settings.NABIJ_CLAMD or upload.file is None:
        return upload
    try:
        found = clamd.scan(settings.NABIJ_CLAMD, upload.file)
    except clamd.Unanswered as error:
        log.error("An uploaded file could not be checked: %s", error)
        return _without(upload, NotNow, UNCHECKED)
    except clamd.TooLarge:
        log.warning("An uploaded file of %s bytes is larger than StreamMaxLength.", upload.size)
        return _without(upload, Refused, TOO_LARGE)
    if not found:
        return upload
    log.warning("An uploaded file was turned away: %s", found)
    return _without(upload, Refused, VIRUS)


def _without(upload: UploadedFile[Any], why: type[Refused], sentence: str | Promise) -> UploadedFile[Any]:
    """The same name and size with nothing in it; the content goes."""
    upload.close()
    content: Any = TurnedAway(why, sentence)
    return UploadedFile(content, upload.name, upload.content_type, upload.size)
