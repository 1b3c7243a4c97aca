import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, evidenceDays, Filters, figuresOf } from "../../../maps/static/filters.mjs";
import { INITIAL } from "../../../maps/static/state.mjs";
import { FEWEST, figureOf, nth, totals } from "../../../maps/static/totals.mjs";

const column = (items) => {
  const words = [...new Set(items)];
  return { words, codes: Uint16Array.from(items, (w) => words.indexOf(w)) };
};
const money = (...value) => ({ value: Float64Array.from(value) });
const days = [100, 700, null, 1000];
const projects = {
  n: 4,
  there: null,
  status: column(["planned", "operating", "planned", "operating"]),
  sector: column(["canal", "canal", "rail", "rail"]),
  country: column(["CHN", "CHN;VNM", "", "VNM"]),
  conflicts: column(["", "status", "", "cost_budget"]),
  progress: Float64Array.from([0, 100, NaN, 40]),
  measures: { cost: Float64Array.from([1e9, NaN, 5e9, 2e9]), delay: Float64Array.from([-1, 0, 2.5, NaN]), overrun: Float64Array.from([NaN, NaN, NaN, 0.5]) },
  lastEvidence: { at: (row) => (days[row] === null ? null : { text: "", lo: 0, hi: days[row] }) },
  cost_budget: money(1, NaN, 2, NaN),
  cost_estimate: money(NaN, 3, 2, NaN),
  cost_actual: money(NaN, NaN, NaN, NaN),
  shapes: { kind: Uint8Array.from([1, 2, 0, 1]) },
};
const env = { day: () => 1100, matches: (text) => Uint8Array.from([text === "a" ? 1 : 0, 1, 0, 0]) };
const shown = (patch, p = projects) => [...new Filters(p, env).shown({ ...INITIAL, ...patch })];

test("each filter by itself", () => {
  assert.deepEqual(shown({}), [1, 1, 1, 1]);
  assert.deepEqual(shown({ statuses: ["planned"] }), [1, 0, 1, 0]);
  assert.deepEqual(shown({ statuses: [] }), [0, 0, 0, 0]);
  assert.deepEqual(shown({ sectors: ["rail"] }), [0, 0, 1, 1]);
  assert.deepEqual(shown({ countries: ["VNM"] }), [0, 1, 0, 1]);
  assert.deepEqual(shown({ countries: ["CHN", ""] }), [1, 1, 1, 0]);
  assert.deepEqual(shown({ progress: [0, 40] }), [1, 0, 0, 0]);
  assert.deepEqual(shown({ text: "a" }), [1, 1, 0, 0]);
  assert.deepEqual(shown({ disagree: true }), [0, 1, 0, 1]);
  assert.deepEqual(shown({ unlocated: true }), [0, 0, 1, 0]);
});

test("a range includes its lower bound, not its upper one, and leaves out what has no figure", () => {
  assert.deepEqual(shown({ cost: [1e9, 2.1e9] }), [1, 0, 0, 1]);
  assert.deepEqual(shown({ cost: [null, 2e9] }), [1, 0, 0, 0]);
  assert.deepEqual(shown({ cost: [3e9, null] }), [0, 0, 1, 0]);
  assert.deepEqual(shown({ delay: [null, 0] }), [1, 0, 0, 0]);
  assert.deepEqual(shown({ overrun: [0, 1] }), [0, 0, 0, 1]);
  assert.deepEqual(shown({ cost: [null, null] }), [1, 0, 1, 1]);
});

test("a page without measures has no such figure", () => {
  const { measures, ...bare } = projects;
  assert.equal(figuresOf(bare, "cost"), null);
  assert.deepEqual(shown({ cost: [0, null] }, bare), [0, 0, 0, 0]);
  assert.deepEqual(totals(bare, Uint8Array.of(1, 1, 1, 1)).cost, { n: 0, sum: 0, median: NaN });
});

test("silent for months, by the known clock's day; what is undated is left out", () => {
  assert.deepEqual([...evidenceDays(projects)], [100, 700, NaN, 1000]);
  assert.deepEqual(shown({ silent: 12 }), [1, 1, 0, 0]);
  assert.deepEqual(shown({ silent: 24 }), [1, 0, 0, 0]);
  assert.deepEqual(shown({ silent: 3 }), [1, 1, 0, 1]);
});

