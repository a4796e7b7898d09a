"""What reaches a browser: built from pinned packages, with nothing inline and nothing that is not ours to use."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from nabij.site import frontend
from nabij.site.components import assets

PACKAGE = frontend.BUILD.parents[3]
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
LOCK = json.loads((frontend.SOURCES / "package-lock.json").read_text())
# The City of Amsterdam keeps the rights on its tokens, fonts, icons and logos: only its component styles (EUPL) are used.
LARGEST_FORM_KB = 150
NOT_OURS = ("@amsterdam/design-system-assets", "@amsterdam/design-system-tokens")
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|\shx-on|<style|<script(?![^>]*\s(?:src=|type="application/json"))|javascript:|\shx-vals=["']js:"""
)


@pytest.fixture(scope="module")
def bundle() -> list[Path]:
    frontend.build()
    return [path for path in frontend.BUILD.rglob("*") if path.is_file()]


def test_a_second_build_has_nothing_to_do(bundle: list[Path]) -> None:
    assert frontend.build() is False


def test_the_digest_sees_an_edit_a_new_name_and_a_removal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontend, "SOURCES", tmp_path)
    one, two = tmp_path / "one.ts", tmp_path / "two.ts"
    one.write_text("a")
    two.write_text("b")
    digests = [frontend.digest_of([one, two]), frontend.digest_of([one])]
    one.write_text("b")
    digests.append(frontend.digest_of([one]))
    digests.append(frontend.digest_of([two]))
    assert len(set(digests)) == 4


def test_packages_that_are_not_ours_to_use_are_not_even_installed() -> None:
    installed = {name.removeprefix("node_modules/") for name in LOCK["packages"]}
    assert not installed & set(NOT_OURS)


def test_fonts_of_the_bundle_are_the_open_one(bundle: list[Path]) -> None:
    fonts = [path.name for path in bundle if path.suffix in {".woff", ".woff2", ".ttf", ".otf"}]
    assert fonts and all(name.startswith("atkinson-hyperlegible-next") for name in fonts)


def test_files_are_sent_small_and_kept_for_a_year(bundle: list[Path], client: Client) -> None:
    script = next(path for path in bundle if path.name.startswith("map-") and path.suffix == ".js")
    answer = client.get(f"/static/site/build/assets/{script.name}", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Content-Type"].startswith("text/javascript")
    assert int(answer["Content-Length"]) < script.stat().st_size / 3
    assert "immutable" in answer["Cache-Control"]


def test_a_form_needs_little_before_any_map(bundle: list[Path]) -> None:
    """Entry, styles and fonts as they come over the line; the map is a chunk of its own, fetched when a page has one."""
    entry = assets.entry()
    needed = [entry["file"], *entry["css"], *entry["assets"]]
    assert not any("map" in name for name in needed)
    assert any(name.startswith("src/maps/") for name in entry["dynamicImports"])
    size = sum(len(gzip.compress((frontend.BUILD / name).read_bytes())) for name in needed)
    assert size / 1024 < LARGEST_FORM_KB


def test_the_bundle_holds_no_pictures_of_others(bundle: list[Path]) -> None:
    assert [path.name for path in bundle if path.suffix in {".svg", ".png", ".jpg", ".ico"}] == []


def test_every_package_is_pinned_with_its_digest_and_names_no_host() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert all(entry.get("integrity", "").startswith("sha512-") for entry in packages.values())
    assert "resolved" not in json.dumps(LOCK)
    assert not any("http" in value for value in (frontend.SOURCES / ".npmrc").read_text().splitlines())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_hold_nothing_inline(template: Path) -> None:
    assert INLINE.findall(template.read_text()) == []


def test_the_search_for_inline_code_finds_it() -> None:
    for bad in (' style="x"', " onclick='x'", " hx-on:click='x'", "<script>", "<script type='module'>", "<style>"):
        assert INLINE.search(bad), bad
    assert not INLINE.search('<script type="module" src="/x.js"></script>')


def test_scripts_without_a_page_do_what_they_say() -> None:
    tests = sorted(str(path) for path in (frontend.SOURCES / "src").rglob("*.test.ts"))
    done = subprocess.run([frontend.NODE, "--test", *tests], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout or "fail 0" in done.stdout
