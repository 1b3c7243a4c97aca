/** From a packed block to typed columns. The forms of a column are described in maps/columns.py. */

/** @typedef {{ c?: any, v?: any[], d?: any[], i?: number[], lo?: (number | null)[], w?: number[], x?: { [row: string]: string } }} Raw */
/** A dictionary-coded column. @typedef {{ words: string[], codes: Uint16Array | Uint32Array }} Coded */
/** A partial date: EDTF text, first and last day since 1970-01-01. @typedef {{ text: string, lo: number, hi: number }} When */
/** A column of partial dates; `last` is the last day alone, NaN where there is none. @typedef {{ at: (row: number) => When | null, last?: (row: number) => number }} Dates */
/** @typedef {{ value: Float64Array, currency: Coded, year: Float64Array }} Money */

/**
 * Shapes: `kind` 0 none, 1 points, 2 lines, 3 areas; parts of project p are `part[p] .. part[p + 1]`, vertices of a part
 * `vertex[k] .. vertex[k + 1]`; x and y are Web Mercator, 0 to 1 from west and from north.
 * @typedef {{ kind: Uint8Array, part: Uint32Array, vertex: Uint32Array, x: Float64Array, y: Float64Array }} Shapes
 */

/** @typedef {ReturnType<typeof projectColumns>} Projects */
/** @typedef {import("./claimcols.mjs").Cards} Cards */

import { mercatorX, mercatorY } from "./geo.mjs";

