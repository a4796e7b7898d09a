"""Writes the tables of the reference from the files and code that decide: `python docs/reference/tables.py`.

A table stands between `<!-- table: NAME -->` and `<!-- end -->`; a test says when one is out of date.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]
PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    sys.path.insert(0, str(DOCS.parent / "src"))
    for path in pages():
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


def pages() -> list[Path]:
    """The pages that hold a table."""
    return [path for path in sorted(DOCS.rglob("*.md")) if PLACE.search(path.read_text(encoding="utf-8"))]


def renewed(text: str) -> str:
    """The page with its tables as they should be now."""
    return PLACE.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n{found[3]}", text)


def roles() -> str:
    from nabij.people.roles import powerful_rights
    from nabij.people.roles import roles as all_roles

    def marked(rights: Iterable[str]) -> str:
        return ", ".join(f"**{right}**" if right in powerful_rights() else right for right in sorted(rights))

    rows = [
        [f"{role.label('nl')} (`{role.name}`)", role.holder, kind, marked(rights)]
        for role in all_roles().values()
        for kind, rights in role.rights.items()
    ]
    return _table(["role", "held by", "in a", "rights"], rows)


def retention() -> str:
    from nabij.audit import retention as terms

    rows = [
        [rule.kind, f"`{rule.table}`", _days(rule.days), _how(rule.blank), rule.source]
        for rule in sorted(terms.rules(), key=lambda rule: (rule.table, -rule.days))
    ]
    return _table(["kind of data", "table", "kept", "then", "source"], rows)


def kept() -> str:
    from nabij.audit import retention as terms

    return _table(["table", "why it stays"], [[f"`{table}`", why] for table, why in sorted(terms.kept().items())])


def incidents() -> str:
    from nabij.reports.rules import INCIDENT_EDGES

    rows = [
        [f"`{edge.step}`", _names(edge.sources), str(edge.target.value), edge.right, _guards(edge.guards)]
        for edge in INCIDENT_EDGES
    ]
    return _table(["step", "from", "to", "right", "only when"], rows)


def tasks() -> str:
    from nabij.reports.rules import TASK_EDGES

    rows = [[f"`{step}`", _names(sources), str(target.value), right] for step, sources, target, right in TASK_EDGES]
    return _table(["step", "from", "to", "right"], rows)


def alerts() -> str:
    from nabij.alerts.rules.transitions import EDGES

    rows = [
        [f"`{e.verb}`", e.source, e.target, " + ".join(e.rights), _guards([e.guard] if e.guard else [])] for e in EDGES
    ]
    return _table(["deed", "from", "to", "rights", "last word"], rows)


def kinds() -> str:
    from nabij.alerts.kinds import kinds as all_kinds

    rows = [
        [f"`{kind.code}`", kind.draft, kind.send, str(kind.feedback_days or "none"), kind.night]
        for kind in all_kinds().values()
    ]
    return _table(["kind", "written with", "sent with (`send`)", "working days until feedback", "at night"], rows)


def deliveries() -> str:
    from nabij.alerts.fanout.rules import State

    return _table(["state", "what it means"], [[f"`{state}`", DELIVERY_WORDS[state]] for state in State])


DELIVERY_WORDS = {
    "waiting": "planned, not sent",
    "failed_now": "refused for now; goes again after 15 s, 1 min, 4 min and 15 min at most",
    "held": "not sent: quiet hours, STOP, erased, or the alert was withdrawn",
    "in_doubt": "may have left: the sender was gone before the answer stood in the journal",
    "left_in_doubt": "a person decided to leave it so",
    "resent_in_doubt": "sent a second time after a doubt, and nothing is known of that either",
    "handed_over": "the provider took it, and its answer stands in the journal",
    "on_its_way": "the provider says that it is under way",
    "failed_for_good": "refused for good, or given up after five attempts",
    "not_delivered": "the provider could not deliver it",
    "delivered": "the provider says that it arrived",
}


def network_rights() -> str:
    import nabij.networks

    found = tomllib.loads((Path(nabij.networks.__path__[0]) / "data" / "rights.toml").read_text(encoding="utf-8"))
    rows = [
        [f"`{name}`", ", ".join(row["may"]) or "nobody whom the walk stages"]
        for row in found["row"]
        for name in row["functions"]
    ]
    rows += [[f"`{name}`", f"*{one['why']}*"] for one in found["inner"] for name in one["functions"]]
    return _table(["function", "who"], sorted(rows))


TABLES: dict[str, Callable[[], str]] = {
    "network_rights": network_rights,
    "roles": roles,
    "retention": retention,
    "kept": kept,
    "incidents": incidents,
    "tasks": tasks,
    "alerts": alerts,
    "kinds": kinds,
    "deliveries": deliveries,
}


def _names(states: Iterable[str]) -> str:
    return ", ".join(sorted(str(getattr(state, "value", state)) for state in states))


def _guards(guards: Sequence[object]) -> str:
    names = [guard if isinstance(guard, str) else str(getattr(guard, "__name__", guard)) for guard in guards]
    return ", ".join(name.replace("_", " ") for name in names)


def _days(days: int) -> str:
    return f"{days} days" if days else "until it ends"


def _how(blank: Sequence[str]) -> str:
    return f"blanked: {', '.join(blank)}" if blank else "deleted"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nabij.site.settings")
    sys.path.insert(0, str(DOCS.parent / "src"))
    import django

    django.setup()
    main()
