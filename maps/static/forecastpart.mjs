/** What the card says of a forecast: the fan for its chart, and the words that stand under it. */

import { isoDay, plainDay } from "./decode.mjs";
import { clip } from "./dom.mjs";
import { fanOf } from "./fan.mjs";
import { forecastSkill } from "./forecasts.mjs";
import { formatDate, formatMoney, formatNumber } from "./format.mjs";

/**
 * @typedef {{ [p: string]: number }} Quantiles by percent
 * @typedef {{ cls: string, n: number, opened: number, first: number, official: number, holds: number, p: Quantiles }} OpeningForecast
 * @typedef {{ cls: string, n: number, basis: string, currency: string, year: number | null, first: number, official: number, holds: number, p: Quantiles }} CostForecast
 * @typedef {{ opening: OpeningForecast | null, cost: CostForecast | null }} Forecast
 * @typedef {import("./strings.mjs").Words} Words
 */

/** @param {import("./decode.mjs").CardData} card @returns {Forecast | null} */
export function forecastOf(card) {
  return /** @type {{ forecast?: Forecast | null }} */ (card).forecast ?? null;
}

/** The day of the forecasts of a page; NaN where it has none. @param {any} about */
function forecastDay(about) {
  return about.forecasts?.now ? Date.parse(`${about.forecasts.now}T00:00:00Z`) / 864e5 : NaN;
}

/** @param {Forecast | null} forecast @param {"opening" | "cost"} quantity @param {any} about @returns {import("./fan.mjs").Fan | null} */
export function fanFor(forecast, quantity, about) {
  const part = forecast?.[quantity];
  const day = forecastDay(about);
  return part && Number.isFinite(day) ? fanOf(part.p, day) : null;
}

/** "P50 2031", "P50 71". @param {number} p @param {string} text */
export function quantileName(p, text) {
  return `P${p}\u00a0${text}`;
}

/** The year of a day. @param {number} day */
export function yearOf(day) {
  return isoDay(Math.floor(day)).slice(0, 4);
}

/**
 * What stands under the chart: whose class, how many, the figures, whether the official figure held, and what such
 * forecasts have been worth.
 * @param {Forecast} forecast @param {"opening" | "cost"} quantity @param {import("./fan.mjs").Fan} fan @param {any} about @param {Words} words @returns {string}
 */
export function forecastWords(forecast, quantity, fan, about, words) {
  const part = /** @type {OpeningForecast | CostForecast} */ (forecast[quantity]);
  const cls = words.word("class", part.cls, clip(part.cls, 60));
  const isPublished = quantity === "cost" && /** @type {CostForecast} */ (part).basis === "published";
  const say = (/** @type {number} */ y) => (quantity === "opening" ? formatDate({ ...plainDay(Math.round(y)), text: isoDay(Math.round(y)).slice(0, 7) }, words) : formatMoney(y, /** @type {CostForecast} */ (part).currency, words));
  const counted = { cls, n: formatNumber(part.n, 9), opened: quantity === "opening" ? formatNumber(/** @type {OpeningForecast} */ (part).opened, 9) : "", inner: `P25–P${fan.innerTo}` };
  const out = [words.t(isPublished ? "fanPublished" : quantity === "opening" ? "fanClass" : "fanCostClass", counted)];
  out.push(words.t("fanQuantiles", { list: fan.quantiles.map((q) => `${quantileName(q.p, say(q.y))}`).join(", ") }));
  if (fan.unseen !== null && !isPublished) out.push(words.t("fanUnseen", { p: fan.unseen }));
  if (Number.isFinite(part.holds)) out.push(words.t(quantity === "opening" ? "fanHolds" : "fanCostHolds", { share: formatNumber(Math.round(100 * part.holds), 3) }));
  out.push(forecastSkill(about, quantity, words, part));
  return out.filter(Boolean).join(" ");
}

/** Why there is no forecast: the page carries a part of the statements, or the clock of knowledge is turned. @param {any} about @param {number} now @param {Words} words @returns {string} */
export function forecastMoment(about, now, words) {
  if (about.forecasts?.part) return words.t("fcPart");
  const day = forecastDay(about);
  return Number.isFinite(day) && Math.floor(now) !== day ? words.t("fcMoment", { date: formatDate(plainDay(day), words) }) : "";
}
