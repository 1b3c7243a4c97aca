import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber } from "../../../maps/static/decode.mjs";
import { axisYears, monthAt, monthEnd, monthIndex, parseDay, parseMonth, parseTyped, spanOf } from "../../../maps/static/moments.mjs";

test("dates as people type them", () => {
  const said = {
    "2015": "2015", " 2015-06 ": "2015-06", "2015/6": "2015-06", "6/2015": "2015-06", "06-2015": "2015-06", "Jun 2015": "2015-06", "june 2015": "2015-06", "1 Jan 2025": "2025-01-01",
    "2025-01-01": "2025-01-01", "2025 年 1 月 1 日": "2025-01-01", "2025年1月": "2025-01", "2025年": "2025", "29 Feb 2024": "2024-02-29",
  };
  for (const [text, date] of Object.entries(said)) assert.equal(parseTyped(text), date, text);
  for (const wrong of ["", "soon", "2015-13", "2015-00", "29 Feb 2023", "31-12", "0999", "20155", "<b>", "Foo 2015", "x".repeat(10_000)]) assert.equal(parseTyped(wrong), null, wrong.slice(0, 20));
});

test("a year is its end, as for --as-of", () => {
  assert.equal(parseMonth("2015"), "2015-12");
  assert.equal(parseDay("2015"), "2015-12-31");
  assert.equal(parseDay("2024-02"), "2024-02-29");
  assert.equal(parseMonth("1 Jan 2025"), "2025-01");
  assert.equal(parseMonth("never"), null);
});

test("months", () => {
  for (const month of ["1066-10", "1999-12", "2000-01", "2026-11"]) assert.equal(monthAt(monthIndex(month)), month);
  assert.equal(monthEnd("2024-02"), dayNumber("2024-02-29"));
  assert.equal(monthEnd("1999-12"), dayNumber("1999-12-31"));
});

test("a slider spans what most projects do, not the farthest", () => {
  const days = Array.from({ length: 300 }, (_, k) => dayNumber(`${1990 + (k % 50)}-06-01`));
  const [from, to] = spanOf([...days, dayNumber("1400-01-01"), dayNumber("2900-01-01")], dayNumber("2026-11-22"));
  assert.deepEqual([monthAt(from), monthAt(to)], ["1990-01", "2039-06"]);
  const bare = spanOf([], dayNumber("2026-11-22"));
  assert.ok(bare[0] < bare[1]);
  assert.deepEqual(axisYears(monthIndex("1990-01"), monthIndex("2039-06"), 6), [1990, 2000, 2010, 2020, 2030]);
});
