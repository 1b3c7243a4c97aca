/** Search in any script: case, accents and a few letters without a decomposition do not count. */

import { atOnce } from "./slices.mjs";

const LETTERS = /** @type {{ [letter: string]: string }} */ ({ đ: "d", ø: "o", ł: "l", ı: "i", æ: "ae", œ: "oe", ð: "d", þ: "th", ħ: "h" });
const PLAIN = /^[\x00-\x7f]*$/;

/** Fold a text for comparison. @param {string} text */
export function fold(text) {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase().toLowerCase().replace(/[đøłıæœðþħ]/g, (letter) => LETTERS[letter]);
}

/**
 * @typedef {object} SearchIndex
 * @property {string[]} names folded name and local name, a line break between them
 * @property {string[]} rest folded slug, owner, country and sector
 */

/**
 * Index all projects. Words that repeat (owner, country, sector) are folded once.
 * @param {import("./decode.mjs").Projects} p @param {(code: string) => string} countryNames @param {(code: string) => string} sectorName
 * @returns {SearchIndex}
 */
export function buildIndex(p, countryNames, sectorName) {
  return atOnce(indexInSteps(p, countryNames, sectorName));
}

/** @param {import("./decode.mjs").Projects} p @param {(code: string) => string} countryNames @param {(code: string) => string} sectorName @returns {Generator<void, SearchIndex, void>} */
export function* indexInSteps(p, countryNames, sectorName) {
  const most = 2000; // a name of a megabyte is found by its beginning
  const short = (/** @type {string} */ text) => (text.length > most ? text.slice(0, most) : text);
  const owners = p.owner.words.map((word) => fold(short(word)));
  const countries = p.country.words.map((word) => fold(`${countryNames(word)} ${word}`));
  const sectors = p.sector.words.map((word) => fold(`${sectorName(word)} ${word}`));
  const names = new Array(p.n);
  const rest = new Array(p.n);
  for (let k = 0; k < p.n; k++) {
    if (k % 500 === 499) yield;
    names[k] = fold(p.nameLocal[k] ? `${short(p.name[k])}\n${short(p.nameLocal[k])}` : short(p.name[k]));
    rest[k] = `${p.slug[k].toLowerCase()}\n${owners[p.owner.codes[k]]}\n${countries[p.country.codes[k]]}\n${sectors[p.sector.codes[k]]}`;
  }
  return { names, rest };
}

/**
 * Find projects that have every word of the query. Names that begin with it come first, then words of names, then
 * anything in a name, then owner, place and sector; equal ones by length of the name.
 * @param {SearchIndex} index @param {string} query @param {number} [most]
 * @returns {{ rows: number[], total: number }}
 */
export function find(index, query, most = 12) {
  const whole = fold(query).trim().replace(/\s+/g, " ");
  const parts = whole.split(" ").filter(Boolean);
  if (!parts.length) return { rows: [], total: 0 };
  /** @type {[number, number, number][]} */
  const hits = [];
  const { names, rest } = index;
  for (let k = 0; k < names.length; k++) {
    const name = names[k];
    let every = true;
    let inName = true;
    for (const part of parts) {
      if (name.includes(part)) continue;
      inName = false;
      if (!rest[k].includes(part)) {
        every = false;
        break;
      }
    }
    if (every) hits.push([inName ? place(name, whole) : 4, Math.min(name.length, 999), k]);
  }
  hits.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return { rows: hits.slice(0, most).map((hit) => hit[2]), total: hits.length };
}

/** Projects that have every word of a text, as search finds them. @param {SearchIndex} index @param {string} query @returns {Uint8Array} a byte a project */
export function matching(index, query) {
  const parts = fold(query).trim().split(/\s+/);
  const { names, rest } = index;
  const out = new Uint8Array(names.length);
  for (let k = 0; k < out.length; k++) out[k] = parts.every((part) => names[k].includes(part) || rest[k].includes(part)) ? 1 : 0;
  return out;
}

/** @param {string} name @param {string} query */
function place(name, query) {
  const at = name.indexOf(query);
  if (at < 0) return 3;
  if (at === 0 || name[at - 1] === "\n") return 0;
  return /[\s(·–-]/.test(name[at - 1]) ? 1 : 2;
}
