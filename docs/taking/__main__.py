"""Takes the pictures in docs/screenshots anew: `make screenshots`; with names of parts (`front_door`) only those.

On a database of its own: the demo town, with the main job played in it and then an evening of reports.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from docs.taking import front_door, main_job, networks
from docs.taking.town import served

PARTS = {"main_job": main_job.take, "networks": networks.take, "front_door": front_door.take}


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as state, served(Path(state)) as (address, opened):
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=False)
            for name in names or PARTS:
                PARTS[name](browser, address, opened)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
