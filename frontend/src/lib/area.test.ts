import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsAround, multiPolygon, parsed, polygonsIn, squareKilometres } from "./area.ts";

const SQUARE = [[[4, 51], [4.01, 51], [4.01, 51.01], [4, 51.01], [4, 51]]];
const HOLE = [[4.004, 51.004], [4.004, 51.006], [4.006, 51.006], [4.006, 51.004], [4.004, 51.004]];

test("polygons are found in every kind of shape", () => {
  const polygon = { type: "Polygon", coordinates: SQUARE } as const;
  const feature = { type: "Feature", geometry: polygon, properties: {} } as const;
  for (const shape of [polygon, multiPolygon([SQUARE]), feature, { type: "FeatureCollection", features: [feature] }]) {
    assert.deepEqual(polygonsIn(shape as never), [SQUARE]);
  }
  assert.deepEqual(polygonsIn({ type: "Point", coordinates: [4, 51] }), []);
  assert.deepEqual(polygonsIn(null), []);
});

test("coordinates keep a centimetre and lose a height", () => {
  assert.deepEqual(polygonsIn({ type: "Polygon", coordinates: [[[4.123456789, 51.000000049, 12]]] }), [[[[4.1234568, 51]]]]);
});

test("a hundredth of a degree squared is 0.78 km2 in Flanders, a hole is taken off", () => {
  const whole = squareKilometres([SQUARE]);
  assert.ok(Math.abs(whole - 0.7785) < 0.002, String(whole));
  assert.ok(Math.abs(whole - squareKilometres([[...SQUARE, HOLE]]) - 0.0311) < 0.001);
});

test("bounds go around all parts; nothing has none", () => {
  assert.deepEqual(boundsAround([SQUARE]), [4, 51, 4.01, 51.01]);
  assert.equal(boundsAround([]), null);
});

test("what cannot be read is no area", () => {
  assert.equal(parsed(""), null);
  assert.equal(parsed("{"), null);
});
