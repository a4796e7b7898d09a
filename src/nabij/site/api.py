"""The doors for machines of all rooms, as one API with one description."""

from __future__ import annotations

from nabij.alerts.api import router as alerts
from nabij.channels.call_backs.api import router as call_backs
from nabij.people.api.door import Door
from nabij.reports.api import router as reports

api = Door(title="Nabij", version="1", urls_namespace="api")
api.add_router("", reports, tags=["reports"])
api.add_router("", alerts, tags=["alerts"])
api.add_router("", call_backs, tags=["call-backs"])
