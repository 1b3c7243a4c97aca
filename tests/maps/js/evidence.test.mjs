import assert from "node:assert/strict";
import { test } from "node:test";
import { newestFirst, standingOfClaims } from "../../../maps/static/claims.mjs";
import { documentsByRank } from "../../../maps/static/evidence.mjs";
import { sectorPoints } from "../../../maps/static/sectorview.mjs";
import { partSeries } from "../../../maps/static/series.mjs";

const doc = (publisher, rank) => ({ url: "", publisher, original: "", licence: "", rank, date: "", note: "", isCopy: false, linkable: false });
const day = (n) => ({ text: "", lo: n, hi: n });
const claim = (index, more) => ({ index, order: index, field: "completion_planned", item: "", scope: "whole", qualifier: "exact", unit: "", basis: "published", text: "", raw: "", note: "", number: NaN, priceYear: null, date: day(9000), about: null, asOf: day(index), withdrawn: false, document: doc("a", 3), ...more });

test("documents stand by rank, then by how much they say", () => {
  const [ministry, news, blog] = [doc("Ministry", 1), doc("News", 3), doc("Blog", 3)];
  const card = { claims: [claim(0, { document: blog }), claim(1, { document: news }), claim(2, { document: ministry }), claim(3, { document: news })], choices: {} };
  assert.deepEqual(documentsByRank(card).map((g) => [g.rank, g.documents.map((d) => [d.document.publisher, d.n])]), [[1, [["Ministry", 1]]], [3, [["News", 2], ["Blog", 1]]]]);
});

test("a history is told newest first; undated, then withdrawn statements last", () => {
  const list = [claim(0), claim(1, { withdrawn: true }), claim(2, { asOf: null }), claim(3)];
  assert.deepEqual(newestFirst(list).map((c) => c.index), [3, 0, 2, 1]);
});

test("what became of each statement when the value was chosen", () => {
  const claims = [0, 1, 2, 3, 4].map((k) => claim(k));
  const choice = { field: "completion_planned", winner: 3, rivals: [1], conflict: true, notCompared: [2], outliers: [0], members: [] };
  const of = (choices) => claims.map((c) => standingOfClaims({ claims, choices }, "completion_planned").get(c) ?? "");
  assert.deepEqual(of({ completion_planned: choice }), ["outlier", "rival", "otherCurrency", "chosen", ""]);
  assert.deepEqual(of({ completion_planned: { ...choice, conflict: false, members: [3, 4] } }), ["outlier", "", "otherCurrency", "chosen", "chosen"]);
  assert.deepEqual(of({}), ["", "", "", "", ""]);
});

test("parts of a project have series of their own, never mixed", () => {
  const claims = [claim(0, { scope: "unit:1" }), claim(5, { scope: "unit:1" }), claim(7, { scope: "unit:2" }), claim(8), claim(9, { scope: "unit:2", basis: "recalled" })];
  const parts = partSeries({ claims: claims.map((c, index) => ({ ...c, index })), choices: {} });
  assert.deepEqual(parts.map((s) => [s.item, s.dots.length]), [["unit:1", 2]]);
});

test("points by sector, and how many have no figure", () => {
  const p = { n: 4, sector: { words: ["rail", "road"], codes: [0, 1, 0, 1] }, status: { words: ["planned"], codes: [0, 0, 0, 0] }, completion_actual: { at: (row) => (row === 0 ? day(1) : null) }, cost_actual: { value: [NaN, 5, NaN, NaN] }, measures: { delay: Float64Array.of(1, 2, NaN, 4), overrun: Float64Array.of(NaN, 0.5, NaN, NaN) } };
  const delay = sectorPoints(p, Uint8Array.of(1, 1, 1, 0), "delay");
  assert.deepEqual(delay, { points: [{ row: 0, value: 1, group: "rail", final: true }, { row: 1, value: 2, group: "road", final: false }], without: 1 });
  assert.equal(sectorPoints(p, Uint8Array.of(1, 1, 1, 1), "overrun").without, 3);
});