/** @param {string} base64 @returns {Promise<any>} */
export async function unpack(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** @param {Raw} raw @param {number} n @returns {string[]} */
export function texts(raw, n) {
  if (raw.d && raw.i) return raw.i.map((k) => text(/** @type {any[]} */ (raw.d)[k]));
  return raw.v ? raw.v.map(text) : new Array(n).fill(text(raw.c));
}

/** @param {any} value */
function text(value) {
  return value === null || value === undefined ? "" : String(value);
}

/** @param {Raw} raw @param {number} n @returns {Coded} */
export function coded(raw, n) {
  if (!raw.d || !raw.i) return { words: [text(raw.c)], codes: new Uint16Array(n) };
  const codes = raw.d.length > 65535 ? Uint32Array.from(raw.i) : Uint16Array.from(raw.i);
  return { words: raw.d.map(text), codes };
}

/** @param {Raw} raw @param {number} n @returns {Float64Array} NaN where there is no number */
export function numbers(raw, n) {
  if (raw.v) return Float64Array.from(raw.v, (x) => (x === null ? NaN : Number(x)));
  return new Float64Array(n).fill(raw.c === null || raw.c === undefined ? NaN : Number(raw.c));
}

/** @param {Raw} raw @returns {Dates} */
export function dateColumn(raw) {
  const { lo = [], w = [], x = {} } = raw;
  return {
    at(row) {
      const first = lo[row];
      if (first === null || first === undefined) return null;
      const hi = first + w[row];
      return { text: Object.hasOwn(x, row) ? x[row] : plainText(first, hi), lo: first, hi };
    },
    last: (row) => (lo[row] === null || lo[row] === undefined ? NaN : lo[row] + w[row]),
  };
}

/** Return the plain EDTF text of a day, a whole month or a whole year. @param {number} lo @param {number} hi */
export function plainText(lo, hi) {
  const iso = isoDay(lo);
  if (lo === hi) return iso;
  return iso.slice(5) === "01-01" && isoDay(hi).slice(5) === "12-31" ? iso.slice(0, 4) : iso.slice(0, 7);
}

/** @param {number} day days since 1970-01-01 */
export function isoDay(day) {
  return new Date(day * 864e5).toISOString().slice(0, 10);
}

/** A whole day as a partial date. @param {number} day @returns {When} */
export function plainDay(day) {
  return { text: isoDay(day), lo: day, hi: day };
}

/** @param {string} iso @returns {number} days since 1970-01-01, NaN where it is no date */
export function dayNumber(iso) {
  return Math.floor(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / 864e5);
}

/** @param {any} raw */
export function projectColumns(raw) {
  const n = /** @type {number} */ (raw.n);
  /** @param {string} name @returns {Money} */
  const money = (name) => ({ value: numbers(raw[name], n), currency: coded(raw[`${name}_currency`], n), year: numbers(raw[`${name}_price_year`], n) });
  return {
    n,
    /** A byte a project: it was known, and there, at the moment of both clocks; null where all are. */ there: /** @type {Uint8Array | null} */ (null),
    slug: texts(raw.slug, n),
    name: texts(raw.name, n),
    nameLocal: texts(raw.name_local, n),
    country: coded(raw.country, n),
    sector: coded(raw.sector, n),
    status: coded(raw.status, n),
    basis: coded(raw.status_basis, n),
    statusAsOf: dateColumn(raw.status_as_of),
    progress: numbers(raw.progress_pct, n),
    progressItem: coded(raw.progress_item, n),
    progressAbout: dateColumn(raw.progress_about),
    start_planned: dateColumn(raw.start_planned),
    start_actual: dateColumn(raw.start_actual),
    completion_planned: dateColumn(raw.completion_planned),
    completion_actual: dateColumn(raw.completion_actual),
    cost_budget: money("cost_budget"),
    cost_estimate: money("cost_estimate"),
    cost_actual: money("cost_actual"),
    spent_to_date: money("spent_to_date"),
    length: numbers(raw.length_km, n),
    owner: coded(raw.owner, n),
    conflicts: coded(raw.conflicts, n),
    nClaims: numbers(raw.n_claims, n),
    nDocuments: numbers(raw.n_documents, n),
    lastEvidence: dateColumn(raw.last_evidence),
    measures: measureColumns(raw.measures || {}, n),
    precision: coded(raw.geometry_precision, n),
    shapes: shapeColumns(raw.geometry, n),
  };
}

/** Cost in constant dollars (about.money), delay in years, overrun as a share, and 1 where that is in prices as stated, 0 in constant ones: NaN where there is none. `carried`: 1 the cost, 2 the overrun, by a deflator that was carried flat. @param {{ [name: string]: Raw }} raw @param {number} n */
function measureColumns(raw, n) {
  return { cost: numbers(raw.cost || {}, n), delay: numbers(raw.delay || {}, n), overrun: numbers(raw.overrun || {}, n), stated: numbers(raw.stated || {}, n), carried: numbers(raw.carried || {}, n) };
}

/** @param {any} raw @param {number} n @returns {Shapes} */
export function shapeColumns(raw, n) {
  const kind = Uint8Array.from(numbers(raw.kind, n));
  const part = offsets(numbers(raw.parts, n));
  const vertex = offsets(numbers(raw.size, part[n]));
  const count = raw.x.v.length;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  let lon = 0;
  let lat = 0;
  for (let k = 0; k < count; k++) {
    lon += raw.x.v[k];
    lat += raw.y.v[k];
    x[k] = mercatorX(lon * raw.unit);
    y[k] = mercatorY(lat * raw.unit);
  }
  return { kind, part, vertex, x, y };
}

/** Turn counts into offsets, one longer. @param {Float64Array} counts @returns {Uint32Array} */
export function offsets(counts) {
  const out = new Uint32Array(counts.length + 1);
  for (let k = 0; k < counts.length; k++) out[k + 1] = out[k] + (counts[k] || 0);
  return out;
}

/**
 * A claim as the card reads it; see maps/payload.py. `number` is NaN where there is none; `order` is the place of its key
 * among the keys of its field, which decides between statements that are alike in all else.
 * @typedef {{ index: number, order: number, source: string, field: string, item: string, scope: string, qualifier: string, unit: string, basis: string,
 *   text: string, raw: string, note: string, number: number, priceYear: number | null, date: When | null, about: When | null,
 *   asOf: When | null, withdrawn: boolean, document: Doc }} Claim
 * @typedef {{ url: string, publisher: string, original: string, licence: string, rank: number, date: string, note: string,
 *   isCopy: boolean, linkable: boolean }} Doc
 * @typedef {{ field: string, winner: number, rivals: number[], conflict: boolean, notCompared: number[], outliers: number[], members: number[] }} Choice
 * @typedef {{ claims: Claim[], choices: { [field: string]: Choice }, forecast?: import("./forecastpart.mjs").Forecast | null }} CardData forecast: of the page's own day
 */
