/** How plans moved: the story of an opening or of a cost as it was announced, and each revision as an event. Pure functions. */

import { formatNumber, midpoint } from "./format.mjs";
import { costSeries, leadOf, slippageDots } from "./series.mjs";
import { difference, isCase, overlaps, plannedOpenings, winnerOf } from "./story.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./decode.mjs").When} When
 * @typedef {import("./series.mjs").Dot} Dot
 * @typedef {import("./series.mjs").Series} Series
 * @typedef {object} Story how one thing was announced, from the first figure on record to the last
 * @property {"opening" | "cost"} kind
 * @property {Dot[]} dots one a statement, in the order of announcement
 * @property {Dot[]} line those that a document of its day told, joined
 * @property {Dot | null} lead the first figure, where it is only known from a later document
 * @property {Claim} first
 * @property {Claim | null} last null where the opening itself ends the story
 * @property {When | null} opened
 * @property {number} size days of delay, or growth of the cost (0.5: half as much again)
 * @property {number} half days by which `size` is unsure
 * @property {boolean} same the figures may be one and the same
 * @property {number} steps how often it was revised
 * @property {string} unit currency, "" for an opening
 * @property {number | null} year price year
 * @typedef {object} Revision one change of a forecast
 * @property {number} row project
 * @property {"opening" | "start" | "cost"} kind
 * @property {Claim} from
 * @property {Claim} to its date of announcement is the date of the event
 * @property {number} day of the announcement, middle
 * @property {number} size days, or growth
 */

/** Median of fewer projects than this says nothing, and is not shown. */
export const LEAST_FOR_MEDIAN = 15;

/**
 * The opening as announced. First is the first plan on record (told at the time or recalled later), last what the card
 * calls the latest plan; where the project opened, the opening ends the story. Null where nothing is there to compare.
 * @param {CardData | null} card @param {When | null} opened @param {boolean} contemporary leave out plans recalled later @returns {Story | null}
 */
export function openingStory(card, opened, contemporary = false) {
  if (!card) return null;
  const plans = plannedOpenings(card).filter((c) => !contemporary || c.basis !== "recalled");
  const first = plans[0];
  if (!first?.date) return null;
  const winner = winnerOf(card, "completion_planned");
  const last = winner?.date && !isCase(winner) && (!contemporary || winner.basis !== "recalled") ? winner : plans[plans.length - 1];
  const end = opened || last.date;
  if (!end || (!opened && last === first)) return null;
  const gap = difference(first.date, end);
  if (!Number.isFinite(gap.days)) return null;
  const dots = slippageDots(card).filter((d) => !contemporary || d.claim.basis !== "recalled");
  const line = successive(dots.filter((d) => d.joined));
  const lead = leadOf(dots, first);
  return { kind: "opening", dots, line, lead, first, last: opened ? null : last, opened, size: gap.days, half: gap.half, same: gap.same, steps: changes(lead && plans[0] === lead.claim ? [lead.claim, ...line.map((d) => d.claim)] : line.map((d) => d.claim)).length, unit: "", year: null };
}

/**
 * Costs as told, in one currency and one price year: the series with the most statements. Null where there are not two.
 * @param {CardData | null} card @param {boolean} contemporary @returns {Story | null}
 */
export function costStory(card, contemporary = false) {
  if (!card) return null;
  /** @type {Story | null} */
  let best = null;
  for (const series of costSeries(card)) {
    const dots = series.dots.filter((d) => !contemporary || d.claim.basis !== "recalled");
    const line = costLine({ ...series, dots });
    const [a, z] = [line[0], line[line.length - 1]];
    if (line.length < 2 || (best && best.line.length >= line.length)) continue;
    const size = z.y / a.y - 1;
    best = { kind: "cost", dots, line, lead: null, first: a.claim, last: z.claim, opened: null, size, half: 0, same: size === 0, steps: stepsOf(line), unit: series.unit, year: series.year };
  }
  return best;
}

/**
 * One statement a day of announcement, that of the best document: what two say at the same time is a disagreement, not a
 * revision.
 * @param {Dot[]} dots in the order of announcement @returns {Dot[]}
 */
export function successive(dots) {
  /** @type {Dot[]} */
  const out = [];
  for (const d of dots) {
    const before = out[out.length - 1];
    if (!before || d.x > before.x) out.push(d);
    else if (d.claim.document.rank < before.claim.document.rank) out[out.length - 1] = d;
  }
  return out;
}

