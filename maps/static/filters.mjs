/**
 * What the filters let through: from the state and the columns to a byte a project. Pure, but for what it remembers.
 *
 * Each filter has its own mask, made again only where its value or the columns changed; all act together. A project is
 * shown where no mask bars it, and a row of a facet counts the projects that only its own filter may bar, so that it
 * tells what it would add.
 */

import { FILTER_KEYS, INITIAL } from "./state.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./state.mjs").State} State
 * @typedef {(typeof FILTER_KEYS)[number]} FilterKey
 * What the filters need besides columns: the day of the known clock, and which projects have all words of a text.
 * @typedef {{ day: () => number, matches: (text: string) => Uint8Array }} FilterEnv
 */

/** Days of a month, in the mean. */
export const MONTH = 30.4375;

/** The figure of each project that a range is about, NaN where it has none; null where the page has none at all. @param {Projects} p @param {string} key @returns {Float64Array | null} */
export function figuresOf(p, key) {
  if (key === "progress") return p.progress;
  const measures = /** @type {any} */ (p).measures;
  return key === "cost" || key === "delay" || key === "overrun" ? measures?.[key] || null : null;
}

/** @param {import("./decode.mjs").Coded} column @param {(word: string) => boolean} lets @returns {Uint8Array} 1 where a project is barred */
function barredByWord(column, lets) {
  const barred = Uint8Array.from(column.words, (word) => (lets(word) ? 0 : 1));
  const { codes } = column;
  const out = new Uint8Array(codes.length);
  for (let k = 0; k < out.length; k++) out[k] = barred[codes[k]];
  return out;
}

/** The lower bound is included, the upper one not; what has no figure is left out. @param {Float64Array | null} figures @param {import("./state.mjs").Range} range @param {number} n */
function barredByRange(figures, [low, high], n) {
  const out = new Uint8Array(n).fill(1);
  if (!figures) return out;
  const [from, to] = [low ?? -Infinity, high ?? Infinity];
  for (let k = 0; k < n; k++) if (figures[k] >= from && figures[k] < to) out[k] = 0;
  return out;
}

/** Days of evidence that were read, by their column. @type {WeakMap<object, Float64Array>} */
const readDays = new WeakMap();

/** The last day of the newest evidence of each project, NaN where none is dated. @param {Projects} p */
export function evidenceDays(p) {
  const read = readDays.get(p.lastEvidence);
  if (read) return read;
  const out = new Float64Array(p.n);
  const column = p.lastEvidence;
  for (let k = 0; k < p.n; k++) out[k] = column.last ? column.last(k) : column.at(k)?.hi ?? NaN;
  readDays.set(column, out);
  return out;
}

/**
 * One filter: a byte a project, 1 where it bars.
 * @param {FilterKey} key @param {State} state @param {Projects} p @param {FilterEnv} env @returns {Uint8Array}
 */
export function barredBy(key, state, p, env) {
  const { n } = p;
  switch (key) {
    case "statuses":
      return barredByWord(p.status, (word) => state.statuses === null || state.statuses.includes(word));
    case "sectors":
      return barredByWord(p.sector, (word) => state.sectors === null || state.sectors.includes(word));
    case "countries": {
      const wanted = new Set(state.countries);
      return barredByWord(p.country, (word) => word.split(";").some((code) => wanted.has(code)));
    }
    case "disagree":
      return barredByWord(p.conflicts, (word) => word !== "");
    case "text": {
      const has = env.matches(state.text);
      const out = new Uint8Array(n);
      for (let k = 0; k < n; k++) out[k] = has[k] ? 0 : 1;
      return out;
    }
    case "silent": {
      const before = env.day() - state.silent * MONTH;
      const days = evidenceDays(p);
      const out = new Uint8Array(n);
      for (let k = 0; k < n; k++) out[k] = days[k] <= before ? 0 : 1;
      return out;
    }
    case "unlocated": {
      const out = new Uint8Array(n);
      for (let k = 0; k < n; k++) out[k] = p.shapes.kind[k] ? 1 : 0;
      return out;
    }
    default:
      return barredByRange(figuresOf(p, key), state[key] || [null, null], n);
  }
}

