"""The whole main job, played through the same actions as the pages use, with the real workers beside it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from nabij.alerts import actions as alerts
from nabij.alerts import queries as alert_queries
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.rules import State
from nabij.alerts.prefilling import prefilled
from nabij.demo.story import Story, eventually
from nabij.demo.world import World
from nabij.networks import queries as networks
from nabij.places.geometry import to_wgs84
from nabij.places.queries import area_shape, nearest_address
from nabij.reports import actions as reports
from nabij.reports import queries as report_queries
from nabij.reports.told import Contact, Told
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC, Actor

SENT_WITHIN_S = 60.0
SETTLED = (State.DELIVERED, State.NOT_DELIVERED, State.FAILED_FOR_GOOD, State.HELD)
LEFT = (*SETTLED, State.HANDED_OVER, State.ON_ITS_WAY)


class Loop:
    """One telling of the main job in a world; `story` hears each step."""

    def __init__(self, world: World, story: Story) -> None:
        self.world = world
        self.story = story
        self.dispatcher = world.staff["dispatcher"]
        self.officer = world.staff["officier"]
        self.second = world.staff["officier2"]
        self._call_place = self._place(world.setting.networks[0].neighbourhood)

    def play(self) -> None:
        """Both ways in: a call to 101 that ends with own channels, and a report by web that goes over BE-Alert."""
        self.story.title("Somebody calls 101: two people force a door.")
        self.by_call()
        self.story.title("Somebody reports online: a stranger feels at car doors.")
        self.by_web()

    def by_call(self) -> UUID:
        with self.story.step("the dispatcher writes the call down") as extra:
            incident_id = self.recorded_call()
            extra.append(self._networks_here(incident_id))
        self._judge(incident_id)
        task_id = self._set_to_work(incident_id)
        alert_id = self._warn(incident_id)
        self._all_leave(alert_id, "the neighbours are warned")
        self._finish(incident_id, task_id, "found_nobody")
        self._tell_how_it_ended(alert_id, "nothing_found")
        return alert_id

    def recorded_call(self) -> UUID:
        """The incident of a call that was just written down."""
        told = Told("burglary", self._call_place, "Twee personen forceren een achterdeur.", caught_in_act=True)
        return reports.record_call(self.dispatcher, told=told).incident_id

    def approved_alert(self) -> UUID:
        """An alert about a new call that was just approved."""
        incident_id = self.recorded_call()
        self._judge(incident_id)
        return self._warn(incident_id)

    def by_web(self) -> UUID:
        with self.story.step("a resident reports on the website, with an e-mail address") as extra:
            told = Told(
                "suspicious",
                self._place(self.world.setting.networks[-1].neighbourhood),
                "Iemand voelt aan de deuren van geparkeerde wagens.",
                contact=Contact("email", "magic+delivered@voorbeeld.example"),
            )
            recorded = reports.submit_report(PUBLIC, told=told)
            extra += [f"code {recorded.code}", self._networks_here(recorded.incident_id)]
        self._judge(recorded.incident_id)
        alert_id = self._warn(recorded.incident_id)
        self._hand_over(alert_id)
        with self.story.step("the incident is closed with a public sentence"):
            self._close(recorded.incident_id, "checked")
        feedback_id = self._tell_how_it_ended(alert_id, "nothing_found", over_own_channels=False)
        self._hand_over(feedback_id)
        with self.story.step("the resident follows what came of it") as extra:
            tracked = report_queries.track(recorded.code)
            extra.append(f"{len(tracked.lines)} lines")
        return alert_id

    def _place(self, neighbourhood: str) -> Place:
        middle = area_shape("neighbourhood", neighbourhood).representative_point()
        lons, lats = to_wgs84([middle.x], [middle.y])
        home = nearest_address(float(lons[0]), float(lats[0]))
        if home is None:
            raise LookupError("there are no addresses")
        return Place(home.lon, home.lat, home.label)

    def _networks_here(self, incident_id: UUID) -> str:
        incident = report_queries.incident_brief(self.officer, incident_id)
        here = networks.networks_at(incident.x, incident.y, [self.world.zone.id])
        return "lies in " + (", ".join(network.name for network in here) or "no network")

    def _judge(self, incident_id: UUID) -> None:
        with self.story.step("the officer judges: warn"):
            version = report_queries.incident_brief(self.officer, incident_id).version
            reports.judge_incident(self.officer, incident_id=incident_id, version=version, outcome="warn")

    def _set_to_work(self, incident_id: UUID) -> UUID:
        with self.story.step("the intervention team is set to work"):
            team = next(
                team for team in report_queries.teams(self.officer, self.world.zone.id) if team.name == "Interventie"
            )
            return reports.give_task(self.officer, incident_id=incident_id, team_id=team.id, what="Ga ter plaatse.").id

    def _warn(self, incident_id: UUID) -> UUID:
        with self.story.step("the officer drafts the alert by template and submits it") as extra:
            draft = prefilled(self.officer, incident_id).draft
            alert = alerts.draft_alert(self.officer, tenant_id=self.world.zone.id, draft=draft, incident_id=incident_id)
            alert = alerts.submit_for_approval(self.officer, alert_id=alert.id, version=alert.version)
            size = alert_queries.measure(alert).size
            extra.append(f"{size.households} households")
        self._approve(self.second, alert.id)
        return alert.id

    def _approve(self, actor: Actor, alert_id: UUID) -> None:
        with self.story.step("a second officer approves this text, area and audience") as extra:
            alert = alert_queries.alert(actor, alert_id)
            measured = alert_queries.measure(alert)
            alerts.approve_alert(
                actor,
                alert_id=alert_id,
                digest=alert.digest,
                households=measured.size.households,
                cost_cents=measured.cost_cents,
            )
            extra.append(f"digest {alert.digest[:12]}…")

    def _all_leave(self, alert_id: UUID, text: str) -> None:
        asleep, everybody = self._asleep(alert_id)
        if asleep == everybody:
            with self.story.step(f"{text}: planned") as extra:
                eventually(lambda: progress(alert_id).total or None, within_s=SENT_WITHIN_S)
                extra.append(f"all {asleep} are asleep and hear it in the morning")
            return
        with self.story.step(f"{text}: first message handed over"):
            eventually(lambda: progress(alert_id).first_handed_over, within_s=SENT_WITHIN_S)
        with self.story.step(f"{text}: all handed over") as extra:
            said = eventually(lambda: self._if_all_in(alert_id, LEFT), within_s=SENT_WITHIN_S)
            extra.append(said)
        with self.story.step("receipts come in"):
            eventually(lambda: self._if_all_in(alert_id, SETTLED), within_s=SENT_WITHIN_S)

    def _asleep(self, alert_id: UUID) -> tuple[int, int]:
        copy = alert_queries.sent_copy(alert_queries.alert(self.officer, alert_id))
        if copy is None:
            raise LookupError("the alert has not left")
        return copy.size["asleep"], sum(copy.size["by_channel"].values())

    def _if_all_in(self, alert_id: UUID, states: tuple[State, ...]) -> str | None:
        now, (asleep, _everybody) = progress(alert_id), self._asleep(alert_id)
        if not now.total or now.in_state(*states) + asleep < now.total:
            return None
        channels = [f"{sum(counts.values())} {channel}" for channel, counts in sorted(now.counts.items())]
        return ", ".join(channels + ([f"{asleep} of them not before the morning"] if asleep else []))

    def _hand_over(self, alert_id: UUID) -> None:
        with self.story.step("the hand-over to BE-Alert: file taken, sent there, confirmed here") as extra:
            handover = alert_queries.handover_of(alert_queries.alert(self.officer, alert_id))
            if handover is None:
                raise LookupError("there is no hand-over")
            audience = alert_queries.handover_file(self.officer, handover.id)
            count = audience.count(b"\n") - 1
            sent_at = timezone.now() + timedelta(seconds=1)
            alerts.confirm_handover(self.officer, handover_id=handover.id, sent_at=sent_at, count=count)
            extra.append(f"{count} contacts")

    def _finish(self, incident_id: UUID, task_id: UUID, sentence: str) -> None:
        with self.story.step("the team reports back, the incident is closed with a public sentence"):
            reports.start_task(self.officer, task_id=task_id)
            reports.finish_task(self.officer, task_id=task_id, result="Niemand meer aangetroffen, sporen genomen.")
            self._close(incident_id, sentence)

    def _close(self, incident_id: UUID, sentence: str) -> None:
        version = report_queries.incident_brief(self.officer, incident_id).version
        reports.close_incident(self.officer, incident_id=incident_id, version=version, template=sentence)

    def _tell_how_it_ended(self, alert_id: UUID, template: str, *, over_own_channels: bool = True) -> UUID:
        with self.story.step("everybody who was warned is told how it ended"):
            feedback = alerts.send_feedback(self.officer, alert_id=alert_id, template=template)
        if over_own_channels:
            self._all_leave(feedback.id, "the feedback")
        return feedback.id
