"""The live stream: a small ASGI application beside the pages.

It says which thing changed, never its content; the page fetches the fragment with its normal rights. One connection to the
database listens for all streams of the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import django
import psycopg
from django.conf import settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nabij.site.settings")
django.setup()

from nabij.audit.actions import LIVE_CHANNEL  # noqa: E402
from nabij.tenants import live_tickets as tickets  # noqa: E402

QUEUE_SIZE = 500
KEEP_ALIVE_S = 15.0
REPLAY_AT_MOST = 500
RECONNECT_AFTER_S = 1.0
# Told about an account, these end its streams; the page comes back with a new ticket if it still may.
CLOSING = frozenset({"people.sign_out", "people.withdraw_role", "people.change_rights", "people.close_account"})

Event = dict[str, Any]


class Stream:
    """What one page is waiting for. A page that does not keep up is closed and catches up from the record."""

    def __init__(self, ticket: tickets.Ticket) -> None:
        self.ticket = ticket
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue(QUEUE_SIZE)

    def concerns(self, event: Event) -> bool:
        return self.ticket.hears(UUID(event["tenant"]), UUID(event["id"]))

    def closes(self, event: Event) -> bool:
        return event.get("verb") in CLOSING and event["id"] == str(self.ticket.account_id)

    def put(self, event: Event | None) -> None:
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)


streams: set[Stream] = set()
listening = asyncio.Event()


def hand_out(event: Event) -> None:
    for stream in list(streams):
        if stream.closes(event):
            stream.put(None)
        elif stream.concerns(event):
            stream.put(event)


async def listen() -> None:
    """Passes on notifications for ever; reconnects when the database was away, and lets every page catch up."""
    while True:
        with contextlib.suppress(psycopg.OperationalError):
            async with await psycopg.AsyncConnection.connect(settings.DATABASE_URL, autocommit=True) as connection:
                await connection.execute(f"listen {LIVE_CHANNEL}")
                listening.set()
                async for notice in connection.notifies():
                    hand_out(json.loads(notice.payload))
        listening.clear()
        for stream in list(streams):
            stream.put(None)
        await asyncio.sleep(RECONNECT_AFTER_S)


async def missed(ticket: tickets.Ticket, after: int) -> list[Event]:
    """Events that the ticket hears after a sequence number, oldest first."""
    query = (
        "select seq, tenant_id::text as tenant, verb, target as kind, target_id::text as id from audit_event"
        " where tenant_id = any(%s) and (%s::uuid[] is null or target_id = any(%s)) and seq > %s order by seq limit %s"
    )
    async with await psycopg.AsyncConnection.connect(settings.DATABASE_URL) as connection:
        cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
        things = list(ticket.things) or None
        return await (
            await cursor.execute(query, [list(ticket.tenants), things, things, after, REPLAY_AT_MOST])
        ).fetchall()


def as_message(event: Event) -> str:
    content = {name: event.get(name, "") for name in ("tenant", "verb", "kind", "id")}
    number = f"id: {event['seq']}\n" if "seq" in event else ""
    return f"{number}data: {json.dumps(content)}\n\n"


async def messages(stream: Stream, after: int | None) -> AsyncIterator[str]:
    streams.add(stream)
    try:
        yield "retry: 1000\n\n"
        for old in await missed(stream.ticket, after) if after is not None else []:
            yield as_message(old)
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE_S):
                    event = await stream.queue.get()
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            yield as_message(event)
    finally:
        streams.discard(stream)


async def stream(request: Request) -> Response:
    ticket = tickets.read(request.query_params.get("ticket", ""))
    if ticket is None:
        return PlainTextResponse("This ticket is not valid (any more).", status_code=403, headers=_headers())
    last = request.headers.get("last-event-id") or request.query_params.get("after", "")
    after = int(last) if last.isdigit() else None
    return StreamingResponse(messages(Stream(ticket), after), media_type="text/event-stream", headers=_headers())


async def health(request: Request) -> Response:
    if not listening.is_set():
        return PlainTextResponse("The database is away.", status_code=503)
    return PlainTextResponse(f"{len(streams)} streams")


def _headers() -> dict[str, str]:
    return {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Access-Control-Allow-Origin": settings.SITE_URL}


@contextlib.asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    listener = asyncio.create_task(listen())
    yield
    listener.cancel()


application = Starlette(routes=[Route("/live/stream", stream), Route("/live/health", health)], lifespan=lifespan)
