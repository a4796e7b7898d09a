from __future__ import annotations

from typing import cast

import click
import procrastinate.contrib.django
from procrastinate.contrib.django.django_connector import DjangoConnector

from nabij.site import serving

CONCURRENT_JOBS = 4


@click.command()
@click.option("--port", default=8000, show_default=True)
def up(port: int) -> None:
    """Serves the pages and the live stream, with the workers beside them."""
    processes = serving.start(port)
    click.echo(f"Nabij serves at http://localhost:{port}. Stop with Ctrl-C.")
    processes.wait()
    processes.stop()


@click.command()
def worker() -> None:
    """Sends the messages of approved alerts."""
    from nabij.alerts.fanout.main import run

    run()


@click.command()
def jobs() -> None:
    """Runs what was planned for later and what runs on a schedule."""
    from nabij.channels.routes import close_drivers, tend_routes

    # Defining jobs uses Django's connection; the worker needs one of its own, that can listen.
    app = procrastinate.contrib.django.app
    worker_app = app.with_connector(cast(DjangoConnector, app.connector).get_worker_connector())
    tend_routes()
    try:
        worker_app.run_worker(listen_notify=True, delete_jobs="successful", concurrency=CONCURRENT_JOBS)
    finally:
        close_drivers()
