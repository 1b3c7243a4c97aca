/** Measures of a project as it was known: vintages, money of one year, delay and overrun. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { comparedOf } from "../../../maps/static/compared.mjs";
import { dayNumber } from "../../../maps/static/decode.mjs";
import { forecastSkill } from "../../../maps/static/forecasts.mjs";
import { knownOf, measuresOf, pricesOf } from "../../../maps/static/measures.mjs";
import { makeWords } from "../../../maps/static/strings.mjs";
import { isDated, vintagesOf } from "../../../maps/static/vintages.mjs";

const when = (text, lo = text, hi = lo) => ({ text, lo: dayNumber(lo), hi: dayNumber(hi) });
const day = (iso) => when(iso);
const document = { url: "https://example.org", publisher: "A", original: "", rank: 1 };

/** A claim as the page has it. */
function claim(field, value, asOf, more = {}) {
  const isDate = typeof value === "object";
  return { index: 0, order: 0, field, item: "", scope: "whole", qualifier: "exact", unit: isDate ? "" : "CHF", basis: "published", text: "", number: isDate ? NaN : value, priceYear: null, date: isDate ? value : null, about: null, asOf: asOf && day(asOf), withdrawn: false, document, ...more };
}

const PRICES = {
  base: 2015,
  currencies: { CHF: ["CHE", 0.96, {}], EUR: ["EMU", 0.9, { DEU: 1999 }], XXX: ["", 2, {}], OLD: ["CHE", null, {}] },
  deflators: { CHE: [2011, [1, 2, null, 4, 5, 10]], DEU: [2014, [3, 3]], EMU: [2014, [1, 1]] },
};

const known = (claims, won, more = {}) => ({ claims, choices: Object.fromEntries(won.map((c) => [c.field, { winner: c, outliers: [] }])), status: "construction", country: "CHE", ...more });

test("prices change by the deflator of the country whose money it is, and a gap is a gap", () => {
  assert.equal(pricesOf(PRICES, "CHF", ["CHE"], 2015, 2016), 1.1);
  assert.equal(pricesOf(PRICES, "CHF", ["CHE"], 2016, 2015), 1 / 1.1);
  assert.equal(pricesOf(PRICES, "CHF", ["CHE"], 2015, 2015), 1);
  assert.ok(Number.isNaN(pricesOf(PRICES, "CHF", ["CHE"], 2012, 2015))); // 2013 is missing
  assert.ok(Number.isNaN(pricesOf(PRICES, "CHF", ["CHE"], 2015, 2017)));
  assert.ok(Number.isNaN(pricesOf(PRICES, "CHF", ["CHE"], 1990, 1990)));
  assert.equal(pricesOf(PRICES, "CHF", ["CHE"], 2013, 2013), 1); // the next year is known
  assert.ok(Number.isNaN(pricesOf(PRICES, "toString", ["CHE"], 2015, 2015)));
  assert.ok(Number.isNaN(pricesOf(PRICES, "XXX", ["CHE"], 2015, 2015)));
});

test("shared money has the prices of the project's country where it is the only one, else of the area", () => {
  assert.equal(pricesOf(PRICES, "EUR", ["DEU"], 2014, 2015), 1.03);
  assert.equal(pricesOf(PRICES, "EUR", ["DEU", "FRA"], 2014, 2015), 1.01);
  assert.ok(Number.isNaN(pricesOf(PRICES, "EUR", ["DEU"], 1998, 2015)));
});

test("a figure says where its deflator was carried flat", () => {
  const prices = { ...PRICES, deflators: { CHE: [2014, [4, 5, 10, 0, 0], 2016] } };
  const budget = claim("cost_budget", 96, "2010-01-01", { priceYear: 2016 });
  const later = claim("cost_estimate", 192, "2019-06-01", { priceYear: 2018 });
  const first = measuresOf(known([budget], [budget]), prices);
  assert.deepEqual([first.cost, first.carried], [96 / 1.1 / 0.96, 0]);
  const both = measuresOf(known([budget, later], [budget, later]), prices);
  assert.deepEqual([both.cost, both.overrun, both.carried], [192 / 1.1 / 0.96, 1, 3]);
  const beyond = { ...later, priceYear: 2019 };
  assert.ok(Number.isNaN(measuresOf(known([beyond], [beyond]), prices).cost));
});

