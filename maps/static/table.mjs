/** What the table of projects can show: columns with their text and their order. Pure but for the words. */

import { formatChange, formatDate, formatMoney, formatNumber, midpoint } from "./format.mjs";
import { comparable } from "./story.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./strings.mjs").Words} Words
 * @typedef {object} TableColumn
 * @property {string} key
 * @property {string} label
 * @property {number} width in rem
 * @property {boolean} [right]
 * @property {string} [title]
 * @property {(row: number) => string} text
 * @property {(row: number) => number} value what rows are sorted by, NaN where there is none
 * @property {(row: number) => number} [group] rows are kept apart by this before they are sorted: money of unlike currency is not compared
 * @typedef {object} TableContext
 * @property {Projects} projects
 * @property {Words} words
 * @property {(codes: string) => string} countryNames
 */

/** Columns of a page that says nothing else, in their order. */
export const DEFAULT_COLUMNS = ["name", "country", "sector", "status", "opening", "cost", "change", "evidence"];

/** From this many projects on names are ordered by code point: the order of the language would take seconds. */
const BIG = 20000;

/** @param {Projects} p @param {number} row */
export function nameOf(p, row) {
  return p.name[row] || p.nameLocal[row] || p.slug[row];
}

/**
 * The latest cost of a project: what it came to, else the latest estimate, else the budget.
 * @param {Projects} p @param {number} row @returns {{ field: "cost_actual" | "cost_estimate" | "cost_budget", value: number, currency: string, year: number | null } | null}
 */
export function latestCost(p, row) {
  for (const field of /** @type {const} */ (["cost_actual", "cost_estimate", "cost_budget"])) {
    const amount = amountOf(p, field, row);
    if (amount) return { field, ...amount };
  }
  return null;
}

/** @param {Projects} p @param {"cost_actual" | "cost_estimate" | "cost_budget" | "spent_to_date"} field @param {number} row */
export function amountOf(p, field, row) {
  const { value, currency, year } = p[field];
  return value[row] > 0 ? { value: value[row], currency: currency.words[currency.codes[row]], year: Number.isFinite(year[row]) ? year[row] : null } : null;
}

/** Growth of the cost over the budget, in one currency and one price year; NaN where that cannot be said. @param {Projects} p @param {number} row */
export function growth(p, row) {
  const budget = amountOf(p, "cost_budget", row);
  const later = amountOf(p, "cost_actual", row) || amountOf(p, "cost_estimate", row);
  return budget && later && comparable(budget, later) ? later.value / budget.value - 1 : NaN;
}

/** Where each word of a list stands in the order of the language. @param {string[]} words @param {string} lang @returns {Float64Array} NaN for "" */
export function ranks(words, lang) {
  const out = new Float64Array(words.length).fill(NaN);
  const order = Uint32Array.from(words, (_, k) => k);
  if (words.length > BIG) {
    const cut = words.map((w) => w.slice(0, 120).toLowerCase());
    order.sort((a, b) => (cut[a] < cut[b] ? -1 : cut[a] > cut[b] ? 1 : a - b));
  } else {
    const collator = new Intl.Collator(lang, { numeric: true });
    const cut = words.map((w) => w.slice(0, 200));
    order.sort((a, b) => collator.compare(cut[a], cut[b]) || a - b);
  }
  order.forEach((k, rank) => (out[k] = words[k] === "" ? NaN : rank));
  return out;
}

/**
 * Made once for each thing that it is made from: the clocks put other columns in the place of these.
 * @template S, T @param {() => S} from @param {(source: S) => T} make @returns {() => T}
 */
function once(from, make) {
  /** @type {{ source: S, made: T } | null} */
  let kept = null;
  return () => {
    const source = from();
    if (!kept || kept.source !== source) kept = { source, made: make(source) };
    return kept.made;
  };
}

