/** The slippage chart: what was announced against the day of announcement. One project in a small frame, or all in one. */

import { axisNumber, linePath, padded, pickable, round, valueTicks, yearTicks } from "./charts.mjs";
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
const SMALL_FRAME = { width: 250, height: 168, left: 36, right: 244, top: 10, bottom: 148 };

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

/** What a story reaches over, in both directions. @param {Story} story */
function reach(story) {
  const opened = story.opened ? midpoint(story.opened) : null;
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
 */
export function smallChart(story, label, telling, readout) {
  const { words } = telling;
  const { xs, ys, opened } = reach(story);
  const dates = story.kind === "opening";
  const xr = padded(Math.min(...xs), Math.max(...xs), 0.05, 400);
  const yr = dates ? padded(Math.min(...ys), Math.max(...ys), 0.12, 500) : /** @type {[number, number]} */ ([0, Math.max(...ys) * 1.1]);
  const f = frame(SMALL_FRAME, xr, yr);
  const picture = svg("svg", { viewBox: `0 0 ${SMALL_FRAME.width} ${SMALL_FRAME.height}`, class: "chart slip-chart", role: "group", "aria-label": label });
  const [factor, unit] = dates ? [1, ""] : moneyUnit(Math.max(...ys), words);
  picture.append(...gridLines(f, 4, dates ? yearTicks(f.y0, f.y1, 5).map((t) => ({ v: t.day, label: t.label })) : valueTicks(f.y1).map((v) => ({ v, label: axisNumber(v / factor) }))));
  if (dates) picture.append(...diagonalOf(f, ""));
  else picture.append(svg("text", { class: "axis halo", x: f.left, y: f.top - 1 }, [story.unit, unit].filter(Boolean).join(" ")));
  picture.append(...storyLine(story, f, opened, "s1"));
  if (opened !== null) picture.append(svg("circle", { class: "event", cx: round(f.x(opened)), cy: round(f.y(opened)), r: 4.5 }, svg("title", null, words.t("opened", { date: formatDate(story.opened, words) }))));
  const spec = /** @type {any} */ ({ tell: telling.tell, say: telling.say });
  picture.append(...pickable(story.dots.map((d) => ({ d, k: 1 })), f.x, f.y, spec, readout));
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

/** The diagonal on which the day of announcement is the day announced. @param {Frame} f @param {string} label */
export function diagonalOf(f, label) {
  const [from, to] = [Math.max(f.x0, f.y0), Math.min(f.x1, f.y1)];
  if (to - from < 60) return [];
  const out = [svg("line", { class: "diagonal", x1: round(f.x(from)), y1: round(f.y(from)), x2: round(f.x(to)), y2: round(f.y(to)) })];
  const at = from + (to - from) * 0.2; // low on the line, where little is drawn beside it
  if (label) out.push(svg("text", { class: "axis halo", x: round(f.x(at)) + 10, y: round(f.y(at)) + 6 }, label));
  return out;
}

/** @param {Story} story @param {Frame} f @param {number | null} opened @param {string} tone class of the colour */
export function storyLine(story, f, opened, tone) {
  const out = [];
  const end = opened === null ? [] : [/** @type {Dot} */ ({ ...story.dots[0], x: opened, y: opened })];
  const line = [...story.line.filter((d) => opened === null || d.x <= opened), ...end];
  if (line.length > 1) out.push(svg("path", { class: `line ${tone}`, d: linePath(line, f.x, f.y, true) }));
  if (story.lead && line.length) out.push(svg("path", { class: `line lead ${tone}`, d: linePath([story.lead, line[0]], f.x, f.y, true) }));
  return out;
}

/**
 * All in one frame: openings against their dates, or costs as multiples of the first figure. The largest few are named;
 * the others stand grey behind them. One stop for the keyboard, arrows go through the lines from the largest on.
 * @param {{ row: number, story: Story, name: string, size: string }[]} list largest first @param {Words} words
 * @param {{ show: (index: number) => void, open: (row: number) => void }} act @param {number} width pixels that there are
 */
export function overlay(list, words, act, width) {
  const slim = width < SLIM;
  const box = slim ? { width, height: 420, left: 34, right: width - 10, top: 14, bottom: 394 } : { width, height: 520, left: 44, right: width - 274, top: 18, bottom: 492 };
  const dates = list[0]?.story.kind !== "cost";
  const all = list.map((item) => ({ ...item, ...reach(item.story), scale: dates ? 1 : 1 / item.story.line[0].y }));
  const xs = all.flatMap((a) => (dates ? a.xs : a.story.line.map((d) => d.x)));
  const ys = all.flatMap((a) => (dates ? a.ys : a.story.line.map((d) => d.y * a.scale)));
  const xr = padded(Math.min(...xs), Math.max(...xs), 0.02, 400);
  const yr = dates ? padded(Math.min(...ys), Math.max(...ys), 0.03, 500) : /** @type {[number, number]} */ ([Math.min(0.5, ...ys.map((v) => v * 0.9)), Math.max(2, ...ys) * 1.12]);
  const log = (/** @type {number} */ v) => (dates ? v : Math.log(v));
  const f = frame(box, xr, [log(yr[0]), log(yr[1])]);
  const picture = svg("svg", { viewBox: `0 0 ${box.width} ${box.height}`, class: `chart overlay${slim ? " slim" : ""}`, role: "group", "aria-label": words.t(dates ? "overlayLabel" : "overlayCostLabel", { n: list.length }) });
  const rows = dates ? yearTicks(f.y0, f.y1, slim ? 7 : 9).map((t) => ({ v: t.day, label: t.label })) : [0.25, 0.5, 1, 2, 3, 5, 10, 20, 50].filter((v) => v >= yr[0] && v <= yr[1]).map((v) => ({ v: log(v), label: `×${v}` }));
  picture.append(...gridLines(f, Math.round(width / 80), rows));
  if (dates) picture.append(...diagonalOf(f, words.t("opensToday")));
  const named = slim ? 3 : 5;
  /** @type {SVGElement[]} */
  const nodes = [];
  const ends = [];
  for (const [k, item] of all.entries()) {
    const scaled = dates ? item.story : { ...item.story, lead: null, line: item.story.line.map((d) => ({ ...d, y: log(d.y * item.scale) })) };
    const tone = k < named ? `s${[1, 2, 0, 4, 3][k]}` : "rest";
    const parts = storyLine(scaled, f, dates ? item.opened : null, tone);
    const shown = scaled.line.length ? scaled.line : item.story.dots;
    const last = dates && item.opened !== null ? { x: item.opened, y: item.opened } : shown[shown.length - 1];
    const dots = (k < named ? [...(scaled.lead ? [scaled.lead] : []), ...scaled.line] : [last]).map((d) => svg("circle", { class: `dot ${tone}${d === scaled.lead ? " hollow" : ""}`, cx: round(f.x(d.x)), cy: round(f.y(d.y)), r: k < named ? 3 : 2 }));
    if (k < named) ends.push({ x: f.x(last.x), y: f.y(last.y), text: `${item.name.length > 25 ? `${item.name.slice(0, 24).trimEnd()}…` : item.name}, ${item.size}`, tone });
    const reachable = parts.map((p) => svg("path", { class: "reach-line", d: p.getAttribute("d") }));
    const node = svg("g", { class: `strand ${k < named ? "named" : ""}`, role: "button", tabindex: k ? -1 : 0, "aria-label": `${item.name}, ${item.size}` }, reachable, parts, dots);
    node.addEventListener("pointerenter", () => light(k));
    node.addEventListener("focus", () => light(k));
    node.addEventListener("click", () => act.open(item.row));
    node.addEventListener("keydown", (event) => step(/** @type {KeyboardEvent} */ (event), k));
    nodes.push(node);
  }
  /** @param {number} k */
  function light(k) {
    nodes.forEach((node, n) => node.classList.toggle("on", n === k));
    act.show(k);
  }
  /** @param {KeyboardEvent} event @param {number} k */
  function step(event, k) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return act.open(all[k].row);
    }
    const next = event.key === "ArrowRight" || event.key === "ArrowDown" ? k + 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? k - 1 : -1;
    if (next < 0 || next >= nodes.length) return;
    event.preventDefault();
    nodes[k].setAttribute("tabindex", "-1");
    nodes[next].setAttribute("tabindex", "0");
    nodes[next].focus();
  }
  picture.append(...[...nodes].reverse(), ...(slim ? [] : labels(ends, f)));
  return picture;
}

/** Names of the largest beside the frame, in the order in which the lines end, each led to its line. @param {{ x: number, y: number, text: string, tone: string }[]} ends @param {Frame} f */
function labels(ends, f) {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  const at = sorted.map((e) => e.y);
  for (let k = 1; k < at.length; k++) at[k] = Math.max(at[k], at[k - 1] + 17);
  const over = Math.max(0, (at[at.length - 1] ?? 0) - f.bottom);
  const left = f.right + 14;
  return sorted.flatMap((e, k) => {
    const y = round(at[k] - over);
    return [
      svg("path", { class: `leader ${e.tone}`, d: `M${round(e.x + 5)} ${round(e.y)}L${left - 4} ${y}` }),
      svg("text", { class: `series-name ${e.tone}`, x: left, y: y + 4 }, e.text),
    ];
  });
}
