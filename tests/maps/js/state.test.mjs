import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore, FILTER_KEYS, filtersSet, INITIAL, onlyThis, rangeOf, sameRange, toggled, UNFILTERED } from "../../../maps/static/state.mjs";

test("legend clicks", () => {
  assert.deepEqual(onlyThis(null, "a"), ["a"]);
  assert.equal(onlyThis(["a"], "a"), null);
  assert.deepEqual(onlyThis(["a"], "b"), ["b"]);
  assert.deepEqual(toggled(null, "a", ["a", "b"]), ["b"]);
  assert.equal(toggled(["b"], "a", ["a", "b"]), null);
});

test("a range is in order, and is none without bounds", () => {
  assert.equal(rangeOf(null, null), null);
  assert.deepEqual(rangeOf(3, 1), [1, 3]);
  assert.deepEqual(rangeOf(null, 0), [null, 0]);
  assert.equal(sameRange(null, null), true);
  assert.equal(sameRange([1, null], [1, null]), true);
  assert.equal(sameRange([1, null], null), false);
  assert.equal(sameRange([1, null], [null, 1]), false);
});

test("no filter is set at the beginning, and all of them are taken off", () => {
  assert.deepEqual(filtersSet(INITIAL), []);
  assert.deepEqual(filtersSet({ ...INITIAL, text: "x", silent: 12, statuses: [] }), ["statuses", "text", "silent"]);
  assert.deepEqual(Object.keys(UNFILTERED), [...FILTER_KEYS]);
  assert.deepEqual(filtersSet({ ...INITIAL, countries: ["CHN"], disagree: true, colour: "delay", ...UNFILTERED }), []);
});

test("the store tells what changed, and only then", () => {
  const store = createStore();
  const seen = [];
  store.listen((state, changed) => seen.push([state.tab, [...changed]]));
  store.set({ tab: "map" });
  store.set({ tab: "list", selected: -1 });
  assert.deepEqual(seen, [["list", ["tab"]]]);
});