export class Filters {
  /** @param {Projects} p columns, which may change in place @param {FilterEnv} env */
  constructor(p, env) {
    this.p = p;
    this.env = env;
    /** @type {Map<FilterKey, { value: any, barred: Uint8Array }>} */
    this.made = new Map();
    /** @type {{ values: any[], bars: Uint8Array, shown: Uint8Array } | null} */
    this.last = null;
    this.turns = 0;
  }

  /** The columns have changed: another moment of either clock, or figures that came later. */
  forget() {
    this.made.clear();
    this.last = null;
    this.turns++;
  }

  /** @param {FilterKey} key @param {State} state @returns {Uint8Array | null} 1 where this filter bars; null where it is not set */
  barred(key, state) {
    const value = state[key];
    if (value === INITIAL[key]) return null;
    const old = this.made.get(key);
    if (old && old.value === value) return old.barred;
    const barred = barredBy(key, state, this.p, this.env);
    this.made.set(key, { value, barred });
    return barred;
  }

  /** How many filters bar each project, and where none does. @param {State} state */
  all(state) {
    const values = FILTER_KEYS.map((key) => state[key]);
    if (this.last && values.every((value, k) => value === this.last?.values[k])) return this.last;
    const { n, there } = this.p;
    const bars = new Uint8Array(n);
    const shown = new Uint8Array(n);
    if (there) for (let k = 0; k < n; k++) bars[k] = there[k] ? 0 : 100;
    for (const key of FILTER_KEYS) {
      const barred = this.barred(key, state);
      if (barred) for (let k = 0; k < n; k++) bars[k] += barred[k];
    }
    for (let k = 0; k < n; k++) shown[k] = bars[k] ? 0 : 1;
    this.last = { values, bars, shown };
    return this.last;
  }

  /** Which projects are shown: a byte a project. Those that were not there yet at the moment of both clocks never are. @param {State} state */
  shown(state) {
    return this.all(state).shown;
  }

  /**
   * Projects by code among those that all *other* filters let through.
   * @param {FilterKey} key the filter that does not count @param {State} state
   * @param {ArrayLike<number>} codes of all projects @param {number} size codes are less @returns {Uint32Array}
   */
  tally(key, state, codes, size) {
    const { bars } = this.all(state);
    const own = this.barred(key, state);
    const out = new Uint32Array(size);
    if (own) {
      for (let k = 0; k < bars.length; k++) if (bars[k] === own[k]) out[codes[k]]++;
    } else {
      for (let k = 0; k < bars.length; k++) if (!bars[k]) out[codes[k]]++;
    }
    return out;
  }

  /** How many projects a filter would show if it were set to a value, all others as they are. @param {FilterKey} key @param {any} value @param {State} state */
  wouldShow(key, value, state) {
    const would = barredBy(key, { ...state, [key]: value }, this.p, this.env);
    return this.tally(key, state, would, 2)[0];
  }

  /** Counts by word. @param {State} state @param {"status" | "sector"} facet @returns {Map<string, number>} */
  facet(state, facet) {
    const column = this.p[facet];
    const counts = this.tally(facet === "status" ? "statuses" : "sectors", state, column.codes, column.words.length);
    return new Map(column.words.map((word, code) => [word, counts[code]]));
  }

  /** Counts by country; a project of two countries counts in both. @param {State} state @returns {Map<string, number>} */
  countries(state) {
    const column = this.p.country;
    const counts = this.tally("countries", state, column.codes, column.words.length);
    /** @type {Map<string, number>} */
    const out = new Map();
    column.words.forEach((word, code) => {
      for (const country of word.split(";")) out.set(country, (out.get(country) || 0) + counts[code]);
    });
    return out;
  }
}

/** How many bytes of a mask are set; a mask that is not there lets all through. @param {Uint8Array | null} mask @param {number} n length */
export function countOf(mask, n) {
  if (!mask) return n;
  let sum = 0;
  for (let k = 0; k < mask.length; k++) sum += mask[k];
  return sum;
}
