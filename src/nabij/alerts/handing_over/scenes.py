"""What is practised in a drill: places and texts that are plainly invented. Nothing of it is ever sent."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "drills.toml"


@dataclass(frozen=True)
class Group:
    """A group as BE-Alert would list it, with how many people are in it."""

    name: str
    people: int


@dataclass(frozen=True)
class Scene:
    """A text and the group it is for; `others` are the wrong ones beside it in the list."""

    text: str
    group: Group
    others: tuple[Group, ...]

    @property
    def listed(self) -> list[Group]:
        return sorted([self.group, *self.others], key=lambda one: one.name)


@cache
def scenes() -> tuple[Scene, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["scene"]
    return tuple(
        Scene(row["text"], Group(**row["group"]), tuple(Group(**one) for one in row["others"])) for row in rows
    )


def scene(number: int) -> Scene:
    """The scene of a drill; counts round, so that a drill of before outlives a shorter file."""
    return scenes()[number % len(scenes())]


def same_text(typed: str, wanted: str) -> bool:
    """Whether the text was taken over whole; line ends and spaces at the ends do not count."""
    return " ".join(typed.split()) == " ".join(wanted.split())
