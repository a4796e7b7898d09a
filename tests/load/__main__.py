"""`python -m tests.load [SCENARIO ...] [--size PEOPLE]`: runs them one after the other; status 1 when one breaks its promise."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback

import django

# What is read from Django here are names and codes of the demo; processes get addresses of their own.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nabij.site.settings")
os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
django.setup()

from tests.load.result import HEAD, CannotMake, Result, line, write  # noqa: E402
from tests.load.scenarios import SCENARIOS  # noqa: E402
from tests.load.town import Foundry  # noqa: E402

SIZE = 20_000


def main() -> int:
    options = _options()
    broken, results = 0, []
    print(HEAD, flush=True)
    with Foundry(options.size) as foundry:
        for name in options.scenarios or SCENARIOS:
            result = _run(foundry, name)
            results.append(result)
            broken += not result.kept
            print(line(result), flush=True)
            write([result])
    if broken:
        print(f"{broken} of {len(results)} break their promise.")
    return 1 if broken else 0


def _run(foundry: Foundry, name: str) -> Result:
    began = time.monotonic()
    try:
        return SCENARIOS[name](foundry)
    except CannotMake as sentence:
        return Result(name, why=[str(sentence)])
    except Exception as error:
        traceback.print_exc()
        return Result(name, why=[f"{type(error).__name__} after {time.monotonic() - began:.0f} s: {error}"])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    parser.add_argument("--size", type=int, default=SIZE, help=f"people who get each alert ({SIZE})")
    options = parser.parse_args()
    if unknown := set(options.scenarios) - set(SCENARIOS):
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
