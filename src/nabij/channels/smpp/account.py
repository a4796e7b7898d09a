"""What a provider agrees with us about one bind."""

from dataclasses import dataclass, field
from typing import Literal

from nabij.channels.smpp.rules import IdForm

BindKind = Literal["transceiver", "transmitter", "receiver"]


@dataclass(frozen=True, slots=True)
class Account:
    """One bind. Times in seconds. `answer_ids` and `receipt_ids`: how this provider writes message ids in each."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    system_type: str = ""
    bind: BindKind = "transceiver"
    tls: bool = False
    window: int = 50
    connect_s: float = 10.0
    answer_s: float = 30.0
    enquire_s: float = 30.0
    answer_ids: IdForm = "text"
    receipt_ids: IdForm = "text"
