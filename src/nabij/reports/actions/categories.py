from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from nabij.audit.actions import PLATFORM, record
from nabij.reports.models import Category
from nabij.tenants.actor import Actor

FILE = Path(__file__).resolve().parent.parent / "data" / "categories.toml"
PLAIN = ("family", "group", "icon", "controller", "near_m", "near_min", "name")
OPTIONAL: dict[str, Any] = {
    "hint": {},
    "words": [],
    "links": [],
    "first_call": "",
    "always_call": False,
    "follow_up": "",
    "urgency": "normal",
    "may_be_public": False,
    "nothing_stored": False,
}


@transaction.atomic
def load_categories(actor: Actor, *, file: Path = FILE) -> int:
    """Brings the table of categories in line with the file; one that is gone there is kept, inactive. Returns how many changed.

    The kinds belong to no tenant; a change is on the record of the platform.
    """
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["category"]
    known = {category.code: category for category in Category.objects.select_for_update()}
    changed = [row["code"] for position, row in enumerate(rows) if _load(known.pop(row["code"], None), row, position)]
    gone = [category.code for category in known.values() if category.active]
    Category.objects.filter(code__in=gone).update(active=False)
    if changed or gone:
        detail = {"changed": changed, "retired": gone}
        verb, target = "reports.load_categories", "reports.category"
        record(actor, tenant_id=PLATFORM, verb=verb, target=target, target_id=PLATFORM, detail=detail, event=False)
    return len(changed) + len(gone)


def _load(known: Category | None, row: dict[str, Any], position: int) -> bool:
    wanted = {name: row[name] for name in PLAIN}
    wanted |= {name: row.get(name, absent) for name, absent in OPTIONAL.items()}
    wanted |= {"questions": row.get("question", []), "position": position, "active": True}
    if known is not None and all(getattr(known, name) == value for name, value in wanted.items()):
        return False
    Category.objects.update_or_create(code=row["code"], defaults=wanted)
    return True
