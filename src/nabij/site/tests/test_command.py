"""Help lists every command with its sentence, and needs no database for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nabij.command import main

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def test_help_lists_every_command_without_a_database(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": NOWHERE,
        "DATABASE_OWNER_URL": NOWHERE,
        "NABIJ_STATE_DIR": str(tmp_path),
    }
    asked = subprocess.run(
        [sys.executable, "-m", "nabij.command", "--help"], env=environment, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    listed = asked.stdout.partition("Commands:")[2].splitlines()
    said = {line.split()[0]: line.split()[1:] for line in listed if line.startswith("  ") and line[2] != " "}
    assert set(said) == set(main.list_commands(None))  # type: ignore[arg-type]
    assert [name for name, words in said.items() if not words] == []
    assert list(tmp_path.iterdir()) == []