test("of a range the middle is the cost, whichever end was chosen; without a currency there is none", () => {
  const [low, high] = ["low", "high"].map((qualifier, k) => claim("cost_estimate", 96 + 96 * k, "2019-06-01", { priceYear: 2015, qualifier }));
  for (const won of [low, high]) assert.equal(measuresOf(known([low, high], [won]), PRICES).cost, 144 / 0.96);
  assert.equal(measuresOf(known([high], [high]), PRICES).cost, 192 / 0.96);
  const bare = claim("cost_estimate", 96, "2019-06-01", { priceYear: 2015, unit: "" });
  assert.ok(Number.isNaN(measuresOf(known([bare], [bare]), PRICES).cost));
});

test("the cost is the final one, else the estimate, else the budget, and is not replaced where it cannot be converted", () => {
  const budget = claim("cost_budget", 96, "2010-01-01", { priceYear: 2015 });
  const final = claim("cost_actual", 192, "2016-06-01");
  const { cost } = measuresOf(known([budget], [budget]), PRICES);
  assert.equal(cost, 100);
  assert.equal(measuresOf(known([budget, final], [budget, final]), PRICES).cost, (192 / 1.1) / 0.96); // said in 2016: prices of 2016
  const vague = { ...final, asOf: when("2015/2016", "2015-01-01", "2016-12-31") };
  assert.ok(Number.isNaN(measuresOf(known([budget, vague], [budget, vague]), PRICES).cost));
  const old = { ...final, unit: "OLD", priceYear: 2015 };
  assert.ok(Number.isNaN(measuresOf(known([budget, old], [budget, old]), PRICES).cost));
  assert.ok(Number.isNaN(measuresOf(known([budget], [budget]), null).cost));
});

test("the two ends of a range are one vintage, open ends have no width, the better document comes last", () => {
  const low = claim("cost_estimate", 10, "2020-01-01", { qualifier: "low" });
  const high = claim("cost_estimate", 20, "2020-01-01", { qualifier: "high" });
  const [range] = vintagesOf([high, low]);
  assert.deepEqual([range.low, range.mid, range.high, range.claims.length], [10, 15, 20, 2]);
  const weak = claim("cost_estimate", 5, "2020-01-01", { document: { ...document, url: "b", rank: 4 } });
  assert.deepEqual(vintagesOf([low, weak]).map((v) => v.mid), [5, 10]);
  const open = claim("completion_planned", when("../2030", "0001-01-01", "2030-12-31"), "2020-01-01");
  assert.equal(vintagesOf([open])[0].mid, dayNumber("2030-12-31"));
  assert.equal(vintagesOf([claim("completion_planned", when("..", "0001-01-01", "9999-12-31"), "2020-01-01")]).length, 0);
  assert.ok(!isDated(claim("completion_planned", day("2030-01-01"), "2020-01-01", { basis: "lookup" })));
  assert.ok(!isDated({ ...low, asOf: when("../2020", "0001-01-01", "2020-12-31") }));
});

test("delay is the opening, else the latest plan, less the first plan", () => {
  const first = claim("completion_planned", day("2020-01-01"), "2010-01-01", { order: 0 });
  const last = claim("completion_planned", day("2022-01-01"), "2015-01-01", { order: 1 });
  const opened = claim("completion_actual", day("2021-01-01"), "2021-02-01");
  assert.equal(measuresOf(known([last, first], [last]), PRICES).delay, 731 / 365.25);
  assert.equal(measuresOf(known([first, last, opened], [last, opened]), PRICES).delay, 366 / 365.25);
  assert.ok(Number.isNaN(measuresOf(known([first], [first]), PRICES).delay)); // one plan only
  assert.ok(Number.isNaN(measuresOf(known([first, last], [last], { status: "operating" }), PRICES).delay)); // open, nobody knows since when
  const odd = known([first, last], [last]);
  odd.choices.completion_planned.outliers = [first];
  assert.ok(Number.isNaN(measuresOf(odd, PRICES).delay));
  const part = { ...first, scope: "phase:1" };
  assert.ok(Number.isNaN(measuresOf(known([part, last], [last]), PRICES).delay));
});

