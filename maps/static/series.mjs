/** From the claims of a card to the series of its charts. One series never joins two items, scopes, currencies or price years. */

import { midpoint } from "./format.mjs";
import { isCase, plannedOpenings, wholeClaims } from "./story.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./decode.mjs").When} When
 * @typedef {{ x: number, y: number, claim: Claim, hollow: boolean, outlier: boolean, joined: boolean }} Dot x: days since 1970-01-01
 * @typedef {{ key: string, item: string, unit: string, year: number | null, dots: Dot[], planned?: boolean, lead?: Dot | null }} Series `planned`: what should be, not what was; `lead`: a first figure that was recalled later, which leads to the line
 */

/** @param {CardData} card @param {Claim} claim */
function isOutlier(card, claim) {
  return Boolean(card.choices[claim.field]?.outliers.includes(claim.index));
}

/** @param {CardData} card @param {Claim} claim @param {When} x @param {number} y @returns {Dot} */
function dot(card, claim, x, y) {
  const hollow = claim.basis === "recalled" || claim.basis === "lookup";
  const outlier = isOutlier(card, claim);
  return { x: midpoint(x), y, claim, hollow, outlier, joined: !outlier && !isCase(claim) && claim.basis !== "lookup" };
}

/** Group numbers by item, unit and price year, on the day that they describe. @param {CardData} card @param {string[]} fields @param {"about" | "as_of"} axis @returns {Series[]} */
export function numberSeries(card, fields, axis) {
  /** @type {Map<string, Series>} */
  const out = new Map();
  for (const field of fields) {
    for (const claim of wholeClaims(card, field)) {
      const when = axis === "about" ? claim.about || claim.asOf : claim.asOf;
      if (!when || !Number.isFinite(claim.number)) continue;
      const item = fields.length > 1 ? "" : claim.item;
      const key = `${item}|${claim.unit}|${claim.priceYear ?? ""}`;
      const series = out.get(key) || { key, item, unit: claim.unit, year: claim.priceYear, dots: [] };
      series.dots.push(dot(card, claim, when, claim.number));
      out.set(key, series);
    }
  }
  const series = [...out.values()].filter((s) => new Set(s.dots.map((d) => d.x)).size >= 2);
  for (const s of series) s.dots.sort((a, b) => a.x - b.x || a.claim.index - b.claim.index);
  return series.sort((a, b) => b.dots.length - a.dots.length);
}

/** @param {CardData} card */
export function spentSeries(card) {
  return numberSeries(card, ["spent_to_date"], "about");
}

/** Each kind of progress, then what was planned of each. @param {CardData} card */
export function progressSeries(card) {
  const planned = numberSeries(card, ["progress_planned"], "about").map((s) => ({ ...s, key: `planned|${s.key}`, planned: true }));
  return [...numberSeries(card, ["progress_pct"], "about"), ...planned];
}

/**
 * Costs by the day on which they were said. A budget counts until there is an estimate: one that is told again later
 * looks back, and stands beside the line. @param {CardData} card @returns {Series[]}
 */
export function costSeries(card) {
  const list = numberSeries(card, ["cost_budget", "cost_estimate", "cost_actual"], "as_of");
  for (const { dots } of list) {
    const later = dots.find((d) => d.joined && d.claim.field !== "cost_budget");
    if (later) for (const d of dots) if (d.claim.field === "cost_budget" && d.x >= later.x) d.joined = false;
  }
  return list;
}

/**
 * Announced openings by date of announcement. The line joins what a document of the day told; recalled plans,
 * look-ups and outliers are dots beside it. A plan announced after its own date is a recalled one, whatever it says.
 * @param {CardData} card @returns {Dot[]}
 */
export function slippageDots(card) {
  const inLine = new Set(plannedOpenings(card).filter((c) => c.basis !== "recalled" && /** @type {When} */ (c.date).hi >= /** @type {When} */ (c.asOf).lo));
  return wholeClaims(card, "completion_planned")
    .filter((c) => c.date && c.asOf)
    .map((c) => ({ ...dot(card, c, /** @type {When} */ (c.asOf), midpoint(/** @type {When} */ (c.date))), joined: inLine.has(c) }))
    .sort((a, b) => a.x - b.x || a.claim.index - b.claim.index);
}

/** The first figure, where it is only known from a later document: it leads to the line and is no part of it. @param {Dot[]} dots @param {Claim | undefined} first @returns {Dot | null} */
export function leadOf(dots, first) {
  const start = dots.find((d) => d.claim === first);
  return start && !start.joined ? start : null;
}

/**
 * Announced openings of parts of a project: a series a part, of those that were announced on two days or more.
 * @param {CardData} card @returns {Series[]} `item` is the part
 */
export function partSeries(card) {
  /** @type {Map<string, Dot[]>} */
  const parts = new Map();
  for (const c of card.claims) {
    if (c.field !== "completion_planned" || c.withdrawn || c.scope === "whole" || c.scope === "" || !c.date || !c.asOf) continue;
    const told = dot(card, c, c.asOf, midpoint(c.date));
    parts.set(c.scope, [...(parts.get(c.scope) || []), { ...told, joined: told.joined && c.basis !== "recalled" && c.date.hi >= c.asOf.lo }]);
  }
  const out = [...parts].map(([scope, dots]) => ({ key: scope, item: scope, unit: "", year: null, dots: dots.sort((a, b) => a.x - b.x || a.claim.index - b.claim.index) }));
  return out.filter((s) => new Set(s.dots.filter((d) => d.joined).map((d) => d.x)).size >= 2).sort((a, b) => b.dots.length - a.dots.length || (a.item < b.item ? -1 : 1));
}

/** The same as a series of two dates or more; of one where there is something to set it against. @param {CardData} card @param {number} [least] @returns {Series | null} */
export function slippageSeries(card, least = 2) {
  const dots = slippageDots(card);
  if (!dots.length || (least > 1 && new Set(dots.filter((d) => d.joined).map((d) => d.x)).size < least)) return null;
  return { key: "slippage", item: "", unit: "", year: null, dots, lead: leadOf(dots, plannedOpenings(card)[0]) };
}
