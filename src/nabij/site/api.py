"""The doors for machines of all rooms, as one API with one description."""

from __future__ import annotations

from nabij.alerts.api import router as alerts
from nabij.channels.call_backs.api import router as call_backs
from nabij.people.api.door import Door
from nabij.reports.api import router as reports
from nabij.reports.outward.api import router as outward
from nabij.reports.routing.api import router as outside_teams

api = Door(title="Nabij", version="1", urls_namespace="api")
api.add_router("", reports, tags=["reports"])
api.add_router("", outward, tags=["reports"])
api.add_router("", outside_teams, tags=["tasks"])
api.add_router("", alerts, tags=["alerts"])
api.add_router("", call_backs, tags=["call-backs"])