/** The costs of a series that follow each other. @param {Series} series @returns {Dot[]} */
function costLine(series) {
  return successive(series.dots.filter((d) => d.joined && d.y > 0));
}

/** @param {Dot[]} line */
function stepsOf(line) {
  return line.filter((d, k) => k > 0 && d.y !== line[k - 1].y).length;
}

/**
 * Pairs of neighbouring plans that cannot be the same date. One that is only more precise than the one before is no change.
 * @param {Claim[]} plans in the order of announcement @returns {[Claim, Claim][]}
 */
function changes(plans) {
  /** @type {[Claim, Claim][]} */
  const out = [];
  let before = plans[0];
  for (const plan of plans.slice(1)) {
    if (before?.date && plan.date && !overlaps(before.date, plan.date)) out.push([before, plan]);
    before = plan;
  }
  return out;
}

/**
 * Every change of a forecast of one project. A plan that is only known from a later document counts where it is the
 * first, else it would be told twice. Costs are compared within one currency and price year only.
 * @param {CardData} card @param {number} row @returns {Revision[]}
 */
export function revisionsOf(card, row) {
  /** @type {Revision[]} */
  const out = [];
  const push = (/** @type {Revision["kind"]} */ kind, /** @type {Claim} */ from, /** @type {Claim} */ to, /** @type {number} */ size) => {
    if (to.asOf && size !== 0) out.push({ row, kind, from, to, day: midpoint(to.asOf), size });
  };
  const plans = plannedOpenings(card);
  const line = successive(slippageDots(card).filter((d) => d.joined)).map((d) => d.claim);
  const openings = plans.length && !line.includes(plans[0]) && plans[0].basis === "recalled" ? [plans[0], ...line] : line;
  for (const [from, to] of changes(openings)) push("opening", from, to, midpoint(/** @type {When} */ (to.date)) - midpoint(/** @type {When} */ (from.date)));
  for (const series of costSeries(card)) {
    const told = costLine(series);
    for (let k = 1; k < told.length; k++) push("cost", told[k - 1].claim, told[k].claim, told[k].y / told[k - 1].y - 1);
  }
  return out;
}

/**
 * A delay in short: "+12 years", "−3 months", "about +2 years" where the dates are vague.
 * @param {number} days @param {number} half days by which it is unsure @param {import("./strings.mjs").Words} words
 */
export function shortGap(days, half, words) {
  const size = Math.abs(days);
  const [value, unit] = size < 45 ? [Math.round(size), "day"] : size < 700 ? [Math.round(size / 30.4375), "month"] : [Math.round(size / 36.525) / 10, "year"];
  const text = `${days < 0 ? "−" : "+"}${formatNumber(value, 4)}\u00a0${words.t(unit, { n: value })}`;
  return half > Math.max(20, size * 0.34) ? words.t("about_d", { d: text }) : text;
}

/** Largest first; the row decides between equals, so that the order is the same everywhere. @template {{ row: number, story: Story }} T @param {T[]} list @param {"size" | "steps" | "latest"} by @returns {T[]} */
export function ranked(list, by) {
  const value = (/** @type {Story} */ s) => (by === "size" ? s.size : by === "steps" ? s.steps : lastDay(s));
  return [...list].sort((a, b) => value(b.story) - value(a.story) || b.story.size - a.story.size || a.row - b.row);
}

/** @param {Story} story @returns {number} the last day on which something was said about it */
function lastDay(story) {
  return story.opened ? midpoint(story.opened) : Math.max(...story.dots.map((d) => d.x));
}

/** Median of numbers, null below the least number of projects. @param {number[]} values @param {number} [least] @returns {number | null} */
export function medianOf(values, least = LEAST_FOR_MEDIAN) {
  if (values.length < least) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Points by group, that with most to compare first; groups without a name, then those with nothing to compare last.
 * @template {{ group: string, value: number, apart?: boolean }} T
 * @param {T[]} points @returns {{ group: string, points: T[], n: number, median: number | null }[]} `n`: how many of them can be compared
 */
export function strips(points) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const point of points) {
    const list = groups.get(point.group);
    if (list) list.push(point);
    else groups.set(point.group, [point]);
  }
  return [...groups]
    .map(([group, list]) => {
      const values = list.filter((p) => !p.apart).map((p) => p.value);
      return { group, points: list.sort((a, b) => a.value - b.value), n: values.length, median: medianOf(values) };
    })
    .sort((a, b) => Number(!a.n) - Number(!b.n) || Number(a.group === "") - Number(b.group === "") || b.n - a.n || (a.group < b.group ? -1 : 1));
}
