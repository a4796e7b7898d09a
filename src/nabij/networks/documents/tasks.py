"""What runs by itself about documents."""

from __future__ import annotations

from procrastinate.contrib.django import app

from nabij.networks.documents import actions


@app.periodic(cron="5 8 * * 1-5")
@app.task(name="networks.remind_signatories", queueing_lock="networks.remind_signatories")
def remind_signatories(timestamp: int) -> None:
    """Reminds on working days who did not sign within the term of the zone."""
    actions.remind_late()


@app.periodic(cron="37 * * * *")
@app.task(name="networks.sweep_documents", queueing_lock="networks.sweep_documents")
def sweep_documents(timestamp: int) -> None:
    """Removes each hour the files that belong to no document."""
    actions.sweep_files(float(timestamp))
