"""What is done with templates: written in versions, read by a second person, put away, and seeded from the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from nabij.alerts.digest import Text
from nabij.alerts.kinds import kind
from nabij.alerts.rules.content import check
from nabij.alerts.rules.whom import whom_of
from nabij.alerts.wording.fields import check_fields, fields_for, put_in
from nabij.alerts.wording.models import AlertTemplate, AlertTemplateVersion, Origin
from nabij.alerts.wording.queries import said
from nabij.alerts.wording.shipped import Shipped, Wording, shipped
from nabij.audit.actions import record
from nabij.networks import queries as networks
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused, Stale

WRITE, REVIEW, SEE = "alerts.draft", "alerts.approve", "alerts.view"


@transaction.atomic
def make_template(actor: Actor, *, tenant_id: UUID, kind_code: str, name: str, wording: Wording) -> AlertTemplate:
    """A new template with its first version, which a second person still has to read. The product's texts come before the first
    of one's own, so that they stay on offer beside it. Raises Missing, Refused.
    """
    actor.require(WRITE, tenant_id)
    if kind_code == "feedback":
        raise Refused(_("How it ended is said with the texts on the page of feedback."))
    seed_templates(system_actor([tenant_id], name="templates"), tenant_id=tenant_id)
    found = AlertTemplate(tenant_id=tenant_id, kind=kind(kind_code).code, created_at=timezone.now())
    found.name, found.code = _name(name), _free_code(tenant_id, name)
    found.save(force_insert=True)
    _write(actor, found, 1, _with_fields(wording))
    _put_on_record(actor, found, "make_template", {"name": found.name})
    return found


@transaction.atomic
def edit_template(actor: Actor, *, template_id: UUID, number: int, name: str, wording: Wording) -> AlertTemplate:
    """A new version after `number`, the newest that was seen. Raises Stale when there is a newer one; nothing changes when the
    words are the same.
    """
    found = _locked(actor, template_id, WRITE)
    newest, wording = _newest(found), _with_fields(wording)
    if newest.number != number:
        raise Stale(_("Somebody else changed this template after you opened it. Look at it again."))
    found.name = _name(name)
    found.save()
    if newest.digest != wording.digest:
        _write(actor, found, number + 1, wording)
    _put_on_record(actor, found, "edit_template", {"name": found.name, "number": _newest(found).number})
    return found


@transaction.atomic
def review_template(actor: Actor, *, template_id: UUID, number: int, digest: str) -> AlertTemplate:
    """A second person read exactly these words; from now on the urgent path may use them.

    Raises Refused for whoever wrote any version since the last that was reviewed, Stale when the words changed.
    """
    found = _locked(actor, template_id, REVIEW)
    version = _newest(found)
    if (version.number, version.digest) != (number, digest):
        raise Stale(_("Somebody else changed this template after you opened it. Look at it again."))
    if version.reviewed_at:
        raise Stale(_("A colleague already read this version."))
    if actor.id is None or actor.id in _editors_since_review(found):
        raise Refused(_("You worked on this text yourself. Somebody else must read it."))
    version.reviewed_by, version.reviewed_at = actor.id, timezone.now()
    version.save()
    _put_on_record(actor, found, "review_template", {"number": number, "digest": digest})
    return found


@transaction.atomic
def archive_template(actor: Actor, *, template_id: UUID) -> AlertTemplate:
    """Puts it away: nobody is offered it any longer, what was sent with it stays."""
    found = _locked(actor, template_id, REVIEW)
    found.archived_at = found.archived_at or timezone.now()
    found.save()
    _put_on_record(actor, found, "archive_template")
    return found


@transaction.atomic
def restore_template(actor: Actor, *, template_id: UUID) -> AlertTemplate:
    found = _locked(actor, template_id, REVIEW)
    found.archived_at = None
    found.save()
    _put_on_record(actor, found, "restore_template")
    return found


@transaction.atomic
def duplicate_template(actor: Actor, *, template_id: UUID) -> AlertTemplate:
    """The same words under another name, to be read by a second person again."""
    found = _locked(actor, template_id, WRITE)
    name = _("%(name)s (copy)") % {"name": found.name[:70]}
    return make_template(
        actor, tenant_id=found.tenant_id, kind_code=found.kind, name=name, wording=said(_newest(found))
    )


@transaction.atomic
def seed_templates(actor: Actor, *, tenant_id: UUID) -> int:
    """Gives a tenant the product's templates, each once, and a newer version of those that it left as they came. What it wrote
    itself, or put away, stays as it is. Returns how many texts were new. By the platform.
    """
    if actor.kind != "system":
        raise Missing
    held = {one.code: one for one in AlertTemplate.objects.select_for_update().filter(tenant_id=tenant_id)}
    return sum(_seeded(actor, tenant_id, one, held.get(one.code)) for one in shipped())


def _seeded(actor: Actor, tenant_id: UUID, given: Shipped, found: AlertTemplate | None) -> bool:
    if found is None:
        found = AlertTemplate(tenant_id=tenant_id, code=given.code, kind=given.kind, name=given.name)
        found.created_at = timezone.now()
        found.save(force_insert=True)
        number = 1
    else:
        versions = AlertTemplateVersion.objects.filter(tenant_id=tenant_id, template_id=found.id)
        if versions.filter(origin=Origin.OWN).exists() or _newest(found).digest == given.wording.digest:
            return False
        number = _newest(found).number + 1
    version = _version(found, number, given.wording, Origin.PRODUCT)
    version.reviewed_at = version.at
    version.save(force_insert=True)
    _put_on_record(actor, found, "seed_template", {"number": number, "digest": version.digest})
    return True


def _write(actor: Actor, found: AlertTemplate, number: int, wording: Wording) -> None:
    _check(found.tenant_id, wording)
    version = _version(found, number, wording, Origin.OWN)
    version.editor_id = actor.id
    version.save(force_insert=True)


def _with_fields(wording: Wording) -> Wording:
    """The wording with a field for each name in its texts and for none besides."""
    return replace(wording, fields=tuple(fields_for(wording.texts, wording.fields)))


def _version(found: AlertTemplate, number: int, wording: Wording, origin: Origin) -> AlertTemplateVersion:
    return AlertTemplateVersion(
        tenant_id=found.tenant_id, template_id=found.id, number=number, digest=wording.digest, origin=origin,
        at=timezone.now(), **wording.as_json(),
    )  # fmt: skip


def _check(tenant_id: UUID, wording: Wording) -> None:
    """Raises Refused for what could never leave, whatever the fields hold, and Missing for networks of somebody else."""
    texts = {language: text for language, text in wording.texts.items() if text.body.strip()}
    if "nl" not in texts:
        raise Refused(_("Write the text in Dutch."))
    check_fields(texts, wording.fields)
    refused = [sentence for language, text in texts.items() for sentence in _refusals(text, language, wording)]
    if refused:
        raise Refused(" ".join(dict.fromkeys(refused)))
    named = {*(audience := whom_of(wording.audience)).networks, *audience.exclude.networks}
    if {one.id for one in networks.networks_of(tenant_id, named)} != named:
        raise Missing


def _refusals(text: Text, language: str, wording: Wording) -> list[str]:
    empty: Mapping[str, str] = {field.name: "" for field in wording.fields} | {"zone": ""}
    body = put_in(f"{text.subject}.\n{text.body}", empty)
    return [finding.sentence for finding in check(body, language=language) if finding.refuses]


def _locked(actor: Actor, template_id: UUID, right: str) -> AlertTemplate:
    found = AlertTemplate.objects.select_for_update().filter(id=template_id).first()
    if found is None or not actor.may(SEE, found.tenant_id):
        raise Missing
    actor.require(right, found.tenant_id)
    return found


def _newest(found: AlertTemplate) -> AlertTemplateVersion:
    rows = AlertTemplateVersion.objects.filter(tenant_id=found.tenant_id, template_id=found.id)
    return rows.order_by("-number")[0]


def _editors_since_review(found: AlertTemplate) -> set[UUID | None]:
    rows = AlertTemplateVersion.objects.filter(tenant_id=found.tenant_id, template_id=found.id).order_by("-number")
    editors: set[UUID | None] = set()
    for version in rows:
        if version.reviewed_at:
            break
        editors.add(version.editor_id)
    return editors


def _name(typed: str) -> str:
    if not typed.strip():
        raise Refused(_("Give the template a name, so that your colleagues find it."))
    return typed.strip()[:80]


def _free_code(tenant_id: UUID, name: str) -> str:
    """A code of the name that no template of the tenant has."""
    root = slugify(name)[:50] or "tekst"
    taken = set(AlertTemplate.objects.filter(tenant_id=tenant_id).values_list("code", flat=True))
    taken |= {one.code for one in shipped()}
    return next(code for n in range(1, len(taken) + 2) if (code := root if n == 1 else f"{root}-{n}") not in taken)


def _put_on_record(actor: Actor, found: AlertTemplate, verb: str, detail: dict[str, object] | None = None) -> None:
    facts = {"code": found.code, "kind": found.kind} | (detail or {})
    record(
        actor,
        tenant_id=found.tenant_id,
        verb=f"alerts.{verb}",
        target="alerts.template",
        target_id=found.id,
        detail=facts,
    )
