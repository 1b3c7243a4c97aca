import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber } from "../../../maps/static/decode.mjs";
import { progressSeries, slippageSeries, spentSeries } from "../../../maps/static/series.mjs";
import { comparable, disagreements, statusStory, verdict } from "../../../maps/static/story.mjs";
import { makeWords } from "../../../maps/static/strings.mjs";

const words = makeWords("en", { "status:construction": "Under construction" });
const when = (text, lo = text, hi = lo) => ({ text, lo: dayNumber(lo), hi: dayNumber(hi) });
const year = (y) => when(String(y), `${y}-01-01`, `${y}-12-31`);
const month = (text, last) => when(text, `${text}-01`, `${text}-${last}`);

let index = 0;
function claim(field, value, asOf, more = {}) {
  const { publisher = "Ministry", original = "", rank = 1, ...rest } = more;
  return {
    index: index++, field, item: "", scope: "whole", qualifier: "exact", unit: "", basis: "published", raw: "", note: "", source: "", withdrawn: false, about: null, priceYear: null,
    text: typeof value === "string" ? value : "", number: typeof value === "number" ? value : NaN, date: typeof value === "object" ? value : null, asOf, document: { publisher, original, rank }, ...rest,
  };
}
function card(claims, choices = {}) {
  claims.forEach((c, k) => (c.index = k));
  const full = Object.fromEntries(Object.entries(choices).map(([field, c]) => [field, { field, rivals: [], conflict: false, notCompared: [], outliers: [], members: [], ...c }]));
  return { claims, choices: full };
}
const state = (more) => ({ opened: null, planned: null, status: "construction", now: dayNumber("2026-11-22"), ...more });

test("opened before the plan", () => {
  const c = card([claim("completion_planned", month("2026-12", 31), when("2023-08-27")), claim("completion_planned", month("2026-09", 30), when("2026-02-25"))], { completion_planned: { winner: 1 } });
  assert.equal(verdict(c, state({ opened: when("2026-09-16"), status: "operating" }), words).text, "Opened three months before the first plan of December 2026. The last announcement had said September 2026.");
});

test("opened late, vague dates say about, and as planned", () => {
  const c = card([claim("completion_planned", year(2015), year(2010))], { completion_planned: { winner: 0 } });
  assert.equal(verdict(c, state({ opened: year(2017) }), words).text, "Opened about two years after the plan of 2015.");
  assert.equal(verdict(c, state({ opened: year(2016) }), words).text, "Opened about one year after the plan of 2015.");
  assert.equal(verdict(c, state({ opened: when("2015-05-01") }), words).text, "Opened as planned (2015).");
});

test("not open yet", () => {
  const c = card([claim("completion_planned", year(2016), year(2004), { basis: "recalled" }), claim("completion_planned", year(2032), when("2023-03-03"))], { completion_planned: { winner: 1 } });
  assert.equal(verdict(c, state({}), words).text, "Now planned for 2032, 16 years later than the first plan of 2016.");
  const past = card([claim("completion_planned", year(2020), year(2018))], { completion_planned: { winner: 0 } });
  assert.match(verdict(past, state({}), words).text, /no source says that it opened/);
  assert.equal(verdict(past, state({ status: "cancelled" }), words).text, "");
  assert.equal(verdict(null, state({}), words).text, "");
});

test("outliers, look-ups and parts do not make the first plan", () => {
  const c = card(
    [claim("completion_planned", year(2001), year(2000)), claim("completion_planned", year(2002), year(2000), { basis: "lookup" }), claim("completion_planned", year(2003), year(2000), { scope: "phase:1" }), claim("completion_planned", year(2010), year(2005))],
    { completion_planned: { winner: 3, outliers: [0] } },
  );
  assert.equal(verdict(c, state({ opened: year(2010) }), words).text, "Opened as planned (2010).");
});

