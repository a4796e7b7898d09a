"""What is decided from the figures: green or red, in one sentence each, with what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.channels.queries import sentence_of
from nabij.site.operations_figures import JOBS_SILENT_AFTER, Figures

State = Literal["good", "look", "bad"]
UNSEALED_TOO_LONG: Final = timedelta(minutes=5)
RETENTION_TOO_OLD: Final = timedelta(hours=36)
SIGNATURES_TOO_OLD: Final = timedelta(days=7)
"""They are published daily: https://docs.clamav.net/manual/Usage/SignatureManagement.html."""
CHANNEL_WORDS: Final[Mapping[str, Callable[[], str]]] = {
    "sms": lambda: _("text messages"),
    "email": lambda: _("e-mails"),
    "voice": lambda: _("telephone calls"),
    "push": lambda: _("notifications"),
    "webhook": lambda: _("messages to systems"),
}


@dataclass(frozen=True)
class Check:
    """`name` for machines. `state` "look" wants no haste. `since`: when it began; `lines` say more, one thing each."""

    name: str
    title: str
    state: State
    sentence: str
    advice: str = ""
    since: datetime | None = None
    lines: Sequence[str] = ()


def checks(figures: Figures) -> list[Check]:
    """All checks, what is wrong first, otherwise in the order of a message's way."""
    made = [check(figures) for check in _CHECKS]
    return sorted(made, key=lambda check: ("bad", "look", "good").index(check.state))


def channel_words(channel: str) -> str:
    return CHANNEL_WORDS.get(channel, lambda: channel)()


def _routes(figures: Figures) -> Check:
    title = _("Routes to providers")
    down = [route for route in figures.routes if route.down_since]
    if not figures.routes:
        return Check(
            "routes", title, "bad", _("No route is configured: nothing can be sent over own channels."),
            _("Name the providers in the configuration file; see docs/how-to/connect-a-provider.md."),
        )  # fmt: skip
    if not down:
        words = ngettext("%(n)s route is up.", "All %(n)s routes are up.", len(figures.routes))
        return Check("routes", title, "good", words % {"n": len(figures.routes)})
    words = ngettext("%(n)s route does not answer.", "%(n)s routes do not answer.", len(down))
    lines = [f"{channel_words(route.channel)}, {route.provider}: {route.trouble}" for route in down]
    return Check(
        "routes", title, "bad", words % {"n": len(down)},
        _("Call the provider. Other routes of the same channel take over, and this one is asked again every half minute."),
        min(route.down_since for route in down if route.down_since), lines,
    )  # fmt: skip


def _senders(figures: Figures) -> Check:
    title = _("Senders")
    gone = {channel: one for channel, one in figures.senders.items() if not one.alive}
    if not gone:
        alive = sum(one.alive for one in figures.senders.values())
        words = ngettext("%(n)s sender is at work.", "%(n)s senders are at work.", alive)
        return Check("senders", title, "good", words % {"n": alive})
    heard = [one.heard_at for one in gone.values() if one.heard_at]
    return Check(
        "senders", title, "bad",
        _("Nobody sends %(channels)s now.") % {"channels": ", ".join(map(channel_words, gone))},
        _("Start 'nabij worker' again and look in its log for the reason. What waits leaves by itself then."),
        max(heard, default=None),
    )  # fmt: skip


def _parked(figures: Figures) -> Check:
    title = _("Messages that lie still")
    if not figures.parked:
        return Check("parked", title, "good", _("Every message that may leave, leaves."))
    chunks = sum(part.chunks for part in figures.parked)
    words = ngettext(
        "%(n)s batch of messages is ready and nobody takes it.",
        "%(n)s batches of messages are ready and nobody takes them.",
        chunks,
    )
    return Check(
        "parked", title, "bad", words % {"n": chunks},
        _("Look at routes and senders on this page: once both are green it leaves by itself."),
        min(part.since for part in figures.parked), [channel_words(part.channel) for part in figures.parked],
    )  # fmt: skip


