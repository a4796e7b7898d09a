import assert from "node:assert/strict";
import { test } from "node:test";
import { countParts, replaced } from "./gsm7.ts";

test("one message holds 160 letters, two hold 306", () => {
  assert.deepEqual(countParts(""), { characters: 0, parts: 1, left: 160, dear: [] });
  assert.equal(countParts("a".repeat(160)).parts, 1);
  assert.equal(countParts("a".repeat(161)).parts, 2);
  assert.equal(countParts("a".repeat(306)).parts, 2);
  assert.equal(countParts("a".repeat(307)).parts, 3);
});

test("a euro sign takes two places and is never cut in half", () => {
  assert.equal(countParts("€".repeat(80)).parts, 1);
  assert.equal(countParts("€".repeat(81)).parts, 2);
  assert.equal(countParts("a".repeat(152) + "€" + "a".repeat(7)).parts, 2);
  assert.equal(countParts("a".repeat(152) + "€".repeat(77)).parts, 3);
});

test("one character outside the alphabet makes every message hold 70", () => {
  assert.deepEqual(countParts("ë"), { characters: 1, parts: 1, left: 69, dear: ["ë"] });
  assert.equal(countParts("ë" + "a".repeat(69)).parts, 1);
  assert.equal(countParts("ë" + "a".repeat(70)).parts, 2);
  assert.equal(countParts("😀".repeat(35)).parts, 1);
  assert.equal(countParts("😀".repeat(36)).parts, 2);
});

test("each dear character is named once and can be replaced", () => {
  assert.deepEqual(countParts("a…b…’").dear, ["…", "’"]);
  assert.equal(replaced("a…b…’", { "…": "...", "’": "'" }), "a...b...'");
  assert.deepEqual(countParts("e\u0308").dear, ["ë"]);
});
