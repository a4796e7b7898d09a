"""What an installation says of itself in a TOML file: its city, its addresses, and the providers that carry its messages.

    [site]
    city_name = "Zandekerke"             # on every page
    theme = "river"                      # a name in frontend/src/themes
    hosts = ["nabij.example.be"]         # the names under which it may be asked
    url = "https://nabij.example.be"     # as written in messages
    live_url = "https://nabij.example.be"
    clamd = "/run/clamav/clamd.ctl"      # a ClamAV daemon that checks what is uploaded; or host:port

    [[routes.sms]]                       # without any weight the first carries all, and the next takes over
    driver = "smpp"
    name = "telco"
    host = "smsc.example.net"
    port = 2775
    system_id = "zone"
    password_env = "NABIJ_TELCO"         # the password stands in this environment variable, or with
    password_secret = "telco"            # password_secret under "providers" in the file of secrets
    source = "Nabij"
    weight = 70                          # its share of the windows of this channel
    per_second = 50                      # no more than this, whatever the number of processes

No password stands in this file itself. Options of each driver: docs/how-to/connect-a-provider.md.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from nabij.channels.callback_rules import IGNORED, STATES, CallbackRules
from nabij.channels.carriers.http import HttpAccount
from nabij.channels.carriers.push import PushAccount
from nabij.channels.carriers.smtp import MailAccount
from nabij.channels.carriers.webhook import WebhookRules
from nabij.channels.smpp.account import Account
from nabij.site import clamd

CHANNELS: Final[Sequence[str]] = ("sms", "email", "voice", "push", "webhook")
OF_THE_ROUTE: Final = ("driver", "name", "window", "weight", "per_second")
SECRET_WORDS: Final = ("password", "token", "secret", "dkim_key")
"""What never stands in the file itself: NAME_env or NAME_secret says where it does."""
SITE_WORDS: Final = {"city_name": str, "theme": str, "hosts": list, "url": str, "live_url": str, "clamd": str}

Route = dict[str, object]


@dataclass(frozen=True)
class _Driver:
    """What may stand in a route of a driver; `channels` it carries."""

    channels: Sequence[str]
    required: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True)
class Configuration:
    """What the file says; empty where it says nothing."""

    city_name: str = ""
    theme: str = ""
    hosts: tuple[str, ...] = ()
    url: str = ""
    live_url: str = ""
    clamd: str = ""
    routes: Mapping[str, list[Route]] = field(default_factory=dict)


def load(path: str, *, environment: Mapping[str, str], secrets: Mapping[str, str]) -> Configuration:
    """The configuration at `path`, an empty one where that is empty. `secrets`: name of a provider -> password.

    Raises ImproperlyConfigured with one sentence that names the file and what to change in it.
    """
    if not path:
        return Configuration()
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ImproperlyConfigured(f"The configuration file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"The configuration file {path} is no TOML: {error}.") from None
    try:
        return _read(content, environment, secrets)
    except ValueError as error:
        raise ImproperlyConfigured(f"The configuration file {path} cannot be used: {error}") from None


def _read(content: dict[str, Any], environment: Mapping[str, str], secrets: Mapping[str, str]) -> Configuration:
    _only_known(content, {"site", "routes"}, "The file")
    site, routes = content.get("site", {}), content.get("routes", {})
    _check_tables(site, routes)
    for word, kind in SITE_WORDS.items():
        if word in site and not isinstance(site[word], kind):
            raise ValueError(f"site.{word} is not written as {'a list' if kind is list else 'a text'}.")
    if site.get("clamd"):
        clamd.opener(site["clamd"])
    made = {
        channel: [_route(channel, given, environment, secrets) for given in listed]
        for channel, listed in routes.items()
    }
    _check_names(made)
    words = {word: site[word] for word in SITE_WORDS if word in site}
    return Configuration(**words | {"hosts": tuple(site.get("hosts", ())), "routes": made})


def _check_tables(site: object, routes: object) -> None:
    if not isinstance(site, dict) or not isinstance(routes, dict):
        raise ValueError("[site] and [[routes.sms]] are tables.")
    _only_known(site, SITE_WORDS, "[site]")
    _only_known(routes, CHANNELS, "routes")
    for channel, listed in routes.items():
        if not isinstance(listed, list) or not all(isinstance(route, dict) for route in listed):
            raise ValueError(f"Write each route of {channel} as [[routes.{channel}]], with two brackets.")


def _route(channel: str, given: dict[str, Any], environment: Mapping[str, str], secrets: Mapping[str, str]) -> Route:
    name = str(given.get("name", given.get("driver", "?")))
    what = f"The route {name!r} of {channel}"
    driver = _DRIVERS.get(str(given.get("driver", "")))
    if driver is None:
        raise ValueError(f"{what} names no driver that there is; choose {', '.join(_DRIVERS)}.")
    if channel not in driver.channels:
        raise ValueError(
            f"{what} cannot use the driver {given['driver']!r}, which carries {', '.join(driver.channels)}."
        )
    route = _with_secrets(given, what, environment, secrets)
    if "callback" in given:
        route["callback"] = _callback(given["callback"], what, environment, secrets)
    _only_known(route, driver.known, what)
    missing = sorted(driver.required - route.keys())
    if missing:
        raise ValueError(f"{what} misses {', '.join(missing)}.")
    for word in ("weight", "per_second"):
        number = route.get(word, 0)
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < 1_000_000:
            raise ValueError(f"{what} says {word} = {number!r}; it is a number, and not below 0.")
    return route


def _callback(given: Any, what: str, environment: Mapping[str, str], secrets: Mapping[str, str]) -> Route:
    """The table by which a provider calls back: it proves itself in exactly one way."""
    what = f"The table callback of {what[0].lower()}{what[1:]}"
    if not isinstance(given, dict):
        raise ValueError(f"{what} is no table.")
    found = _with_secrets(given, what, environment, secrets)
    _only_known(found, {one.name for one in dataclasses.fields(CallbackRules)}, what)
    if ("token" in found) == ("secret" in found):
        raise ValueError(f"{what} names either a token or a secret, by which the provider proves itself.")
    states: Any = found.get("states", {})
    unknown = sorted(str(meaning) for meaning in states.values() if meaning not in (*STATES, IGNORED))
    if unknown:
        raise ValueError(f"{what} says {unknown[0]!r} of a state; there is {', '.join((*STATES, IGNORED))}.")
    return found


def _with_secrets(
    given: Mapping[str, Any], what: str, environment: Mapping[str, str], secrets: Mapping[str, str]
) -> Route:
    found: Route = dict(given)
    for name in SECRET_WORDS:
        if name in found:
            raise ValueError(f"{what} holds a {name}. Put it elsewhere and name it with {name}_env or {name}_secret.")
        for word, source, place in (
            (f"{name}_env", environment, "the environment"), (f"{name}_secret", secrets, '"providers" of the file of secrets'),
        ):  # fmt: skip
            key = found.pop(word, None)
            if key is not None and key not in source:
                raise ValueError(f"{what} looks for its {name} as {key!r} in {place}, where it is not.")
            if key is not None:
                found[name] = source[str(key)]
    return found


def _check_names(routes: Mapping[str, Sequence[Route]]) -> None:
    names = [str(route.get("name", route["driver"])) for listed in routes.values() for route in listed]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"Two routes are named {twice[0]!r}; receipts need a name of its own for each.")


def _only_known(given: Mapping[str, object], known: Any, what: str) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(f"{what} says {unknown[0]!r}, which means nothing here; there is {', '.join(sorted(known))}.")


def _driver(channels: Sequence[str], account: type, *more: str, required: Sequence[str] = ()) -> _Driver:
    fields = dataclasses.fields(account)
    needed = {one.name for one in fields if one.default is one.default_factory is dataclasses.MISSING}
    return _Driver(
        channels, frozenset({*needed, *required}), frozenset({one.name for one in fields} | {*OF_THE_ROUTE, *more})
    )  # fmt: skip


_DRIVERS: Final[Mapping[str, _Driver]] = {
    "smpp": _driver(("sms",), Account, "source", required=("source",)),
    "sms_http": _driver(("sms",), HttpAccount, "callback"),
    "voice": _driver(("voice",), HttpAccount, "callback", "tts_url"),
    "smtp": _driver(("email",), MailAccount, "callback"),
    "push": _driver(("push",), PushAccount),
    "webhook": _driver(("webhook",), WebhookRules),
}
