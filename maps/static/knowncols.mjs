/**
 * The columns of all projects as known on a day, made in steps. Where the page carries the statements about a project they
 * are replayed; a project without them stands as the page tells of its own moment.
 */

import { columnsOn } from "./replay.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./decode.mjs").Cards} Cards
 */

const AT_ONCE = 24; // projects replayed between two chances to stop

/** Rows of which the page carries the statements. @param {Cards} cards @param {number} n @returns {Uint32Array} */
export function carriedRows(cards, n) {
  const out = new Uint32Array(n);
  let size = 0;
  for (let k = 0; k < n; k++) if (cards.has(k)) out[size++] = k;
  return out.slice(0, size);
}

/**
 * @param {Projects} page columns of the page's own moment @param {Cards} cards @param {number} day @param {import("./replay.mjs").Fields} fields
 * @returns {Generator<void, Partial<Projects> & { there: Uint8Array }, void>}
 */
export function* columnsInSteps(page, cards, day, fields) {
  const rows = carriedRows(cards, page.n);
  const parts = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.subarray(from, from + AT_ONCE);
    const few = /** @type {any} */ ({ n: some.length, slug: Array.from(some, (k) => page.slug[k]), name: Array.from(some, (k) => page.name[k]) });
    parts.push(columnsOn(few, /** @type {any} */ ({ prices: cards.prices, card: (/** @type {number} */ j) => cards.card(some[j]) }), day, fields));
    yield;
  }
  /** @type {any} */
  const out = {};
  const there = new Uint8Array(page.n).fill(1);
  const place = new Int32Array(page.n).fill(-1);
  rows.forEach((k, j) => (place[k] = j));
  if (!parts.length) return { there };
  for (const name of Object.keys(parts[0])) {
    const given = parts.map((part) => /** @type {any} */ (part)[name]);
    if (name === "known") scatter(there, given, rows);
    else out[name] = together(/** @type {any} */ (page)[name], given, rows, place);
    yield;
  }
  return { ...out, there };
}

/** A column of all projects from that of the page and parts of some rows, whatever its form. @param {any} own @param {any[]} parts @param {Uint32Array} rows @param {Int32Array} place of a row among them, or -1 @returns {any} */
function together(own, parts, rows, place) {
  if (Array.isArray(own) || ArrayBuffer.isView(own)) return scatter(/** @type {any} */ (own).slice(), parts, rows);
  if (own.codes) return codedTogether(own, parts, rows);
  if (own.at) {
    const list = parts.flatMap((part, j) => Array.from({ length: Math.min(AT_ONCE, rows.length - j * AT_ONCE) }, (_, k) => part.at(k)));
    return {
      at: (/** @type {number} */ k) => (place[k] < 0 ? own.at(k) : list[place[k]]),
      last: (/** @type {number} */ k) => (place[k] < 0 ? (own.last ? own.last(k) : own.at(k)?.hi ?? NaN) : list[place[k]]?.hi ?? NaN),
    };
  }
  return Object.fromEntries(Object.keys(own).map((key) => [key, together(own[key], parts.map((part) => part[key]), rows, place)]));
}

/** @param {any} out @param {any[]} parts @param {Uint32Array} rows */
function scatter(out, parts, rows) {
  parts.forEach((part, j) => {
    for (let k = 0; k < part.length; k++) out[rows[j * AT_ONCE + k]] = part[k];
  });
  return out;
}

/** @param {import("./decode.mjs").Coded} own @param {import("./decode.mjs").Coded[]} parts @param {Uint32Array} rows @returns {import("./decode.mjs").Coded} */
function codedTogether(own, parts, rows) {
  const words = rows.length < own.codes.length ? [...own.words] : []; // where all are replayed only words in use stay
  const number = new Map(words.map((word, code) => [word, code]));
  const codes = Uint32Array.from(own.codes);
  parts.forEach((part, j) => {
    const here = part.words.map((word) => {
      let code = number.get(word);
      if (code === undefined) number.set(word, (code = words.push(word) - 1));
      return code;
    });
    for (let k = 0; k < part.codes.length; k++) codes[rows[j * AT_ONCE + k]] = here[part.codes[k]];
  });
  return { words, codes };
}
