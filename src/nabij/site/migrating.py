"""Migrating as the owner, in a process of its own, and only when something changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

PACKAGE = Path(__file__).resolve().parents[1]


def fingerprint() -> str:
    """A digest over all migrations and privileges: equal digests mean equal schemas."""
    digest = hashlib.sha256()
    for path in sorted([*PACKAGE.glob("*/migrations/*.py"), PACKAGE / "audit" / "privileges.py"]):
        digest.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
    digest.update((PACKAGE.parent.parent / "requirements.lock").read_bytes() if _in_checkout() else b"")
    return digest.hexdigest()[:24]


def migrate() -> None:
    """Runs Django's migrations and the privileges in this process, which must be connected as the owner."""
    import django
    from django.core.management import call_command
    from django.db import connection

    from nabij.audit import privileges

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        privileges.apply(cursor)
        cursor.execute(f"comment on schema public is 'nabij {fingerprint()}'")


def migrate_if_needed(owner_url: str) -> bool:
    """Migrates in a child process unless the schema is that of this code. True where it did."""
    if schema_fingerprint(owner_url) == fingerprint():
        return False
    environment = os.environ | {"DATABASE_URL": owner_url}
    subprocess.run([sys.executable, "-m", "nabij.command", "migrate"], env=environment, check=True)
    return True


def schema_fingerprint(owner_url: str) -> str:
    with psycopg.connect(owner_url) as connection:
        row = connection.execute("select obj_description('public'::regnamespace)").fetchone()
    said = (row[0] if row else "") or ""
    return said.removeprefix("nabij ")


def _in_checkout() -> bool:
    return (PACKAGE.parent.parent / "requirements.lock").exists()
