"""Files of documents: sealed like contact values, outside the web root and the database, named by chance."""

from __future__ import annotations

import base64
import re
import secrets
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from nabij.people import vault
from nabij.tenants.errors import Missing

NAME: Final = re.compile(r"[0-9a-f]{32}")
SORT: Final = "document"


def keep(content: bytes) -> str:
    """Writes a file sealed under a random name, and gives that name."""
    name = secrets.token_hex(16)
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(vault.seal_value(SORT, UUID(name), base64.b64encode(content).decode()))
    partial.rename(path)
    return name


def read(name: str) -> bytes:
    """The file as it was kept. Raises Missing where it is gone, vault.CannotOpen where it was changed."""
    try:
        sealed = path_of(name).read_bytes()
    except (FileNotFoundError, ValueError):
        raise Missing from None
    return base64.b64decode(vault.open_value(SORT, UUID(name), sealed))


def path_of(name: str) -> Path:
    """Where a file lies: two letters of its name make the folder. Raises ValueError for what is no such name."""
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return Path(settings.MEDIA_ROOT) / "documents" / name[:2] / name


def all_files() -> list[Path]:
    """Every file that is kept, half-written ones too."""
    return [path for path in (Path(settings.MEDIA_ROOT) / "documents").glob("*/*") if path.is_file()]
