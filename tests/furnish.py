"""Puts one more of each thing in a demo town that is served: `python -m tests.furnish`, in the environment of that town."""

from __future__ import annotations

from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from nabij.alerts import actions as alerts  # noqa: E402
from nabij.alerts.prefilling import prefilled  # noqa: E402
from nabij.demo import world  # noqa: E402
from nabij.places import queries as places  # noqa: E402
from nabij.reports import actions as reports  # noqa: E402
from nabij.reports import queries  # noqa: E402
from nabij.reports.told import Told  # noqa: E402
from nabij.reports.where import Place  # noqa: E402


def furnish() -> None:
    """A burglary that nobody judged, an alert being written, one that waits for approval, a referral."""
    made = world.build(lambda _sentence: None)
    officer, dispatcher, clerk = made.staff["officier"], made.staff["dispatcher"], made.staff["preventie"]
    home = places.search_addresses("Markt", limit=1)[0]
    place = Place(home.lon, home.lat, home.label)
    for submit in (True, False):
        told = Told("burglary", place, "Glasgerinkel en een zaklamp.", caught_in_act=True)
        incident_id = reports.record_call(dispatcher, told=told).incident_id
        version = queries.incident_brief(officer, incident_id).version
        reports.judge_incident(officer, incident_id=incident_id, version=version, outcome="warn")
        draft = prefilled(officer, incident_id).draft
        alert = alerts.draft_alert(officer, tenant_id=made.zone.id, draft=draft, incident_id=incident_id)
        if submit:
            alerts.submit_for_approval(officer, alert_id=alert.id, version=alert.version)
    reports.record_call(dispatcher, told=Told("burglary", place, "Iemand klimt over de muur.", caught_in_act=True))
    litter = reports.record_call(clerk, told=Told("litter", place, "Zakken naast de bak.")).incident_id
    reports.refer(
        clerk, incident_id=litter, version=queries.incident_brief(clerk, litter).version, to_tenant_id=made.zone.id,
        fields=["category", "place"], legal_basis="WPA art. 44/11/9", reason="Hoort bij een feit van de politie.",
        until=timezone.now() + timedelta(days=30),
    )  # fmt: skip


if __name__ == "__main__":
    furnish()
