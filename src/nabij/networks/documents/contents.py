"""Everything that a document prints, put together once and then bound by its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from nabij.networks.documents import schemas, texts
from nabij.networks.house_rules import house_rules

FORMAT: Final = 1


@dataclass(frozen=True)
class House:
    """What the house adds to the answers. `plan` are the lines that the composer of alerts obeys, with the name of each fact."""

    network_id: str
    network_kind: str
    names: Mapping[str, str]
    plan: Sequence[Mapping[str, Any]] = ()
    budget: Sequence[schemas.Cost] = ()


def build(
    kind: str, language: str, version: int, dated: date, answers: Mapping[str, Any], house: House
) -> dict[str, Any]:
    """The content of one version: plain JSON, the same for the same answers and the same house on the same day."""
    lines = schemas.costs(answers) if kind == "budget" else house.budget
    return {
        "format": FORMAT, "kind": kind, "language": language, "version": version, "dated": dated.isoformat(),
        "texts": texts.version(kind), "words": texts.version("words"), "network": house.network_id,
        "network_kind": house.network_kind, "names": dict(house.names),
        "answers": {field.name: answers.get(field.name) for field in schemas.fields_of(kind)},
        "plan": [dict(line) for line in house.plan] if kind in ("charter", "communication_plan") else [],
        "budget": [asdict(line) for line in lines] if kind in ("charter", "budget") else [],
        "rules": _rules() if kind == "house_rules" else None,
    }  # fmt: skip


def _rules() -> dict[str, Any]:
    return {
        "version": house_rules("nl").version,
        **{language: list(house_rules(language).sentences) for language in texts.READ_IN},
    }
