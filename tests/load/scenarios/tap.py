"""BIN-Z: from the tap of an officer to the telephones of the shops, through every guard."""

from __future__ import annotations

from tests.load.result import Result
from tests.load.town import Foundry


def binz_tap(foundry: Foundry) -> Result:
    return Result("binz_tap")
