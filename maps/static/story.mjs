/** What a card says in words: status and how sure it is, on time or late, over or under budget. Pure functions. */

import { formatDate, formatDuration, formatEdtf, halfWidth, midpoint } from "./format.mjs";
import { isDated, saidAfter } from "./vintages.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./decode.mjs").When} When
 * @typedef {import("./strings.mjs").Words} Words
 */

/** From this rank on a document is weak: encyclopaedia, aggregator or repost (tracker/model.py). */
export const WEAK_RANK = 4;

/** The claim that was chosen for a field. @param {CardData | null} card @param {string} field @returns {Claim | null} */
export function winnerOf(card, field) {
  const choice = card?.choices[field];
  return (choice && card?.claims[choice.winner]) || null;
}

/** Who really speaks: a repost is one voice with its original. @param {Claim} claim */
export function voice(claim) {
  return claim.document.original || claim.document.publisher;
}

/** @param {Claim[]} claims @returns {number} */
export function countVoices(claims) {
  return new Set(claims.map(voice)).size;
}

/** Claims that speak of the whole project and still stand. @param {CardData | null} card @param {string} field */
export function wholeClaims(card, field) {
  return (card?.claims || []).filter((c) => c.field === field && (c.scope === "whole" || c.scope === "") && !c.withdrawn);
}

/** True for the low or high end of a range: a case, not a forecast. @param {Claim} claim */
export function isCase(claim) {
  return claim.qualifier === "low" || claim.qualifier === "high";
}

/** @param {When} a @param {When} b True where two partial dates may be the same day. */
export function overlaps(a, b) {
  return a.lo <= b.hi && b.lo <= a.hi;
}

/**
 * The claims on which the shown status rests: those that say it, or the dates from which it was derived.
 * @param {CardData | null} card @param {string} status @param {string} basis
 * @returns {Claim[]}
 */
export function decidingClaims(card, status, basis) {
  if (basis !== "derived") {
    const outliers = card?.choices.status?.outliers || [];
    return wholeClaims(card, "status").filter((c) => c.text === status && !outliers.includes(c.index));
  }
  const field = status === "operating" ? "completion_actual" : status === "construction" ? "start_actual" : status === "planned" ? "completion_planned" : "";
  const winner = winnerOf(card, field);
  return winner?.date ? wholeClaims(card, field).filter((c) => c.date && overlaps(c.date, /** @type {When} */ (winner.date))) : [];
}

/**
 * @param {CardData | null} card @param {{ status: string, basis: string, asOf: When | null, opened: When | null }} state @param {Words} words
 * @returns {{ label: string, basis: string, sources: string, weak: boolean, claims: Claim[] }}
 */
export function statusStory(card, state, words) {
  const { status, basis } = state;
  const label = status === "operating" && state.opened ? words.t("operatingSince", { date: formatDate(state.opened, words) }) : words.word("status", status);
  const derived = { operating: "derivedFromOpening", construction: "derivedFromStart", planned: "derivedFromPlan" };
  const date = formatDate(state.asOf, words);
  let how = date ? words.t("asStated", { date }) : words.t("asStatedUndated");
  if (basis === "derived") how = words.t(/** @type {any} */ (derived)[status] || "derivedFromNothing");
  if (basis === "inferred") how = words.t("noNews", { date });
  const claims = decidingClaims(card, status, basis);
  const n = countVoices(claims);
  const weak = n > 0 && claims.every((c) => c.document.rank >= WEAK_RANK);
  const sources = n === 0 ? "" : n === 1 ? words.t(weak ? "oneSourceWeak" : "oneSource") : words.t(weak ? "nSourcesWeak" : "nSources", { n });
  return { label, basis: how, sources, weak, claims };
}

/**
 * Announced openings of the whole project in the order in which they were announced, as `tracker slippage` takes them.
 * Outliers, look-ups, undated statements and low or high cases are left out; a plan told later (recalled) counts at the
 * plan's own date. Of which it is only known by when it was said counts where there is no other.
 * @param {CardData | null} card @returns {Claim[]}
 */
export function plannedOpenings(card) {
  const outliers = card?.choices.completion_planned?.outliers || [];
  const said = wholeClaims(card, "completion_planned").filter((c) => c.date && c.asOf && c.basis !== "lookup" && !isCase(c) && !outliers.includes(c.index));
  const dated = said.filter(isDated);
  return (dated.length ? dated : said.filter((c) => c.basis === "recalled")).sort((a, b) => saidAfter(a, b) || b.document.rank - a.document.rank || midpoint(/** @type {When} */ (a.date)) - midpoint(/** @type {When} */ (b.date)) || a.index - b.index);
}

/**
 * Days from one partial date to another, and how unsure that is. `same` where they may be one and the same.
 * @param {When} from @param {When} to
 */
