"""`make test`: everything side by side, then alone what kills and restarts processes. With arguments: a plain run of those."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PYTEST = [sys.executable, "-m", "pytest", "-q"]
NO_TEST_RAN = 5
# One more than there are processors: a worker often waits for its browser, its server or another process of its own.
WORKERS = str(min(8, (os.cpu_count() or 1) + 1))


def main(arguments: list[str]) -> int:
    if not shutil.which("chromium") and os.environ.get("NABIJ_BROWSER") != "skip":
        print("The browser tests need Debian's chromium: apt install chromium. To do without them: NABIJ_BROWSER=skip.")
        if not arguments:
            return 1
    if arguments:
        return run(arguments)
    side_by_side = run(["-n", WORKERS, "-m", "not serial"])
    alone = run(["-m", "serial"])
    return side_by_side or (0 if alone == NO_TEST_RAN else alone)


def run(arguments: list[str]) -> int:
    return subprocess.run([*PYTEST, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