test("overrun is of one money, and in prices of one year where documents state them", () => {
  const budget = claim("cost_budget", 100, "2010-01-01", { priceYear: 2015 });
  const at = (number, more) => claim("cost_estimate", number, "2020-01-01", more);
  const over = (later) => measuresOf(known([budget, later], [budget, later]), PRICES).overrun;
  assert.equal(over(at(150, { priceYear: 2015 })), 0.5);
  assert.ok(Math.abs(over(at(220, { priceYear: 2016 })) - 1) < 1e-12);
  assert.ok(Number.isNaN(over(at(150, {})))); // one year is not stated
  assert.ok(Number.isNaN(over(at(150, { priceYear: 2015, unit: "EUR" }))));
  assert.ok(Number.isNaN(over(at(0, { priceYear: 2015 }))));
  assert.ok(Number.isNaN(over(at(150, { priceYear: 2012 })))); // over a gap
  const older = claim("cost_estimate", 150, "2009-01-01", { priceYear: 2015 });
  assert.ok(Number.isNaN(over(older))); // said before the budget
  // the next newest that can be compared stands in for one that cannot
  const foreign = at(90, { unit: "EUR", asOf: day("2021-01-01"), order: 1 });
  const plain = at(130, { priceYear: 2015 });
  assert.ok(Math.abs(measuresOf(known([budget, plain, foreign], [budget, foreign]), PRICES).overrun - 0.3) < 1e-12);
});

test("a card of the page says the same", () => {
  const budget = claim("cost_budget", 96, "2010-01-01", { priceYear: 2015 });
  const card = { claims: [budget], choices: { cost_budget: { field: "cost_budget", winner: 0, rivals: [], conflict: false, notCompared: [], outliers: [], members: [] } } };
  assert.equal(measuresOf(knownOf(card, "planned", "CHE"), PRICES).cost, 100);
});

test("a forecast without skill says so", () => {
  const words = makeWords("en");
  const about = { forecasts: { skill: { opening: { verdict: "no difference", n: 118, projects: 42, why: "" }, cost: { verdict: "", n: 0, projects: 0, why: "too few" } } } };
  assert.match(forecastSkill(about, "opening", words), /no skill .*118 forecasts of 42 projects/);
  assert.match(forecastSkill(about, "opening", words, { cls: "all sectors" }), /base rate, no more/);
  assert.match(forecastSkill(about, "cost", words), /too few/);
  assert.match(forecastSkill(about, "cost", words, { cls: "rail", basis: "published" }), /other people's/);
  assert.equal(forecastSkill({}, "opening", words), "");
});

test("a statistic leaves out what was given up, and overruns in the rarer kind of prices", () => {
  const p = { n: 5, status: { words: ["operating", "cancelled"], codes: [0, 1, 0, 0, 0] }, measures: { stated: Float64Array.of(1, 0, 1, 0, NaN) } };
  const every = Uint8Array.of(1, 1, 1, 1, 1);
  assert.deepEqual([...comparedOf(p, every, "delay")], [1, 0, 1, 1, 1]);
  assert.deepEqual([...comparedOf(p, every, "overrun")], [1, 0, 1, 0, 1]);
  assert.deepEqual([...comparedOf(p, Uint8Array.of(0, 1, 0, 1, 1), "overrun")], [0, 0, 0, 1, 1]);
  assert.deepEqual([...comparedOf(p, every, "cost")], [1, 1, 1, 1, 1]);
});
