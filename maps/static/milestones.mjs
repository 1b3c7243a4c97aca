/** Milestones on a time axis: those met are full, those planned are open; each tells its source in the line below. */

import { fingers, padded, pickable, round, yearTicks } from "./charts.mjs";
import { clip, el, put, svg } from "./dom.mjs";
import { formatDate, isOpen, midpoint } from "./format.mjs";
import { sourceParts } from "./sources.mjs";
import { winnerOf } from "./story.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {{ x: number, lo: number, hi: number, label: string, planned: boolean, strong: boolean, short: string, claim: Claim }} Mark `strong`: start and opening, which are larger and named on the axis by `short`
 */

const AXIS_WIDTH = 336;
const LEVELS = 4;

/** Start, opening and milestones of a card, in time. @param {import("./decode.mjs").CardData} card @param {import("./strings.mjs").Words} words @returns {Mark[]} */
export function milestoneMarks(card, words) {
  /** @type {Mark[]} */
  const out = [];
  /** @param {Claim | null} claim @param {string} label @param {boolean} planned @param {string} [short] */
  const push = (claim, label, planned, short = "") => {
    if (claim?.date && !isOpen(claim.date)) out.push({ x: midpoint(claim.date), lo: claim.date.lo, hi: claim.date.hi, label, planned, strong: short !== "", short, claim });
  };
  const [start, opened] = [winnerOf(card, "start_actual"), winnerOf(card, "completion_actual")];
  push(start || winnerOf(card, "start_planned"), words.t(start ? "started" : "startPlanned"), !start, words.t(start ? "startedMark" : "startMark"));
  push(opened || winnerOf(card, "completion_planned"), words.t(opened ? "openingActual" : "openingPlanned"), !opened, words.t(opened ? "openedMark" : "openingMark"));
  for (const c of card.claims) {
    if (c.withdrawn || (c.field !== "milestone" && c.field !== "milestone_planned")) continue;
    push(c, clip(c.item || c.raw || c.text, 200), c.field === "milestone_planned");
  }
  return out.sort((a, b) => a.x - b.x || a.claim.index - b.claim.index);
}

/** @param {Mark[]} marks @param {number} now @param {import("./strings.mjs").Words} words @returns {HTMLElement | null} null where there is no span of time to show */
export function milestoneAxis(marks, now, words) {
  if (new Set(marks.map((m) => m.x)).size < 2) return null;
  const [x0, x1] = padded(Math.min(...marks.map((m) => m.lo)), Math.max(...marks.map((m) => m.hi)), 0.03, 300);
  const [left, right, base] = [8, AXIS_WIDTH - 8, 70];
  const x = (/** @type {number} */ v) => left + ((v - x0) / (x1 - x0)) * (right - left);
  const picture = svg("svg", { viewBox: `0 0 ${AXIS_WIDTH} 92`, class: "chart milestone-axis", role: "group", "aria-label": words.t("milestones") });
  for (const tick of yearTicks(x0, x1, 7)) picture.append(svg("line", { class: "tick", x1: round(x(tick.day)), x2: round(x(tick.day)), y1: 20, y2: base + 4 }), svg("text", { class: "axis middle", x: round(x(tick.day)), y: base + 17 }, tick.label));
  picture.append(svg("line", { class: "base", x1: left, x2: right, y1: base, y2: base }));
  if (now > x0 && now < x1) picture.append(svg("line", { class: "now", x1: round(x(now)), x2: round(x(now)), y1: 18, y2: base + 4 }));
  const readout = el("p", { class: "readout", "aria-live": "polite" });
  const rest = [el("span", null, words.t("milestoneHint", { n: marks.length }))];
  put(readout, rest);
  // marks that would lie on each other climb
  const taken = new Array(LEVELS).fill(-Infinity);
  const points = marks.map((mark) => {
    const at = x(mark.x);
    const level = Math.max(0, taken.findIndex((end) => at - end > 9));
    taken[level] = at;
    if (mark.hi - mark.lo > 40) picture.append(svg("line", { class: "vague", x1: round(x(mark.lo)), x2: round(x(mark.hi)), y1: base - level * 12, y2: base - level * 12 }));
    return { d: /** @type {any} */ ({ x: mark.x, y: level, hollow: mark.planned, outlier: false, mark }), k: 0, ...(mark.strong ? { r: 5 } : {}) };
  });
  const height = (/** @type {number} */ level) => base - level * 12;
  picture.append(...named(points.filter((p) => p.d.mark.strong).map((p) => ({ x: x(p.d.x), y: height(p.d.y), text: p.d.mark.short })), left, right));
  const say = (/** @type {any} */ d) => `${d.mark.label}${d.mark.planned ? ` (${words.t("plannedMark")})` : ""}, ${formatDate(d.mark.claim.date, words)}`;
  const tell = (/** @type {any} */ d) => [el("strong", null, el("bdi", null, d.mark.label)), d.mark.planned ? ` (${words.t("plannedMark")})` : "", `, ${formatDate(d.mark.claim.date, words)} · `, ...sourceParts(d.mark.claim, words)];
  picture.append(...pickable(points, x, height, /** @type {any} */ ({ tell, say }), readout));
  fingers(picture, points.map(({ d }) => ({ x: x(d.x), y: height(d.y) })));
  return el("div", { class: "figure" }, picture, readout);
}

/**
 * Start and opening by name above the axis, each with a thin stem; a name that would run into the one before is left out. Pure but for the nodes.
 * @param {{ x: number, y: number, text: string }[]} ends in the order of time @param {number} left @param {number} right
 */
function named(ends, left, right) {
  let taken = -Infinity;
  return ends.flatMap((end) => {
    const half = (end.text.length * (/[\u2e80-\uffff]/.test(end.text) ? 12 : 7)) / 2;
    const middle = Math.max(left + half, Math.min(right - half, end.x));
    if (middle - half < taken + 6) return [];
    taken = middle + half;
    return [svg("line", { class: "stem", x1: round(end.x), x2: round(end.x), y1: 16, y2: round(end.y - 6) }), svg("text", { class: "mark-name middle", x: round(middle), y: 12 }, end.text)];
  });
}
