"""What runs by itself in the year of networks: asking, telling, moving on what waits too long, counting, and the weekly mail."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.networks.year.evaluation import actions as evaluations
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.measures import queries as measure_queries
from nabij.networks.year.resting import actions as resting
from nabij.networks.year.resting import queries as resting_queries
from nabij.networks.year.resting.actions import TELL_TASK
from nabij.networks.year.rounds import actions as rounds
from nabij.networks.year.rounds import queries as round_queries
from nabij.networks.year.weekly import actions as weekly
from nabij.networks.year.weekly import queries as weekly_queries
from nabij.networks.year.weekly.rules import monday_of
from nabij.networks.year.wishes import actions as wishes
from nabij.networks.year.wishes import queries as wish_queries

FROM_HOUR, UNTIL_HOUR = 9, 20
"""Nothing of the year is told outside these local hours."""

_log = structlog.get_logger("nabij.networks")


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="networks.tell_steps", name="networks.tell_steps")
def tell_steps(timestamp: int) -> None:
    """Tells neighbours of each step of what they wrote, and of letters about a measure; by day."""
    now = timezone.now()
    if not FROM_HOUR <= timezone.localtime(now).hour < UNTIL_HOUR:
        return
    told = sum(wishes.tell_step(one, now) for one in wish_queries.untold())
    told += sum(measures.tell_step(one, now) for one in measure_queries.untold())
    if told:
        _log.info("year_steps_told", count=told)


@app.periodic(cron="20 9-19 * * *")
@app.task(queueing_lock="networks.ask_members", name="networks.ask_members")
def ask_members(timestamp: int) -> None:
    """Asks the members of rounds that are open; goes on where it was stopped."""
    for one in round_queries.to_ask(timezone.localdate()):
        rounds.ask_members(one)


@app.periodic(cron="40 5 * * *")
@app.task(queueing_lock="networks.move_on", name="networks.move_on")
def move_on(timestamp: int) -> None:
    """Gives to the officer what a coordinator did not answer in time, and closes cases in which nothing happened for a year."""
    now = timezone.now()
    for one in wish_queries.overdue(now):
        wishes.move_overdue(one, now)
    for one in measure_queries.over(now):
        measures.close_over(one, now)


@app.periodic(cron="30 9 * * *")
@app.task(queueing_lock="networks.find_asleep", name="networks.find_asleep")
def find_asleep(timestamp: int) -> None:
    """Finds networks that seem asleep and asks who leads them; who did not answer in time is passed over."""
    now = timezone.now()
    for one in resting_queries.due(now):
        resting.ask_next(one, now)
    for network, signals in resting_queries.asleep(now):
        resting.find_asleep(network.id, signals, now)


@app.periodic(cron="15 0 * * *")
@app.task(queueing_lock="networks.count_months", name="networks.count_months")
def count_months(timestamp: int) -> None:
    """Counts members each night for the month of the day that ended, before what is too old is deleted."""
    evaluations.count_month(timezone.localdate() - timedelta(days=1))


@app.periodic(cron="10 7-18 * * 1-3")
@app.task(queueing_lock="networks.weekly_mail", name="networks.weekly_mail")
def weekly_mail(timestamp: int) -> None:
    """The mail of this week to each reader, once; what no route took on Monday is tried again until Wednesday."""
    now = timezone.now()
    week = monday_of(timezone.localdate(now))
    for reader in weekly_queries.readers():
        weekly.send_week(reader, week, now)
    if failed := weekly_queries.failed(week):
        _log.warning("weekly_mails_failed", count=failed)


@app.task(name=TELL_TASK)
def tell_members(network_id: str, code: str, membership_ids: list[str]) -> None:
    """Tells the members of a network that it stops or looks for a coordinator."""
    told = resting.tell_members(UUID(network_id), code, [UUID(one) for one in membership_ids])
    _log.info("members_told", network=network_id, text=code, count=told)
