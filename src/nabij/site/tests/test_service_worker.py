"""The script that shows notifications: at the root, so that it serves every page, and never old."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import pytest
from django.test import Client

from nabij.site.app import SERVICE_WORKER
from nabij.site.frontend import NODE

pytestmark = pytest.mark.django_db


def test_it_stands_at_the_root_and_is_asked_anew_each_time(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert "self.addEventListener" in answer.content.decode()
    assert client.post("/sw.js").status_code == 405


def test_it_is_a_script_that_can_be_read() -> None:
    """What it does is seen in tests/browser/test_devices.py."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "sw.mjs"
        script.write_bytes(SERVICE_WORKER.read_bytes())
        subprocess.run([NODE, "--check", script], check=True, capture_output=True)


TELEPHONE = """
const stores = { drafts: new Map(), sent: new Map(), settings: new Map() };
const rows = (of) => ({
  getAll: () => ({ result: [...of.values()] }), get: (key) => ({ result: of.get(key) }),
  put: (row) => (of.set(row.key || row.name, row), {}), delete: (key) => (of.delete(key), {}),
});
globalThis.indexedDB = { open() {
  const asked = {};
  setTimeout(() => { asked.result = { close() {}, transaction(store) {
    const deed = { objectStore: () => rows(stores[store]) };
    setTimeout(() => deed.oncomplete());
    return deed;
  } }; asked.onsuccess(); });
  return asked;
} };
const heard = {};
globalThis.self = { addEventListener: (name, act) => (heard[name] = act), clients: { matchAll: async () => [] } };
const NABIJ = { version: "1", files: [], languages: ["nl"] };
const days = (n) => Date.now() - n * 86_400_000;
"""
OPENED = """
for (const [state, age] of [["editing", 0.5], ["editing", 2], ["waiting", 13], ["waiting", 15], ["asked", 15]])
  stores.drafts.set(`${state} ${age}`, { key: `${state} ${age}`, state, at: days(age) });
for (const age of [2, 4]) stores.sent.set(`sent ${age}`, { key: `sent ${age}`, at: days(age) });
let done;
heard.message({ data: {}, waitUntil: (work) => (done = work) });
await done;
console.log(JSON.stringify([...stores.drafts.keys(), ...stores.sent.keys()]));
"""


def test_what_was_written_does_not_stay_on_a_shared_telephone_for_ever(tmp_path: Path) -> None:
    """What was begun stays a day, what waits for a network two weeks, the code of what was sent three days."""
    script = tmp_path / "telephone.mjs"
    script.write_text(TELEPHONE + SERVICE_WORKER.read_text(encoding="utf-8") + OPENED, encoding="utf-8")
    ran = subprocess.run([NODE, script], check=True, capture_output=True, text=True)
    assert json.loads(ran.stdout) == ["editing 0.5", "waiting 13", "sent 2"]
