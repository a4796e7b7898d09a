"""The names under which this part seals values. Each is bound into what is stored: with another name the old values stay shut."""

from __future__ import annotations

from typing import Final

RING_NAME: Final = "desk.ring.name"
RING_NUMBER: Final = "desk.ring.number"
BACK_NAME: Final = "desk.call_back.name"
BACK_NUMBER: Final = "desk.call_back.number"
REACH: Final = "desk.video_reach"
