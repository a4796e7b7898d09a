from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nabij.tenants.keys import TenantForeignKey, new_id
from nabij.tenants.models import TenantRow


class ListState(models.TextChoices):
    MAPPING = "mapping", _("columns to choose")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    TAKING = "taking", _("being taken in")
    DONE = "done", _("taken in")
    FAILED = "failed", _("could not be read")


class MemberList(TenantRow):
    """A list of members that a coordinator kept elsewhere, being brought in.

    `sheet` holds, sealed, the cells of the columns that may be needed, and after the deed only the rows that could not be taken;
    never the file itself. `source`, sealed, says who kept the list; each letter names it. `columns` is the place of
    each field in the sheet, `findings` what is wrong with which row, without what stands there.
    """

    network = TenantForeignKey("networks.Network", related_name="lists")
    state = models.CharField(max_length=8, choices=ListState.choices, default=ListState.MAPPING)
    source = models.BinaryField()
    brought_by = models.UUIDField()
    at = models.DateTimeField()
    sheet = models.BinaryField(null=True)
    columns = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "networks"
        indexes = [models.Index(fields=["tenant", "network", "-at"], name="networks_list_newest")]


class InvitedState(models.TextChoices):
    WAITING = "waiting", _("waits for an answer")
    YES = "yes", _("said yes")
    NO = "no", _("said no")
    SILENT = "silent", _("did not answer")


class InvitedBy(models.TextChoices):
    LETTER = "letter", pgettext_lazy("post", "Letter")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class Invited(TenantRow):
    """Somebody on a list that was brought in, who is asked whether they want to be a member. Nobody is warned before a yes.

    `content`, sealed, is all that the list said; it goes when the answer comes, or when the term ends. `lookups` are the keyed
    hashes of the numbers and addresses, kept a while so that the same list invites nobody twice. `code_key` finds the code.
    `sending`: a message waits to be handed over; `failed_at`: no provider took it, so it wants a letter.
    """

    network = TenantForeignKey("networks.Network", related_name="invited")
    of_list = TenantForeignKey(MemberList, related_name="invited")
    state = models.CharField(max_length=8, choices=InvitedState.choices, default=InvitedState.WAITING)
    content = models.BinaryField(null=True)
    lookups = ArrayField(models.BinaryField())
    household_key = models.BinaryField()
    code_key = models.BinaryField(null=True)
    invited_by = models.CharField(max_length=8, choices=InvitedBy.choices, blank=True)
    made_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    sending = models.BooleanField(default=False)
    failed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "networks"
        indexes = [
            models.Index(fields=["tenant", "network", "state"], name="networks_invited_state"),
            models.Index(fields=["code_key"], name="networks_invited_code"),
        ]


class CodeTry(models.Model):
    """A code that opened no invitation, by the keyed hash of where it was typed: so that nobody tries them all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        app_label = "networks"
        indexes = [models.Index(fields=["origin", "at"], name="networks_codetry_origin")]


class ExportState(models.TextChoices):
    ASKED = "asked", _("waits for a second person")
    CONFIRMED = "confirmed", _("ready to fetch")
    REFUSED = "refused", _("refused")
    FETCHED = "fetched", _("fetched")


class ExportFormat(models.TextChoices):
    BE_ALERT = "be_alert", _("File for BE-Alert (CSV)")
    SPREADSHEET = "spreadsheet", _("Spreadsheet")


class ExportPurpose(models.TextChoices):
    BE_ALERT = "be_alert", _("Keep the group in BE-Alert up to date")
    LETTER = "letter", _("Write a letter to the members")
    OUTAGE = "outage", _("Reach members when this site does not work")
    OTHER = "other", _("Something else")


class ListExport(TenantRow):
    """A list of members that somebody asked to take away. A second person confirms it; it is made when it is fetched, once."""

    network = TenantForeignKey("networks.Network", related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.ASKED)
    format = models.CharField(max_length=12, choices=ExportFormat.choices)
    purpose = models.CharField(max_length=10, choices=ExportPurpose.choices)
    reason = models.CharField(max_length=200)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    members = models.PositiveIntegerField(null=True)

    class Meta:
        app_label = "networks"
        indexes = [models.Index(fields=["tenant", "network", "-asked_at"], name="networks_export_newest")]
