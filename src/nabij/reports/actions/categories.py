from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
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
COLUMNS = (*PLAIN, *OPTIONAL, "questions", "position", "active")


@transaction.atomic
def load_categories(actor: Actor, *, file: Path = FILE) -> int:
    """Brings the table of categories in line with the file; one that is gone there is kept, inactive. Returns how many changed.

    The kinds belong to no tenant; a change is on the record of the platform.
    """
    known = {category.code: category for category in Category.objects.select_for_update()}
    wanted = [_category(row, position) for position, row in enumerate(_rows(file, file.stat().st_mtime_ns))]
    new = [one for one in wanted if not _is_same(known.pop(one.code, None), one)]
    Category.objects.bulk_create(new, update_conflicts=True, unique_fields=["code"], update_fields=COLUMNS)
    changed = [one.code for one in new]
    gone = [category.code for category in known.values() if category.active]
    Category.objects.filter(code__in=gone).update(active=False)
    if changed or gone:
        detail = {"changed": changed, "retired": gone}
        verb, target = "reports.load_categories", "reports.category"
        record(actor, tenant_id=PLATFORM, verb=verb, target=target, target_id=PLATFORM, detail=detail, event=False)
    return len(changed) + len(gone)


@lru_cache(maxsize=2)
def _rows(file: Path, _written_ns: int) -> Sequence[Mapping[str, Any]]:
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["category"])


def _category(row: Mapping[str, Any], position: int) -> Category:
    said = {name: row[name] for name in PLAIN} | {name: row.get(name, absent) for name, absent in OPTIONAL.items()}
    return Category(code=row["code"], questions=row.get("question", []), position=position, active=True, **said)


def _is_same(known: Category | None, wanted: Category) -> bool:
    return known is not None and all(getattr(known, name) == getattr(wanted, name) for name in COLUMNS)
