/** What is shown as tables to take away: columns as `tracker export` names them, and statement by statement. Pure. */

import { isoDay } from "./decode.mjs";
import { outlineOf } from "./outline.mjs";

/**
 * @typedef {string | number | boolean | null} Cell
 * @typedef {{ names: string[], rows: Cell[][] }} Table
 * @typedef {object} Rights what stands beside every figure that leaves the page
 * @property {string} title
 * @property {string} asKnownOn the day by which documents had spoken
 * @property {string} onDate the day in whose state the projects stand
 * @property {string} recordedBefore "" where the whole ledger speaks
 * @property {string} dataVersion
 * @property {string} page address of the page with its state
 * @property {number | null} priceYear of the measured costs
 * @property {{ key: string, name: string, publisher: string, homepage: string, licence: string, attribution: string }[]} sources
 * @typedef {object} TakeContext
 * @property {import("./decode.mjs").Projects} projects
 * @property {(row: number) => import("./decode.mjs").CardData | null} cardOf
 * @property {Rights} rights
 */

const TAKEN_DATES = /** @type {const} */ (["start_planned", "start_actual", "completion_planned", "completion_actual"]);
const TAKEN_MONEY = /** @type {const} */ (["cost_budget", "cost_estimate", "cost_actual", "spent_to_date"]);
const PROVEN = ["status", "progress_pct", ...TAKEN_DATES, ...TAKEN_MONEY, "length_km"];
const RUNS = /^'*[=+\-@＝＋－＠\t\r\n]/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

/** Text that no spreadsheet runs: an apostrophe in front of = + - @ and their like (tracker/clean/text.py). @param {string} text */
export function guarded(text) {
  return RUNS.test(text) ? `'${text}` : text;
}

