"""The configuration file: what it says holds, and what is wrong in it is one sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from nabij.channels.carriers.smpp import SmppDriver
from nabij.channels.carriers.smtp import SmtpDriver
from nabij.channels.routes import _made
from nabij.site import configuration
from nabij.site.configuration import Configuration

GOOD = """
[site]
city_name = "Hasselt"
theme = "river"
hosts = ["nabij.example.be", "localhost"]
url = "https://nabij.example.be"

[[routes.sms]]
driver = "smpp"
name = "telco"
host = "smsc.example.net"
port = 2775
system_id = "zone"
password_env = "TELCO"
source = "Nabij"
per_second = 50
receipt_ids = "decimal"

[[routes.email]]
driver = "smtp"
name = "relay"
host = "mail.example.be"
port = 587
starttls = true
user = "nabij"
password_secret = "relay"
sender = "Nabij <nabij@example.be>"
"""


def load(tmp_path: Path, text: str) -> Configuration:
    path = tmp_path / "nabij.toml"
    path.write_text(text)
    return configuration.load(str(path), environment={"TELCO": "from outside"}, secrets={"relay": "from the file"})


def test_without_a_file_nothing_is_said() -> None:
    assert configuration.load("", environment={}, secrets={}) == Configuration()


def test_what_the_file_says_holds(tmp_path: Path) -> None:
    said = load(tmp_path, GOOD)
    assert (said.city_name, said.theme, said.hosts) == ("Hasselt", "river", ("nabij.example.be", "localhost"))
    assert said.routes["sms"][0]["password"] == "from outside"
    assert said.routes["email"][0]["password"] == "from the file"
    assert not {"password_env", "password_secret"} & {word for route in said.routes["sms"] for word in route}


def test_its_routes_become_drivers(tmp_path: Path) -> None:
    said = load(tmp_path, GOOD)
    made = [_made(channel, route) for channel, routes in said.routes.items() for route in routes]
    assert [(type(driver), driver.name) for driver in made] == [(SmppDriver, "telco"), (SmtpDriver, "relay")]
    for driver in made:
        driver.close()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("[site]", "[site"), "is no TOML"),
        (("[site]", '[site]\nclamd = "run/clamav.sock"'), "neither the path of a socket nor host:port"),
        (("city_name", "cityname"), "[site] says 'cityname', which means nothing here"),
        (('hosts = ["nabij.example.be", "localhost"]', 'hosts = "x"'), "site.hosts is not written as a list"),
        (("[[routes.sms]]", "[routes.sms]"), "with two brackets"),
        (("[[routes.sms]]", "[[routes.fax]]"), "routes says 'fax'"),
        (('driver = "smpp"', 'driver = "pigeon"'), "names no driver that there is; choose smpp, sms_http"),
        (('driver = "smpp"', 'driver = "simulator"'), "names no driver that there is"),
        (('driver = "smpp"', 'driver = "smtp"'), "cannot use the driver 'smtp', which carries email"),
        (('password_env = "TELCO"', 'password = "x"'), "holds a password"),
        (('"TELCO"', '"NOWHERE"'), "'NOWHERE' in the environment, where it is not"),
        (('password_secret = "relay"', 'password_secret = "gone"'), "'gone' in \"providers\" of the file of secrets"),
        (('system_id = "zone"\n', ""), "The route 'telco' of sms misses system_id"),
        (("per_second", "persecond"), "The route 'telco' of sms says 'persecond'"),
        (('name = "relay"', 'name = "telco"'), "Two routes are named 'telco'"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        load(tmp_path, GOOD.replace(*change, 1))
    said = str(refused.value)
    assert sentence in said and str(tmp_path / "nabij.toml") in said
    assert "\n" not in said and said.endswith(".")
    assert "from outside" not in said and "from the file" not in said


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"/nowhere/nabij.toml cannot be read: No such file"):
        configuration.load("/nowhere/nabij.toml", environment={}, secrets={})


def say(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_the_settings_follow_the_file_and_the_environment_wins(tmp_path: Path) -> None:
    path = tmp_path / "nabij.toml"
    path.write_text(GOOD.replace('password_secret = "relay"\n', ""))
    code = (
        "from nabij.site import settings as s;"
        "print(s.CITY_NAME, s.CITY_THEME, s.ALLOWED_HOSTS, s.SITE_URL, s.LIVE_URL, sorted(s.NABIJ_ROUTES), s.SECURE)"
    )
    settled = say(code, NABIJ_CONFIG=str(path), TELCO="x", NABIJ_CITY_NAME="Leuven", NABIJ_DEMO="")
    assert settled.stdout.strip() == (
        "Leuven river ['nabij.example.be', 'localhost'] https://nabij.example.be https://nabij.example.be ['email', 'sms'] True"
    )


def test_the_command_says_one_sentence_at_start(tmp_path: Path) -> None:
    started = say(
        "import sys; sys.argv = ['nabij', 'verify']; from nabij.command import main; main()",
        NABIJ_CONFIG="/nowhere.toml",
    )
    assert started.returncode == 1
    assert (
        started.stderr.strip()
        == "Error: The configuration file /nowhere.toml cannot be read: No such file or directory."
    )


MORE = """
[[routes.sms]]
driver = "sms_http"
name = "gateway"
url = "https://gateway.example.net/send"
password_env = "TELCO"
[routes.sms.fields]
to = "{to}"
text = "{text}"
[routes.sms.callback]
token_secret = "relay"
states = { "1" = "delivered", "2" = "not_delivered", "8" = "on_its_way" }

