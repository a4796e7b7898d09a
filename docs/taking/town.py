"""The demo town on a server and database of its own, with an evening in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docs.taking.story import play


@contextmanager
def served(state: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The demo town on a server and database of its own: its address, and ids of what the pictures show."""
    os.environ |= {"NABIJ_STATE_DIR": str(state), "NABIJ_DEMO": "1", "DJANGO_SETTINGS_MODULE": "nabij.site.settings"}
    from nabij.site import environment, migrating

    cluster = environment.prepare()
    if cluster is None:
        raise RuntimeError("DATABASE_URL is set; the pictures want a database of their own")
    try:
        migrating.migrate_if_needed(os.environ["DATABASE_OWNER_URL"])
        import django

        django.setup()
        from nabij.demo import world
        from nabij.site import frontend, messages, serving

        frontend.build()
        messages.compile_all()
        made = world.build(print)
        processes = serving.start(serving.free_port(0))
        try:
            yield processes.address, play(made)
        finally:
            processes.stop()
    finally:
        cluster.stop()
