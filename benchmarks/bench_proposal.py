"""Which kind a sentence is about: how often the right one comes first or among three, beside keywords and always-the-same."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from benchmarks import Result
from nabij.reports import actions, queries
from nabij.reports.proposing import proposed
from nabij.reports.tests import judged
from nabij.tenants.actor import system_actor

UNSEEN: Final = Path(judged.__file__).with_name("unseen.toml")
FIRST_GOAL, THREE_GOAL = 0.75, 0.9


def measure() -> list[Result]:
    """On sentences that are not learnt from (written by the same hands, so kinder than residents will be)."""
    actions.load_categories(system_actor())
    known = tomllib.loads(UNSEEN.read_text(encoding="utf-8"))
    pairs = [(sentence, code) for code, sentences in known.items() for sentence in sentences]
    model, words, most = (
        judged.judge(way, pairs)
        for way in (proposed, judged.by_keywords(queries.categories()), judged.by_majority(pairs))
    )
    return [
        _row("proposal_top_1", model.top_1, words.top_1, most.top_1, FIRST_GOAL, len(pairs)),
        _row("proposal_top_3", model.top_3, words.top_3, most.top_3, THREE_GOAL, len(pairs)),
    ]


def _row(name: str, ours: float, words: float, most: float, goal: float, count: int) -> Result:
    return Result(
        name=name, value=ours, unit=f"share of {count} unseen sentences",
        reference=f"keywords of each kind; always the most frequent kinds: {most:.2f}", reference_value=words,
        ratio=ours / words, goal=f">= {goal}", met=ours >= goal,
    )  # fmt: skip
