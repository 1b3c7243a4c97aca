import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore, countOf, facetCounts, INITIAL, onlyThis, toggled, totals, visible } from "../../../maps/static/state.mjs";

const column = (items) => {
  const words = [...new Set(items)];
  return { words, codes: Uint16Array.from(items, (w) => words.indexOf(w)) };
};
const money = (...value) => ({ value: Float64Array.from(value) });
const projects = {
  n: 3,
  status: column(["planned", "operating", "planned"]),
  sector: column(["canal", "canal", "rail"]),
  country: column(["CHN", "CHN;VNM", ""]),
  conflicts: column(["", "status", ""]),
  cost_budget: money(1, NaN, 2),
  cost_estimate: money(NaN, 3, 2),
  cost_actual: money(NaN, NaN, NaN),
  shapes: { kind: Uint8Array.from([1, 2, 0]) },
};

test("filters act together", () => {
  assert.deepEqual([...visible(projects, INITIAL)], [1, 1, 1]);
  assert.deepEqual([...visible(projects, { ...INITIAL, statuses: ["planned"], sectors: ["canal"] })], [1, 0, 0]);
  assert.deepEqual([...visible(projects, { ...INITIAL, unlocated: true })], [0, 0, 1]);
});

test("a row of the legend counts what it would add", () => {
  const counts = facetCounts(projects, { ...INITIAL, statuses: ["operating"], sectors: ["rail"] }, "status");
  assert.deepEqual([...counts], [["planned", 1], ["operating", 0]]);
});

test("totals", () => {
  assert.deepEqual(totals(projects, Uint8Array.from([1, 1, 1])), { projects: 3, unlocated: 1, conflicts: 1, costs: 1, countries: 2 });
});

test("legend clicks", () => {
  assert.deepEqual(onlyThis(null, "a"), ["a"]);
  assert.equal(onlyThis(["a"], "a"), null);
  assert.deepEqual(onlyThis(["a"], "b"), ["b"]);
  assert.deepEqual(toggled(null, "a", ["a", "b"]), ["b"]);
  assert.equal(toggled(["b"], "a", ["a", "b"]), null);
});

test("what is not there at the moment of the clocks is never shown", () => {
  const there = Uint8Array.from([1, 0, 1]);
  assert.deepEqual([...visible({ ...projects, there }, INITIAL)], [1, 0, 1]);
  assert.equal(countOf(there, 3), 2);
  assert.equal(countOf(null, 3), 3);
});

test("the store tells what changed, and only then", () => {
  const store = createStore();
  const seen = [];
  store.listen((state, changed) => seen.push([state.tab, [...changed]]));
  store.set({ tab: "map" });
  store.set({ tab: "list", selected: -1 });
  assert.deepEqual(seen, [["list", ["tab"]]]);
});
