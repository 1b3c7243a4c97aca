/**
 * What a reader chose in the table and in the charts, as it stands in the state and in a link: `cols=name,country,usd`,
 * `sort=-delay`, `chart=cost,steps,told`. What cannot be right is dropped; what is as at the beginning is "". Pure.
 */

/** All columns of the table in their order; the first one always stands. */
export const COLUMN_KEYS = ["name", "country", "sector", "status", "start", "opening", "delay", "cost", "usd", "overrun", "budget", "spent", "progress", "length", "owner", "evidence", "silent", "documents", "statementsN", "conflicts", "location"];

/** Columns of a page that says nothing else. */
export const DEFAULT_COLUMNS = ["name", "country", "sector", "status", "opening", "delay", "cost", "overrun"];

/** Of those, what gives way first where there is no room for all. */
const FIRST_TO_GO = new Set(["country", "sector"]);

/** Columns that words order from the beginning; figures and dates are asked for from the top. */
const FROM_THE_BEGINNING = new Set(["name", "country", "sector", "status", "start", "owner", "conflicts", "location"]);

/**
 * @typedef {{ key: string, down: boolean }} Order
 * @typedef {{ kind: "opening" | "cost", by: "size" | "steps" | "latest", contemporary: boolean }} ChartChoice
 */

/** @param {string} text @returns {string} the same columns in their order; "" where none of them is one */
export function cleanColumns(text) {
  return text ? columnsText(text.slice(0, 1000).split(",")) : "";
}

/** What is chosen is kept as it is, also where it is as at the beginning: it does not give way. @param {string[]} keys @returns {string} */
export function columnsText(keys) {
  const asked = new Set(keys);
  if (!COLUMN_KEYS.some((key) => asked.has(key))) return "";
  return COLUMN_KEYS.filter((key, k) => k === 0 || asked.has(key)).join();
}

/** @param {string[]} keys */
function inOrder(keys) {
  return COLUMN_KEYS.filter((key) => keys.includes(key));
}

/** @param {string} columns as in the state @param {boolean} [cramped] there is no room for all of the beginning @returns {string[]} */
export function columnsOf(columns, cramped = false) {
  return columns ? columns.split(",") : inOrder(DEFAULT_COLUMNS).filter((key) => !cramped || !FIRST_TO_GO.has(key));
}

/** @param {string} text @returns {string} `delay`, `-delay`; "" for the order of the beginning */
export function cleanSort(text) {
  const { key, down } = orderOf(text);
  return sortText(key, down);
}

/** @param {string} key @param {boolean} down @returns {string} */
export function sortText(key, down) {
  return key === "name" && !down ? "" : `${down ? "-" : ""}${key}`;
}

/** @param {string} sort as in the state @returns {Order} */
export function orderOf(sort) {
  const down = sort.startsWith("-");
  const key = sort.slice(down ? 1 : 0);
  return COLUMN_KEYS.includes(key) ? { key, down } : { key: "name", down: false };
}

/** The order after a press on a head: the other way round, or the way in which a column is asked for. @param {string} sort @param {string} key */
export function pressed(sort, key) {
  const now = orderOf(sort);
  return sortText(key, now.key === key ? !now.down : !FROM_THE_BEGINNING.has(key));
}

/** @param {string} chart as in the state or a link @returns {ChartChoice} */
export function chartOf(chart) {
  const parts = chart.slice(0, 100).split(",");
  return { kind: parts.includes("cost") ? "cost" : "opening", by: parts.includes("steps") ? "steps" : parts.includes("latest") ? "latest" : "size", contemporary: parts.includes("told") };
}

/** @param {ChartChoice} choice @returns {string} "" for the choice of the beginning */
export function chartText({ kind, by, contemporary }) {
  return [kind === "cost" ? "cost" : "", by === "size" ? "" : by, contemporary ? "told" : ""].filter(Boolean).join();
}

/** @param {string} text @returns {string} */
export function cleanChart(text) {
  return chartText(chartOf(text));
}
