/** Totals of what is shown. Money is added only in constant dollars of one price year; a median needs enough projects. Pure. */

import { comparedOf } from "./compared.mjs";
import { figuresOf } from "./filters.mjs";
import { hasStatedCost } from "./hues.mjs";

/** Below so many figures no median is given. */
export const FEWEST = 15;

/** @typedef {{ n: number, sum: number, median: number }} Figure `median` is NaN below FEWEST figures */

/** Counts and figures of what is shown; `apart`: costs that are stated, but not to be had in the page's constant dollars. @param {import("./decode.mjs").Projects} p @param {Uint8Array} shown */
export function totals(p, shown) {
  let [projects, unlocated, conflicts, costs, carried, apart] = [0, 0, 0, 0, 0, 0];
  const constant = figuresOf(p, "cost");
  const disagree = Uint8Array.from(p.conflicts.words, (word) => (word ? 1 : 0));
  const seen = new Uint8Array(p.country.words.length);
  for (let k = 0; k < p.n; k++) {
    if (!shown[k]) continue;
    projects++;
    if (!p.shapes.kind[k]) unlocated++;
    conflicts += disagree[p.conflicts.codes[k]];
    if (p.cost_budget.value[k] > 0 && (p.cost_estimate.value[k] > 0 || p.cost_actual.value[k] > 0)) costs++;
    if (p.measures?.carried?.[k] & 1) carried++;
    if (constant && Number.isNaN(constant[k]) && hasStatedCost(p, k)) apart++;
    seen[p.country.codes[k]] = 1;
  }
  const countries = new Set(p.country.words.flatMap((word, code) => (seen[code] ? word.split(";") : [])).filter(Boolean));
  const figure = (/** @type {string} */ key) => figureOf(figuresOf(p, key), comparedOf(p, shown, key));
  return { projects, unlocated, conflicts, costs, carried, apart, countries: countries.size, cost: figure("cost"), delay: figure("delay"), overrun: figure("overrun") };
}

/** Number, sum and median of the figures of what is shown. @param {Float64Array | null} figures @param {Uint8Array} shown @returns {Figure} */
export function figureOf(figures, shown) {
  if (!figures) return { n: 0, sum: 0, median: NaN };
  const kept = new Float64Array(figures.length);
  let [n, sum] = [0, 0];
  for (let k = 0; k < figures.length; k++) {
    const value = figures[k];
    if (!shown[k] || value !== value) continue;
    kept[n++] = value;
    sum += value;
  }
  if (n < FEWEST) return { n, sum, median: NaN };
  const some = kept.subarray(0, n);
  const high = nth(some, n >> 1);
  if (n % 2) return { n, sum, median: high };
  let low = -Infinity; // the largest of those before the upper middle
  for (let k = 0; k < n >> 1; k++) if (some[k] > low) low = some[k];
  return { n, sum, median: (low + high) / 2 };
}

/** The value that stands at a place when they are in order; moves smaller ones before it. @param {Float64Array} values @param {number} at */
export function nth(values, at) {
  let [left, right] = [0, values.length - 1];
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const kept = values[i];
      values[i++] = values[j];
      values[j--] = kept;
    }
    if (at <= j) right = j;
    else if (at >= i) left = i;
    else break;
  }
  return values[at];
}
