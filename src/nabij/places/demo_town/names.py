"""Names of streets, by theme, as a Flemish council would give them."""

import tomllib
from functools import cache
from importlib.resources import files
from random import Random

THEMES = {
    ("39001", 1): ["centre"],
    ("39001", 2): ["people", "saints"],
    ("39001", 3): ["saints", "flowers"],
    ("39001", 4): ["birds", "fields"],
    ("39001", 5): ["trees", "arts"],
    ("39001", 6): ["works"],
    ("39002", 1): ["centre", "people", "trees"],
    ("39002", 2): ["birds", "flowers"],
    ("39002", 3): ["arts", "fields"],
}
SPARE = ["fields", "arts", "flowers", "trees", "birds", "people"]
QUALIFIED = ["fields", "trees", "birds", "flowers"]
QUALIFIERS = ["Nieuwe", "Oude", "Kleine", "Grote", "Korte", "Lange", "Achter", "Hoge", "Lage", "Verloren"]


@cache
def _names(theme: str) -> list[str]:
    text = files("nabij.places").joinpath("data", "demo_street_names.toml").read_text("utf-8")
    return [name.replace("_", " ") for name in tomllib.loads(text)[theme].split()]


class NameGiver:
    """Hands out each name once per municipality."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[tuple[str, str]] = set()

    def reserve(self, town: str, name: str) -> None:
        self._given.add((town, name))

    def name(self, town: str, quarter: int) -> str:
        """A name that fits the quarter; when its themes are used up another theme, then a qualified name."""
        themes = THEMES.get((town, quarter), ["fields"])
        for theme in [*themes, *(spare for spare in SPARE if spare not in themes)]:
            free = [name for name in _names(theme) if (town, name) not in self._given]
            if free:
                return self._give(town, self._rng.choice(free))
        return self._give(town, self._qualified(town))

    def _qualified(self, town: str) -> str:
        made = [f"{word} {name}" for word in QUALIFIERS for theme in QUALIFIED for name in _names(theme)]
        return self._rng.choice([name for name in made if (town, name) not in self._given])

    def _give(self, town: str, name: str) -> str:
        self._given.add((town, name))
        return name
