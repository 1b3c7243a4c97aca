/** The one state of the page, and pure functions from state and columns to what is shown. */

/** @typedef {import("./decode.mjs").Projects} Projects */
/** Where the map looks: zoom, latitude, longitude in degrees. @typedef {[number, number, number]} Place */

/** The tabs, and the element that each shows. @type {{ [tab: string]: string }} */
export const TABS = { map: "stage", list: "list", charts: "charts", revisions: "revisions" };

/**
 * @typedef {object} State
 * @property {string} tab a key of TABS
 * @property {string[] | null} statuses those shown; null means all
 * @property {string[] | null} sectors those shown; null means all
 * @property {boolean} unlocated only projects without a location
 * @property {string} date event time: the month in which the map stands, YYYY-MM; "" means now
 * @property {string} known knowledge time: what documents had said by this day, YYYY-MM-DD; "" means all that the page holds
 * @property {Place | null} place where the reader has moved the map to; null where the page has
 * @property {number} selected row of the project whose card is open, or -1
 * @property {number} hovered row under the pointer, or -1
 */

/** @type {Readonly<State>} */
export const INITIAL = { tab: "map", statuses: null, sectors: null, unlocated: false, date: "", known: "", place: null, selected: -1, hovered: -1 };

/**
 * @typedef {object} Store
 * @property {() => State} get
 * @property {(patch: Partial<State>) => void} set tells the listeners which keys changed
 * @property {(listener: (state: State, changed: Set<string>) => void) => void} listen
 */

/** @param {State} [initial] @returns {Store} */
export function createStore(initial = INITIAL) {
  let state = { ...initial };
  /** @type {((state: State, changed: Set<string>) => void)[]} */
  const listeners = [];
  return {
    get: () => state,
    set(patch) {
      const changed = new Set(Object.keys(patch).filter((key) => /** @type {any} */ (state)[key] !== /** @type {any} */ (patch)[key]));
      if (!changed.size) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state, changed);
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
}

/** @param {import("./decode.mjs").Coded} column @param {string[] | null} allowed @returns {Uint8Array} by code */
function allowedCodes(column, allowed) {
  const out = new Uint8Array(column.words.length);
  column.words.forEach((word, code) => (out[code] = !allowed || allowed.includes(word) ? 1 : 0));
  return out;
}

/**
 * Which projects are shown: one byte a project. Those that were not there yet at the moment of both clocks never are.
 * @param {Projects} p @param {State} state @returns {Uint8Array}
 */
export function visible(p, state) {
  const status = allowedCodes(p.status, state.statuses);
  const sector = allowedCodes(p.sector, state.sectors);
  const out = new Uint8Array(p.n);
  for (let k = 0; k < p.n; k++) {
    out[k] = status[p.status.codes[k]] && sector[p.sector.codes[k]] && (!p.there || p.there[k]) && (!state.unlocated || !p.shapes.kind[k]) ? 1 : 0;
  }
  return out;
}

/** How many bytes of a mask are set; a mask that is not there lets all through. @param {Uint8Array | null} mask @param {number} n length */
export function countOf(mask, n) {
  if (!mask) return n;
  let sum = 0;
  for (const on of mask) sum += on;
  return sum;
}

/**
 * Counts by word of a column among the projects that all *other* filters let through, so that a row of the legend tells
 * what it would add.
 * @param {Projects} p @param {State} state @param {"status" | "sector"} facet @returns {Map<string, number>}
 */
export function facetCounts(p, state, facet) {
  const shown = visible(p, { ...state, [facet === "status" ? "statuses" : "sectors"]: null });
  const column = p[facet];
  const counts = new Uint32Array(column.words.length);
  for (let k = 0; k < p.n; k++) if (shown[k]) counts[column.codes[k]]++;
  return new Map(column.words.map((word, code) => [word, counts[code]]));
}

/**
 * Totals of what is shown.
 * @param {Projects} p @param {Uint8Array} shown
 */
export function totals(p, shown) {
  const countries = new Set();
  let [projects, unlocated, conflicts, costs] = [0, 0, 0, 0];
  for (let k = 0; k < p.n; k++) {
    if (!shown[k]) continue;
    projects++;
    if (!p.shapes.kind[k]) unlocated++;
    if (p.conflicts.words[p.conflicts.codes[k]]) conflicts++;
    if (p.cost_budget.value[k] > 0 && (p.cost_estimate.value[k] > 0 || p.cost_actual.value[k] > 0)) costs++;
    countries.add(p.country.codes[k]);
  }
  const codes = new Set([...countries].flatMap((code) => p.country.words[code].split(";")).filter(Boolean));
  return { projects, unlocated, conflicts, costs, countries: codes.size };
}

/** Click on a row of the legend: only this; again: all. @param {string[] | null} now @param {string} word @returns {string[] | null} */
export function onlyThis(now, word) {
  return now && now.length === 1 && now[0] === word ? null : [word];
}

/** Checkbox of a row: this one on or off. @param {string[] | null} now @param {string} word @param {string[]} all @returns {string[] | null} */
export function toggled(now, word, all) {
  const set = new Set(now || all);
  if (set.has(word)) set.delete(word);
  else set.add(word);
  return all.every((each) => set.has(each)) ? null : all.filter((each) => set.has(each));
}
