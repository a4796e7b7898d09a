"""The drivers that settings may name besides SMPP, SMTP and those of the demo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from nabij.channels.carriers.push import PushDriver
from nabij.channels.carriers.sms_http import HttpSmsDriver
from nabij.channels.carriers.voice import VoiceDriver
from nabij.channels.carriers.webhook import WebhookDriver
from nabij.channels.drivers import Driver

Options = Mapping[str, Any]
Make = Callable[[str, str, Options], Driver]


def _sms_http(_channel: str, name: str, options: Options) -> Driver:
    return HttpSmsDriver(name, options)


def _voice(_channel: str, name: str, options: Options) -> Driver:
    return VoiceDriver(name, options)


def _webhook(_channel: str, name: str, options: Options) -> Driver:
    return WebhookDriver(name, options)


def _push(_channel: str, name: str, options: Options) -> Driver:
    vapid_key = settings.SECRETS.get("vapid_key")
    if not vapid_key:
        raise ImproperlyConfigured(
            "The file of secrets has no vapid_key and cannot be written: see docs/how-to/keys.md."
        )
    ours = {"contact": settings.SITE_URL, "url": "/", "title": settings.CITY_NAME}
    return PushDriver(name, ours | dict(options), vapid_key=vapid_key)


KINDS: Final[Mapping[str, Make]] = {"sms_http": _sms_http, "voice": _voice, "push": _push, "webhook": _webhook}
