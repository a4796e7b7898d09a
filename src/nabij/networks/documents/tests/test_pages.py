"""Every door of documents, opened as a browser would."""

from __future__ import annotations

import io
import re
import time
import zipfile
from typing import Any

import pypdf
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from nabij.networks.documents import actions, queries, store
from nabij.networks.documents.models import Document, FederalNotice
from nabij.networks.documents.tests.factories import (
    COSTS,
    PARTNERS,
    Parties,
    answered,
    make_parties,
    scan_of,
    settled,
    settled_budget,
    settled_charter,
    signed_charter,
)
from nabij.networks.tests.factories import at_hand
from nabij.people.demo import totp, totp_secret
from nabij.people.models import ContactPoint
from nabij.people.tests import letterbox
from nabij.people.tests.factories import make_contact_point, sign_in

pytestmark = pytest.mark.django_db
BASE = "/netwerken/documenten"


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()


def at_desk(parties: Parties, who: str) -> Client:
    return sign_in(Client(), parties.accounts[who])


def app_of(parties: Parties, who: str) -> str:
    """The account gets an authenticator app; its code of this moment."""
    if not Authenticator.objects.filter(user=parties.accounts[who]).exists():
        TOTP.activate(parties.accounts[who], totp_secret(who))
    return totp(totp_secret(who), time.time())


def test_what_is_missing_says_of_whom(parties: Parties) -> None:
    reached = PARTNERS | {
        "mayor_email": "",
        "mayor_phone": "",
        "coordinator_email": "",
        "coordinator_phone": "011 23 45 67",
    }
    draft = answered(parties, "charter", ("partners", reached))
    desk = at_desk(parties, "prevention")
    page = desk.get(f"{BASE}/{draft.id}/").content.decode()
    missing = re.findall(r"<li>([^<]+)</li>", page.partition("Nog in te vullen:")[2].partition("</ul>")[0])
    assert "Burgemeester: e-mailadres of telefoonnummer" in missing
    assert not [one for one in missing if one.startswith(("Korpschef", "Coördinator"))]
    assert "E-mailadres" not in missing


def test_a_charter_from_the_first_page_to_the_last_signature(parties: Parties) -> None:
    desk, listing = at_desk(parties, "prevention"), f"/netwerken/{parties.network.id}/documenten/"
    for kind, part, given in (("budget", "costs", COSTS), ("charter", "partners", PARTNERS)):
        answer = desk.post(listing, {"kind": kind, "language": "nl"})
        form = desk.get(answer["Location"]).content.decode()
        assert 'name="edits" value="0"' in form
        answer = desk.post(f"{answer['Location']}?deel={part}", {**given, "edits": "0"})
        assert answer.status_code == 302, answer.content.decode()
        made = Document.objects.get(kind=kind)
        answer = desk.post(f"{BASE}/{made.id}/doe", {"deed": "freeze", "edits": "1"})
        assert answer.status_code == 302, answer.content.decode()
    charter = Document.objects.get(kind="charter")
    assert charter.state == "signing"
    for who in ("mayor", "chief", "officer"):
        page = at_desk(parties, who)
        assert charter.digest in page.get(f"{BASE}/{charter.id}/tekenen").content.decode()
        given = {"digest": charter.digest, "role": who, "read": "on", "code": app_of(parties, who)}
        assert page.post(f"{BASE}/{charter.id}/tekenen", given).status_code == 302
    _sign_as_coordinator(parties, charter)
    charter.refresh_from_db()
    assert charter.state == "signed"
    assert "pdf" in at_desk(parties, "city").get(f"{BASE}/{charter.id}/pdf?getekend=1")["Content-Type"]


def _sign_as_coordinator(parties: Parties, charter: Document) -> None:
    account = parties.accounts["coordinator"]
    point = make_contact_point(account.person, "sms")
    home, url = at_desk(parties, "coordinator"), f"{BASE}/{charter.id}/tekenen"
    given = {"digest": charter.digest, "role": "coordinator", "read": "on", "code": "123456"}
    assert home.post(url, given).status_code == 422
    assert home.post(url, {"deed": "code", "point": str(point.id)}).status_code == 302
    assert home.post(url, {**given, "code": "000000x"}).status_code == 422
    assert home.post(url, {**given, "code": letterbox.letters[-1].code}).status_code == 302


def test_a_code_goes_only_to_a_point_of_ones_own(parties: Parties) -> None:
    charter, other = settled_charter(parties), make_contact_point(kind="sms")
    home = at_desk(parties, "coordinator")
    answer = home.post(f"{BASE}/{charter.id}/tekenen", {"deed": "code", "point": str(other.id)})
    assert answer.status_code == 422
    assert letterbox.letters == []
    assert ContactPoint.objects.count() == 1