test("how sure the status is", () => {
  const weak = card([claim("completion_actual", when("2026-09-16"), month("2026-09", 30), { rank: 5 })], { completion_actual: { winner: 0 } });
  const derived = statusStory(weak, { status: "operating", basis: "derived", asOf: null, opened: when("2026-09-16") }, words);
  assert.deepEqual([derived.label, derived.basis, derived.sources, derived.weak], ["In operation since 16 Sep 2026", "derived from the opening date", "one source, weak", true]);
  const two = card([claim("status", "construction", when("2026-03-03")), claim("status", "construction", when("2026-03-01"), { publisher: "Mirror", original: "Ministry", rank: 5 }), claim("status", "construction", when("2026-02-03"), { publisher: "Paper", rank: 3 })]);
  const claimed = statusStory(two, { status: "construction", basis: "claimed", asOf: when("2026-03-03"), opened: null }, words);
  assert.deepEqual([claimed.label, claimed.basis, claimed.sources], ["Under construction", "as stated on 3 Mar 2026", "2 sources say so"]);
  assert.match(statusStory(two, { status: "construction", basis: "inferred", asOf: year(2023), opened: null }, words).basis, /no news for two years/);
});

test("unlike money is not compared", () => {
  assert.equal(comparable({ currency: "EUR", year: 2004 }, { currency: "EUR", year: 2023 }), false);
  assert.equal(comparable({ currency: "EUR", year: null }, { currency: "USD", year: null }), false);
  assert.equal(comparable({ currency: "EUR", year: null }, { currency: "EUR", year: null }), true);
});

test("disagreements come strongest first and name their reason", () => {
  const claims = [claim("length_km", 1, year(2020)), claim("length_km", 2, year(2020)), claim("cost_estimate", 3, year(2020)), claim("cost_estimate", 4, year(2020)), claim("status", "planned", year(2020)), claim("status", "operating", year(2020))];
  const found = disagreements(card(claims, { cost_estimate: { winner: 2, notCompared: [3] }, length_km: { winner: 0, rivals: [1], conflict: true }, status: { winner: 4, outliers: [5] } }));
  assert.deepEqual(found.map((d) => [d.field, d.kind, d.others[0].why]), [["length_km", "conflict", "rival"], ["status", "weak", "outlier"], ["cost_estimate", "money", "otherCurrency"]]);
});

test("series never join items, currencies or scopes", () => {
  const c = card([
    claim("progress_pct", 10, when("2024-01-01"), { item: "investment" }), claim("progress_pct", 50, when("2025-01-01"), { item: "investment" }), claim("progress_pct", 90, when("2025-02-01"), { item: "excavation" }),
    claim("spent_to_date", 1, when("2024-01-01"), { unit: "CNY" }), claim("spent_to_date", 2, when("2025-01-01"), { unit: "USD" }), claim("spent_to_date", 3, when("2025-01-01"), { unit: "CNY", scope: "section:1" }),
  ]);
  assert.deepEqual(progressSeries(c).map((s) => [s.item, s.dots.length]), [["investment", 2]]);
  assert.deepEqual(spentSeries(c), []);
});

test("what should be done by a date is a series beside what was done", () => {
  const of = (/** @type {string} */ field, /** @type {number} */ share, /** @type {string} */ day) => claim(field, share, when(day), { item: "physical" });
  const c = card([of("progress_pct", 10, "2024-01-01"), of("progress_pct", 40, "2025-01-01"), of("progress_planned", 20, "2024-01-01"), of("progress_planned", 60, "2025-01-01")]);
  assert.deepEqual(progressSeries(c).map((s) => [s.item, s.planned === true, s.dots.map((d) => d.y)]), [["physical", false, [10, 40]], ["physical", true, [20, 60]]]);
});

test("the slippage line joins what was told in its day", () => {
  const c = card(
    [claim("completion_planned", year(2016), year(2004), { basis: "recalled" }), claim("completion_planned", year(2020), year(2012)), claim("completion_planned", year(2024), year(2018)), claim("completion_planned", year(2040), year(2019)), claim("completion_planned", year(2001), year(2019))],
    { completion_planned: { winner: 2, outliers: [3] } },
  );
  const series = slippageSeries(c);
  assert.deepEqual(series.dots.map((d) => [d.joined, d.hollow, d.outlier]), [[false, true, false], [true, false, false], [true, false, false], [false, false, true], [false, false, false]]);
  assert.equal(slippageSeries(card([claim("completion_planned", year(2020), year(2012))])), null);
});
