from __future__ import annotations

from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports import codes, pictures
from nabij.reports.models import Incident, Photo, Report
from nabij.reports.routing.models import TaskPhoto
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

MOST_PHOTOS = 4
DRAFT_LASTS_S = 2 * 3600.0
SWEEP_PIECE = 500


@transaction.atomic
def add_photo(actor: Actor, *, report_id: UUID, upload: IO[bytes], code: str = "") -> Photo:
    """Adds a photo, drawn anew, to a report: by who holds its tracking code, or by staff that may view or record there.

    Raises Missing for anybody else, Refused for what is not a photo or one too many.
    """
    report = Report.objects.select_for_update().filter(id=report_id).first()
    if report is None or not _may_add(actor, report, code):
        raise Missing
    if Photo.objects.filter(tenant_id=report.tenant_id, report=report).count() >= MOST_PHOTOS:
        raise Refused(_("A report takes at most %(most)s photos.") % {"most": MOST_PHOTOS})
    picture = pictures.keep(pictures.redraw(upload))
    photo = Photo.objects.create(
        tenant_id=report.tenant_id,
        report=report,
        file=picture.file,
        width=picture.width,
        height=picture.height,
        added_at=timezone.now(),
    )
    Incident.objects.filter(tenant_id=report.tenant_id, id=report.incident_id).update(photo_count=F("photo_count") + 1)
    record(
        actor,
        tenant_id=report.tenant_id,
        verb="reports.add_photo",
        target="reports.incident",
        target_id=report.incident_id,
        detail={"photo": photo.id, "report": report.id},
    )
    return photo


def _may_add(actor: Actor, report: Report, code: str) -> bool:
    holds_code = bool(codes.plain(code)) and bytes(report.tracking_hash or b"") == codes.code_hash(code)
    return holds_code or actor.may("reports.view", report.tenant_id) or actor.may("reports.record", report.tenant_id)


def sweep_photos(now: float, older_than_s: float = DRAFT_LASTS_S) -> int:
    """Removes files that belong to no report: drafts nobody sent, and photos that retention took. Returns how many.

    `now` is in seconds since 1970; a file younger than `older_than_s` may still be part of a draft.
    """
    old = [path for path in pictures.all_files() if now - path.stat().st_mtime > older_than_s]
    removed = 0
    for at in range(0, len(old), SWEEP_PIECE):
        piece = old[at : at + SWEEP_PIECE]
        names = [path.name for path in piece]
        known = set(Photo.objects.filter(file__in=names).values_list("file", flat=True))
        known |= set(TaskPhoto.objects.filter(file__in=names).values_list("file", flat=True))
        for path in piece:
            if path.name not in known:
                path.unlink(missing_ok=True)
                removed += 1
    return removed
