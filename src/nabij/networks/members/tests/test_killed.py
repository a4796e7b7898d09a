"""A process that is killed while it takes a list in leaves nothing of it; the next one takes everything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from nabij.networks.members.importing import actions
from nabij.networks.members.models import Invited, ListState
from nabij.networks.members.tests.lists import brought, csv_of, lead, make_street, row
from nabij.networks.tests.factories import make_network
from nabij.people.tests.factories import make_tenant

TAKE = (
    "import sys, uuid, django; django.setup();"
    " from nabij.networks.members.importing.actions import take_in; take_in(uuid.UUID(sys.argv[1]))"
)
WAITS = (
    "select count(*) from pg_locks l join pg_class c on c.oid = l.relation"
    " where c.relname = 'audit_row' and not l.granted"
)
WITHIN_S = 60


@pytest.mark.django_db(transaction=True)
def test_killed_amid_it_nothing_is_taken(owner_connection: psycopg.Connection) -> None:
    make_street()
    network = make_network(make_tenant())
    me = lead(network)
    found = brought(me, network, csv_of([row(n) for n in range(1, 6)]))
    actions.take_list(me, list_id=found.id)
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute("lock table audit_row in share mode")
        process = subprocess.Popen([sys.executable, "-c", TAKE, str(found.id)], env=os.environ)
        try:
            _wait_until_it_waits(owner_connection, process)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    found.refresh_from_db()
    assert (found.state, Invited.objects.count()) == (ListState.TAKING, 0), "everybody was written, and nothing stays"
    done = actions.take_in(found.id)
    assert done is not None and Invited.objects.count() == 5


def _wait_until_it_waits(connection: psycopg.Connection, process: subprocess.Popen[bytes]) -> None:
    """The record is written last: who waits there wrote every row."""
    deadline = time.monotonic() + WITHIN_S
    while not connection.execute(WAITS).fetchone()[0]:  # type: ignore[index]
        assert process.poll() is None and time.monotonic() < deadline, "it came to an end, or never so far"
        time.sleep(0.05)
