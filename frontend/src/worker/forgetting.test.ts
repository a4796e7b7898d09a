import assert from "node:assert/strict";
import { test } from "node:test";
import { isOver } from "./forgetting.ts";

const DAY_MS = 86_400_000;

test("what was written does not stay on a shared telephone for ever", () => {
  const now = Date.now();
  const ages = { editing: [0.9, 1.1], waiting: [13.9, 14.1], asked: [13.9, 14.1] } as const;
  for (const [state, days] of Object.entries(ages)) {
    const over = days.map((age) => isOver({ state: state as keyof typeof ages, at: now - age * DAY_MS }, now));
    assert.deepEqual(over, [false, true], state);
  }
  assert.deepEqual([2.9, 3.1].map((age) => isOver({ at: now - age * DAY_MS }, now)), [false, true]);
});
