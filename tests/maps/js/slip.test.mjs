import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber } from "../../../maps/static/decode.mjs";
import { costStory, LEAST_FOR_MEDIAN, medianOf, openingStory, ranked, revisionsOf, shortGap, strips, successive } from "../../../maps/static/slip.mjs";
import { slippageSeries } from "../../../maps/static/series.mjs";
import { makeWords } from "../../../maps/static/strings.mjs";

const words = makeWords("en");
const when = (text, lo = text, hi = lo) => ({ text, lo: dayNumber(lo), hi: dayNumber(hi) });
const year = (y) => when(String(y), `${y}-01-01`, `${y}-12-31`);
function claim(field, value, asOf, more = {}) {
  const { publisher = "Ministry", rank = 1, ...rest } = more;
  return {
    index: 0, field, item: "", scope: "whole", qualifier: "exact", unit: field.startsWith("cost") ? "EUR" : "", basis: "published", raw: "", note: "", source: "", withdrawn: false, about: null, priceYear: null,
    text: "", number: typeof value === "number" ? value : NaN, date: typeof value === "object" ? value : null, asOf, document: { publisher, original: "", rank }, ...rest,
  };
}
function card(claims, choices = {}) {
  claims.forEach((c, k) => (c.index = k));
  const full = Object.fromEntries(Object.entries(choices).map(([field, c]) => [field, { field, rivals: [], conflict: false, notCompared: [], outliers: [], members: [], ...c }]));
  return { claims, choices: full };
}
const plan = (y, said, more) => claim("completion_planned", year(y), year(said), more);

test("a plan that moves: from the first on record to the latest", () => {
  const story = openingStory(card([plan(2015, 2010), plan(2017, 2012), plan(2017, 2013), plan(2020, 2014)], { completion_planned: { winner: 3 } }), null);
  assert.equal(story.steps, 2);
  assert.equal(shortGap(story.size, story.half, words), "+5\u00a0years");
  assert.equal(story.line.length, 4);
  assert.equal(story.lead, null);
});

test("the opening ends the story; a first plan recalled later leads to the line", () => {
  const c = card([plan(2012, 2006, { basis: "recalled" }), plan(2014, 2010)], { completion_planned: { winner: 1 } });
  const story = openingStory(c, year(2016));
  assert.equal(story.lead.claim.index, 0);
  assert.equal(story.last, null);
  assert.equal(shortGap(story.size, story.half, words), "+4\u00a0years");
  assert.equal(openingStory(c, year(2016), true).lead, null, "only what was told at the time");
  assert.equal(shortGap(openingStory(c, year(2016), true).size, 365, words), "about +2\u00a0years");
});

test("one plan, not open: nothing to compare; vague dates that overlap are the same", () => {
  assert.equal(openingStory(card([plan(2030, 2020)], { completion_planned: { winner: 0 } }), null), null);
  assert.equal(openingStory(card([plan(2020, 2010)], { completion_planned: { winner: 0 } }), when("2020-05-01")).same, true);
  assert.equal(openingStory(null, null), null);
});

test("costs: one currency and price year; a budget told again looks back", () => {
  const c = card([claim("cost_budget", 100, year(2000)), claim("cost_estimate", 150, year(2005)), claim("cost_estimate", 900, year(2006), { unit: "USD" }), claim("cost_budget", 100, year(2007)), claim("cost_actual", 250, year(2010))]);
  const story = costStory(c);
  assert.equal(story.size, 1.5);
  assert.equal(story.unit, "EUR");
  assert.deepEqual(revisionsOf(c, 7).map((r) => [r.kind, r.row, r.size.toFixed(2)]), [["cost", 7, "0.50"], ["cost", 7, "0.67"]]);
});

test("two that speak on the same day disagree, they do not revise; the better document counts", () => {
  const dots = [{ x: 1, claim: claim("cost_estimate", 1, null, { rank: 5 }) }, { x: 1, claim: claim("cost_estimate", 2, null) }, { x: 2, claim: claim("cost_estimate", 3, null) }];
  assert.deepEqual(successive(dots).map((d) => d.claim.number), [2, 3]);
});

test("revisions are dated events with from, to, size", () => {
  const [first, second, ...rest] = revisionsOf(card([plan(2012, 2006, { basis: "recalled" }), plan(2014, 2010), plan(2014, 2011), plan(2013, 2012), plan(1999, 2013, { scope: "phase:1" })]), 3);
  assert.deepEqual([first.from.index, first.to.index, second.from.index, second.to.index], [0, 1, 2, 3]);
  assert.ok(first.size > 700 && second.size < -300 && first.day < second.day);
  assert.equal(rest.length, 0);
});

test("more exact is no change", () => {
  assert.deepEqual(revisionsOf(card([plan(2026, 2020), claim("completion_planned", when("2026-09", "2026-09-01", "2026-09-30"), year(2021))]), 0), []);
});

test("ranked by size, the row decides between equals", () => {
  const s = (size) => ({ size, steps: 1, dots: [{ x: 0 }], opened: null });
  assert.deepEqual(ranked([{ row: 2, story: s(1) }, { row: 1, story: s(1) }, { row: 0, story: s(9) }], "size").map((x) => x.row), [0, 1, 2]);
});

test("no median below fifteen", () => {
  assert.equal(LEAST_FOR_MEDIAN, 15);
  assert.equal(medianOf(Array.from({ length: 14 }, (_, k) => k)), null);
  assert.equal(medianOf(Array.from({ length: 15 }, (_, k) => k)), 7);
  assert.equal(medianOf(Array.from({ length: 16 }, (_, k) => k)), 7.5);
  const points = [...Array.from({ length: 15 }, (_, k) => ({ group: "rail", value: k })), { group: "", value: 1 }, { group: "dam", value: 3 }];
  assert.deepEqual(strips(points).map((g) => [g.group, g.points.length, g.median]), [["rail", 15, 7], ["dam", 1, null], ["", 1, null]]);
});

test("short durations", () => {
  assert.equal(shortGap(-91, 0, words), "−3\u00a0months");
  assert.equal(shortGap(30, 0, words), "+30\u00a0days");
  assert.equal(shortGap(366, 0, words), "+12\u00a0months");
  assert.equal(shortGap(7488, 10, words), "+20.5\u00a0years");
  assert.equal(shortGap(730.5, 0, makeWords("zh")), "+2\u00a0年");
});

test("a first plan that was recalled later leads to the line of the card, one told at the time is part of it", () => {
  const told = [plan(2014, 2010), plan(2016, 2012)];
  const series = slippageSeries(card([plan(2012, 2006, { basis: "recalled" }), ...told]));
  assert.equal(series.lead.claim.index, 0);
  assert.equal(series.dots.filter((d) => d.joined).length, 2);
  assert.equal(slippageSeries(card([plan(2014, 2010), plan(2016, 2012)])).lead, null);
});
