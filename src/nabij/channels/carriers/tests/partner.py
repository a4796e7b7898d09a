"""A provider over HTTP in a process of its own, on the server of Python's library: the recipient decides how it answers.

It stands for an SMS gateway, a voice provider, a push service and a receiver of webhooks; it tells what arrived.
"""

import argparse
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

NUMBERS = {
    "1": "ok",
    "2": "busy",
    "3": "never",
    "4": "gone",
    "5": "silent",
    "6": "slow",
    "7": "hangs_up",
    "8": "strange",
}
SILENT_S, SLOW_S = 4.0, 0.3
GATEWAY = {"ok": 200, "slow": 200, "silent": 200, "gone": 200, "strange": 200, "busy": 503, "never": 400}
STATUS = {"ok": "0", "slow": "0", "silent": "0", "gone": "1202", "strange": "77", "busy": "", "never": ""}
PUSH = {
    "ok": 201,
    "slow": 201,
    "silent": 201,
    "busy": 429,
    "never": 400,
    "gone": 410,
    "missing": 404,
    "broken": 500,
    "proxy": 502,
}
HOOK = {"ok": 204, "slow": 204, "silent": 204, "busy": 503, "never": 400, "gone": 410, "elsewhere": 302}
numbers = count(1)


def tell(**seen: Any) -> None:
    sys.stdout.write(json.dumps(seen) + "\n")
    sys.stdout.flush()


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    """A whole window knocks at once; the five of the library leave the others waiting for a second."""


class Partner(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind, _slash, name = self.path.strip("/").partition("/")
        if kind == "gateway":
            name = NUMBERS[json.loads(body)["to"][-1]]
        tell(kind=kind, name=name, headers=dict(self.headers.items()), body=body.hex(), port=self.client_address[1])
        if name == "hangs_up":
            self.close_connection = True
            return
        time.sleep({"silent": SILENT_S, "slow": SLOW_S}.get(name, 0))
        getattr(self, f"as_{kind}")(name)

    def as_gateway(self, name: str) -> None:
        self.say(GATEWAY[name], {"messages": [{"id": f"own-{next(numbers)}", "status": STATUS[name]}]})

    def as_push(self, name: str) -> None:
        self.say(PUSH[name], {}, Location=f"/message/{next(numbers)}")

    def as_hook(self, name: str) -> None:
        self.say(HOOK[name], {}, Location="http://127.0.0.1:1/elsewhere")

    def say(self, status: int, content: dict[str, Any], **headers: str) -> None:
        octets = b"" if status == 204 else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(octets)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_args: Any) -> None:
        """Standard output is for what it tells."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), Partner)
    tell(ready=options.port)
    server.serve_forever()


if __name__ == "__main__":
    main()
