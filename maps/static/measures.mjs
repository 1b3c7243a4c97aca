/**
 * Cost in constant dollars, delay and overrun of a project as it was known: tracker/analysis/money.py, slippage.py and
 * overrun.py, rule by rule (a test holds the two together over the whole catalogue). Pure.
 */

import { OPEN_START, isDated, saidAfter, vintageOf, vintagesOf } from "./vintages.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./vintages.mjs").Vintage} Vintage
 * @typedef {{ winner: Claim, outliers: Claim[] }} Won
 * @typedef {{ base: number, currencies: { [code: string]: [string, number | null, { [country: string]: number }] }, deflators: { [country: string]: [number, (number | null)[], number?] } }} Prices a deflator: its first year, the changes, and its last year where it is carried on flat
 * @typedef {object} Known what is known of a project on a day
 * @property {Claim[]} claims those visible
 * @property {{ [field: string]: Won }} choices
 * @property {string} status
 * @property {string} country codes joined by ;
 * @typedef {{ cost: number, delay: number, overrun: number, stated: number, carried: number }} Measures dollars, years, share; `stated` 1 where the overrun is in prices as stated, 0 in constant ones; NaN where there is none. `carried`: 1 the cost, 2 the overrun, by a deflator that was carried flat
 */

const YEAR = 365.25;
/** What a project costs: the first of these that there is. */
const COSTS = ["cost_actual", "cost_estimate", "cost_budget"];

/** @param {Known} known @param {Prices | null} prices without them there is no cost, and no overrun over unlike years @returns {Measures} */
export function measuresOf(known, prices) {
  const [cost, flatCost] = constantCost(known, prices);
  const { overrun, stated, flat } = overrunOf(known, prices);
  return { cost, delay: delayOf(known), overrun, stated, carried: (flatCost ? 1 : 0) + (flat ? 2 : 0) };
}

/** A card of the page in these words. @param {import("./decode.mjs").CardData} card @param {string} status @param {string} country @returns {Known} */
export function knownOf(card, status, country) {
  /** @type {Known["choices"]} */
  const choices = Object.create(null);
  for (const c of Object.values(card.choices)) choices[c.field] = { winner: card.claims[c.winner], outliers: c.outliers.map((k) => card.claims[k]) };
  return { claims: card.claims, choices, status, country };
}

/** The cost, of a range its middle, and whether its deflator was carried flat. @param {Known} known @param {Prices | null} prices @returns {[number, boolean]} */
function constantCost(known, prices) {
  for (const field of COSTS) {
    const c = Object.hasOwn(known.choices, field) ? known.choices[field].winner : null;
    if (!c || Number.isNaN(c.number) || c.scope !== "whole") continue;
    const year = priceYear(c);
    const rate = prices?.currencies[c.unit]?.[1];
    if (!prices || !year || !c.unit || !rate) return [NaN, false];
    const said = vintageOf(vintagesOf(known.claims.filter((o) => o.field === field && o.scope === "whole" && !Number.isNaN(o.number))), c);
    const cost = ((said ? said.mid : c.number) * pricesOf(prices, c.unit, countriesOf(known), year, prices.base)) / rate;
    return [cost, !Number.isNaN(cost) && isCarried(prices, c.unit, countriesOf(known), year, prices.base)];
  }
  return [NaN, false];
}

/** The year of the prices of a sum: as stated, else the one in which it was said; 0 where that is not known. @param {Claim} c */
function priceYear(c) {
  if (c.priceYear !== null) return c.priceYear;
  if (!c.asOf || c.asOf.lo <= OPEN_START) return 0;
  const [first, last] = [calendarYear(c.asOf.lo), calendarYear(c.asOf.hi)];
  return first === last && last < 9999 ? first : 0;
}

/** @param {number} day */
function calendarYear(day) {
  return new Date(day * 864e5).getUTCFullYear();
}

/** @param {Known} known */
function countriesOf(known) {
  return known.country.split(";").filter(Boolean);
}

/**
 * By how much prices in a currency changed from one year to another: by the deflator of the country whose money it is;
 * of a shared currency that of the project's country where it is the only one and had the currency in both years.
 * @param {Prices} prices @param {string} currency @param {string[]} countries @param {number} of @param {number} to @returns {number} NaN where that is not known
 */
export function pricesOf(prices, currency, countries, of, to) {
  const deflator = deflatorOf(prices, currency, countries, of, to);
  if (!deflator) return NaN;
  const [from, changes] = deflator;
  const change = (/** @type {number} */ year) => changes[year - from] ?? NaN;
  const [first, last] = [Math.min(of, to), Math.max(of, to)];
  if (first === last) return Number.isNaN(change(first)) && Number.isNaN(change(first + 1)) ? NaN : 1;
  let factor = 1;
  for (let year = first + 1; year <= last; year++) factor *= 1 + change(year) / 100;
  return to >= of ? factor : 1 / factor;
}

