/** What the table of projects can show: columns with their text and their order. Pure but for the words. */

import { figuresOf, MONTH } from "./filters.mjs";
import { formatChange, formatDate, formatMoney, formatNumber, midpoint } from "./format.mjs";
import { namesOf } from "./names.mjs";
import { COLUMN_KEYS } from "./tablechoice.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./strings.mjs").Words} Words
 * @typedef {object} TableColumn
 * @property {string} key
 * @property {string} label
 * @property {number} width in rem
 * @property {boolean} [right]
 * @property {number} [tight]
 * @property {boolean} [whole]
 * @property {boolean} [hung]
 * @property {(row: number) => string} [mark] what stands after the value, in a slot of its own
 * @property {string} [title]
 * @property {boolean} [tagged] its label stands before the value where rows are cards
 * @property {(row: number) => string} text
 * @property {(row: number) => number} value what rows are sorted by, NaN where there is none
 * @property {(row: number) => number} [group] rows are kept apart by this before they are sorted: money of unlike currency is not compared
 * @typedef {object} TableContext
 * @property {Projects} projects
 * @property {Words} words
 * @property {(codes: string) => string} countryNames
 * @property {number | null} priceYear of the constant money
 * @property {() => number} now days since 1970-01-01: the day of the page, or as known on
 */

/** Columns whose values need no label beside them. */
const SAY_THEMSELVES = new Set(["name", "country", "sector", "status", "opening", "cost", "length", "owner", "location"]);

/** Width in rem where there is no room for all. @type {{ [key: string]: number }} */
const TIGHT = { name: 8.6, opening: 6.7, delay: 4.2, cost: 6.8, overrun: 5.8 };

/** Dates: like figures they do not end in an ellipsis. */
const WHOLE = new Set(["start", "opening", "evidence"]);

/** From this many projects on names are ordered by code point: the order of the language would take seconds. */
const BIG = 20000;

/** @param {Projects} p @param {number} row */
export function nameOf(p, row) {
  return namesOf(p, row)[0];
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
  const zh = words.lang === "zh";
  const dayWidth = zh ? 9.8 : 7.6;
  /** @type {{ [key: string]: [number, Pick<TableColumn, "text" | "value"> & Partial<TableColumn>] }} width in rem, and what it tells */
  const made = {
    name: [10.5, { text: (row) => nameOf(p, row), value: (row) => names()[row] }],
    country: [7.6, words_(() => p.country, ctx.countryNames)],
    sector: [zh ? 6.8 : 8.2, words_(() => p.sector, (word) => (word ? words.word("sector", word) : ""))],
    status: [zh ? 8.6 : 11.7, { text: (row) => words.word("status", statusAt(row)), value: (row) => statusRank.get(statusAt(row)) ?? 99 }],
    start: [dayWidth, date((row) => p.start_actual.at(row) || p.start_planned.at(row))],
    opening: [dayWidth, date((row) => p.completion_actual.at(row) || p.completion_planned.at(row))],
    delay: [5.4, { ...figure((row) => measureOf(p, "delay", row), signedYears), right: true, title: words.t("delayTitle") }],
    usd: [7.6, { value: (row) => measureOf(p, "cost", row), text: (row) => costText(p, row, words), mark: (row) => (p.measures?.carried?.[row] & 1 ? "‡" : ""), right: true, label: words.t("col_usd", { year: ctx.priceYear ?? "" }), title: words.t("usdTitle", { year: ctx.priceYear ?? "" }) }],
    overrun: [6.2, { value: (row) => measureOf(p, "overrun", row), text: (row) => overrunText(p, row), mark: (row) => overrunMark(p, row), right: true, title: words.t("overrunTitle") }],
    cost: [7.4, { ...money((row) => latestCost(p, row)), right: true }],
    budget: [6.6, { ...money((row) => amountOf(p, "cost_budget", row)), right: true }],
    spent: [6.6, { ...money((row) => amountOf(p, "spent_to_date", row)), right: true }],
    progress: [5.4, { ...figure((row) => p.progress[row], (v) => `${formatNumber(v)}\u00a0%`), right: true }],
    length: [5.4, { ...figure((row) => (p.length[row] > 0 ? p.length[row] : NaN), (v) => `${formatNumber(v, 4)}\u00a0km`), right: true }],
    owner: [11, words_(() => p.owner, (word) => word)],
    evidence: [dayWidth, date((row) => p.lastEvidence.at(row))],
    silent: [7.2, { ...figure((row) => monthsSilent(p, row, ctx.now()), (v) => formatNumber(v, 9)), right: true, title: words.t("silentTitle") }],
    documents: [6.4, { ...figure((row) => p.nDocuments[row], (v) => formatNumber(v, 9)), right: true }],
    statementsN: [6, { ...figure((row) => p.nClaims[row], (v) => formatNumber(v, 9)), right: true }],
    conflicts: [10, words_(() => p.conflicts, (word) => word.split(";").filter(Boolean).map((f) => words.word("field", f)).join(", "))],
    location: [8.6, { text: place, value: (row) => p.shapes.kind[row] || NaN }],
  };
  return COLUMN_KEYS.map((key) => ({ key, width: made[key][0], label: words.t(`col_${key}`), tagged: !SAY_THEMSELVES.has(key), whole: WHOLE.has(key) || made[key][1].right, hung: Boolean(made[key][1].mark), tight: TIGHT[key], ...made[key][1] }));
}

/**
 * A measure of a project at the moment of the clock of knowledge; NaN where there is none.
 * @param {Projects} p @param {"cost" | "delay" | "overrun"} name @param {number} row
 */
export function measureOf(p, name, row) {
  return figuresOf(p, name)?.[row] ?? NaN;
}

/** "+42 %". @param {Projects} p @param {number} row */
function overrunText(p, row) {
  const value = measureOf(p, "overrun", row);
  return Number.isFinite(value) ? formatChange(1, 1 + value) : "";
}

/** † where an overrun is in prices as stated, ‡ where its deflator was carried flat. @param {Projects} p @param {number} row */
function overrunMark(p, row) {
  return p.measures?.stated?.[row] === 1 ? "†" : p.measures?.carried?.[row] & 2 ? "‡" : "";
}

/** "8.1 bn" in the page's constant dollars. @param {Projects} p @param {number} row @param {import("./strings.mjs").Words} words */
function costText(p, row, words) {
  const value = measureOf(p, "cost", row);
  return Number.isFinite(value) ? formatMoney(value, "", words) : "";
}

/** "+17.0", "−0.3". @param {number} years */
export function signedYears(years) {
  const text = Math.abs(years).toFixed(1);
  return text === "0.0" ? "0.0" : `${years < 0 ? "−" : "+"}${text}`;
}

/** Whole months since the last statement with a day. @param {Projects} p @param {number} row @param {number} now */
export function monthsSilent(p, row, now) {
  const last = p.lastEvidence.at(row);
  return last ? Math.max(0, Math.floor((now - last.hi) / MONTH)) : NaN;
}

/** True where a column has anything to show on this page. @param {TableColumn} column @param {number} n projects */
export function hasAny(column, n) {
  for (let row = 0; row < n; row++) if (!Number.isNaN(column.value(row))) return true;
  return false;
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
