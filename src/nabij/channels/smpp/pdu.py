"""The units of SMPP 3.4 that a sender needs. Messages use the codec of `smpp34`, the rest is header work."""

import struct
from dataclasses import dataclass
from typing import Final

import smpp34

_HEADER = struct.Struct(">IIII")
_MAX_PDU_OCTETS: Final = 64 * 1024

GENERIC_NACK: Final = 0x80000000
BIND_RECEIVER: Final = 0x00000001
BIND_TRANSMITTER: Final = 0x00000002
SUBMIT_SM: Final = 0x00000004
SUBMIT_SM_RESP: Final = 0x80000004
DELIVER_SM: Final = 0x00000005
DELIVER_SM_RESP: Final = 0x80000005
UNBIND: Final = 0x00000006
UNBIND_RESP: Final = 0x80000006
BIND_TRANSCEIVER: Final = 0x00000009
ENQUIRE_LINK: Final = 0x00000015
ENQUIRE_LINK_RESP: Final = 0x80000015
RESPONSE: Final = 0x80000000

OK: Final = 0x00
INVALID_COMMAND: Final = 0x03
QUEUE_FULL: Final = 0x14
TEMPORARY_APPLICATION_ERROR: Final = 0x64
PERMANENT_APPLICATION_ERROR: Final = 0x65
INVALID_PARAMETER_LENGTH: Final = 0xC2

ESM_USER_DATA_HEADER: Final = 0x40
ESM_RECEIPT: Final = 0x04
_ESM_MESSAGE_TYPE: Final = 0x3C
_VERSION: Final = 0x34

TON_INTERNATIONAL: Final = 1
TON_ALPHANUMERIC: Final = 5
NPI_ISDN: Final = 1


class ProtocolError(Exception):
    """The peer sent octets that are no SMPP; the connection cannot be used any longer."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """One unit as received: header fields, and `raw` with the header."""

    command: int
    status: int
    sequence: int
    raw: bytes

    @property
    def body(self) -> bytes:
        return self.raw[_HEADER.size :]

    @property
    def message_id(self) -> str:
        """The identifier in the answer to a submit; empty when the peer left it out."""
        return self.body.partition(b"\0")[0].decode("latin-1")


class Frames:
    """Cuts a stream of octets into units."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, octets: bytes) -> list[Pdu]:
        """Units that are complete with `octets`. Raises ProtocolError on a length that cannot be."""
        buffer = self._rest + octets
        units = []
        position = 0
        while len(buffer) - position >= _HEADER.size:
            length, command, status, sequence = _HEADER.unpack_from(buffer, position)
            if not _HEADER.size <= length <= _MAX_PDU_OCTETS:
                raise ProtocolError(f"The SMPP peer announced a unit of {length} octets.")
            if len(buffer) - position < length:
                break
            units.append(Pdu(command, status, sequence, buffer[position : position + length]))
            position += length
        self._rest = buffer[position:]
        return units


@dataclass(frozen=True, slots=True)
class Submission:
    """One short message for one telephone, ready for the wire. `destination` is E.164 with or without its plus."""

    source: str
    destination: str
    octets: bytes
    data_coding: int
    has_header: bool = False
    wants_receipt: bool = True

    def encoded(self, sequence: int) -> bytes:
        """The `submit_sm` with this sequence number. Raises smpp34.SmppError when a field is too long."""
        alphanumeric = not self.source.lstrip("+").isdigit()
        encoded: bytes = smpp34.SubmitSm(
            self.source if alphanumeric else self.source.lstrip("+"),
            self.destination.lstrip("+"),
            self.octets,
            source_addr_ton=TON_ALPHANUMERIC if alphanumeric else TON_INTERNATIONAL,
            source_addr_npi=0 if alphanumeric else NPI_ISDN,
            dest_addr_ton=TON_INTERNATIONAL,
            dest_addr_npi=NPI_ISDN,
            esm_class=ESM_USER_DATA_HEADER if self.has_header else 0,
            registered_delivery=1 if self.wants_receipt else 0,
            data_coding=self.data_coding,
            sequence_number=sequence,
        ).encode()
        return encoded


def frame(command: int, sequence: int, status: int = OK, body: bytes = b"") -> bytes:
    """A unit with its header; `body` as the command wants it."""
    return _HEADER.pack(_HEADER.size + len(body), command, status, sequence) + body


def bind(command: int, sequence: int, *, system_id: str, password: str, system_type: str = "") -> bytes:
    """A bind of the given kind (BIND_TRANSCEIVER, BIND_TRANSMITTER or BIND_RECEIVER)."""
    names = b"".join(value.encode("ascii") + b"\0" for value in (system_id, password, system_type))
    return frame(command, sequence, body=names + bytes((_VERSION, 0, 0, 0)))


def deliver_answer(sequence: int, status: int = OK) -> bytes:
    """The answer to a `deliver_sm`: its message id is one empty C string."""
    return frame(DELIVER_SM_RESP, sequence, status, b"\0")


def is_receipt(esm_class: int) -> bool:
    """Whether a `deliver_sm` with this class carries a delivery receipt (SMPP 3.4, 5.2.12)."""
    return esm_class & _ESM_MESSAGE_TYPE == ESM_RECEIPT
