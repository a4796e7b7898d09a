"""What a provider delivers to us: receipts about our messages, and texts that people send. Pure."""

import re
from dataclasses import dataclass, field
from typing import Final

import smpp34

from nabij.channels.drivers import Receipt, ReceiptState
from nabij.channels.inbound.parts import Part
from nabij.channels.smpp.pdu import ESM_USER_DATA_HEADER, is_receipt
from nabij.channels.smpp.rules import IdForm, normalised_id, sms_text

_TLV_RECEIPTED_MESSAGE_ID: Final = 0x001E
_TLV_MESSAGE_PAYLOAD: Final = 0x0424
_TLV_MESSAGE_STATE: Final = 0x0427
_TLV_PARTS: Final = (0x020C, 0x020F, 0x020E)
"""sar_msg_ref_num, sar_segment_seqnum, sar_total_segments."""
_CONCATENATED: Final = {0x00: 1, 0x08: 2}
"""Information elements of a user-data header that number parts, with the octets of their reference (3GPP TS 23.040, 9.2.3.24)."""

_FIELD = re.compile(r"\b(id|stat|err):(\S*)", re.IGNORECASE)

STATES: Final[dict[str, ReceiptState]] = {
    "ENROUTE": "on_its_way",
    "ACCEPTD": "on_its_way",
    "DELIVRD": "delivered",
    "EXPIRED": "not_delivered",
    "DELETED": "not_delivered",
    "UNDELIV": "not_delivered",
    "REJECTD": "not_delivered",
    "UNKNOWN": "not_delivered",
}
"""The words of a receipt (SMPP 3.4, appendix B) and what they mean to us."""

_WORDS: Final = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}


@dataclass(frozen=True, slots=True)
class InboundText:
    """A short message from a person. `sender` and `to` are as the provider writes them, with a plus for numbers."""

    sender: str = field(repr=False)
    to: str
    text: str = field(repr=False)
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """What came and nobody could read, with why: kept for a person."""

    content: bytes = field(repr=False)
    reason: str


def read_deliver(raw: bytes, *, receipt_ids: IdForm) -> Receipt | InboundText:
    """What a `deliver_sm` says; `raw` with its header. Raises ValueError when it cannot be understood."""
    try:
        message = smpp34.decode(raw)
    except smpp34.SmppError as error:
        raise ValueError(f"This deliver_sm cannot be decoded: {error}.") from error
    if not isinstance(message, smpp34.DeliverSm):
        raise ValueError("This unit is no deliver_sm.")
    tlvs = {tlv.tag: tlv for tlv in message.tlvs}
    if is_receipt(message.esm_class) or _TLV_RECEIPTED_MESSAGE_ID in tlvs:
        return _receipt(message, tlvs, receipt_ids)
    payload = tlvs.get(_TLV_MESSAGE_PAYLOAD)
    octets = payload.value if payload else message.short_message
    has_header = bool(message.esm_class & ESM_USER_DATA_HEADER)
    return InboundText(
        sender=_number(message.source_addr),
        to=_number(message.destination_addr),
        text=sms_text(octets, data_coding=message.data_coding, has_header=has_header).replace("\0", ""),
        part=_part_in_header(octets) if has_header else _part_in_tlvs(tlvs),
    )


def _part_in_header(octets: bytes) -> Part | None:
    header = octets[1 : octets[0] + 1] if octets else b""
    while len(header) >= 2:
        size, value = header[1], header[2 : 2 + header[1]]
        width = _CONCATENATED.get(header[0], 0)
        if width and size == len(value) == width + 2:
            return Part(int.from_bytes(value[:width], "big"), number=value[width + 1], total=value[width])
        header = header[2 + size :]
    return None


def _part_in_tlvs(tlvs: dict[int, smpp34.Tlv]) -> Part | None:
    given = [tlvs[tag].as_int() if tag in tlvs else None for tag in _TLV_PARTS]
    reference, number, total = given
    return None if reference is None or number is None or total is None else Part(reference, number, total)


def _receipt(message: smpp34.DeliverSm, tlvs: dict[int, smpp34.Tlv], receipt_ids: IdForm) -> Receipt:
    fields = {name.lower(): value for name, value in _FIELD.findall(message.short_message.decode("latin-1"))}
    id_tlv = tlvs.get(_TLV_RECEIPTED_MESSAGE_ID)
    message_id = (id_tlv.as_string() if id_tlv else None) or fields.get("id", "")
    if not message_id:
        raise ValueError("This receipt does not say which message it is about.")
    state_tlv = tlvs.get(_TLV_MESSAGE_STATE)
    word = _WORDS.get((state_tlv.as_int() or 0) if state_tlv else 0) or fields.get("stat", "").upper()[:7]
    state = STATES.get(word)
    if state is None:
        raise ValueError(f"This receipt has the unknown state {word!r}.")
    error = fields.get("err", "").lstrip("0")
    return Receipt(
        provider_message_id=normalised_id(message_id, receipt_ids),
        state=state,
        error=f"receipt.{word.lower()}.{error}".rstrip(".") if state == "not_delivered" else "",
        about=_number(message.source_addr),
    )


def _number(address: str) -> str:
    return f"+{address}" if address.isdigit() and len(address) > 6 else address