def _doubts(figures: Figures) -> Check:
    title = _("Messages in doubt")
    waiting = sum(doubt.deliveries for doubt in figures.doubts)
    if not waiting:
        return Check("doubts", title, "good", _("Of every message it is known whether it left."))
    words = ngettext(
        "Of %(n)s message nobody knows whether it left.", "Of %(n)s messages nobody knows whether they left.", waiting
    )
    return Check(
        "doubts", title, "bad", words % {"n": waiting},
        _("Choose for each alert: send once more, and somebody may get it twice, or leave it."),
        figures.doubts[0].since,
    )  # fmt: skip


def _given_up(figures: Figures) -> Check:
    title = _("Messages that did not arrive")
    lost = sum(one.deliveries for one in figures.given_up)
    if not lost and not figures.dead_receipts:
        return Check("given_up", title, "good", _("In the last seven days everything arrived."))
    words = ngettext(
        "%(n)s message of the last seven days did not arrive.",
        "%(n)s messages of the last seven days did not arrive.",
        lost,
    )
    lines = [f"{one.deliveries}: {sentence_of(one.error) or one.state}" for one in figures.given_up]
    if figures.dead_receipts:
        receipts = ngettext(
            "%(n)s receipt belongs to no message that we know.", "%(n)s receipts belong to no message that we know.",
            figures.dead_receipts,
        )  # fmt: skip
        lines.append(receipts % {"n": figures.dead_receipts})
    advice = _(
        "A few wrong numbers are normal: ask those people for another. Is one reason frequent? Ask the provider."
    )
    return Check("given_up", title, "look", words % {"n": lost}, advice, lines=lines)


def _inbound(figures: Figures) -> Check:
    title = _("What came in")
    if not figures.puzzles:
        return Check("inbound", title, "good", _("Every text, receipt and returned mail was understood."))
    words = ngettext(
        "%(n)s thing came in that nobody could read.",
        "%(n)s things came in that nobody could read.",
        len(figures.puzzles),
    )
    advice = _("Nothing is lost. Who runs this installation reads it with 'nabij unread' and settles it there.")
    lines = [
        f"{one.provider}: {one.reason}" + (f" ({one.times}x)" if one.times > 1 else "") for one in figures.puzzles[:5]
    ]
    oldest = min(one.received_at for one in figures.puzzles)
    return Check("inbound", title, "look", words % {"n": len(figures.puzzles)}, advice, oldest, lines=lines)


def _jobs(figures: Figures) -> Check:
    title, jobs = _("Work in the background"), figures.jobs
    if jobs.beat_at is None or jobs.beat_at < figures.now - JOBS_SILENT_AFTER:
        return Check(
            "jobs", title, "bad", _("Nobody does the work in the background: planning, sealing, reminding and deleting."),
            _("Start 'nabij jobs' again and look in its log for the reason."), jobs.beat_at,
        )  # fmt: skip
    lines = [
        *_counted(jobs.failed, _("failed")), *_counted(jobs.stalled, _("stalled")), *_counted(jobs.late, _("late")),
    ]  # fmt: skip
    if not lines:
        return Check("jobs", title, "good", _("Every job was done in time."))
    return Check(
        "jobs", title, "bad", _("Jobs failed, stalled or are late."),
        _("A stalled job is taken up again within two minutes. For a failed one the log of 'nabij jobs' gives the reason."),
        lines=lines,
    )  # fmt: skip


def _counted(found: Mapping[str, int], what: str) -> list[str]:
    return [f"{name}: {count} {what}" for name, count in found.items()]


def _sealing(figures: Figures) -> Check:
    title, sealing = _("The record"), figures.sealing
    since = sealing.unsealed_since
    if since and since < figures.now - UNSEALED_TOO_LONG:
        words = ngettext(
            "%(n)s row of the record waits to be sealed.",
            "%(n)s rows of the record wait to be sealed.",
            sealing.unsealed,
        )
        advice = _(
            "Look at the work in the background; 'nabij seal' seals at once, and 'nabij verify' shows whether all is sound."
        )
        return Check("sealing", title, "bad", words % {"n": sealing.unsealed}, advice, since)
    return Check(
        "sealing", title, "good", _("Every row older than five minutes is sealed."), since=sealing.sealed_until
    )