/** All columns that the table can show. @param {TableContext} ctx @returns {TableColumn[]} */
export function tableColumns(ctx) {
  const { projects: p, words } = ctx;
  const names = once(() => p.name, () => ranks(Array.from({ length: p.n }, (_, k) => nameOf(p, k)), words.lang));
  /** @param {() => import("./decode.mjs").Coded} coded @param {(word: string) => string} say @returns {Pick<TableColumn, "text" | "value">} */
  const words_ = (coded, say) => {
    const said = once(coded, (c) => c.words.map(say));
    const rank = once(said, (list) => ranks(list, words.lang));
    return { text: (row) => said()[coded().codes[row]], value: (row) => rank()[coded().codes[row]] };
  };
  /** @param {(row: number) => import("./decode.mjs").When | null} at @returns {Pick<TableColumn, "text" | "value">} */
  const date = (at) => ({ text: (row) => formatDate(at(row), words), value: (row) => whenValue(at(row)) });
  /** @param {(row: number) => { value: number, currency: string, year: number | null } | null} at @returns {Pick<TableColumn, "text" | "value" | "group" | "title">} */
  const money = (at) => {
    const currency = once(() => p.cost_budget.value, () => {
      const seen = new Set();
      for (let k = 0; k < p.n; k++) seen.add(at(k)?.currency ?? "");
      return new Map([...seen].sort().map((c, k) => [c, k]));
    });
    return {
      text: (row) => {
        const a = at(row);
        return a ? formatMoney(a.value, a.currency, words) : "";
      },
      value: (row) => at(row)?.value ?? NaN,
      group: (row) => currency().get(at(row)?.currency ?? "") ?? 0,
      title: words.t("moneyOrder"),
    };
  };
  /** @param {(row: number) => number} value @param {(v: number) => string} say @returns {Pick<TableColumn, "text" | "value">} */
  const figure = (value, say) => ({ value, text: (row) => (Number.isFinite(value(row)) ? say(value(row)) : "") });
  const statusRank = new Map(["proposed", "planned", "construction", "suspended", "completed", "operating", "cancelled", "retired"].map((s, k) => [s, k]));
  const statusAt = (/** @type {number} */ row) => p.status.words[p.status.codes[row]];
  const place = (/** @type {number} */ row) => {
    const precision = p.precision.words[p.precision.codes[row]];
    return p.shapes.kind[row] ? `${words.t(`kind${p.shapes.kind[row]}`)}${precision ? `, ${words.t(`precision_${precision}`)}` : ""}` : words.t("none");
  };
  /** @type {[string, number, Pick<TableColumn, "text" | "value"> & Partial<TableColumn>][]} */
  const made = [
    ["name", 13.5, { text: (row) => nameOf(p, row), value: (row) => names()[row] }],
    ["country", 7.6, words_(() => p.country, ctx.countryNames)],
    ["sector", 7.6, words_(() => p.sector, (word) => (word ? words.word("sector", word) : ""))],
    ["status", 11.2, { text: (row) => words.word("status", statusAt(row)), value: (row) => statusRank.get(statusAt(row)) ?? 99 }],
    ["start", 6.8, date((row) => p.start_actual.at(row) || p.start_planned.at(row))],
    ["opening", 7.6, date((row) => p.completion_actual.at(row) || p.completion_planned.at(row))],
    ["cost", 6.9, { ...money((row) => latestCost(p, row)), right: true }],
    ["budget", 6.9, { ...money((row) => amountOf(p, "cost_budget", row)), right: true }],
    ["change", 5.8, { ...figure((row) => growth(p, row), (v) => formatChange(1, 1 + v)), right: true, title: words.t("changeTitle") }],
    ["spent", 6.9, { ...money((row) => amountOf(p, "spent_to_date", row)), right: true }],
    ["progress", 5.4, { ...figure((row) => p.progress[row], (v) => `${formatNumber(v)}\u00a0%`), right: true }],
    ["length", 5.4, { ...figure((row) => (p.length[row] > 0 ? p.length[row] : NaN), (v) => `${formatNumber(v, 4)}\u00a0km`), right: true }],
    ["owner", 11, words_(() => p.owner, (word) => word)],
    ["evidence", 6.8, date((row) => p.lastEvidence.at(row))],
    ["statementsN", 6, { ...figure((row) => p.nClaims[row], (v) => formatNumber(v, 9)), right: true }],
    ["conflicts", 10, words_(() => p.conflicts, (word) => word.split(";").filter(Boolean).map((f) => words.word("field", f)).join(", "))],
    ["location", 8.6, { text: place, value: (row) => p.shapes.kind[row] || NaN }],
  ];
  return made.map(([key, width, rest]) => ({ key, width, label: words.t(`col_${key}`), ...rest }));
}

/** @param {import("./decode.mjs").When | null} when */
function whenValue(when) {
  if (!when) return NaN;
  const day = midpoint(when);
  return Number.isFinite(day) ? day : NaN;
}

/**
 * Rows in the order of a column. Rows without a value stand at the end whichever way it goes; equal ones keep the order
 * of the page.
 * @param {Uint8Array} shown one byte a project @param {TableColumn} column @param {boolean} down @returns {Uint32Array}
 */
export function sortRows(shown, column, down) {
  let n = 0;
  const rows = new Uint32Array(shown.length);
  const value = new Float64Array(shown.length);
  const group = new Float64Array(shown.length);
  for (let k = 0; k < shown.length; k++) {
    if (!shown[k]) continue;
    rows[n++] = k;
    const v = column.value(k);
    value[k] = Number.isNaN(v) ? Infinity : down ? -v : v;
    group[k] = Number.isNaN(v) ? Infinity : column.group ? column.group(k) : 0;
  }
  const cut = rows.subarray(0, n);
  return cut.sort((a, b) => (group[a] < group[b] ? -1 : group[a] > group[b] ? 1 : value[a] < value[b] ? -1 : value[a] > value[b] ? 1 : a - b));
}
