"""What is uploaded is checked for viruses at one gate, whatever it is for: a photo, a list, a scan."""

from __future__ import annotations

import io
import socketserver
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from PIL import Image

from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.reports.models import Photo, Report
from nabij.reports.tests.factories import HERE, Town, make_town, report
from nabij.site import clamd
from nabij.site.operations_checks import Check, checks
from nabij.site.operations_figures import figures
from nabij.site.tests.daemon import LARGEST_BYTES, VIRUS, running
from nabij.site.uploads import TOO_LARGE, UNCHECKED, checked
from nabij.site.uploads import VIRUS as FOUND
from nabij.tenants.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def daemon() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="clam", dir="/tmp") as folder, running(Path(folder)) as address:
        yield address


@pytest.fixture
def guarded(settings: Any, daemon: str, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT, settings.NABIJ_CLAMD = tmp_path, daemon
    return settings


@pytest.fixture
def town(settings: Any) -> Town:
    settings.NABIJ_SLOTS = {}
    return make_town()


def photo(hidden: bytes = b"", filling: int = 0) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(made, "JPEG")
    return SimpleUploadedFile("foto.jpg", made.getvalue() + hidden + bytes(filling), "image/jpeg")


def test_what_is_harmless_is_read_from_its_start_and_what_is_not_never(guarded: Any) -> None:
    good, bad = photo(), photo(VIRUS)
    assert checked(good) is good and good.read(3) == b"\xff\xd8\xff"
    size, bad = bad.size, checked(bad)
    assert (bad.name, bad.size) == ("foto.jpg", size)
    for read in (bad.read, bad.open, lambda: list(bad.chunks()), lambda: list(bad), lambda: bad.seek(0)):
        with pytest.raises(Refused, match=str(FOUND)):
            read()
    bad.close()


def test_larger_than_the_daemon_takes_is_said(guarded: Any) -> None:
    with pytest.raises(Refused, match=str(TOO_LARGE)):
        checked(photo(filling=LARGEST_BYTES)).read()


@pytest.mark.parametrize("filling", [0, 2_700_000], ids=["in memory", "on disk"])
def test_a_photo_with_a_virus_costs_nothing_else_of_the_draft(
    guarded: Any, town: Town, client: Client, filling: int
) -> None:
    _up_to_more(client)
    answer = client.post("/melden/meer/", {"text": "Zes zakken puin.", "photos": [photo(), photo(VIRUS, filling)]})
    assert answer.status_code == 422 and str(_dutch(FOUND)) in answer.content.decode()
    shown = client.get("/melden/meer/").content.decode()
    assert "Zes zakken puin." in shown and "Foto 1" in shown and "Foto 2" not in shown
    assert len([path for path in guarded.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


def test_while_nobody_checks_a_report_of_before_waits_on_the_telephone(
    settings: Any, town: Town, client: Client, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT, settings.NABIJ_CLAMD = tmp_path, str(tmp_path / "nobody.sock")
    given = {
        "key": str(uuid4()),
        "category": "litter",
        "lon": str(HERE.lon),
        "lat": str(HERE.lat),
        "happened_at": "2026-01-05T09:00:00Z",
    }
    answer = client.post("/melden/later", {**given, "photos": [photo()]})
    assert answer.status_code == 503 and answer.json()["sentence"] == _dutch(UNCHECKED)
    assert not Report.objects.exists() and not [*tmp_path.iterdir()]
    assert client.post("/melden/later", given).status_code == 201


def test_a_list_and_an_office_photo_come_through_the_same_gate(guarded: Any, town: Town) -> None:
    staff = sign_in(Client(), make_staff(town.zone, "chief", "dispatcher"))
    given = {"tenant": str(town.zone.id), "file": SimpleUploadedFile("list.csv", VIRUS)}
    told = staff.post("/wijkagenten/lijst", given)
    assert told.status_code == 422 and str(_dutch(FOUND)) in told.content.decode()
    made = staff.post(f"/meldingen/{report().report_id}/foto", {"photo": photo(VIRUS)}, follow=True)
    assert str(_dutch(FOUND)) in made.content.decode() and not Photo.objects.exists()
    assert django_settings.FILE_UPLOAD_HANDLERS == ["nabij.site.uploads.InMemory", "nabij.site.uploads.OnDisk"]


def test_the_page_for_operators_says_how_the_scanner_fares(guarded: Any, town: Town, tmp_path: Path) -> None:
    assert seen(town).state == "good" and "ClamAV" in seen(town).lines[0]
    with translation.override("en"):
        guarded.NABIJ_CLAMD = str(tmp_path / "nobody.sock")
        assert seen(town).state == "bad" and "No such file" in seen(town).lines[0]
        guarded.NABIJ_CLAMD = ""
        assert seen(town).state == "good" and "None is configured" in seen(town).sentence


def test_signatures_of_last_week_want_a_look(guarded: Any, town: Town) -> None:
    old = timezone.now() - timedelta(days=8)
    with answering(f"ClamAV 1.4.6/27500/{old:%a %b %d %H:%M:%S %Y}\0".encode()) as address:
        guarded.NABIJ_CLAMD = address
        assert seen(town).state == "look"


@pytest.mark.parametrize(
    "said", [b"", b"\0", b"UNKNOWN COMMAND\0", b"stream: Can't allocate memory ERROR\0", b"stream: OK" * 900, b"\xff\0"]
)
def test_anything_but_a_clear_verdict_is_none(said: bytes) -> None:
    with answering(said) as address, pytest.raises(clamd.Unanswered):
        clamd.scan(address, io.BytesIO(b"x" * 200_000))


@pytest.mark.parametrize("address", ["", "http://x", "localhost:port", "run/clamav.sock", "me@host:1"])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(ValueError):
        clamd.opener(address)


def seen(town: Town) -> Check:
    found = checks(figures(staff_actor(town.zone, "operator"), timezone.now()))
    return next(check for check in found if check.name == "scanner")


def _dutch(sentence: Any) -> str:
    with translation.override("nl"):
        return str(sentence)


def _up_to_more(client: Client) -> None:
    client.post("/melden/", {"category": "dumping"})
    assert client.post("/melden/waar/", {"lon": str(HERE.lon), "lat": str(HERE.lat)}).status_code == 302


class answering:  # noqa: N801
    """A daemon on TCP that answers anything with `said` and hangs up."""

    def __init__(self, said: bytes) -> None:
        class Speaker(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.recv(16)
                self.request.sendall(said)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Speaker)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return "{}:{}".format(*self.server.server_address)

    def __exit__(self, *_given: object) -> None:
        self.server.shutdown()
        self.server.server_close()
