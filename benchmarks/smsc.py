"""An SMS centre on the server of `smpp34` that accepts everything, with a receipt for who asks one.

`python -m benchmarks.smsc PORT`. The server leaves Nagle's algorithm on and has no option for it.
"""

import asyncio
import itertools
import sys
from typing import Any

import smpp34

RECEIPTS_OPEN = 200


async def serve(port: int) -> None:
    """Runs until it is killed; prints the port when it listens."""
    server = smpp34.Server("127.0.0.1", port, system_id="bench", inbound_capacity=200_000)
    await server.start()
    print(port, flush=True)
    esmes: dict[str, Any] = {}
    receipts: asyncio.Queue[tuple[str, str, str]] = asyncio.Queue()
    workers = [asyncio.create_task(_send_receipts(receipts, esmes)) for _ in range(RECEIPTS_OPEN)]
    for number in itertools.count(1):
        event = await server.next()
        if isinstance(event, smpp34.Esme):
            esmes[event.session_id] = event
        elif isinstance(event, smpp34.SubmitSmEvent):
            event.accept(str(number))
            if event.registered_delivery:
                receipts.put_nowait((event.session_id, event.destination_addr, str(number)))
        if any(worker.done() for worker in workers):
            return


async def _send_receipts(receipts: "asyncio.Queue[tuple[str, str, str]]", esmes: dict[str, Any]) -> None:
    while True:
        session_id, about, message_id = await receipts.get()
        text = f"id:{message_id} sub:001 dlvrd:001 stat:DELIVRD err:000 text:".encode()
        answer = await esmes[session_id].deliver_sm("8850", text, source_addr=about, esm_class=4)
        if not answer.is_success:
            receipts.put_nowait((session_id, about, message_id))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
