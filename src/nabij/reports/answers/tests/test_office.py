"""What staff sees of answers to who reported, through the real pages: each in their own zone, and no address anywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.channels.outbox.models import MessageState
from nabij.channels.outbox.tests.routes import Routes
from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.reports.answers import queries
from nabij.reports.answers.models import Rating, ReporterMessage
from nabij.reports.answers.tasks import deliver
from nabij.reports.answers.tests.factories import MAIL, by_mail, ended
from nabij.reports.models import Incident, Report
from nabij.reports.tests.factories import Town
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.usefixtures("clock")
REFUSED = "smtp.550.5.1.1"


def signed_in(client: Client, tenant: Tenant, role: str) -> Client:
    return sign_in(client, make_staff(tenant, role))


@pytest.fixture
def clerk(client: Client, town: Town) -> Client:
    return signed_in(client, town.city, "prevention")


def not_arrived(routes: Routes) -> ReporterMessage:
    by_mail()
    routes.error = REFUSED
    deliver(timezone.now())
    routes.error = ""
    return ReporterMessage.objects.get()


def test_what_did_not_arrive_is_listed_with_the_reason_and_goes_again(clerk: Client, routes: Routes) -> None:
    row = not_arrived(routes)
    page = clerk.get("/antwoorden/").content.decode()
    assert "bestaat niet" in page and MAIL.value not in page
    answer = clerk.post(f"/antwoorden/bericht/{row.id}/opnieuw")
    assert answer.url == f"/incidenten/{Incident.objects.get().id}/"  # type: ignore[attr-defined]
    deliver(timezone.now())
    assert [message.to for message in routes.sent] == [MAIL.value]
    assert "Alles kwam aan" in clerk.get("/antwoorden/").content.decode()


def test_another_address_is_kept_and_used_and_shown_nowhere(clerk: Client, routes: Routes) -> None:
    not_arrived(routes)
    report = Report.objects.get()
    assert clerk.post(f"/antwoorden/melding/{report.id}/adres", {"contact": "0470 12 34 56"}).status_code == 302
    deliver(timezone.now())
    assert list(zip(routes.channels, [message.to for message in routes.sent], strict=True)) == [("sms", "+32470123456")]
    page = clerk.get(f"/antwoorden/incident/{report.incident_id}/").content.decode()
    assert "470" not in page.replace(str(report.id), "") or "0470" not in page
    assert "+32470123456" not in page


def test_a_wrong_address_comes_back_with_a_sentence(clerk: Client, routes: Routes) -> None:
    not_arrived(routes)
    report = Report.objects.get()
    answer = clerk.post(f"/antwoorden/melding/{report.id}/adres", {"contact": "12"}, follow=True)
    assert "bestaat niet" in answer.content.decode() or "telefoonnummer" in answer.content.decode()
    assert Report.objects.get().contact_kind == "email"


def test_only_who_may_see_the_source_sees_how_they_are_reached(town: Town, routes: Routes) -> None:
    made = by_mail("noise")
    deliver(timezone.now())
    path = f"/antwoorden/incident/{made.incident_id}/"
    officer = signed_in(Client(), town.zone, "dispatcher").get(path).content.decode()
    guard = signed_in(Client(), town.zone, "desk_clerk").get(path).content.decode()
    assert "bereikbaar via e-mail" in officer and "bereikbaar via" not in guard
    assert "verstuurd" in officer and "verstuurd" in guard
    assert "Ander adres" not in guard


@pytest.mark.parametrize("role", ["dispatcher", "prevention"])
def test_another_zone_finds_nothing(role: str, town: Town, routes: Routes) -> None:
    row = not_arrived(routes)
    report = Report.objects.get()
    tenant = town.other_zone if role == "dispatcher" else town.other_city
    stranger = signed_in(Client(), tenant, role)
    assert "Alles kwam aan" in stranger.get("/antwoorden/").content.decode()
    assert stranger.get(f"/antwoorden/incident/{report.incident_id}/").status_code == 404
    for path in (f"bericht/{row.id}/opnieuw", f"melding/{report.id}/adres", f"melding/{report.id}/stop",
                 f"incident/{report.incident_id}/gelezen"):  # fmt: skip
        assert stranger.post(f"/antwoorden/{path}", {"contact": "an@example.org"}).status_code == 404
    assert stranger.get(f"/antwoorden/oordelen/?tenant={town.city.id}").status_code == 404
    row.refresh_from_db()
    assert row.state == MessageState.FAILED


def test_what_reporters_wrote_waits_until_somebody_read_it(clerk: Client, town: Town) -> None:
    made = ended(town)
    clerk.post(f"/volgen/{made.code}/opnieuw", {"reason": "Het ligt er nog."})
    assert "Opnieuw geopend" in clerk.get("/antwoorden/geschreven/").content.decode()
    assert "Melder schreef" in clerk.get("/incidenten/rij/").content.decode()
    assert "Het ligt er nog." in clerk.get(f"/incidenten/{made.incident_id}/").content.decode()
    clerk.post(f"/antwoorden/incident/{made.incident_id}/gelezen")
    assert "Alles is gelezen" in clerk.get("/antwoorden/geschreven/").content.decode()


def rated(town: Town, times: int, category: str, solved: str = "yes") -> None:
    for _one in range(times):
        made = ended(town, category)
        Rating.objects.create(
            tenant_id=made.tenant_id, report_id=made.report_id, category_id=category, solved=solved, helped=4,
            words="Goed gedaan", rated_at=timezone.now(),
        )  # fmt: skip


def test_few_answers_are_counted_and_not_shown(clerk: Client, town: Town) -> None:
    rated(town, 5, "dumping")
    rated(town, 4, "lighting", "no")
    kinds, _teams = queries.ratings(town.city_clerk(), town.city.id, timezone.now() - timedelta(days=1))
    assert [(one.count, one.solved, one.not_solved) for one in kinds] == [(5, 100, 0), (4, None, None)]
    page = clerk.get("/antwoorden/oordelen/").content.decode()
    assert "te weinig om te tonen" in page and "Goed gedaan" in page
    with pytest.raises(Missing):
        queries.ratings(town.stranger(), town.city.id, timezone.now())


def test_a_words_page_previews_keeps_and_goes_back(client: Client, town: Town) -> None:
    chief = signed_in(client, town.city, "administrator")
    page = chief.get("/antwoorden/teksten/?template=received").content.decode()
    assert "{link}" in page and "Volg ze op https://nabij.example.be" in page
    given = {"tenant": str(town.city.id), "template": "received", "category": ""}
    for language in ("nl", "fr", "en", "de"):
        for part, text in {"subject": "S", "short": "Kort {link}", "text": "Lang {link}", "spoken": "Zeg"}.items():
            given[f"{language}-{part}"] = text
    shown = chief.post("/antwoorden/teksten/", given | {"preview": "1"})
    assert "Kort https://nabij.example.be" in shown.content.decode()
    assert not queries.wording_history(*_words(town))
    wrong = chief.post("/antwoorden/teksten/", given | {"fr-short": "Sans lien"})
    assert wrong.status_code == 422 and "Sans lien" in wrong.content.decode()
    assert chief.post("/antwoorden/teksten/", given).status_code == 302
    assert chief.post("/antwoorden/teksten/", given | {"back": "1"}).status_code == 302
    assert [(row.version, bool(row.texts)) for row in queries.wording_history(*_words(town))] == [(2, False), (1, True)]
    assert chief.get("/antwoorden/").status_code == 404


def _words(town: Town) -> tuple[object, ...]:

    return (staff_actor(town.city, "administrator"), town.city.id, "received", "")


def test_lists_cost_the_same_for_one_row_and_for_many(
    clerk: Client, town: Town, clock: time_machine.Coordinates
) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert clerk.get(path).status_code == 200
        return len(caught)

    made = ended(town)
    ReporterMessage.objects.update(state=MessageState.FAILED)
    Incident.objects.update(reporter_wrote_at=timezone.now())
    paths = ("/antwoorden/", "/antwoorden/geschreven/", f"/antwoorden/incident/{made.incident_id}/")
    cost(paths[0])
    before = [cost(path) for path in paths]
    for _n in range(12):
        ended(town)
    ReporterMessage.objects.update(state=MessageState.FAILED)
    Incident.objects.update(reporter_wrote_at=timezone.now())
    assert [cost(path) for path in paths] == before
    assert max(before) <= 16
