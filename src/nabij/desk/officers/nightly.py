"""What runs by itself each night, after the terms were kept: files go with their rows."""

from __future__ import annotations

from procrastinate.contrib.django import app

from nabij.desk.officers.actions.sweeping import sweep_portraits


@app.periodic(cron="47 3 * * *")
@app.task(name="desk.sweep_portraits", queue="desk", queueing_lock="desk.sweep_portraits")
def sweep(timestamp: int) -> None:
    """Removes portraits of officers who left."""
    sweep_portraits(float(timestamp))
