from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.channels.outbox.models import Outgoing
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class NewsState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Often(models.TextChoices):
    AT_ONCE = "at_once", _("as soon as there is news")
    WEEKLY = "weekly", _("once a week")


class NewsItem(TenantRow):
    """News of the police or a city. `texts`: {language: {"title", "body"}}, Dutch always there.

    `zone_id` is the police zone of who writes, so that news of police and city are found together. No `neighbourhoods`: for all
    of the ground of who writes.
    """

    zone_id = models.UUIDField()
    texts = models.JSONField(default=dict)
    theme = models.CharField(max_length=20)
    neighbourhoods = ArrayField(models.CharField(max_length=20), default=list)
    link = models.CharField(max_length=300, blank=True)
    photo = models.CharField(max_length=40, blank=True)
    photo_words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=NewsState.choices, default=NewsState.DRAFT)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-published_at"], name="desk_news_shown"),
            models.Index(fields=["tenant", "-made_at"], name="desk_news_of_tenant"),
            GinIndex(fields=["neighbourhoods"], name="desk_news_places"),
        ]


class NewsSubscription(TenantRow):
    """Who gets news of a zone and its cities by mail: a contact point of a person, or a sealed address that was confirmed.

    No `neighbourhoods` or `themes`: all of them. `with_places`: those of where they live and of the places that they
    care about, with what is chosen here. News published after `told_until` is still to be sent.
    """

    contact_point_id = models.UUIDField(null=True)
    address = models.BinaryField(null=True)
    address_key = models.BinaryField(null=True)
    language = models.CharField(max_length=5, default="nl")
    neighbourhoods = ArrayField(models.CharField(max_length=20), default=list)
    themes = ArrayField(models.CharField(max_length=20), default=list)
    with_places = models.BooleanField(default=False)
    often = models.CharField(max_length=8, choices=Often.choices, default=Often.WEEKLY)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["often", "told_until"], name="desk_subscription_due"),
            models.Index(fields=["address_key"], name="desk_subscription_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "contact_point_id"], condition=models.Q(contact_point_id__isnull=False),
                name="desk_subscription_of_point",
            ),
            models.UniqueConstraint(
                fields=["tenant", "address_key"],
                condition=models.Q(address_key__isnull=False, confirmed_at__isnull=False),
                name="desk_subscription_of_address",
            ),
            models.CheckConstraint(
                condition=models.Q(contact_point_id__isnull=False, address__isnull=True)
                | models.Q(contact_point_id__isnull=True, address__isnull=False),
                name="desk_subscription_one_of_two",
            ),
        ]  # fmt: skip


class NewsMail(Outgoing):
    """One mail of a subscription with what was new; without items the one that asks to confirm an address."""

    subscription = TenantForeignKey(NewsSubscription, related_name="mails")
    items = ArrayField(models.UUIDField())
