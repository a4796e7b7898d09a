"""The doors for machines of all rooms, as one API with one description."""

from __future__ import annotations

from nabij.alerts.api import router as alerts
from nabij.people.api.door import Door
from nabij.reports.api import router as reports

api = Door(title="Nabij", version="1", urls_namespace="api")
api.add_router("", reports, tags=["reports"])
api.add_router("", alerts, tags=["alerts"])
