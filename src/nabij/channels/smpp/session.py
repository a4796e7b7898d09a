"""One bound connection. It lives in an event loop, answers for itself, and dies as a whole."""

import asyncio
import contextlib
import itertools
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self, cast

import smpp34

from nabij.channels.smpp import pdu
from nabij.channels.smpp.account import Account, BindKind
from nabij.channels.smpp.pdu import Frames, Pdu, ProtocolError, Submission
from nabij.channels.smpp.rules import normalised_id

_BINDS: Final[dict[BindKind, int]] = {
    "transceiver": pdu.BIND_TRANSCEIVER,
    "transmitter": pdu.BIND_TRANSMITTER,
    "receiver": pdu.BIND_RECEIVER,
}


class BindError(Exception):
    """The provider does not let us in; `status` is its SMPP command status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The SMPP provider refused the bind with status 0x{status:02X}.")
        self.status = status


@dataclass(frozen=True, slots=True)
class SubmitAnswer:
    """What is known about one submission. `in_doubt`: it may have arrived. `not_sent`: it surely has not."""

    state: Literal["accepted", "refused", "in_doubt", "not_sent"]
    message_id: str = ""
    status: int = pdu.OK


IN_DOUBT: Final = SubmitAnswer("in_doubt")
NOT_SENT: Final = SubmitAnswer("not_sent")


class _Barrier:
    """Waits until every expected sequence number has its answer, or until there will be none."""

    def __init__(self, expected: int) -> None:
        self.answers: dict[int, Pdu] = {}
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._expected = expected

    def take(self, unit: Pdu) -> None:
        self.answers[unit.sequence] = unit
        if len(self.answers) == self._expected:
            self.finish()

    def finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)

    @property
    def complete(self) -> bool:
        return len(self.answers) == self._expected


class Session(asyncio.Protocol):
    """A connection that was bound by `Session.opened`."""

    def __init__(self, account: Account, arrive: Callable[["Session", Pdu], None]) -> None:
        self._account = account
        self._arrive = arrive
        self._frames = Frames()
        self._numbers = itertools.count(1)
        self._barriers: dict[int, _Barrier] = {}
        self._heard = False
        self._transport: asyncio.Transport | None = None
        self._socket: socket.socket | None = None
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def opened(cls, account: Account, arrive: Callable[["Session", Pdu], None]) -> Self:
        """A bound session. Raises OSError or TimeoutError when nobody answers, BindError when we may not enter."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(account.connect_s):
            _, session = await loop.create_connection(
                lambda: cls(account, arrive),
                account.host,
                account.port,
                ssl=ssl.create_default_context() if account.tls else None,
            )
            try:
                await session._bind()
            except BaseException:
                session.abort()
                raise
        return session

    @property
    def alive(self) -> bool:
        return not self.lost.done()

    async def submit(self, submissions: Sequence[Submission]) -> list[SubmitAnswer]:
        """Sends all `submissions` in one write and waits for every answer.

        A session that stays silent for `answer_s` or ends leaves the unanswered in doubt, and is closed.
        """
        if not self.alive:
            return [NOT_SENT] * len(submissions)
        numbers: list[int | None] = []
        units = []
        for submission in submissions:
            number = next(self._numbers)
            try:
                units.append(submission.encoded(number))
                numbers.append(number)
            except (smpp34.SmppError, ValueError, TypeError):
                numbers.append(None)
        answers = await self._ask(b"".join(units), [number for number in numbers if number is not None])
        return [self._read(number, answers) for number in numbers]

    def answer_deliveries(self, sequences: Iterable[int], status: int) -> None:
        """Tells the provider what became of what it delivered."""
        self._write(b"".join(pdu.deliver_answer(sequence, status) for sequence in sequences))

    async def keep_alive(self) -> None:
        """Asks after the peer whenever it was silent for `enquire_s`; ends the session when it does not answer."""
        while self.alive:
            self._heard = False
            await asyncio.wait([self.lost], timeout=self._account.enquire_s)
            if not self._heard:
                await self.enquire()

    async def enquire(self) -> bool:
        """Whether the peer answers an enquire_link; a session whose peer does not is ended."""
        return self.alive and await self._ask_one(pdu.ENQUIRE_LINK) is not None

    async def leave(self) -> None:
        """Unbinds and closes."""
        if self.alive:
            await self._ask_one(pdu.UNBIND)
        self.abort()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._socket = transport.get_extra_info("socket")
        if self._socket is not None:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        self._heard = True
        self._acknowledge_at_once()
        try:
            for unit in self._frames.feed(data):
                self._take(unit)
        except ProtocolError:
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)
        for barrier in self._barriers.values():
            barrier.finish()
        self._barriers.clear()

    def _acknowledge_at_once(self) -> None:
        """Peers that leave Nagle's algorithm on wait for our acknowledgement: do not delay it (Linux only)."""
        if self._socket is not None and hasattr(socket, "TCP_QUICKACK"):
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _take(self, unit: Pdu) -> None:
        if unit.command & pdu.RESPONSE:
            if barrier := self._barriers.pop(unit.sequence, None):
                barrier.take(unit)
        elif unit.command == pdu.DELIVER_SM:
            self._arrive(self, unit)
        elif unit.command == pdu.ENQUIRE_LINK:
            self._write(pdu.frame(pdu.ENQUIRE_LINK_RESP, unit.sequence))
        elif unit.command == pdu.UNBIND:
            self._write(pdu.frame(pdu.UNBIND_RESP, unit.sequence))
            if self._transport is not None:
                self._transport.close()
        else:
            self._write(pdu.frame(pdu.GENERIC_NACK, unit.sequence, pdu.INVALID_COMMAND))

    def _write(self, octets: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(octets)

    async def _ask(self, octets: bytes, numbers: Sequence[int]) -> dict[int, Pdu]:
        if not numbers or not self.alive:
            return {}
        barrier = _Barrier(len(numbers))
        self._barriers.update(dict.fromkeys(numbers, barrier))
        self._write(octets)
        await asyncio.wait([barrier.done], timeout=self._account.answer_s)
        if not barrier.complete:
            self.abort()
        return barrier.answers

    async def _ask_one(self, command: int) -> Pdu | None:
        number = next(self._numbers)
        return (await self._ask(pdu.frame(command, number), [number])).get(number)

    async def _bind(self) -> None:
        account, number = self._account, next(self._numbers)
        octets = pdu.bind(
            _BINDS[account.bind],
            number,
            system_id=account.system_id,
            password=account.password,
            system_type=account.system_type,
        )
        answer = (await self._ask(octets, [number])).get(number)
        if answer is None:
            raise ConnectionError("The SMPP provider closed the connection before it answered the bind.")
        if answer.status != pdu.OK:
            raise BindError(answer.status)

    def _read(self, number: int | None, answers: dict[int, Pdu]) -> SubmitAnswer:
        if number is None:
            return SubmitAnswer("refused", status=pdu.INVALID_PARAMETER_LENGTH)
        unit = answers.get(number)
        if unit is None:
            return IN_DOUBT
        if unit.status != pdu.OK or unit.command != pdu.SUBMIT_SM_RESP:
            return SubmitAnswer("refused", status=unit.status or pdu.INVALID_COMMAND)
        return SubmitAnswer("accepted", normalised_id(unit.message_id, self._account.answer_ids))
