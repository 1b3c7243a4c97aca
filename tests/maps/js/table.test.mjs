import assert from "node:assert/strict";
import { test } from "node:test";
import { growth, latestCost, ranks, sortRows } from "../../../maps/static/table.mjs";

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

test("growth only within one currency and price year", () => {
  const p = { cost_budget: money([100, 100, 100], ["EUR", "EUR", "EUR"], [2010, NaN, 2010]), cost_estimate: money([150, 150, 150], ["EUR", "USD", "EUR"], [2010, NaN, 2020]), cost_actual: money([NaN, NaN, NaN], ["", "", ""], [NaN, NaN, NaN]) };
  assert.deepEqual([0, 1, 2].map((row) => growth(p, row)), [0.5, NaN, NaN]);
  assert.deepEqual(latestCost(p, 0), { field: "cost_estimate", value: 150, currency: "EUR", year: 2010 });
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