def test_a_second_factor_counts_once_and_only_the_right_one(parties: Parties) -> None:
    charter = settled_charter(parties)
    url, code = f"{BASE}/{charter.id}/tekenen", app_of(parties, "mayor")
    given = {"digest": charter.digest, "role": "mayor", "read": "on", "code": code}
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    page = at_desk(parties, "mayor")
    for one in ({"code": ""}, {"code": wrong}, {"read": ""}, {"digest": "0" * 64}):
        cache.clear()
        assert page.post(url, {**given, **one}).status_code == 422, one
    cache.clear()
    assert page.post(url, given).status_code == 302
    newer = settled(parties, actions.revise(parties.actor("prevention"), document_id=charter.id))
    answer = page.post(f"{BASE}/{newer.id}/tekenen", {**given, "digest": newer.digest})
    assert answer.status_code == 422, "the same code a second time"


def test_a_passkey_shown_a_moment_ago_stands_for_one_signature(parties: Parties) -> None:
    charter, page = settled_charter(parties), at_desk(parties, "chief")
    session = page.session
    shown = {"method": "mfa", "type": "webauthn", "reauthenticated": True, "id": 1}
    session["account_authentication_methods_user"] = str(parties.accounts["chief"].pk)
    session["account_authentication_methods"] = [{**shown, "at": time.time() - 600}]
    session.save()
    url, given = f"{BASE}/{charter.id}/tekenen", {"digest": charter.digest, "role": "chief", "read": "on", "code": ""}
    assert page.post(url, given).status_code == 422, "ten minutes ago is too long"
    session["account_authentication_methods"] = [{**shown, "at": time.time()}]
    session.save()
    assert page.post(url, given).status_code == 302
    assert queries.signatures_of(charter)[0].proof == "webauthn"
    newer = settled(parties, actions.revise(parties.actor("prevention"), document_id=charter.id))
    again = page.post(f"{BASE}/{newer.id}/tekenen", {**given, "digest": newer.digest})
    assert again.status_code == 422, "spent"


def test_paper_is_recorded_with_its_scan(parties: Parties) -> None:
    charter, desk = settled_charter(parties), at_desk(parties, "prevention")
    given = {"paper-digest": charter.digest, "paper-role": "chief", "paper-name": "Kris Wouters",
             "paper-signed_on": timezone.localdate().isoformat(), "paper-scan": scan_of()}  # fmt: skip
    assert desk.post(f"{BASE}/{charter.id}/papier", given).status_code == 302
    (row,) = queries.signatures_of(charter)
    answer = at_desk(parties, "city").get(f"/netwerken/handtekeningen/{row.id}/scan")
    assert answer["Content-Type"] == "application/pdf"
    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 1
    assert make_parties_desk().get(f"/netwerken/handtekeningen/{row.id}/scan").status_code == 404
    assert at_desk(parties, "mayor").post(f"{BASE}/{charter.id}/papier", given).status_code == 404


def make_parties_desk() -> Client:
    other = make_parties()
    return at_desk(other, "prevention")


def test_a_hostile_upload_says_why_and_keeps_nothing(parties: Parties) -> None:
    charter, desk = settled_charter(parties), at_desk(parties, "prevention")
    html = io.BytesIO(b"<script>alert(1)</script>")
    html.name = "scan.pdf"
    given = {"paper-digest": charter.digest, "paper-role": "chief", "paper-name": "Kris",
             "paper-signed_on": timezone.localdate().isoformat(), "paper-scan": html}  # fmt: skip
    before = len(store.all_files())
    answer = desk.post(f"{BASE}/{charter.id}/papier", given)
    assert answer.status_code == 422
    assert "JPEG" in answer.content.decode()
    assert len(store.all_files()) == before


def test_files_on_disk_cannot_be_read_by_themselves(parties: Parties) -> None:
    charter = settled_charter(parties)
    raw = store.path_of(charter.file).read_bytes()
    assert b"%PDF" not in raw and b"Goossens" not in raw
    assert store.read(charter.file).startswith(b"%PDF")


def test_who_may_open_what(parties: Parties) -> None:
    charter = signed_charter(parties)
    notice = FederalNotice.objects.get()
    reading = [
        f"/netwerken/{parties.network.id}/documenten/", f"/netwerken/{parties.network.id}/federaal/", f"{BASE}/{charter.id}/",
        f"{BASE}/{charter.id}/pdf", f"{BASE}/{charter.id}/tekenen", f"{BASE}/{charter.id}/nakijken",
        f"{BASE}/{charter.id}/pakket", f"/netwerken/meldingen/{notice.id}/brief",
    ]  # fmt: skip
    other = make_parties()
    for path in reading:
        for who in parties.accounts:
            assert at_desk(parties, who).get(path).status_code == 200, f"{who} {path}"
        for who in ("mayor", "chief", "prevention", "coordinator"):
            assert at_desk(other, who).get(path).status_code == 404, f"stranger {who} {path}"
        assert Client().get(path).status_code == 302
    for who in ("mayor", "chief", "city"):
        for path in (f"{BASE}/{charter.id}/doe", f"/netwerken/meldingen/{notice.id}/doe"):
            answer = at_desk(parties, who).post(path, {"deed": "discard"})
            assert answer.status_code in (404, 422), f"{who} {path}"


