"""What the parts of this room store, for Django to find."""

from __future__ import annotations

from nabij.desk.appointments import models as appointments
from nabij.desk.counters import models as counters
from nabij.desk.news import models as news
from nabij.desk.officers import models as officers
from nabij.desk.video import models as video
from nabij.desk.waiting import models as waiting

__all__ = ["appointments", "counters", "news", "officers", "video", "waiting"]
