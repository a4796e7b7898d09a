import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf } from "./draft.ts";

test("a step is kept with all steps before it, without its token", () => {
  const given = new FormData();
  const soFar = { key: "k", category: "dumping", lon: 0, lat: 51.1, address: "", caught_in_act: true, point: "p", answers: { what: "bags", bags: "6" } };
  given.set("so_far", JSON.stringify(soFar));
  given.set("csrfmiddlewaretoken", "secret");
  given.append("q_what", "bags");
  given.append("q_what", "rubble");
  given.set("text", "");
  given.append("photos", new File(["x"], "1.jpg"));
  given.append("photos", new File([], ""));
  const { fields, photos, ...rest } = draftOf(given);
  assert.deepEqual(fields, { category: "dumping", lon: "0", lat: "51.1", caught_in_act: "on", q_what: "bags,rubble", q_bags: "6", text: "" });
  assert.equal(photos.length, 1);
  assert.equal(rest.key, "k");
  assert.equal(rest.state, "editing");
});

test("without what came before it gets a key of its own", () => {
  assert.match(draftOf(new FormData()).key, /^[0-9a-f-]{36}$/);
});
