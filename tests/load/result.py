"""What a scenario found, whether that keeps its promise, and how it is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

RESULTS: Final = Path(__file__).resolve().parents[2] / "benchmarks" / "load.json"
COLUMNS: Final = ("name", "sent", "confirmed", "in_doubt", "lost", "doubled", "seconds_to_recover")


class CannotMake(Exception):
    """This fault cannot be made on this machine; the sentence says what is missing."""


@dataclass(frozen=True)
class Result:
    """`sent` is what providers received, by their own journals; the other counts are of deliveries. `why` breaks the promise."""

    name: str
    sent: int = 0
    confirmed: int = 0
    in_doubt: int = 0
    lost: int = 0
    doubled: int = 0
    seconds_to_recover: float | None = None
    in_doubt_allowed: int = 0
    why: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class Seen:
    """Both sides after the dust settled. Numbers are telephone numbers.

    `received` by providers; `states` of our deliveries by number; `resent` those that were sent again on purpose, in doubt.
    """

    received: Counter[str]
    states: Mapping[str, str]
    resent: Collection[str] = ()


CONFIRMED: Final = ("handed_over", "on_its_way", "delivered", "not_delivered")
DOUBTED: Final = ("in_doubt", "left_in_doubt", "resent_in_doubt")


def judged(
    name: str, seen: Seen, *, planned: int, in_doubt_allowed: int = 0, seconds_to_recover: float | None = None,
    why: Sequence[str] = (), **more: Any,
) -> Result:  # fmt: skip
    """The result of a scenario that sent to `planned` people.

    Lost: nobody received it and it is not shown as in doubt, or we call it confirmed and no provider received it. Doubled:
    received more often than once, less what was in doubt and went once more.
    """
    doubts = {number for number, state in seen.states.items() if state in DOUBTED}
    confirmed = {number for number, state in seen.states.items() if state in CONFIRMED}
    lost = len(seen.states.keys() - seen.received.keys() - doubts) + max(0, planned - len(seen.states))
    doubled = sum(count - 1 for number, count in seen.received.items() if number not in seen.resent)
    doubled += sum(count - 2 for number, count in seen.received.items() if number in seen.resent and count > 2)
    found = list(why)
    found += [f"{lost} of {planned} are lost"] if lost else []
    found += [f"{doubled} were received twice"] if doubled else []
    found += [f"{len(doubts)} are in doubt, where {in_doubt_allowed} may be"] if len(doubts) > in_doubt_allowed else []
    strangers = len(seen.received.keys() - seen.states.keys())
    found += [f"{strangers} were received that nobody planned"] if strangers else []
    return Result(
        name, sum(seen.received.values()), len(confirmed), len(doubts), lost, doubled,
        None if seconds_to_recover is None else round(seconds_to_recover, 2), in_doubt_allowed, found, more,
    )  # fmt: skip


def write(results: Sequence[Result], path: Path = RESULTS) -> None:
    """Replaces what is known of these scenarios; others stay."""
    known = json.loads(path.read_text()) if path.exists() else []
    rows = {row["name"]: row for row in known} | {result.name: _row(result) for result in results}
    path.write_text(json.dumps(list(rows.values()), indent=2) + "\n")


def _row(result: Result) -> dict[str, Any]:
    row = asdict(result)
    more = row.pop("more")
    return {name: row[name] for name in COLUMNS} | {
        "in_doubt_allowed": row["in_doubt_allowed"], "kept": result.kept, "why": list(result.why), **more,
    }  # fmt: skip


def line(result: Result) -> str:
    recovered = "-" if result.seconds_to_recover is None else f"{result.seconds_to_recover:.1f}"
    kept = "kept" if result.kept else "BROKEN: " + "; ".join(result.why)
    counts = f"{result.sent:>8,}{result.confirmed:>11,}{result.in_doubt:>10,}{result.lost:>6,}{result.doubled:>9,}{recovered:>10}"
    return f"{result.name:<24}{counts}  {kept}"


HEAD: Final = (
    f"{'name':<24}{'sent':>8}{'confirmed':>11}{'in doubt':>10}{'lost':>6}{'doubled':>9}{'recover s':>10}  promise"
)