def test_the_package_holds_charter_scans_and_letter(parties: Parties) -> None:
    charter = settled_charter(parties)
    parties.sign(charter, "mayor", "chief", "coordinator")
    actions.record_paper(
        parties.actor("prevention"), document_id=charter.id, role="officer", digest=charter.digest, name="Omar",
        signed_on=timezone.localdate(), upload=scan_of(),
    )  # fmt: skip
    url = f"{BASE}/{charter.id}/pakket"
    answers = [at_desk(parties, "prevention").get(url).content for _ in range(2)]
    assert answers[0] == answers[1]
    names = zipfile.ZipFile(io.BytesIO(answers[0])).namelist()
    assert len(names) == 3 and "brief-charter.pdf" in names and "handtekening-officer.pdf" in names


def test_check_page_knows_a_forged_pdf(parties: Parties) -> None:
    charter, desk = signed_charter(parties), at_desk(parties, "prevention")
    for content, sentence in ((store.read(charter.signed_file), "exact"), (b"%PDF-1.7 forged", "not")):
        file = io.BytesIO(content)
        file.name = "x.pdf"
        page = desk.post(f"{BASE}/{charter.id}/nakijken", {"file": file}).content.decode()
        assert ("nb-notice--success" in page) is (sentence == "exact")


def test_public_files_name_nobody(parties: Parties) -> None:
    anybody, base = Client(), f"/buurt/{parties.network.id}"
    assert anybody.get(f"{base}/charter.pdf").status_code == 404
    signed_charter(parties)
    settled(parties, answered(parties, "house_rules"))
    for path in (
        f"{base}/charter.pdf",
        *(f"{base}/huisreglement.pdf?taal={one}" for one in ("nl", "fr", "de", "en", "xx")),
    ):
        answer = anybody.get(path)
        assert answer.status_code == 200, path
        said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
        assert not re.search("Goossens|Wouters|Peeters|Janssens|@", said), path


def test_federal_copy_from_letter_to_check(parties: Parties) -> None:
    signed_charter(parties)
    notice, desk = FederalNotice.objects.get(), at_desk(parties, "prevention")
    url, prefix = f"/netwerken/meldingen/{notice.id}/doe", notice.id.hex
    today = timezone.localdate().isoformat()
    assert desk.post(url, {f"{prefix}-sent_on": "gisteren"}).status_code == 422
    assert desk.post(url, {f"{prefix}-sent_on": today}).status_code == 302
    given = {f"{prefix}-outcome": "remarks", f"{prefix}-answered_on": today, f"{prefix}-remarks": ""}
    assert desk.post(url, given).status_code == 422
    assert desk.post(url, {**given, f"{prefix}-remarks": "Contact van de korpschef ontbreekt"}).status_code == 302
    assert desk.post(url, {f"{prefix}-sent_on": today}).status_code == 302
    done = {f"{prefix}-outcome": "in_order", f"{prefix}-answered_on": today, f"{prefix}-chief_letter_on": today}
    assert desk.post(url, done).status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.chief_letter_on) == ("in_order", timezone.localdate())
    assert [one for one in queries.to_do(at_hand(parties.network.id), timezone.now()) if "federa" in one.url] == []


def test_somebody_else_was_first(parties: Parties) -> None:
    settled_budget(parties)
    draft = answered(parties, "charter")
    desk = at_desk(parties, "prevention")
    assert desk.post(f"{BASE}/{draft.id}/invullen?deel=partners", {**PARTNERS, "edits": "0"}).status_code == 302
    late = desk.post(f"{BASE}/{draft.id}/invullen?deel=aims", {"aims": "x", "watch_for": "y", "edits": "0"})
    assert late.status_code == 422
    assert "x" not in queries.answers_of(Document.objects.get(id=draft.id)).get("aims", "")[:1]


def test_the_public_page_leads_to_what_is_in_force(parties: Parties) -> None:
    page = f"/buurt/{parties.network.id}/"
    assert ".pdf" not in Client().get(page).content.decode()
    signed_charter(parties)
    shown = Client().get(page).content.decode()
    assert f"{page}charter.pdf" in shown and "huisreglement.pdf" not in shown
