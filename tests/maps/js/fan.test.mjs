import assert from "node:assert/strict";
import { test } from "node:test";
import { fanEnd, fanNamed, fanOf, fanReach } from "../../../maps/static/fan.mjs";
import { fanFor, forecastMoment, forecastWords } from "../../../maps/static/forecastpart.mjs";
import { makeWords } from "../../../maps/static/strings.mjs";

const full = { 10: 1, 25: 2, 50: 3, 75: 4, 80: 5, 90: 6 };
const words = makeWords("en");
const about = { forecasts: { now: "2026-11-25", note: "", skill: { opening: { verdict: "no difference", n: 118, projects: 42, why: "" }, cost: { verdict: "", n: 0, projects: 0, why: "fewer than 15" } } } };
const day = Date.UTC(2026, 10, 25) / 864e5;

test("a wide band, a narrow one and the ends that are named", () => {
  const fan = fanOf(full, 100);
  assert.deepEqual(fan.bands, [{ lo: 1, hi: 6, open: false, inner: false }, { lo: 2, hi: 4, open: false, inner: true }]);
  assert.deepEqual(fanNamed(fan).map((q) => q.p), [10, 50, 90]);
  assert.equal(fan.unseen, null);
});

test("what the class has not seen yet stays open at the top, and is told", () => {
  const fan = fanOf({ ...full, 75: NaN, 80: NaN, 90: NaN }, 100);
  assert.deepEqual(fan.bands.map((b) => [b.lo, b.open]), [[1, true], [2, true]]);
  assert.equal(fan.unseen, 75);
  assert.deepEqual(fanReach(fan), [1, 2, 3]);
});

test("published rates have a middle and an upper end only", () => {
  const fan = fanOf({ 10: NaN, 25: NaN, 50: 3, 75: NaN, 80: 5, 90: NaN }, 100);
  assert.deepEqual(fan.bands, [{ lo: 3, hi: 5, open: false, inner: true }]);
  assert.deepEqual(fanNamed(fan).map((q) => q.p), [50, 80]);
  assert.equal(fanOf({ 50: NaN }, 100), null);
});

test("there is room for the bands after the day of the forecast", () => {
  const fan = fanOf(full, 1000);
  assert.equal(fanEnd(fan, 0, 900), 1200);
  assert.equal(fanEnd(fan, 0, 5000), 5000);
  assert.equal(fanEnd(fanOf(full, 10_000), 0, 9000), 11_400);
});

test("under the chart stand class, n, figures and what such forecasts were worth", () => {
  const at = (year) => Date.UTC(year, 5, 15) / 864e5;
  const forecast = { opening: { cls: "rail", n: 57, opened: 21, first: at(2026), official: at(2043), holds: 0.313, p: { 10: at(2028), 25: at(2029), 50: at(2035), 75: NaN, 80: NaN, 90: NaN } }, cost: { cls: "rail", n: 0, basis: "published", currency: "GBP", year: 2019, first: 1e10, official: 2e10, holds: NaN, p: { 10: NaN, 25: NaN, 50: 1.4e10, 75: NaN, 80: 1.9e10, 90: NaN } } };
  const text = forecastWords(forecast, "opening", fanFor(forecast, "opening", about), about, words);
  for (const part of ["“rail”", "n = 57, 21 of them", "P10\u00a0Jun 2028", "P50\u00a0Jun 2035", "P75 and above", "31 %", "no skill", "118 forecasts of 42 projects"]) assert.ok(text.includes(part), `${part}: ${text}`);
  const cost = forecastWords(forecast, "cost", fanFor(forecast, "cost", about), about, words);
  assert.match(cost, /published/);
  assert.doesNotMatch(cost, /n = 0|NaN|and above/);
});

test("without forecasts nothing is said, and of another day why", () => {
  assert.equal(fanFor(null, "opening", about), null);
  assert.equal(fanFor({ opening: null, cost: null }, "opening", {}), null);
  assert.equal(forecastMoment(about, day, words), "");
  assert.match(forecastMoment(about, day - 400, words), /25 Nov 2026/);
  assert.equal(forecastMoment({}, day, words), "");
});