[[routes.voice]]
driver = "voice"
url = "https://voice.example.net/calls"
tts_url = "https://voice.example.net/speak"
[routes.voice.fields]
say = "{say}"

[[routes.push]]
driver = "push"
contact = "mailto:techniek@example.be"

[[routes.webhook]]
driver = "webhook"
weight = 2
"""


def test_every_driver_can_be_named(tmp_path: Path) -> None:
    said = load(tmp_path, MORE)
    assert said.routes["sms"][0]["callback"] == {
        "token": "from the file",
        "states": {"1": "delivered", "2": "not_delivered", "8": "on_its_way"},
    }
    made = [_made(channel, route) for channel, routes in said.routes.items() for route in routes]
    assert [driver.channel for driver in made] == ["sms", "voice", "push", "webhook"]
    for driver in made:
        driver.close()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('token_secret = "relay"\n', ""), "names either a token or a secret"),
        (
            ('token_secret = "relay"', 'token_secret = "relay"\nsecret_env = "TELCO"'),
            "names either a token or a secret",
        ),
        (('token_secret = "relay"', 'token = "geheim"'), "holds a token. Put it elsewhere"),
        (('"1" = "delivered"', '"1" = "arrived"'), "says 'arrived' of a state"),
        (("[routes.sms.callback]", "[routes.sms.callbacks]"), "says 'callbacks'"),
        (('contact = "mailto', 'dkim_key = "mailto'), "holds a dkim_key"),
        (('text = "{text}"', 'text = "{text}"\n[routes.sms.callback.more]\nx = 1'), "says 'more'"),
        (('url = "https://voice', 'uri = "https://voice'), "The route 'voice' of voice says 'uri'"),
    ],
)
def test_what_is_wrong_with_another_driver_is_one_sentence_too(
    tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    text = MORE.replace(*change, 1)
    assert text != MORE
    with pytest.raises(ImproperlyConfigured) as refused:
        load(tmp_path, text)
    assert sentence in str(refused.value)


def test_words_that_no_message_has_are_told_before_anything_is_sent(tmp_path: Path) -> None:
    for template, sentence in (("{txt}", "asks for {txt}; there is"), ("{text", "a brace that nobody closes")):
        said = load(tmp_path, MORE.replace("{text}", template))
        with pytest.raises(ImproperlyConfigured, match=sentence):
            _made("sms", said.routes["sms"][0])


GUIDE = Path(__file__).parents[4] / "docs" / "how-to" / "connect-a-gateway.md"


def test_every_example_of_the_guide_becomes_drivers(tmp_path: Path) -> None:
    """All of them in one file, with the passwords that they name."""
    text = "\n".join(re.findall(r"```toml\n(.*?)```", GUIDE.read_text(), re.DOTALL))
    key = (
        rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    )
    (tmp_path / "nabij.toml").write_text(text)
    said = configuration.load(
        str(tmp_path / "nabij.toml"),
        environment=dict.fromkeys(re.findall(r'_env = "(\w+)"', text), "x"),
        secrets=dict.fromkeys(re.findall(r'_secret = "(\w+)"', text), "x") | {"dkim": key},
    )
    made = [_made(channel, route) for channel, routes in said.routes.items() for route in routes]
    assert [driver.channel for driver in made] == ["sms", "sms", "voice", "push", "email", "webhook"]
    for driver in made:
        driver.close()
