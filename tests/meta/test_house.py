"""Habits of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "nabij"
MAY_REACH_ROWS = re.compile(r"(^|/)(actions|queries)(/|\.py$)|/migrations/|/tests/")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def sources() -> Iterator[tuple[str, ast.Module, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text()
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(text), text


def only_for_types(tree: ast.Module) -> set[ast.AST]:
    """What stands under `if TYPE_CHECKING`: names for annotations, never there when the code runs."""
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {inside for block in blocks for inside in ast.walk(block)}


def test_rows_are_reached_only_through_actions_and_queries() -> None:
    """Whoever reads or writes rows does so in a function that takes the actor."""
    outside = []
    for name, tree, _ in sources():
        if MAY_REACH_ROWS.search(name):
            continue
        outside += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}
        ]
    assert outside == []


def test_a_room_does_not_know_the_models_of_another() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/models.py")}
    strangers = []
    for name, tree, _ in sources():
        room = name.split("/")[0]
        if "/tests/" in name or "/migrations/" in name:
            continue
        for node in set(ast.walk(tree)) - only_for_types(tree):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            parts = module.split(".")
            if parts[:1] == ["nabij"] and parts[2:3] == ["models"] and parts[1] in rooms - {room, "tenants"}:
                strangers.append(f"{name}:{node.lineno} imports {module}")
    assert strangers == []


def test_only_actions_write_to_the_record() -> None:
    writers = []
    for name, tree, _ in sources():
        if MAY_REACH_ROWS.search(name) or name.startswith("audit/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "nabij.audit.actions":
                writers += [f"{name}:{node.lineno}" for alias in node.names if alias.name == "record"]
    assert writers == []


def test_files_and_functions_stay_readable() -> None:
    long = []
    for name, tree, text in sources():
        if "/migrations/" in name:
            continue
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{name}: {text.count(chr(10))} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{name}:{node.lineno} {node.name}: {lines} lines")
    assert long == []
