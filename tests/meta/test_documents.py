"""What the documents say is there, is there; what decides is in the documents."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from procrastinate.contrib.django import app

from docs.reference import tables
from nabij.alerts.fanout.rules import State
from nabij.audit import retention
from nabij.channels.callback_rules import CallbackRules
from nabij.channels.carriers.http import HttpAccount
from nabij.channels.carriers.push import PushAccount
from nabij.channels.carriers.smtp import MailAccount
from nabij.channels.carriers.webhook import WebhookRules
from nabij.channels.smpp.account import Account
from nabij.command import main
from nabij.demo import residents
from nabij.people.demo import ACCOUNTS, PASSWORD
from nabij.site.operations_checks import _CHECKS
from nabij.site.tenant_settings import known_names

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
CODE = re.compile(r"```[\s\S]*?```|`[^`\n]+`|^ {4,}\S.*$", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
TOP = ("src/", "tests/", "docs/", "benchmarks/", "frontend/", "var/")
MADE = re.compile(r"^(var/|benchmarks/results\.json$|secrets\.json$)")
FILE = re.compile(r"^[\w.*-]+(/[\w.*-]+)*/?$")
NABIJ = r"(?m)(?:^\s*|`|bin/|&& )nabij ([a-z][a-z-]*)"
ENDINGS = (".py", ".toml", ".md", ".html", ".json", ".lock", ".css", ".ts")
ENVIRONMENT = re.compile(
    r'environ(?:\.get|\.setdefault)?[(\[]\s*"([A-Z][A-Z_]+)"|"([A-Z][A-Z_]+)" (?:not )?in os\.environ'
)
OF_THE_MACHINE = {"HOME", "PATH", "LC_ALL"}


def words(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = [link for link in LINK.findall(words(document)) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def files_named_in(text: str) -> Iterator[str]:
    for span in SPAN.findall(text):
        if FILE.match(span) and (span.startswith(TOP) or (span.endswith(ENDINGS) and not span.startswith("."))):
            yield span


def is_there(name: str) -> bool:
    if MADE.match(name):
        return True
    if name.startswith(TOP):
        return any(ROOT.glob(name.rstrip("/")))
    return (ROOT / name).exists() or any(path for top in ("src", "docs", "tests") for path in (ROOT / top).rglob(name))


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_every_file_that_is_named_exists(document: Path) -> None:
    assert [name for name in files_named_in(words(document)) if not is_there(name)] == []


def test_the_search_for_files_finds_them() -> None:
    found = list(files_named_in("`src/nabij/gone.py` and `lease.py`, not `make demo` nor `/techniek/` nor `a.b`"))
    assert found == ["src/nabij/gone.py", "lease.py"]
    assert [is_there(name) for name in found] == [False, True]


def said(page: Path, pattern: str) -> set[str]:
    return {name for code in CODE.findall(words(page)) for name in re.findall(pattern, code)}


@pytest.mark.parametrize("document", PAGES, ids=named)
def test_every_command_and_target_exists(document: Path) -> None:
    commands = said(document, NABIJ)
    targets = said(document, r"\bmake ([a-z][a-z-]*)")
    assert commands - set(main.list_commands(None)) == set()  # type: ignore[arg-type]
    assert targets - set(re.findall(r"^([a-z-]+):", words(ROOT / "Makefile"), re.MULTILINE)) == set()


def test_the_search_for_commands_finds_them() -> None:
    assert said(DOCS / "how-to" / "install-on-a-server.md", NABIJ) >= {
        "migrate",
        "bootstrap",
        "worker",
        "jobs",
        "verify",
    }


def test_every_command_target_and_scheduled_task_is_described() -> None:
    page = DOCS / "reference" / "commands.md"
    assert set(main.list_commands(None)) - said(page, r"nabij ([a-z-]+)") == set()  # type: ignore[arg-type]
    targets = set(re.findall(r"^([a-z-]+):.*## ", words(ROOT / "Makefile"), re.MULTILINE))
    assert targets - said(page, r"make ([a-z-]+)") == set()
    ours = {name for name in app.tasks if (ROOT / "src" / "nabij" / name.split(".")[0] / "tasks.py").exists()}
    assert len(ours) >= 8
    assert {name for name in ours if f"`{name}`" not in words(page)} == set()


def environment_read_by(*tops: str) -> set[str]:
    sources = [path for top in tops for path in (ROOT / top).rglob("*.py")]
    return {name for path in sources for pair in ENVIRONMENT.findall(words(path)) for name in pair if name}


def test_every_setting_is_described_and_every_described_one_is_read() -> None:
    page = words(DOCS / "reference" / "settings.md")
    read = {name for name in environment_read_by("src") if not name.startswith("NABIJ_TEST")} - OF_THE_MACHINE
    assert len(read) > 10
    assert {name for name in read if f"`{name}`" not in page} == set()
    described = set(re.findall(r"^\| `((?:NABIJ|DATABASE)_[A-Z_]+)`", page, re.MULTILINE))
    assert described - environment_read_by("src", "tests", "benchmarks") == set()


def test_choices_of_a_tenant_and_options_of_a_provider_are_described() -> None:
    page = words(DOCS / "reference" / "settings.md")
    accounts = (Account, MailAccount, HttpAccount, PushAccount, WebhookRules, CallbackRules)
    options = {one.name for account in accounts for one in dataclasses.fields(account)} - {"password"}
    assert {name for name in {*known_names(), *options} if f"`{name}`" not in page} == set()


@pytest.mark.parametrize("document", tables.pages(), ids=named)
def test_tables_are_up_to_date(document: Path) -> None:
    assert words(document) == tables.renewed(words(document)), "run `python docs/reference/tables.py`"


def test_every_table_stands_somewhere() -> None:
    assert set(tables.TABLES) == {name for page in tables.pages() for _, name, _ in tables.PLACE.findall(words(page))}
    assert set(tables.DELIVERY_WORDS) == {str(state) for state in State}


def test_terms_in_the_assessment_are_those_that_are_applied() -> None:
    written = {
        int(days.replace(",", ""))
        for days in re.findall(r"([\d,]+) days", words(DOCS / "explanation" / "data-protection.md"))
    }
    assert written and written <= {rule.days for rule in retention.rules()}


def test_every_decision_is_in_the_index() -> None:
    index = words(DOCS / "decisions" / "README.md")
    missing = [path.name for path in (DOCS / "decisions").glob("0*.md") if f"({path.name})" not in index]
    assert missing == []


def test_the_quickstart_knows_the_accounts() -> None:
    page = words(DOCS / "quickstart.md")
    assert PASSWORD in page and residents.COORDINATOR in page and residents.RESIDENT in page
    assert [account.username for account in ACCOUNTS if f"`{account.username}`" not in page] == []


def test_every_check_of_the_technical_state_is_described() -> None:
    page = words(DOCS / "how-to" / "watch-an-installation.md")
    names = {check.__name__.removeprefix("_") for check in _CHECKS} - {"given_up"}
    assert {name for name in names if f"| {name} |" not in page} == set()