def _feedback(figures: Figures) -> Check:
    title, late = _("Feedback to people who were warned"), figures.feedback
    if not late.count:
        return Check("feedback", title, "good", _("No feedback is overdue."))
    words = ngettext("%(n)s alert still wants its feedback.", "%(n)s alerts still want their feedback.", late.count)
    advice = _("Remind the officer who owes it: 'more cannot be said now' counts, with a date.")
    return Check("feedback", title, "bad", words % {"n": late.count}, advice, late.since)


def _handovers(figures: Figures) -> Check:
    title, late = _("Hand-overs to BE-Alert"), figures.handovers
    if not late.count:
        return Check("handovers", title, "good", _("Every hand-over was confirmed in time."))
    words = ngettext(
        "%(n)s approved alert was not confirmed as sent in BE-Alert.",
        "%(n)s approved alerts were not confirmed as sent in BE-Alert.",
        late.count,
    )
    advice = _("Call the control room: until somebody sends it in BE-Alert, nobody is warned.")
    return Check("handovers", title, "bad", words % {"n": late.count}, advice, late.since)


def _unread(figures: Figures) -> Check:
    title, late = _("Urgent reports"), figures.unread
    if not late.count:
        return Check("unread", title, "good", _("Every urgent report was judged in time."))
    words = ngettext("%(n)s urgent report waits too long.", "%(n)s urgent reports wait too long.", late.count)
    advice = _("The officer on duty and the deputy are called by themselves; call the control room too.")
    return Check("unread", title, "bad", words % {"n": late.count}, advice, late.since)


def _answers(figures: Figures) -> Check:
    title, (count, since) = _("Answers to reporters"), figures.answers
    if not count:
        return Check("answers", title, "good", _("Every message to who reported arrived in the last seven days."))
    words = ngettext(
        "%(n)s message to who reported did not arrive in the last seven days.",
        "%(n)s messages to who reported did not arrive in the last seven days.",
        count,
    )
    advice = _("Who handles reports sends them again, or to another address, under 'Answers to reporters'.")
    return Check("answers", title, "look", words % {"n": count}, advice, since)


def _retention(figures: Figures) -> Check:
    title, run = _("Deleting what is too old"), figures.retention
    if run is None or run.at < figures.now - RETENTION_TOO_OLD:
        return Check(
            "retention", title, "look" if run is None else "bad", _("The terms were not applied in the last day."),
            _("It runs each night at 03:23; 'nabij retain' does it now."), run.at if run else None,
        )  # fmt: skip
    lines = [f"{kind}: {count}" for kind, count in run.rows.items()]
    words = _("The terms were applied; this went:") if lines else _("The terms were applied; nothing was too old.")
    return Check("retention", title, "good", words, since=run.at, lines=lines)


def _scanner(figures: Figures) -> Check:
    title, scanner = _("Virus scanner"), figures.scanner
    if scanner is None:
        return Check(
            "scanner", title, "good",
            _("None is configured. Photos are drawn anew, which leaves nothing of a file but its pixels."),
        )  # fmt: skip
    if scanner.trouble:
        return Check(
            "scanner", title, "bad", _("The virus scanner does not answer: no photo, scan or list can come in."),
            _("Start clamd again and look in its log; see docs/how-to/check-uploads-for-viruses.md."), lines=[scanner.trouble],
        )  # fmt: skip
    if scanner.signed_at and scanner.signed_at < figures.now - SIGNATURES_TOO_OLD:
        return Check(
            "scanner", title, "look", _("The virus scanner does not know the viruses of the last week."),
            _("Look whether freshclam runs, and what its log says."), scanner.signed_at, [scanner.version],
        )  # fmt: skip
    return Check("scanner", title, "good", _("Every file that comes in is checked."), lines=[scanner.version])


_CHECKS: Final[Sequence[Callable[[Figures], Check]]] = (
    _unread, _routes, _senders, _parked, _doubts, _handovers, _feedback, _given_up, _answers, _inbound, _jobs, _sealing,
    _retention, _scanner,
)  # fmt: skip
