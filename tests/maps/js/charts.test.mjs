import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../../maps/static/charts.mjs";
import { columnWidth } from "../../../maps/static/chartsview.mjs";
import { apart, axisStart, freeSpot, fromEdge, twoLines } from "../../../maps/static/overlay.mjs";
import { nextOf } from "../../../maps/static/roving.mjs";
import { strips } from "../../../maps/static/slip.mjs";

test("arrows, Home and End lead through the marks of a chart", () => {
  assert.deepEqual(["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Home", "End", "a"].map((key) => nextOf(key, 2, 5)), [3, 3, 1, 1, 0, 4, -1]);
  assert.equal(nextOf("ArrowRight", 4, 5), -1);
  assert.equal(nextOf("ArrowLeft", 0, 5), -1);
});

test("the axis begins late only where a few early statements would leave it empty", () => {
  const many = Array.from({ length: 80 }, (_, k) => 1000 + k);
  assert.equal(axisStart([0, ...many], 1200), 1001);
  assert.equal(axisStart([990, ...many], 1200), 990, "near enough");
  assert.equal(axisStart([0, 1000, 1001], 1200), 0, "of three none is rare");
});

test("what lies before the axis enters from its edge, and nothing is lost", () => {
  const dot = (x, y) => ({ x, y, claim: { index: x } });
  const line = [dot(10, 1), dot(20, 2), dot(30, 3)];
  assert.deepEqual(fromEdge({ lead: null, line }, 5), { lead: null, line, entering: null });
  const cut = fromEdge({ lead: null, line }, 25);
  assert.deepEqual([cut.line.map((d) => [d.x, d.y]), cut.entering.claim.index], [[[25, 2], [30, 3]], 20]);
  const led = fromEdge({ lead: dot(1, 0), line }, 5);
  assert.deepEqual([led.lead.x, led.lead.y, led.line.length, led.entering], [5, 0, 3, led.lead]);
  assert.equal(fromEdge({ lead: dot(1, 0), line }, 15).lead, null, "the line itself is at the edge");
});

test("a text stands where no line passes, else where the fewest do", () => {
  const level = (x0, x1, y) => [{ x: x0, y }, { x: x1, y }];
  const places = [{ x: 0, y: 50 }, { x: 0, y: 100 }];
  assert.deepEqual(freeSpot(places, 40, [level(0, 200, 48)]), places[1]);
  assert.deepEqual(freeSpot(places, 40, [level(0, 200, 48), level(0, 200, 46), level(0, 200, 98)]), places[1]);
  assert.equal(freeSpot([], 40, []), null);
});

test("labels keep the order of their lines, apart and in the frame", () => {
  assert.deepEqual(apart([10, 12, 100], 20, 0, 300), [10, 30, 100]);
  assert.deepEqual(apart([290, 295, 298], 20, 0, 300), [260, 280, 300]);
  assert.deepEqual(twoLines("Lesotho Highlands Water Project phase II", 32), ["Lesotho Highlands Water Project", "phase II"]);
  assert.deepEqual(twoLines("Olkiluoto 3", 32), ["Olkiluoto 3", ""]);
});

test("a finger takes the nearest dot within its reach", () => {
  const spots = [{ x: 0, y: 0 }, { x: 8, y: 0 }];
  assert.deepEqual([nearest(spots, 5, 3, 22), nearest(spots, -20, 0, 22), nearest(spots, 60, 0, 22)], [1, 0, -1]);
});

test("small charts are as wide as their column", () => {
  assert.equal(columnWidth(1080), 253);
  assert.equal(columnWidth(362), 362);
});

test("sectors with nothing to compare stand last, under the one without a name", () => {
  const points = [["dam", true], ["dam", true], ["dam", true], ["", false], ["rail", false]].map(([group, apart]) => ({ group, value: 1, apart }));
  assert.deepEqual(strips(points).map((g) => [g.group, g.n]), [["rail", 1], ["", 1], ["dam", 0]]);
});
