/** The slippage chart of one project: what was announced against the day of announcement. Its parts serve the overlay of all too. */

import { axisNumber, fingers, linePath, padded, pickable, round, valueTicks, yearTicks } from "./charts.mjs";
import { svg } from "./dom.mjs";
import { formatDate, midpoint, moneyUnit } from "./format.mjs";

/**
 * @typedef {import("./slip.mjs").Story} Story
 * @typedef {import("./series.mjs").Dot} Dot
 * @typedef {import("./strings.mjs").Words} Words
 * @typedef {{ x: (v: number) => number, y: (v: number) => number, x0: number, x1: number, y0: number, y1: number, left: number, right: number, top: number, bottom: number }} Frame
 * @typedef {{ words: Words, tell: (dot: Dot) => (Node | string)[], say: (dot: Dot) => string }} Telling
 */

/** Narrower than this a chart leaves out the names beside it. */
export const SLIM = 620;

/** The frame of one project, as wide as its column: text is as large as in the main chart. @param {number} width pixels */
function smallFrame(width) {
  const height = Math.round(Math.min(220, Math.max(168, width * 0.56)));
  return { width, height, left: 38, right: width - 8, top: 14, bottom: height - 22 };
}

/** @param {{ left: number, right: number, top: number, bottom: number }} box @param {[number, number]} xs @param {[number, number]} ys @returns {Frame} */
export function frame(box, [x0, x1], [y0, y1]) {
  return {
    ...box,
    x0,
    x1,
    y0,
    y1,
    x: (v) => box.left + ((v - x0) / (x1 - x0)) * (box.right - box.left),
    y: (v) => box.bottom - ((v - y0) / (y1 - y0)) * (box.bottom - box.top),
  };
}

/** @param {Story} story @returns {number | null} */
export function openedDay(story) {
  return story.opened ? midpoint(story.opened) : null;
}

/** What a story reaches over, in both directions. @param {Story} story */
function reach(story) {
  const opened = openedDay(story);
  const xs = story.dots.map((d) => d.x);
  const ys = story.dots.map((d) => d.y);
  if (opened !== null) {
    xs.push(opened);
    ys.push(opened);
  }
  return { xs, ys, opened };
}

/**
 * One project. A step up is a delay; the line ends where it opens. Dots are statements, hollow where told later; a thin
 * line leads from a first plan that is only known from a later document.
 * @param {Story} story @param {string} label @param {Telling} telling @param {HTMLElement} readout where a dot tells its value and source
 * @param {number} width pixels that there are
 */
export function smallChart(story, label, telling, readout, width) {
  const { words } = telling;
  const { xs, ys, opened } = reach(story);
  const dates = story.kind === "opening";
  const xr = padded(Math.min(...xs), Math.max(...xs), 0.05, 400);
  const yr = dates ? padded(Math.min(...ys), Math.max(...ys), 0.12, 500) : /** @type {[number, number]} */ ([0, Math.max(...ys) * 1.1]);
  const box = smallFrame(width);
  const f = frame(box, xr, yr);
  const picture = svg("svg", { viewBox: `0 0 ${box.width} ${box.height}`, class: "chart slip-chart", role: "group", "aria-label": label });
  const [factor, unit] = dates ? [1, ""] : moneyUnit(Math.max(...ys), words);
  picture.append(...gridLines(f, 4, dates ? yearTicks(f.y0, f.y1, 5).map((t) => ({ v: t.day, label: t.label })) : valueTicks(f.y1).map((v) => ({ v, label: axisNumber(v / factor) }))));
  if (dates) picture.append(...diagonalOf(f));
  else picture.append(svg("text", { class: "axis halo", x: f.left, y: f.top - 2 }, [story.unit, unit].filter(Boolean).join(" ")));
  picture.append(...storyLine(story.lead, story.line, f, opened));
  if (opened !== null) picture.append(svg("circle", { class: "event", cx: round(f.x(opened)), cy: round(f.y(opened)), r: 4.5 }, svg("title", null, words.t("opened", { date: formatDate(story.opened, words) }))));
  const spec = /** @type {any} */ ({ tell: telling.tell, say: telling.say });
  picture.append(...pickable(story.dots.map((d) => ({ d, k: 0 })), f.x, f.y, spec, readout));
  fingers(picture, story.dots.map((d) => ({ x: f.x(d.x), y: f.y(d.y) })));
  return picture;
}

/** @param {Frame} f @param {number} most ticks across @param {{ v: number, label: string }[]} rows */
export function gridLines(f, most, rows) {
  const out = [];
  for (const tick of yearTicks(f.x0, f.x1, most)) {
    out.push(svg("line", { class: "tick", x1: round(f.x(tick.day)), x2: round(f.x(tick.day)), y1: f.top, y2: f.bottom }));
    out.push(svg("text", { class: "axis middle", x: round(f.x(tick.day)), y: f.bottom + 14 }, tick.label));
  }
  for (const { v, label } of rows) {
    out.push(svg("line", { class: v === 0 ? "base" : "tick", x1: f.left, x2: f.right, y1: round(f.y(v)), y2: round(f.y(v)) }));
    out.push(svg("text", { class: "axis end", x: f.left - 5, y: round(f.y(v)) + 3.5 }, label));
  }
  return out;
}

/** The diagonal on which the day of announcement is the day announced. @param {Frame} f */
export function diagonalOf(f) {
  const [from, to] = [Math.max(f.x0, f.y0), Math.min(f.x1, f.y1)];
  if (to - from < 60) return [];
  return [svg("line", { class: "diagonal", x1: round(f.x(from)), y1: round(f.y(from)), x2: round(f.x(to)), y2: round(f.y(to)) })];
}

/**
 * The stepped line to the opening, and dotted what leads to it from a first figure that was recalled later.
 * @param {Dot | null} lead @param {Dot[]} told @param {Frame} f @param {number | null} opened @param {string} [more] classes
 */
export function storyLine(lead, told, f, opened, more = "") {
  const out = [];
  const end = opened === null ? [] : [{ x: opened, y: opened }];
  const line = [...told.filter((d) => opened === null || d.x <= opened), ...end];
  if (line.length > 1) out.push(svg("path", { class: `line${more}`, d: linePath(line, f.x, f.y, true) }));
  if (lead && line.length) out.push(svg("path", { class: `line lead${more}`, d: linePath([lead, line[0]], f.x, f.y, true) }));
  return out;
}
