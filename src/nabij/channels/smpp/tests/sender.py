"""A sender to be killed: submits window after window, keeps what is delivered in a file, and syncs it."""

import os
import sys
from collections.abc import Sequence

from nabij.channels.drivers import Receipt
from nabij.channels.smpp.account import Account
from nabij.channels.smpp.client import Client
from nabij.channels.smpp.pdu import Submission
from nabij.channels.smpp.receipts import InboundText


def main(port: int, path: str) -> None:
    with open(path, "a") as file:

        def keep(rows: Sequence[Receipt | InboundText]) -> None:
            file.writelines(f"{row.provider_message_id}\n" for row in rows if isinstance(row, Receipt))
            file.flush()
            os.fsync(file.fileno())

        client = Client(Account("127.0.0.1", port, "zone", "p", window=20), keep)
        while True:
            client.submit_window([Submission("Nabij", f"+3246{number:07d}", b"hallo", 0) for number in range(20)])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
