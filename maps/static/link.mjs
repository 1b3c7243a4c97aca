/**
 * The state in the address: `#p=slug&d=2015-12&k=2025-01-01&tab=list&...`. What comes from an address is untrusted: only
 * known keys with values that can be right count, all else is as if it were not there. Pure.
 */

import { COLOURS, INITIAL, rangeOf, SIZES, TABS } from "./state.mjs";
import { cleanChart, cleanColumns, cleanSort } from "./tablechoice.mjs";

/**
 * @typedef {import("./state.mjs").State} State
 * @typedef {import("./state.mjs").Place} Place
 * What may stand in a link, besides dates and places: what there is on this page. `now`: days before it can be replayed; "" for none.
 * @typedef {{ slugs: string[], rows: Map<string, number>, words: { status: string[], sector: string[], country: string[] }, now: string }} Known
 */

/** A fragment longer than this is not ours. */
const MOST = 20_000;

/** Words to search for that are longer than this are cut. */
const MOST_TEXT = 200;

/** @typedef {{ key: keyof State, read: (text: string, known: Known) => any, write: (value: any, known: Known) => string }} Part */

/** The parts of the state that a link keeps, by their name in it; `read` gives undefined for what cannot be right. @type {Map<string, Part>} */
const PARTS = new Map(/** @type {[string, Part][]} */ ([
  ["p", { key: "selected", read: (text, known) => known.rows.get(text), write: (row, known) => known.slugs[row] ?? "" }],
  ["d", { key: "date", read: (text) => (isMonth(text) ? text : undefined), write: String }],
  ["k", { key: "known", read: (text, known) => (isDay(text) && text < known.now ? text : undefined), write: String }],
  ["tab", { key: "tab", read: (text) => (Object.hasOwn(TABS, text) ? text : undefined), write: String }],
  ["status", { key: "statuses", read: (text, known) => list(text, known.words.status), write: joined }],
  ["sector", { key: "sectors", read: (text, known) => list(text, known.words.sector), write: joined }],
  ["country", { key: "countries", read: (text, known) => list(text, known.words.country), write: joined }],
  ["cost", { key: "cost", read: readRange, write: writeRange }],
  ["progress", { key: "progress", read: readRange, write: writeRange }],
  ["delay", { key: "delay", read: readRange, write: writeRange }],
  ["overrun", { key: "overrun", read: readRange, write: writeRange }],
  ["text", { key: "text", read: readText, write: String }],
  ["disagree", { key: "disagree", read: (text) => text === "1" || undefined, write: () => "1" }],
  ["silent", { key: "silent", read: (text) => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined), write: String }],
  ["nowhere", { key: "unlocated", read: (text) => text === "1" || undefined, write: () => "1" }],
  ["cols", { key: "columns", read: cleanColumns, write: String }],
  ["sort", { key: "sort", read: cleanSort, write: String }],
  ["chart", { key: "chart", read: cleanChart, write: String }],
  ["colour", { key: "colour", read: (text) => (COLOURS.includes(text) ? text : undefined), write: String }],
  ["size", { key: "size", read: (text) => (SIZES.includes(text) ? text : undefined), write: String }],
  ["at", { key: "place", read: readPlace, write: writePlace }],
]));

/** @param {State} state @param {Known} known @returns {string} "" where all is as at the beginning */
export function fragmentOf(state, known) {
  const parts = [];
  for (const [name, part] of PARTS) {
    const value = state[part.key];
    if (value === INITIAL[part.key]) continue;
    const text = part.write(value, known);
    if (text) parts.push(`${name}=${escaped(text)}`);
  }
  return parts.length ? `#${parts.join("&")}` : "";
}

/**
 * The state that a fragment asks for: what it does not name, or names wrongly, is as at the beginning.
 * @param {string} fragment @param {Known} known @returns {Partial<State>} all the keys that a link keeps
 */
