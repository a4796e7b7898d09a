"""What runs by itself in the channel: reminders, overviews, kind words to a writer, photos that nobody has any more."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.channels.single import send_single
from nabij.channels.unsubscribing import Subscription, url_for
from nabij.networks.channel.actions import choosing, passing_on
from nabij.networks.channel.actions.moderating import TELL_TASK
from nabij.networks.channel.models import Post, PostState
from nabij.networks.channel.queries import telling
from nabij.networks.channel.queries.telling import Letter, Overview
from nabij.networks.channel.texts import reason_in, said

SECTIONS = {PostState.RETURNED: "returned", PostState.REFUSED: "refused", PostState.CALL: "call"}
_log = structlog.get_logger("nabij.networks.channel")


@app.periodic(cron="*/15 * * * *")
@app.task(name="networks.pass_on_posts", queueing_lock="networks.pass_on_posts")
def pass_on_posts(timestamp: int) -> None:
    """Reminds coordinators of messages that wait, and gives to the officer what waited longer than the term of the zone."""
    for nudge in passing_on.remind_and_pass_on(timezone.now()):
        letters = telling.with_account(nudge.account_ids, nudge.tenant_id, timezone.now())
        page = _url("networks:messages", nudge.network_id)
        _send_all("waits", letters, network=nudge.network, count=nudge.posts, url=page)


@app.task(name=TELL_TASK)
def tell_writer(post_id: str) -> None:
    """Tells a writer why a message is not shown, or that it should have been a call; nothing to who left or was erased."""
    found = telling.written(UUID(post_id))
    section = SECTIONS.get(PostState(found[0].state)) if found else None
    if found is None or section is None:
        return
    row, person_id = found
    for letter in telling.letters_to(person_id, row.tenant_id, timezone.now()):
        reason = reason_in(row.reason, letter.language)
        page = _url("networks:post", row.id)
        _send_all(section, [letter], network=row.network.name, reason=reason, remark=row.remark, url=page)


@app.periodic(cron="5,35 14-20 * * *")
@app.task(name="networks.send_overviews", queueing_lock="networks.send_overviews")
def send_overviews(timestamp: int) -> None:
    """Sends the overview of new messages to the members whose turn it is; only in the early evening."""
    for network in telling.networks_with_news(timezone.now()):
        for overview in telling.overviews(network, timezone.now()):
            choosing.mark_told(network, [one.key for one in overview.letters], timezone.now())
            taken = sum(_send_overview(overview, letter) for letter in overview.letters)
            _log.info("channel_overview_sent", network=str(network.id), letters=len(overview.letters), taken=taken)


@app.periodic(cron="41 * * * *")
@app.task(name="networks.sweep_channel_photos", queueing_lock="networks.sweep_channel_photos")
def sweep_channel_photos(timestamp: int) -> None:
    """Removes each hour the files of photos that no message has any more."""
    choosing.sweep_photos(float(timestamp))


def overview_text(overview: Overview, letter: Letter) -> tuple[str, str]:
    """Subject and text of an overview; each message as its writer wrote it, with the name that neighbours see."""
    name, language = overview.network.name, letter.language
    stop = url_for(Subscription(letter.contact_point_id, overview.network.tenant_id, telling.POSTS_KIND))
    parts = [said("digest", "intro", language, network=name), *(_line(post) for post in overview.posts)]
    if overview.group_messages:
        parts.append(said("digest", "group", language, count=overview.group_messages))
    parts.append(said("digest", "more", language, url=_url("networks:posts", overview.network.id)))
    parts.append(said("digest", "end", language, stop=stop))
    return said("digest", "subject", language, network=name), "\n\n".join(parts)


def _line(post: Post) -> str:
    return f"{post.shown_as or '-'}: {post.text}"


def _send_overview(overview: Overview, letter: Letter) -> bool:
    subject, text = overview_text(overview, letter)
    return _send(letter, subject, text)


def _send_all(section: str, letters: Iterable[Letter], **values: object) -> None:
    for letter in letters:
        text = said(section, "body", letter.language, **values)
        _send(
            letter,
            said(section, "subject", letter.language),
            "\n".join(line for line in text.split("\n") if line.strip()),
        )


def _send(letter: Letter, subject: str, text: str) -> bool:
    return send_single(kind=letter.kind, to=letter.value, subject=subject, text=text, language=letter.language)


def _url(name: str, thing_id: UUID) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[thing_id])}"
