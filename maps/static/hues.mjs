/** What the hue and the size of a project tell: classes of a figure, families of sectors, steps of cost. Pure. */

import { figuresOf } from "./filters.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./sprites.mjs").Style} Style
 * One class: a range of a figure (the lower bound included, the upper one not), or sectors, or what has neither.
 * @typedef {{ key: string, light: string, dark: string, range: import("./state.mjs").Range | null, sectors: string[] | null, missing: boolean }} HueClass
 */

/** The classes that a colour tells, what has no class last; none for status, which has its own styles. @param {Style} style @param {string} colour @returns {HueClass[]} */
export function hueClasses(style, colour) {
  const missing = { key: "missing", ...style.missing, range: null, sectors: null, missing: true };
  if (colour === "sector") {
    const families = Object.entries(style.families).map(([key, { light, dark, sectors }]) => ({ key, light, dark, sectors, range: null, missing: false }));
    return [...families, missing];
  }
  if (!Object.hasOwn(style.scales, colour)) return [];
  const { breaks, light, dark } = style.scales[colour];
  const classes = light.map((hue, k) => ({ key: `${colour}${k}`, light: hue, dark: dark[k], range: /** @type {import("./state.mjs").Range} */ ([breaks[k - 1] ?? null, breaks[k] ?? null]), sectors: null, missing: false }));
  return [...classes, missing];
}

/** The class of each project. @param {Projects} p @param {Style} style @param {string} colour @returns {Uint8Array} places in the classes of hueClasses */
export function hueCodes(p, style, colour) {
  if (colour === "sector") {
    const families = Object.values(style.families).map((family) => new Set(family.sectors));
    const ofWord = Uint8Array.from(p.sector.words, (word) => {
      const at = families.findIndex((sectors) => sectors.has(word));
      return at < 0 ? families.length : at;
    });
    const out = new Uint8Array(p.n);
    for (let k = 0; k < p.n; k++) out[k] = ofWord[p.sector.codes[k]];
    return out;
  }
  return Object.hasOwn(style.scales, colour) ? classCodes(figuresOf(p, colour), style.scales[colour].breaks, p.n) : new Uint8Array(p.n);
}

/** The class of each figure between breaks; one more than all classes for what has none. @param {Float64Array | null} figures @param {number[]} breaks @param {number} n */
export function classCodes(figures, breaks, n) {
  const most = breaks.length;
  const out = new Uint8Array(n).fill(most + 1);
  if (!figures) return out;
  for (let k = 0; k < n; k++) {
    const value = figures[k];
    if (value !== value) continue;
    let at = 0;
    while (at < most && value >= breaks[at]) at++;
    out[k] = at;
  }
  return out;
}

/** The step of size of a cost in dollars; the lowest for what has none, and for what cannot be told in them. @param {Style} style @param {number} cost */
export function sizeStep(style, cost) {
  const { from, steps } = style.cost_size;
  if (!(cost > 0)) return 0;
  return Math.max(0, Math.min(steps, Math.round((Math.log10(cost) - from) * 2)));
}

/** The step of size of each project. @param {Projects} p @param {Style} style @returns {Uint8Array} */
export function sizeCodes(p, style) {
  const out = new Uint8Array(p.n);
  const costs = figuresOf(p, "cost");
  if (costs) for (let k = 0; k < p.n; k++) out[k] = sizeStep(style, costs[k]);
  return out;
}

/** The factor on a point's radius, by step of size. @param {Style} style @returns {number[]} */
export function sizeFactors(style) {
  const { steps, least, most } = style.cost_size;
  return Array.from({ length: steps + 1 }, (_, k) => least + ((most - least) * k) / steps);
}

/** The factor on a line's width, by step of size. @param {Style} style @returns {number[]} */
export function widthFactors(style) {
  const { steps, line_least, line_most } = style.cost_size;
  return Array.from({ length: steps + 1 }, (_, k) => line_least + ((line_most - line_least) * k) / steps);
}

/** True where a source states what a project costs, in whatever money. @param {Projects} p @param {number} row */
export function hasStatedCost({ cost_budget, cost_estimate, cost_actual }, row) {
  return cost_actual.value[row] > 0 || cost_estimate.value[row] > 0 || cost_budget.value[row] > 0;
}

/** True where the page has a cost in constant dollars for any project. @param {Projects} p */
export function hasCosts(p) {
  const costs = figuresOf(p, "cost");
  return costs !== null && costs.some((cost) => cost > 0);
}

/**
 * Rows from the back to the front: first those of which the hue has nothing to tell, then large ones, so that small ones
 * lie on them; then by rank of status.
 * @param {number} n @param {Uint8Array | null} sizes @param {ArrayLike<number>} codes of status @param {number[]} ranks of each code, less than 16
 * @param {Uint8Array} [hues] @param {number} [missing] the hue that goes to the back
 */
export function backToFront(n, sizes, codes, ranks, hues, missing = -1) {
  const keys = new Uint16Array(n);
  for (let k = 0; k < n; k++) keys[k] = (sizes ? 15 - sizes[k] : 0) * 16 + ranks[codes[k]] + (hues && hues[k] === missing ? 0 : 256);
  const first = new Uint32Array(513);
  for (let k = 0; k < n; k++) first[keys[k] + 1]++;
  for (let k = 0; k < 512; k++) first[k + 1] += first[k];
  const out = new Uint32Array(n);
  for (let k = 0; k < n; k++) out[first[keys[k]]++] = k;
  return out;
}