test("filters act together at once", () => {
  assert.deepEqual(shown({ statuses: ["operating"], countries: ["VNM"], disagree: true, progress: [100, null] }), [0, 1, 0, 0]);
  assert.deepEqual(shown({ text: "a", cost: [0, null] }), [1, 0, 0, 0]);
});

test("a row of a facet counts what it would add, and a project of two countries in both", () => {
  const filters = new Filters(projects, env);
  const state = { ...INITIAL, statuses: ["operating"], sectors: ["rail"] };
  assert.deepEqual([...filters.facet(state, "status")], [["planned", 1], ["operating", 1]]);
  assert.deepEqual([...filters.facet(state, "sector")], [["canal", 1], ["rail", 1]]);
  assert.deepEqual([...filters.countries(INITIAL)], [["CHN", 2], ["VNM", 2], ["", 1]]);
  assert.deepEqual([...filters.countries({ ...INITIAL, countries: ["CHN"], statuses: ["operating"] })], [["CHN", 1], ["VNM", 2], ["", 0]]);
  assert.deepEqual([...filters.tally("cost", { ...INITIAL, cost: [2e9, null], statuses: ["planned"] }, [0, 1, 2, 0], 3)], [1, 0, 1]);
});

test("masks are kept until their value or the columns change", () => {
  const p = { ...projects, status: column(["planned", "operating", "planned", "operating"]) };
  const filters = new Filters(p, env);
  const state = { ...INITIAL, statuses: ["planned"] };
  const first = filters.shown(state);
  assert.equal(filters.shown({ ...state, selected: 2, date: "2015-01" }), first);
  p.status = column(["operating", "operating", "planned", "operating"]);
  assert.equal(filters.shown(state), first);
  filters.forget();
  assert.deepEqual([...filters.shown(state)], [0, 0, 1, 0]);
});

test("what is not there at the moment of the clocks is never shown nor counted", () => {
  const p = { ...projects, there: Uint8Array.from([1, 0, 1, 1]) };
  assert.deepEqual(shown({}, p), [1, 0, 1, 1]);
  assert.deepEqual([...new Filters(p, env).facet({ ...INITIAL, statuses: ["planned"] }, "status")], [["planned", 2], ["operating", 1]]);
  assert.equal(countOf(p.there, 4), 3);
  assert.equal(countOf(null, 4), 4);
});

test("totals say how many have the figure, and give no median of few", () => {
  const sum = totals(projects, Uint8Array.of(1, 1, 1, 0));
  assert.deepEqual(sum, { projects: 3, unlocated: 1, conflicts: 1, costs: 1, carried: 0, apart: 1, countries: 2, cost: { n: 2, sum: 6e9, median: NaN }, delay: { n: 3, sum: 1.5, median: NaN }, overrun: { n: 0, sum: 0, median: NaN } });
  const many = Float64Array.from({ length: FEWEST + 1 }, (_, k) => (k * 7) % 16);
  assert.equal(figureOf(many, new Uint8Array(16).fill(1)).median, 7.5);
  assert.equal(figureOf(many, Uint8Array.from({ length: 16 }, (_, k) => (k ? 1 : 0))).median, 8);
  assert.equal(figureOf(many, Uint8Array.from({ length: 16 }, (_, k) => (k > 1 ? 1 : 0))).median, NaN);
});

test("costs that are stated but not in constant dollars are told apart from those that nobody states", () => {
  assert.equal(totals(projects, Uint8Array.of(1, 1, 1, 1)).apart, 1);
  assert.equal(totals(projects, Uint8Array.of(1, 0, 1, 1)).apart, 0);
  const told = { ...projects, measures: { ...projects.measures, cost: Float64Array.of(1, 1, NaN, NaN) } };
  assert.equal(totals(told, Uint8Array.of(1, 1, 1, 1)).apart, 1, "the third has a budget, the fourth has no cost at all");
  assert.equal(totals({ ...projects, measures: undefined }, Uint8Array.of(1, 1, 1, 1)).apart, 0, "a page without measures says nothing of them");
});

test("the middle of many", () => {
  for (const values of [[1], [2, 1], [3, 1, 2], [5, 5, 5, 5], Array.from({ length: 501 }, (_, k) => (k * 379) % 501)]) {
    const sorted = [...values].sort((a, b) => a - b);
    for (const at of [0, values.length >> 1, values.length - 1]) assert.equal(nth(Float64Array.from(values), at), sorted[at]);
  }
});