/** @param {Cell} cell @returns {string} as CSV writes it; numbers are never guarded */
export function csvCell(cell) {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  if (typeof cell === "boolean") return cell ? "y" : "n";
  const text = NUMBER.test(cell) ? cell : guarded(cell);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** One header row, empty = missing, LF. @param {Table} table @returns {string} */
export function csvText(table) {
  return [table.names, ...table.rows].map((row) => row.map(csvCell).join(",")).join("\n") + "\n";
}

/** @param {number} x */
const orNull = (x) => (Number.isFinite(x) ? x : null);

/** @param {import("./decode.mjs").Coded} coded @param {number} row */
const wordAt = (coded, row) => coded.words[coded.codes[row]];

/** @param {Set<string>} keys @param {Rights} rights */
function rightsOf(keys, rights) {
  const used = rights.sources.filter((s) => keys.has(s.key) || !keys.size);
  const join = (/** @type {string[]} */ list, /** @type {string} */ by) => [...new Set(list.filter(Boolean))].join(by);
  return { sources: join(used.map((s) => s.key), ";"), licence: join(used.map((s) => s.licence), "; "), attribution: join(used.map((s) => s.attribution || s.publisher || s.name), "; ") };
}

/** One row a project, in the order of `rows`. @param {ArrayLike<number>} rows @param {TakeContext} ctx @returns {Table} */
export function projectTable(rows, ctx) {
  const { projects: p, rights } = ctx;
  const names = ["slug", "name", "name_local", "country", "sector", "status", "status_basis", "status_as_of", "progress_pct", "progress_item", "progress_about"];
  for (const field of TAKEN_DATES) names.push(field, `${field}_lo`, `${field}_hi`);
  for (const field of TAKEN_MONEY) names.push(field, `${field}_currency`, `${field}_price_year`);
  names.push("cost_usd", "cost_usd_price_year", "delay_years", "overrun_share", "overrun_prices", "deflator_carried", "length_km", "owner", "conflicts", "n_claims", "n_documents", "last_evidence", "geometry_precision", ...PROVEN.map((field) => `${field}_url`), "sources", "licence", "attribution", "as_known_on", "state_on", "recorded_before", "data_version");
  const day = (/** @type {import("./decode.mjs").When | null} */ when) => (when ? isoDay(when.hi) : null);
  const out = Array.from(rows, (row) => {
    const card = ctx.cardOf(row);
    /** @type {Cell[]} */
    const cells = [p.slug[row], p.name[row], p.nameLocal[row], wordAt(p.country, row), wordAt(p.sector, row), wordAt(p.status, row), wordAt(p.basis, row), day(p.statusAsOf.at(row)), orNull(p.progress[row]), wordAt(p.progressItem, row), day(p.progressAbout.at(row))];
    for (const field of TAKEN_DATES) {
      const when = p[field].at(row);
      cells.push(when ? when.text : null, when && isoSafe(when.lo), when && isoSafe(when.hi));
    }
    for (const field of TAKEN_MONEY) {
      const value = orNull(p[field].value[row]);
      cells.push(value, value === null ? null : wordAt(p[field].currency, row), value === null ? null : orNull(p[field].year[row]));
    }
    cells.push(...measureCells(p.measures, row, rights.priceYear), orNull(p.length[row]), wordAt(p.owner, row), wordAt(p.conflicts, row), orNull(p.nClaims[row]), orNull(p.nDocuments[row]), day(p.lastEvidence.at(row)), wordAt(p.precision, row));
    for (const field of PROVEN) {
      const choice = card?.choices[field];
      cells.push(choice ? card.claims[choice.winner]?.document.url || null : null);
    }
    const { sources, licence, attribution } = rightsOf(new Set(card?.claims.map((c) => c.source)), rights);
    cells.push(sources, licence, attribution, rights.asKnownOn, rights.onDate, rights.recordedBefore || null, rights.dataVersion);
    return cells;
  });
  return { names, rows: out };
}

/**
 * What is measured, not claimed: cost in US dollars of one year, delay in years, overrun as a share and the prices it is in;
 * which of them rest on a deflator that was carried flat.
 * @param {import("./decode.mjs").Projects["measures"]} measures @param {number} row @param {number | null} priceYear @returns {Cell[]}
 */
function measureCells({ cost, delay, overrun, stated, carried }, row, priceYear) {
  const [usd, share] = [orNull(cost[row]), orNull(overrun[row])];
  const flat = [usd !== null && carried?.[row] & 1 && "cost_usd", share !== null && carried?.[row] & 2 && "overrun_share"].filter(Boolean).join(";");
  return [usd, usd === null ? null : priceYear, orNull(delay[row]), share, share === null ? null : stated[row] === 1 ? "as stated" : "constant", flat];
}

/** @param {number} day @returns {string | null} null for an open end */
function isoSafe(day) {
  return day < -700000 || day > 2900000 ? null : isoDay(day);
}

/** One row a statement. @param {ArrayLike<number>} rows @param {TakeContext} ctx @returns {Table} */
export function statementTable(rows, ctx) {
  const { projects: p, rights } = ctx;
  const names = ["slug", "name", "field", "item", "scope", "value", "lo", "hi", "unit", "price_year", "qualifier", "about", "as_of", "as_of_basis", "publisher", "original_publisher", "url", "rank", "document_licence", "note", "source_key", "source_licence", "attribution", "as_known_on", "recorded_before", "data_version"];
  /** @type {Cell[][]} */
  const out = [];
  for (const row of Array.from(rows)) {
    for (const c of ctx.cardOf(row)?.claims || []) {
      if (c.withdrawn || c.field === "geometry") continue;
      const { licence, attribution } = rightsOf(new Set([c.source]), rights);
      const d = c.document;
      out.push([p.slug[row], p.name[row], c.field, c.item, c.scope, Number.isFinite(c.number) ? c.number : c.date ? c.date.text : c.text, c.date && isoSafe(c.date.lo), c.date && isoSafe(c.date.hi), c.unit, c.priceYear, c.qualifier, c.about?.text ?? null, c.asOf?.text ?? null, c.basis, d.publisher, d.original, d.url, d.rank, d.licence, c.note, c.source, licence, attribution, rights.asKnownOn, rights.recordedBefore || null, rights.dataVersion]);
    }
  }
  return { names, rows: out };
}

/**
 * RFC 7946, one feature a line. Who says it, under which licence and on which day it was known stand at the beginning
 * and in every feature. @param {ArrayLike<number>} rows @param {TakeContext} ctx @returns {string}
 */
export function geojsonText(rows, ctx) {
  const { names, rows: table } = projectTable(rows, ctx);
  const { projects: p, rights } = ctx;
  const features = Array.from(rows, (row, k) => {
    const properties = Object.fromEntries(names.map((name, n) => [name, table[k][n] === "" ? null : table[k][n]]));
    return JSON.stringify({ type: "Feature", id: p.slug[row], geometry: outlineOf(p.shapes, row), properties });
  });
  const about = JSON.stringify({ title: rights.title, as_known_on: rights.asKnownOn, state_on: rights.onDate, recorded_before: rights.recordedBefore || null, data_version: rights.dataVersion, page: rights.page, sources: rights.sources });
  return `{"type": "FeatureCollection", "tracker": ${about}, "features": [\n${features.join(",\n")}\n]}\n`;
}
