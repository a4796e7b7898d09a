"""An alert as what an approval binds, and as whom it aims at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Literal
from uuid import UUID

import shapely

from nabij.alerts import chains
from nabij.alerts.audience import Aim, Means
from nabij.alerts.digest import Content, Text, canonical, digest
from nabij.alerts.fanout.had import had
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert
from nabij.alerts.rules import clock
from nabij.alerts.rules.chain import ENDS
from nabij.alerts.rules.whom import MERCHANTS, Parts, Whom, whom_of
from nabij.alerts.surfaces import discs
from nabij.alerts.zone_rules import ZoneRules, rules_of
from nabij.channels.smpp.rules import sms_size
from nabij.networks import queries as networks
from nabij.networks.shops import kinds
from nabij.places.geometry import Shape

CAN_WAIT = ("non_urgent", "prevention")


def texts_of(alert: Alert) -> dict[str, Text]:
    return {language: Text(said["subject"], said["body"]) for language, said in alert.texts.items()}


def surface(stored: bytes | memoryview | None) -> Shape | None:
    """A stored surface in Lambert metres."""
    return shapely.from_wkb(bytes(stored)) if stored else None  # type: ignore[return-value]


def content_of(alert: Alert) -> Content:
    return Content(
        version=alert.version,
        kind=alert.kind,
        texts=texts_of(alert),
        channels=alert.channels,
        audience=whom_of(alert.audience),
        area=surface(alert.area_lambert),
        excluded=surface(alert.excluded_lambert),
        routes=alert.routes,
        message_type=alert.message_type,
        follows=alert.follows_id,
        feedback_on=alert.feedback_on_id,
        window_from=alert.window_from,
        window_until=alert.window_until,
        training=alert.training,
    )


def digest_of(alert: Alert) -> str:
    return digest(content_of(alert))


def frozen(alert: Alert) -> dict[str, Any]:
    """What is kept of a version: what the digest covers, and beside it what is for colleagues."""
    beside = {"ground": alert.ground, "about_life": alert.about_life, "caught_in_act": alert.caught_in_act}
    return canonical(content_of(alert)) | {
        "beside": beside | {"night_allowed": alert.night_allowed, "area": alert.area, "answers": alert.answers}
    }


def wakes_people(alert: Alert) -> bool:
    return clock.wakes_people(
        kind(alert.kind),
        caught_in_act=alert.caught_in_act,
        about_life=alert.about_life,
        night_allowed=alert.night_allowed,
    )


def aim_of(alert: Alert, now: datetime) -> Aim:
    """Whom the alert reaches when it leaves at `now`, or at the beginning of its window where that is later."""
    moment = max(now, alert.window_from) if alert.window_from else now
    answered = chains.answered(alert)
    said = whom_of(alert.audience)
    merchants = _merchants(alert, said)
    return Aim(
        tenant_id=alert.tenant_id,
        kind=alert.kind,
        channels=alert.channels,
        now=moment,
        include=_means(said.include, alert.area_lambert, merchants),
        exclude=_means(said.exclude, alert.excluded_lambert, merchants),
        routes=alert.routes,
        wakes=wakes_people(alert),
        quiet=_quiet(alert, rules_of(alert)),
        one_per_household=not answered and alert.kind in CAN_WAIT and rules_of(alert).one_per_household,
        answers_to=had(answered, or_waits=alert.message_type == "update") if answered else None,
        only_answers=alert.feedback_on_id is not None or alert.message_type in ENDS,
        hours=_hours(alert),
        beyond_hours=kinds.is_grave(alert.category),
    )


def _hours(alert: Alert) -> Literal["ignore", "leave_out", "wait"]:
    """What the hours of members mean: nothing where a life is at stake or it answers what they had; else what can wait, waits."""
    if alert.about_life or alert.feedback_on_id is not None:
        return "ignore"
    return "wait" if alert.kind in CAN_WAIT else "leave_out"


def _means(said: Parts, polygons: bytes | memoryview | None, merchants: Sequence[UUID]) -> Means:
    members = [*said.networks, *(merchants if MERCHANTS in said.roles else ())]
    return Means(networks=members, area=surface(polygons), discs=discs(said), roles=said.roles)


def _merchants(alert: Alert, said: Whom) -> list[UUID]:
    """The networks of shops and trades, where merchants are named: who is in one of them is a merchant."""
    if MERCHANTS not in (*said.include.roles, *said.exclude.roles):
        return []
    return [one.id for one in networks.of_kind(alert.tenant_id, "binz")]


def _quiet(alert: Alert, chosen: ZoneRules) -> tuple[time, time]:
    """The hours of rest of who gave none: outside the hours of the networks' plan, else the night."""
    if alert.kind in ("non_urgent", "prevention") and alert.networks:
        planned = networks.plan_for(networks.agreed_networks(alert.tenant_id, alert.networks), alert.category)
        if planned.from_time and planned.until_time:
            return planned.until_time, planned.from_time
    return chosen.night_from, chosen.night_until


def cost_cents(texts: Sequence[str], by_channel: dict[str, int], chosen: ZoneRules) -> int:
    """What sending costs in whole cents: the longest text's parts for each SMS, a minute for each call."""
    parts = max((sms_size(text).parts for text in texts), default=1)
    return round(
        by_channel.get("sms", 0) * parts * chosen.prices_cents.get("sms", 0)
        + by_channel.get("voice", 0) * chosen.prices_cents.get("voice", 0)
    )
