"""What may be asked about templates, and which text of them may be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from nabij.alerts.text_checks import ASKED_FOR_ALL
from nabij.alerts.wording.models import AlertTemplate, AlertTemplateVersion, Origin
from nabij.alerts.wording.shipped import Wording, shipped, wording_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

VIEW = "alerts.view"


@dataclass(frozen=True)
class Ready:
    """A text that may be used as it stands. `number` is 0 where the product's own file is read, before a tenant was seeded."""

    code: str
    kind: str
    name: str
    number: int
    reviewed: bool
    own: bool
    wording: Wording

    @property
    def reference(self) -> str:
        """What an alert keeps of it: "burglary/3"."""
        return f"{self.code}/{self.number}"


def templates(actor: Actor, *, archived: bool = False) -> list[AlertTemplate]:
    """The templates of what the actor may see, by kind and name, each with its versions, newest first (two queries)."""
    rows = AlertTemplate.objects.filter(tenant_id__in=actor.tenants_with(VIEW), archived_at__isnull=not archived)
    return list(rows.select_related("tenant").prefetch_related(_newest_first()).order_by("kind", "name"))


def template(actor: Actor, template_id: UUID) -> AlertTemplate:
    """One with its versions, newest first. Raises Missing for one that is not there or not theirs."""
    rows = AlertTemplate.objects.filter(tenant_id__in=actor.tenants_with(VIEW), id=template_id)
    found = rows.select_related("tenant").prefetch_related(_newest_first()).first()
    if found is None:
        raise Missing
    return found


def _newest_first() -> Prefetch[str]:
    return Prefetch("versions", queryset=AlertTemplateVersion.objects.order_by("-number"))


def newest(found: AlertTemplate) -> AlertTemplateVersion:
    return found.versions.all()[0]


def reviewed(found: AlertTemplate) -> AlertTemplateVersion | None:
    """The newest version that a second person read; None where there is none."""
    return next((version for version in found.versions.all() if version.reviewed_at), None)


def usable(found: AlertTemplate) -> AlertTemplateVersion | None:
    """The version that the composer offers: for what is urgent the newest that was reviewed, else the newest."""
    return reviewed(found) if found.kind in ASKED_FOR_ALL else reviewed(found) or newest(found)


def ready(tenant_id: UUID) -> list[Ready]:
    """Every text a tenant may use now; the product's own where the tenant has no templates yet (two queries)."""
    rows = AlertTemplate.objects.filter(tenant_id=tenant_id).prefetch_related(_newest_first()).order_by("kind", "name")
    found = list(rows)
    if not found:
        return [Ready(one.code, one.kind, one.name, 0, True, False, one.wording) for one in shipped()]
    open_ones = [(one, usable(one)) for one in found if one.archived_at is None]
    return [_ready(one, version) for one, version in open_ones if version is not None]


def ready_one(tenant_id: UUID, code: str) -> Ready:
    """Raises Missing for a code that may not be used."""
    found = next((one for one in ready(tenant_id) if one.code == code), None)
    if found is None:
        raise Missing
    return found


def for_incident(tenant_id: UUID, category: str, *, urgent: bool) -> Ready:
    """The text for a type of fact: its own where there is one and it is urgent, else the general one. A tenant's own goes before
    what came with the product; the product's file is the last resort.
    """
    mine = sorted((one for one in ready(tenant_id) if one.reviewed), key=lambda one: not one.own)
    for offered in (mine, _of_product()):
        if found := _fitting(offered, category, urgent=urgent):
            return found
    raise Missing


def _fitting(offered: Sequence[Ready], category: str, *, urgent: bool) -> Ready | None:
    named = [one for one in offered if category in one.wording.categories] if urgent else []
    wanted = "urgent" if urgent else "non_urgent"
    general = [one for one in offered if one.kind == wanted and not one.wording.categories]
    return next(iter([*named, *general]), None)


def _of_product() -> list[Ready]:
    return [Ready(one.code, one.kind, one.name, 0, True, False, one.wording) for one in shipped()]


def _ready(found: AlertTemplate, version: AlertTemplateVersion) -> Ready:
    own = version.origin == Origin.OWN
    return Ready(found.code, found.kind, found.name, version.number, bool(version.reviewed_at), own, said(version))


def said(version: AlertTemplateVersion) -> Wording:
    """What a version says."""
    return wording_of(_stored(version))


def _stored(version: AlertTemplateVersion) -> Mapping[str, object]:
    names = ("texts", "fields", "categories", "ground", "channels", "audience")
    return {name: getattr(version, name) for name in names}
