/** The one state of the page, and what a click makes of it. What it lets through is in filters.mjs. */

/** Where the map looks: zoom, latitude, longitude in degrees. @typedef {[number, number, number]} Place */
/** At least the first, less than the second; null: no bound on that side. @typedef {[number | null, number | null]} Range */

/** The tabs, and the element that each shows. @type {{ [tab: string]: string }} */
export const TABS = { map: "stage", list: "list", charts: "charts", revisions: "revisions" };

/** What the hue of a project can tell. */
export const COLOURS = ["status", "sector", "progress", "delay", "overrun"];

/** What the size of a point can tell. */
export const SIZES = ["cost", "none"];

/** Keys of the state that decide which projects are shown. */
export const FILTER_KEYS = /** @type {const} */ (["statuses", "sectors", "countries", "cost", "progress", "delay", "overrun", "text", "disagree", "silent", "unlocated"]);

/** Those that are a range of numbers. */
export const RANGE_KEYS = /** @type {const} */ (["cost", "progress", "delay", "overrun"]);

/**
 * @typedef {object} State
 * @property {string} tab a key of TABS
 * @property {string[] | null} statuses those shown; null means all
 * @property {string[] | null} sectors those shown; null means all
 * @property {string[] | null} countries alpha-3 codes of those shown; null means all
 * @property {Range | null} cost constant dollars
 * @property {Range | null} progress per cent
 * @property {Range | null} delay years late; early is negative
 * @property {Range | null} overrun share over the first figure, 0.5 = half as much again
 * @property {string} text words that name, country, owner, sector or id must have; "" for none
 * @property {boolean} disagree only projects about which sources disagree
 * @property {number} silent only projects of which nothing was said for so many months; 0 for none
 * @property {boolean} unlocated only projects without a location
 * @property {string} colour what the hue tells, one of COLOURS
 * @property {string} size what the size of a point tells, one of SIZES
 * @property {string} date event time: the month in which the map stands, YYYY-MM; "" means now
 * @property {string} known knowledge time: what documents had said by this day, YYYY-MM-DD; "" means all that the page holds
 * @property {Place | null} place where the reader has moved the map to; null where the page has
 * @property {string} columns keys of the table's columns, joined by commas; "" for those of the page
 * @property {string} sort key of the column that orders the table, with a minus before it from the top; "" for the name
 * @property {string} chart which chart is looked at; "" for the first
 * @property {number} selected row of the project whose card is open, or -1
 * @property {number} hovered row under the pointer, or -1
 */

/** @type {Readonly<State>} */
export const INITIAL = {
  tab: "map",
  ...{ statuses: null, sectors: null, countries: null, cost: null, progress: null, delay: null, overrun: null, text: "", disagree: false, silent: 0, unlocated: false },
  ...{ colour: "status", size: "cost", date: "", known: "", place: null, columns: "", sort: "", chart: "", selected: -1, hovered: -1 },
};

/** No filter at all. @type {Readonly<Partial<State>>} */
export const UNFILTERED = Object.fromEntries(FILTER_KEYS.map((key) => [key, INITIAL[key]]));

/** @param {State} state @returns {(typeof FILTER_KEYS)[number][]} the filters that are set */
export function filtersSet(state) {
  return FILTER_KEYS.filter((key) => state[key] !== INITIAL[key]);
}

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

/** Two bounds as a range: in order, and null where neither is set. @param {number | null} low @param {number | null} high @returns {Range | null} */
export function rangeOf(low, high) {
  if (low === null && high === null) return null;
  return low !== null && high !== null && low > high ? [high, low] : [low, high];
}

/** True where two ranges are the same. @param {Range | null} a @param {Range | null} b */
export function sameRange(a, b) {
  return a === b || (a !== null && b !== null && a[0] === b[0] && a[1] === b[1]);
}
