"""Starting everything an installation on one machine needs."""

from __future__ import annotations

import socket

from django.conf import settings

from nabij.site.processes import Processes, commands


def start(port: int) -> Processes:
    """Starts pages on `port`, the live stream on another, and the workers; returns when the pages answer.

    Without an address of its own in the settings, the site is asked as localhost.
    """
    live_port = free_port(port + 1)
    local = {
        "NABIJ_SITE_URL": f"http://localhost:{port}",
        "NABIJ_LIVE_URL": f"http://localhost:{live_port}",
    }
    environment = {} if settings.SITE_URL_GIVEN else local
    processes = Processes(
        commands(port, live_port), environment, settings.STATE_DIR / "logs", address=f"http://localhost:{port}"
    )
    processes.start()
    processes.wait_until_ready(f"http://127.0.0.1:{port}/gezondheid/", f"http://127.0.0.1:{live_port}/live/health")
    return processes


def free_port(wished: int) -> int:
    """The wished port where it is free, otherwise any other."""
    for port in (wished, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("There is no free port.")
