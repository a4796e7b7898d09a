"""Each driver with its partner, as the table of cases sees them: whom to write to for what, and what the partner saw."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from nabij.channels import actions
from nabij.channels.carriers.push import PushDriver
from nabij.channels.carriers.simulator import SimulatorDriver
from nabij.channels.carriers.sink import SinkDriver
from nabij.channels.carriers.smpp import SmppDriver
from nabij.channels.carriers.sms_http import HttpSmsDriver
from nabij.channels.carriers.smtp import SmtpDriver
from nabij.channels.carriers.voice import VoiceDriver
from nabij.channels.carriers.webhook import WebhookDriver
from nabij.channels.drivers import Driver, Message
from nabij.channels.models import SimulatedMessage
from nabij.channels.smpp.rules import sms_text
from nabij.channels.smpp.tests.house import Centre, Kept, Teller, free_port
from nabij.tenants.keys import new_id

SILENCE_S: Final = 0.5
SECRET: Final = "whsec_" + base64.b64encode(b"s" * 24).decode()
PARTNER: Final = "nabij.channels.carriers.tests.partner"
GATEWAY_OPTIONS: Final[Mapping[str, Any]] = {
    "fields": {"to": "{to}", "text": "{text}", "from": "{source}", "key": "{key}"},
    "headers": {"Authorization": "Bearer {password}"},
    "source": "8850",
    "password": "geheim",
    "id_in": "json:messages.0.id",
    "status_in": "json:messages.0.status",
    "reasons": {"0": "ok", "1202": "no_such_contact"},
    "idempotency_header": "",
    "answer_s": SILENCE_S,
}


class Stand(Protocol):
    """One driver. `to(case)` is the recipient with whom the partner behaves so; `texts()` is what arrived, whole."""

    driver: Driver

    def to(self, case: str) -> str: ...
    def texts(self) -> list[str]: ...
    def keys(self) -> list[str]: ...
    def away(self) -> Driver: ...
    def end(self) -> None: ...


class Gateway:
    """An SMS gateway over HTTP."""

    make: Callable[[str, Mapping[str, Any]], Driver] = staticmethod(HttpSmsDriver)
    text = "{text}"
    digits: Final = {
        "handed_over": "1",
        "refused_now": "2",
        "refused_for_good": "3",
        "stop_contact": "4",
        "silent": "5",
        "slow": "6",
    }

    def __init__(self) -> None:
        self.partner = Teller(PARTNER, 0)
        self.driver = self.of(self.partner.port)

    def of(self, port: int) -> Driver:
        fields = {**GATEWAY_OPTIONS["fields"], "text": self.text}
        url = f"http://127.0.0.1:{port}/gateway"
        return type(self).make("gateway", {**GATEWAY_OPTIONS, "fields": fields, "url": url, "connect_s": 1.0})

    def to(self, case: str) -> str:
        return f"+3247011220{self.digits[case]}"

    def seen(self) -> list[dict[str, str]]:
        return [json.loads(bytes.fromhex(told["body"])) for told in self.partner.told_with("body")]

    def texts(self) -> list[str]:
        return [one["text"] for one in self.seen()]

    def keys(self) -> list[str]:
        return [one["key"] for one in self.seen()]

    def away(self) -> Driver:
        return self.of(free_port())

    def end(self) -> None:
        self.driver.close()
        self.partner.end()


class Voice(Gateway):
    """A provider that calls people."""

    make = staticmethod(VoiceDriver)
    text = "{say}"

    def texts(self) -> list[str]:
        return [one["text"].split(". ", 1)[1].partition(" Nog een keer.")[0] for one in self.seen()]


class Hook:
    """Systems of organisations."""

    names: Final = {
        "handed_over": "ok", "refused_now": "busy", "refused_for_good": "never", "stop_contact": "gone", "silent": "silent",
        "slow": "slow",
    }  # fmt: skip

    def __init__(self) -> None:
        self.partner = Teller(PARTNER, 0)
        self.driver: Driver = WebhookDriver("hooks", {"allow_private": True, "answer_s": SILENCE_S})
        self.port = self.partner.port

    def to(self, case: str) -> str:
        return json.dumps({"url": f"http://localhost:{self.port}/hook/{self.names[case]}", "secret": SECRET})

    def seen(self) -> list[dict[str, str]]:
        return [json.loads(bytes.fromhex(told["body"])) for told in self.partner.told_with("body")]

    def texts(self) -> list[str]:
        return [one["text"] for one in self.seen()]

    def keys(self) -> list[str]:
        return [told["headers"]["webhook-id"] for told in self.partner.told_with("body")]

    def away(self) -> Driver:
        self.port = free_port()
        return self.driver

    def end(self) -> None:
        self.driver.close()
        self.partner.end()


@dataclass(frozen=True)
class Browser:
    """The keys of a browser; it reads what was sent to it with the decoder of `http_ece`."""

    private: ec.EllipticCurvePrivateKey
    auth: bytes = b"a" * 16

    @property
    def point(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def subscription(self, endpoint: str) -> str:
        return json.dumps({"endpoint": endpoint, "keys": {"p256dh": _packed(self.point), "auth": _packed(self.auth)}})

    def read(self, octets: bytes) -> dict[str, str]:
        plain = http_ece.decrypt(octets, private_key=self.private, auth_secret=self.auth)
        content: dict[str, str] = json.loads(plain)
        return content


class Push:
    """A push service."""

    names: Final = Hook.names

    def __init__(self) -> None:
        self.partner = Teller(PARTNER, 0)
        self.browser = Browser(ec.generate_private_key(ec.SECP256R1()))
        self.port = self.partner.port
        self.driver: Driver = push_driver(answer_s=SILENCE_S)

    def to(self, case: str) -> str:
        return self.browser.subscription(f"http://127.0.0.1:{self.port}/push/{self.names[case]}")

    def seen(self) -> list[dict[str, str]]:
        return [self.browser.read(bytes.fromhex(told["body"])) for told in self.partner.told_with("body")]

    def texts(self) -> list[str]:
        return [one["body"] for one in self.seen()]

    def keys(self) -> list[str]:
        return [one["tag"] for one in self.seen()]

    def away(self) -> Driver:
        """A service that answered before."""
        self.driver.send([Message(key=new_id(), to=self.to("handed_over"), text="")])
        self.partner.end()
        return self.driver

    def end(self) -> None:
        self.driver.close()
        self.partner.end()


class Mail:
    """A mail server."""

    names: Final = {
        "handed_over": "an", "refused_now": "busy", "refused_for_good": "policy", "stop_contact": "gone",
        "silent": "silent", "slow": "slow",
    }  # fmt: skip

    def __init__(self) -> None:
        self.partner = Teller("nabij.channels.carriers.tests.mailserver", 0)
        self.driver = self.of(self.partner.port)

    def of(self, port: int) -> Driver:
        return SmtpDriver(
            "mail", {"host": "127.0.0.1", "port": port, "sender": "n@zandekerke.example", "answer_s": 1.0}
        )

    def to(self, case: str) -> str:
        return f"{self.names[case]}@example.be"

    def texts(self) -> list[str]:
        return [told["bodies"][0].replace("\r\n", "\n").removesuffix("\n") for told in self.partner.told_with("to")]

    def keys(self) -> list[str]:
        return [told["headers"]["Message-ID"][1:].partition("@")[0] for told in self.partner.told_with("to")]

    def away(self) -> Driver:
        return self.of(free_port())

    def end(self) -> None:
        self.driver.close()
        self.partner.end()


class Smpp:
    """An SMS centre; what is not its first answer has a centre of its own."""

    def __init__(self) -> None:
        self.centre = Centre("--refuse", "13", "--busy", "14", "--never", "15", "--mute", "16")
        self.driver = self.of(self.centre.port)

    def of(self, port: int) -> Driver:
        account = {"host": "127.0.0.1", "port": port, "system_id": "zone", "password": "p", "source": "8850"}
        return SmppDriver("telco", {**account, "connect_s": 1.0, "answer_s": 1.0}, Kept())

    def to(self, case: str) -> str:
        ends = {
            "handed_over": "11",
            "stop_contact": "13",
            "refused_now": "14",
            "refused_for_good": "15",
            "silent": "16",
        }
        return f"+324600000{ends[case]}"

    def texts(self) -> list[str]:
        parts = [(bytes.fromhex(told["text"]), told["coding"], told["udh"]) for told in self.centre.told_with("to")]
        joined = [part for part in parts if part[2]]
        whole = [sms_text(octets, data_coding=coding, has_header=False) for octets, coding, udh in parts if not udh]
        in_order = sorted(joined, key=lambda part: part[0][5])
        long = "".join(sms_text(octets, data_coding=coding, has_header=True) for octets, coding, _udh in in_order)
        return [*whole, long] if long else whole

    def keys(self) -> list[str]:
        raise NotImplementedError

    def away(self) -> Driver:
        return self.of(free_port())

    def end(self) -> None:
        self.driver.close()
        self.centre.end()


class Simulator:
    """The provider of the demo: the table of magic recipients."""

    def __init__(self) -> None:
        keep = lambda channel, messages, delay_s: actions.keep_simulated("simulator", channel, messages, delay_s)  # noqa: E731
        self.driver: Driver = SimulatorDriver("sms", "simulator", {"receipt_delay_s": 60}, keep, lambda: None)

    def to(self, case: str) -> str:
        ends = {"handed_over": "1", "refused_now": "2", "stop_contact": "3", "silent": "4"}
        return f"+3246000000{ends[case]}"

    def texts(self) -> list[str]:
        return [message.text for message in SimulatedMessage.objects.order_by("id")]

    def keys(self) -> list[str]:
        return [str(message.id) for message in SimulatedMessage.objects.order_by("id")]

    def away(self) -> Driver:
        raise NotImplementedError

    def end(self) -> None:
        self.driver.close()


class Sink:
    """The sink of the benchmark, which reads everything and refuses nothing."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "benchmarks.sink"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.driver: Driver = SinkDriver("sms", "sink", {"port": int(self.process.stdout.readline())})

    def to(self, case: str) -> str:
        return "+32460000011"

    def texts(self) -> list[str]:
        raise NotImplementedError

    def keys(self) -> list[str]:
        raise NotImplementedError

    def away(self) -> Driver:
        return SinkDriver("sms", "sink", {"port": free_port()})

    def end(self) -> None:
        self.driver.close()
        self.process.kill()
        self.process.wait()


def push_driver(**options: Any) -> PushDriver:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    settings = {"contact": "mailto:techniek@zandekerke.example", "title": "Zandekerke", "allow_private": True}
    return PushDriver("push", settings | options, vapid_key=_packed(number.to_bytes(32)))


def _packed(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


STANDS: Final[Mapping[str, Callable[[], Stand]]] = {
    "smpp": Smpp, "sms_http": Gateway, "smtp": Mail, "voice": Voice, "push": Push, "webhook": Hook, "simulator": Simulator,
    "sink": Sink,
}  # fmt: skip