export function stateOf(fragment, known) {
  /** @type {{ [key: string]: any }} */
  const out = {};
  for (const part of PARTS.values()) out[part.key] = INITIAL[part.key];
  if (fragment.length > MOST) return out;
  const seen = new Set();
  for (const piece of fragment.replace(/^#/, "").split("&")) {
    const cut = piece.indexOf("=");
    const part = PARTS.get(piece.slice(0, Math.max(0, cut)));
    if (!part || seen.has(part)) continue;
    const value = unescaped(piece.slice(cut + 1));
    const read = value ? part.read(value, known) : undefined;
    if (read === undefined) continue;
    seen.add(part);
    out[part.key] = read;
  }
  return out;
}

/** The project that a fragment asks for and this page has not; "" where there is none such. @param {string} fragment @param {Known} known */
export function askedInVain(fragment, known) {
  const piece = fragment.length > MOST ? undefined : fragment.replace(/^#/, "").split("&").find((part) => part.startsWith("p="));
  const slug = piece ? unescaped(piece.slice(2)) : "";
  return known.rows.has(slug) ? "" : slug;
}

/** Readable where it can be: commas and slashes stay as they are. @param {string} text */
function escaped(text) {
  return encodeURIComponent(text.toWellFormed ? text.toWellFormed() : text.replace(/[\ud800-\udfff]/g, "\ufffd")).replace(/%2C/g, ",").replace(/%2F/g, "/");
}

/** @param {string} text */
function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** @param {string} text */
function isMonth(text) {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text > "1000";
}

/** @param {string} text */
function isDay(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/** Words joined by commas, of those that there are; a comma in a word is written twice. @param {string} text @param {string[]} all */
function list(text, all) {
  const asked = new Set(text === "," ? [""] : text.replace(/,,/g, "\0").split(",").map((word) => word.replace(/\0/g, ",")));
  const found = all.filter((word) => asked.has(word));
  return text === "-" ? [] : found.length && found.length < all.length ? found : undefined;
}

/** @param {string[]} words */
function joined(words) {
  if (!words.length) return "-";
  return words.length === 1 && words[0] === "" ? "," : words.map((word) => word.replace(/,/g, ",,")).join(",");
}

/** Two numbers with a comma between them, one of them perhaps empty. @param {string} text @returns {import("./state.mjs").Range | undefined} */
function readRange(text) {
  const found = /^(-?\d{1,15}(?:\.\d{1,6})?)?,(-?\d{1,15}(?:\.\d{1,6})?)?$/.exec(text);
  if (!found) return undefined;
  const [low, high] = found.slice(1).map((bound) => (bound === undefined ? null : Number(bound)));
  return rangeOf(low, high) ?? undefined;
}

/** @param {import("./state.mjs").Range} range */
function writeRange(range) {
  return range.map((bound) => (bound === null ? "" : String(Number(bound.toFixed(6))))).join(",");
}

/** Words to search for: no control characters, not without end. @param {string} text */
function readText(text) {
  return text.replace(/\p{Cc}+/gu, " ").slice(0, MOST_TEXT).replace(/[\ud800-\udbff]$/, "").trim() || undefined;
}

/** @param {string} text @returns {Place | undefined} */
function readPlace(text) {
  const found = /^(\d{1,2}(?:\.\d{1,4})?)\/(-?\d{1,2}(?:\.\d{1,6})?)\/(-?\d{1,3}(?:\.\d{1,6})?)$/.exec(text);
  if (!found) return undefined;
  const [zoom, lat, lon] = found.slice(1).map(Number);
  return zoom <= 20 && Math.abs(lat) <= 85.05 && Math.abs(lon) <= 540 ? [zoom, lat, lon] : undefined;
}

/** @param {Place} place */
function writePlace([zoom, lat, lon]) {
  const digits = Math.max(1, Math.min(6, Math.ceil(zoom / 3)));
  return `${Number(zoom.toFixed(2))}/${Number(lat.toFixed(digits))}/${Number((((((lon + 180) % 360) + 360) % 360) - 180).toFixed(digits))}`;
}

/** True where going from one state to the other is a step that "back" should undo. @param {Partial<State>} before @param {State} after */
export function isStep(before, after) {
  return before.selected !== after.selected || before.tab !== after.tab;
}