/** @param {Prices} prices @param {string} currency @param {string[]} countries @param {number} of @param {number} to */
function deflatorOf(prices, currency, countries, of, to) {
  if (!Object.hasOwn(prices.currencies, currency)) return null;
  const [home, , members] = prices.currencies[currency];
  const own = countries.length === 1 && Object.hasOwn(members, countries[0]) && members[countries[0]] <= Math.min(of, to);
  const who = own ? countries[0] : home;
  return who && Object.hasOwn(prices.deflators, who) ? prices.deflators[who] : null;
}

/** True where a change of prices goes beyond the last year that its deflator has. @param {Prices} prices @param {string} currency @param {string[]} countries @param {number} of @param {number} to */
function isCarried(prices, currency, countries, of, to) {
  return of !== to && Math.max(of, to) > (deflatorOf(prices, currency, countries, of, to)?.[2] ?? Infinity);
}

/** Weak statements that better documents of the time contradict, of any field. @param {Known} known @returns {Set<Claim>} */
function oddOf(known) {
  return new Set(Object.values(known.choices).flatMap((c) => c.outliers));
}

/** @param {Vintage[]} said @param {Set<Claim>} odd */
function without(said, odd) {
  return said.filter((v) => !v.claims.some((c) => odd.has(c)));
}

/** Actual opening, else latest plan, less the first plan; in years. @param {Known} known */
function delayOf(known) {
  const plans = known.claims.filter((c) => c.field === "completion_planned" && c.scope === "whole");
  if (!plans.length) return NaN;
  const said = without(vintagesOf(plans), oddOf(known));
  const end = known.choices.completion_actual;
  const actual = end ? vintageOf(vintagesOf(known.claims.filter((c) => c.field === "completion_actual")), end.winner) : null;
  // A plan that was said after the opening is none; a look-up may be of any age.
  const able = said.filter((v) => !actual || !v.claim.asOf || v.claim.asOf.lo <= (actual.claim.date?.hi ?? -Infinity));
  const dated = able.filter((v) => isDated(v.claim));
  const first = dated[0] || able.find((v) => v.claim.basis === "recalled");
  if (!first) return NaN;
  if (actual) return (actual.mid - first.mid) / YEAR;
  if (known.status === "operating" || !dated.length) return NaN;
  const latest = vintageOf(said, known.choices.completion_planned?.winner);
  return latest && saidAfter(latest.claim, first.claim) > 0 ? (latest.mid - first.mid) / YEAR : NaN;
}

/** Final cost, else the latest estimate that can be compared, over the first official budget, less 1. @param {Known} known @param {Prices | null} prices @returns {{ overrun: number, stated: number, flat: boolean }} */
function overrunOf(known, prices) {
  const won = known.choices.cost_budget?.winner;
  const budget = won ? vintageOf(vintagesOf(known.claims.filter((c) => c.field === "cost_budget" && c.scope === "whole")), won) : null;
  for (const later of budget && budget.claim.basis !== "lookup" ? laterCosts(known, budget) : []) {
    const overrun = overBudget(known, /** @type {Vintage} */ (budget), later, prices);
    if (Number.isNaN(overrun)) continue;
    const [of, to] = [later.claim.priceYear, /** @type {Vintage} */ (budget).claim.priceYear];
    const flat = prices !== null && of !== null && to !== null && isCarried(prices, later.claim.unit, countriesOf(known), of, to);
    return { overrun, stated: of === null ? 1 : 0, flat };
  }
  return { overrun: NaN, stated: NaN, flat: false };
}

/** Final cost and estimates that were said after a budget: the one that the card chose first, then newest. @param {Known} known @param {Vintage} budget @returns {Generator<Vintage>} */
function* laterCosts(known, budget) {
  const odd = oddOf(known);
  for (const field of ["cost_actual", "cost_estimate"]) {
    if (!Object.hasOwn(known.choices, field)) continue;
    const said = vintagesOf(known.claims.filter((c) => c.field === field && c.scope === "whole" && !c.item));
    const won = vintageOf(said, known.choices[field].winner);
    const rest = without(said, odd).filter((v) => v !== won).reverse();
    for (const v of won ? [won, ...rest] : rest) {
      if (field === "cost_actual" || (isDated(v.claim) && saidAfter(v.claim, budget.claim) > 0)) yield v;
    }
  }
}

/** A cost over a budget, less 1: in one currency, and in prices of the budget's year where documents state the years. @param {Known} known @param {Vintage} budget @param {Vintage} cost @param {Prices | null} prices */
function overBudget(known, budget, cost, prices) {
  const [b, c] = [budget.claim, cost.claim];
  if (!b.unit || b.unit !== c.unit || Math.min(budget.low, cost.low) <= 0) return NaN;
  if (b.priceYear === c.priceYear) return cost.mid / budget.mid - 1;
  if (b.priceYear === null || c.priceYear === null || !prices) return NaN;
  return (cost.mid * pricesOf(prices, c.unit, countriesOf(known), c.priceYear, b.priceYear)) / budget.mid - 1;
}