export function difference(from, to) {
  const days = midpoint(to) - midpoint(from);
  return { days, half: halfWidth(from) + halfWidth(to), same: overlaps(from, to) };
}

/** A duration in words; "about" where the dates are too vague for it. @param {{ days: number, half: number }} gap @param {Words} words */
export function gapText(gap, words) {
  const text = formatDuration(gap.days, words);
  return gap.half > Math.max(20, Math.abs(gap.days) * 0.34) ? words.t("about_d", { d: text }) : text;
}

/**
 * One sentence on time: against the first plan that is known and, where it had moved, the last announcement.
 * Empty where nothing can be said.
 * @param {CardData | null} card @param {{ opened: When | null, planned: When | null, status: string, now: number }} state @param {Words} words
 * @returns {{ text: string, claims: Claim[] }}
 */
export function verdict(card, state, words) {
  const plans = plannedOpenings(card);
  const first = plans[0];
  const winner = winnerOf(card, "completion_planned");
  const latest = winner && !isCase(winner) ? winner : plans[plans.length - 1];
  if (state.opened) {
    const plan = first?.date || state.planned;
    if (!plan) return { text: "", claims: [] };
    const moved = Boolean(first && latest?.date && !overlaps(/** @type {When} */ (first.date), latest.date));
    const gap = difference(plan, state.opened);
    const values = { plan: formatEdtf(plan.text, words, true), d: gapText(gap, words), which: words.t(moved ? "theFirstPlan" : "thePlan") };
    let text = words.t(gap.same || !Number.isFinite(gap.days) ? "onPlan" : gap.days < 0 ? "early" : "late", values);
    if (moved && latest?.date) text += ` ${words.t("lastSaid", { plan: formatEdtf(latest.date.text, words, true) })}`;
    return { text, claims: /** @type {Claim[]} */ ([first, moved ? latest : null].filter(Boolean)) };
  }
  const now = latest?.date || state.planned;
  // of what is open since nobody says when, no plan tells how late it was
  if (!now || ["cancelled", "retired", "operating"].includes(state.status)) return { text: "", claims: [] };
  const shown = formatEdtf(now.text, words, true);
  const parts = [];
  if (first?.date && latest && first !== latest && plans.length > 1) {
    const gap = difference(first.date, now);
    if (gap.same) parts.push(words.t("planStands", { now: shown }));
    else parts.push(words.t(gap.days > 0 ? "movedLater" : "movedEarlier", { now: shown, d: gapText(gap, words), plan: formatEdtf(first.date.text, words, true) }));
  }
  if (now.hi < state.now) parts.push(words.t("overdue", { now: shown }));
  return { text: parts[parts.length - 1] || "", claims: /** @type {Claim[]} */ ([first, latest !== first ? latest : null].filter(Boolean)) };
}

/**
 * Two amounts may be compared only in one currency and one price year.
 * @param {{ currency: string, year: number | null }} a @param {{ currency: string, year: number | null }} b
 */
export function comparable(a, b) {
  return a.currency !== "" && a.currency === b.currency && a.year === b.year;
}

/**
 * What the sources disagree on, strongest first: conflicts, then weak statements that a better document contradicts,
 * then amounts in other money.
 * @param {CardData} card
 * @returns {{ field: string, kind: "conflict" | "weak" | "money", winner: Claim, others: { claim: Claim, why: "rival" | "outlier" | "otherCurrency" }[] }[]}
 */
export function disagreements(card) {
  const out = [];
  for (const choice of Object.values(card.choices)) {
    const winner = card.claims[choice.winner];
    if (!winner) continue;
    /** @type {Map<number, "rival" | "outlier" | "otherCurrency">} */
    const why = new Map();
    if (choice.conflict) for (const k of choice.rivals) why.set(k, "rival");
    for (const k of choice.outliers) why.set(k, "outlier");
    for (const k of choice.notCompared) if (!why.has(k)) why.set(k, "otherCurrency");
    const others = [...why].filter(([k]) => card.claims[k] && k !== choice.winner).map(([k, reason]) => ({ claim: card.claims[k], why: reason }));
    if (!others.length) continue;
    const kind = /** @type {"conflict" | "weak" | "money"} */ (choice.conflict ? "conflict" : choice.outliers.length ? "weak" : "money");
    out.push({ field: choice.field, kind, winner, others });
  }
  const order = { conflict: 0, weak: 1, money: 2 };
  const rank = (/** @type {string} */ field) => (HEADLINES.indexOf(field) + HEADLINES.length + 1) % (HEADLINES.length + 1);
  return out.sort((a, b) => order[a.kind] - order[b.kind] || rank(a.field) - rank(b.field));
}

/** What a reader asks first; all other fields come after these. */
const HEADLINES = ["status", "completion_actual", "completion_planned", "cost_actual", "cost_estimate", "cost_budget", "spent_to_date", "start_actual", "start_planned", "progress_pct", "length_km"];
