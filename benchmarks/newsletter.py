"""Sending in the manner of listmonk (github.com/knadh/listmonk), for comparison: quick, since it keeps next to nothing.

As it does: subscribers with plain addresses are read by the thousand in order of their id, each message is rendered and handed
over, and per batch only the campaign's count and last id are written. No row per recipient, no encryption, no receipts; after
a kill the batch goes again, and nobody can say who had the message twice.
"""

from __future__ import annotations

from uuid import UUID

import psycopg
from django.conf import settings

from benchmarks.senders import PROVIDER, TEXT
from nabij.channels.carriers.sink import SinkDriver
from nabij.channels.drivers import Message

BATCH = 1000
SUBSCRIBERS = """
    create table bench_subscriber as
      select row_number() over () as id, 'Buur ' || row_number() over () as name,
        'buur.' || row_number() over () || '@example.be' as address from people_contactpoint;
    alter table bench_subscriber add primary key (id);
    create table bench_campaign (half integer primary key, sent integer not null, last_id bigint not null);
    insert into bench_campaign values (0, 0, 0), (1, 0, 0);
    grant all on bench_subscriber, bench_campaign to nabij_app;
"""


def send_half(half: int, port: int) -> None:
    """Sends to every other subscriber until none is left."""
    line = SinkDriver("email", PROVIDER, {"port": port})
    last = 0
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        while batch := connection.execute(
            "select id, name, address from bench_subscriber where id > %s and id %% 2 = %s order by id limit %s",
            [last, half, BATCH],
        ).fetchall():
            line.send([Message(UUID(int=number), address, f"{name}: {TEXT}") for number, name, address in batch])
            last = batch[-1][0]
            connection.execute(
                "update bench_campaign set sent = sent + %s, last_id = %s where half = %s", [len(batch), last, half]
            )
    line.close()
