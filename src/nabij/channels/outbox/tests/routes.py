"""Routes of a test: they keep what left, and can be down, refuse, or leave in doubt."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from nabij.channels.drivers import Answer, AnswerState, Message, RouteDown


class Routes:
    """What carries messages in a test: `sent` left, over `channels` in the same order."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.channels: list[str] = []
        self.down: bool | Collection[str] = False
        self.state: AnswerState = "handed_over"
        self.error = ""

    @classmethod
    def installed(cls, monkeypatch: pytest.MonkeyPatch) -> Routes:
        """Takes the place of all routes, but those of alerts."""
        made = cls()
        monkeypatch.setattr("nabij.channels.handing.driver_for", made)
        return made

    def __call__(self, channel: str) -> Route:
        return Route(channel, self)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


class Route:
    def __init__(self, channel: str, routes: Routes) -> None:
        self.channel, self.routes = channel, routes

    def send(self, window: Sequence[Message]) -> list[Answer]:
        routes = self.routes
        if routes.down is True or (routes.down and self.channel in routes.down):
            raise RouteDown("away")
        if routes.error:
            return [Answer(one.key, "failed_for_good", error=routes.error, provider="test") for one in window]
        routes.sent += window
        routes.channels += [self.channel] * len(window)
        return [Answer(one.key, routes.state, "x") for one in window]
