import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAny, latestCost, measureOf, monthsSilent, ranks, signedYears, sortRows } from "../../../maps/static/table.mjs";

const coded = (...list) => ({ words: list, codes: Uint16Array.from(list, (_, k) => k) });
const money = (values, currencies, years) => ({ value: Float64Array.from(values), currency: coded(...currencies), year: Float64Array.from(years) });

test("rows without a value stand last both ways, equal ones keep their order", () => {
  const values = [3, NaN, 1, 3];
  const column = { value: (row) => values[row] };
  const all = Uint8Array.of(1, 1, 1, 1);
  assert.deepEqual([...sortRows(all, column, false)], [2, 0, 3, 1]);
  assert.deepEqual([...sortRows(all, column, true)], [0, 3, 2, 1]);
  assert.deepEqual([...sortRows(Uint8Array.of(0, 1, 1, 0), column, true)], [2, 1]);
});

test("money of unlike currency is kept apart", () => {
  const [values, group] = [[5, 100, 7, 1], [0, 1, 0, 1]];
  const column = { value: (row) => values[row], group: (row) => group[row] };
  assert.deepEqual([...sortRows(Uint8Array.of(1, 1, 1, 1), column, true)], [2, 0, 1, 3]);
});

test("the latest cost: what it came to, else the estimate, else the budget", () => {
  const p = { cost_budget: money([100, 100], ["EUR", "EUR"], [2010, NaN]), cost_estimate: money([150, NaN], ["EUR", ""], [2010, NaN]), cost_actual: money([NaN, NaN], ["", ""], [NaN, NaN]) };
  assert.deepEqual(latestCost(p, 0), { field: "cost_estimate", value: 150, currency: "EUR", year: 2010 });
  assert.deepEqual(latestCost(p, 1), { field: "cost_budget", value: 100, currency: "EUR", year: null });
});

test("measures are those of the page, and none where it has none", () => {
  const p = { measures: { delay: Float64Array.of(17.04, NaN) } };
  assert.equal(measureOf(p, "delay", 0), 17.04);
  assert.deepEqual([measureOf(p, "delay", 1), measureOf(p, "cost", 0), measureOf({}, "delay", 0)], [NaN, NaN, NaN]);
  assert.deepEqual([17.04, -0.3, 0.04, -0.04].map(signedYears), ["+17.0", "−0.3", "0.0", "0.0"]);
  assert.equal(hasAny({ value: (row) => p.measures.delay[row] }, 2), true);
  assert.equal(hasAny({ value: () => NaN }, 2), false);
});

test("months of silence are whole ones that are over", () => {
  const last = [{ text: "", lo: 0, hi: 0 }, null];
  const p = { lastEvidence: { at: (row) => last[row] } };
  assert.deepEqual([30, 31, 366, -5].map((day) => monthsSilent(p, 0, day)), [0, 1, 12, 0]);
  assert.equal(monthsSilent(p, 1, 100), NaN);
});

test("names in the order of the language, none last", () => {
  const list = ["Zug", "Äpfel", "", "apfel 10", "apfel 9"];
  assert.deepEqual([...ranks(list, "de")], [4, 1, NaN, 3, 2]);
});

test("100,000 rows sort in a moment", () => {
  const n = 100_000;
  const values = Float64Array.from({ length: n }, (_, k) => (k * 7919) % n);
  const start = performance.now();
  const rows = sortRows(new Uint8Array(n).fill(1), { value: (row) => values[row] }, true);
  assert.equal(values[rows[0]], n - 1);
  assert.ok(performance.now() - start < 2000);
});
