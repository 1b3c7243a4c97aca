/** Months and days as people type them and as the clocks count them. Pure. */

import { dayNumber } from "./decode.mjs";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Months since year 0. @param {string} month YYYY-MM or longer */
export function monthIndex(month) {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

/** @param {number} index @returns {string} YYYY-MM */
export function monthAt(index) {
  return `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
}

/** The last day of a month. @param {string} month YYYY-MM @returns {number} days since 1970-01-01 */
export function monthEnd(month) {
  return dayNumber(`${monthAt(monthIndex(month) + 1)}-01`) - 1;
}

/**
 * What somebody typed: a year, a month or a day, in the ways people write them.
 * @param {string} text @returns {string | null} YYYY, YYYY-MM or YYYY-MM-DD; null where it is no date
 */
export function parseTyped(text) {
  const plain = text.trim().toLowerCase().replace(/\s*[年月]\s*/g, "-").replace(/\s*日/g, "").replace(/-$/, "").replace(/[.,]/g, " ").replace(/\s+/g, " ");
  const named = /^(?:(\d{1,2}) )?([a-z]{3})[a-z]* (\d{4})$/.exec(plain);
  if (named && MONTHS.includes(named[2])) return checked(named[3], String(MONTHS.indexOf(named[2]) + 1), named[1]);
  const turned = /^(\d{1,2})[-/](\d{4})$/.exec(plain);
  if (turned) return checked(turned[2], turned[1]);
  const iso = /^(\d{4})(?:[-/ ](\d{1,2})(?:[-/ ](\d{1,2}))?)?$/.exec(plain);
  return iso ? checked(iso[1], iso[2], iso[3]) : null;
}

/** @param {string} year @param {string} [month] @param {string} [day] */
function checked(year, month, day) {
  if (Number(year) < 1000) return null;
  if (month === undefined) return year;
  if (Number(month) < 1 || Number(month) > 12) return null;
  const ym = `${year}-${month.padStart(2, "0")}`;
  if (day === undefined) return ym;
  const iso = `${ym}-${day.padStart(2, "0")}`;
  return Number(day) >= 1 && dayNumber(iso) <= monthEnd(ym) ? iso : null;
}

/** The month of a typed date; of a year its last one. @param {string} text @returns {string | null} */
export function parseMonth(text) {
  const typed = parseTyped(text);
  return typed && (typed.length === 4 ? `${typed}-12` : typed.slice(0, 7));
}

/** The day of a typed date: the end of what was said, as --as-of takes it. @param {string} text @returns {string | null} */
export function parseDay(text) {
  const typed = parseTyped(text);
  if (!typed || typed.length === 10) return typed;
  const month = typed.length === 4 ? `${typed}-12` : typed;
  return new Date(monthEnd(month) * 864e5).toISOString().slice(0, 10);
}

/**
 * Months that a slider spans: from the first of many starts to the last of many plans, without the few far ones.
 * @param {number[]} days of changes @param {number} now @returns {[number, number]} month indices
 */
export function spanOf(days, now) {
  const index = (/** @type {number} */ day) => monthIndex(new Date(day * 864e5).toISOString());
  const sorted = [...days].sort((a, b) => a - b);
  if (!sorted.length) return [index(now) - 240, index(now) + 120];
  const low = sorted[Math.floor((sorted.length - 1) * 0.01)];
  const high = sorted[Math.ceil((sorted.length - 1) * 0.99)];
  const first = Math.floor(index(Math.max(low, -43_830)) / 60) * 60; // not before 1850, from a year that ends in 0 or 5
  return [Math.min(first, index(now) - 60), Math.max(index(now) + 24, Math.min(index(high), index(now) + 360))];
}

/** Years to write under an axis of so many months: 1, 2, 5, 10 ... years apart. @param {number} from @param {number} to month indices @param {number} most */
export function axisYears(from, to, most) {
  const years = (to - from) / 12;
  const step = [1, 2, 5, 10, 20, 50, 100].find((s) => years / s <= most) || 200;
  const out = [];
  for (let year = Math.ceil(from / 12 / step) * step; year * 12 <= to; year += step) out.push(year);
  return out;
}
