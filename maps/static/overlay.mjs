/** All stories in one frame: the largest few named and in the colour of their status, the others thin behind them. */

import { linePath, padded, round, yearTicks } from "./charts.mjs";
import { isoDay } from "./decode.mjs";
import { svg } from "./dom.mjs";
import { formatDate } from "./format.mjs";
import { roving } from "./roving.mjs";
import { diagonalOf, frame, gridLines, openedDay, SLIM, storyLine } from "./slipchart.mjs";

/**
 * @typedef {import("./slip.mjs").Story} Story
 * @typedef {import("./series.mjs").Dot} Dot
 * @typedef {import("./slipchart.mjs").Frame} Frame
 * @typedef {{ row: number, story: Story, name: string, size: string, status: string }} Told
 * @typedef {{ x: number, y: number }} Spot pixels
 * @typedef {{ x: number, y: number, name: string, size: string, status: string }} Ending where a named line ends, in pixels
 */

const RATIOS = [0.25, 0.5, 1, 2, 3, 5, 10, 20, 50];
/** Of the first statements this share may lie before the axis: one from long ago would leave the frame half empty. */
const BEFORE = 0.02;

/** Where the axis begins. @param {number[]} firsts day of the first statement of each line @param {number} last */
export function axisStart(firsts, last) {
  const sorted = [...firsts].sort((a, b) => a - b);
  const at = sorted[Math.round(sorted.length * BEFORE)];
  return at - sorted[0] > 0.08 * (last - sorted[0]) ? at : sorted[0];
}

/**
 * What is drawn of a story: what lies before the axis enters from its edge. Pure.
 * @param {{ lead: Dot | null, line: Dot[] }} story @param {number} x0 first day of the axis
 * @returns {{ lead: Dot | null, line: Dot[], entering: Dot | null }} `entering`: what stands at the edge in the place of an earlier statement
 */
export function fromEdge({ lead, line }, x0) {
  const before = line.filter((d) => d.x < x0);
  const edge = before.length ? { ...before[before.length - 1], x: x0 } : null;
  const drawn = edge ? [edge, ...line.slice(before.length)] : line;
  if (!lead || lead.x >= x0) return { lead, line: drawn, entering: edge };
  const start = { ...lead, x: x0 };
  return edge ? { lead: null, line: drawn, entering: edge } : { lead: start, line: drawn, entering: start };
}

/**
 * Openings against their dates, or costs as multiples of the first figure. One stop for the keyboard, arrows go through
 * the lines from the largest on.
 * @param {Told[]} list largest first @param {import("./strings.mjs").Words} words
 * @param {{ show: (index: number) => void, open: (row: number) => void }} act @param {number} width pixels that there are
 * @returns {{ picture: SVGElement, before: number, from: number }} `before`: lines that begin before `from`, the first day of the axis
 */
export function overlay(list, words, act, width) {
  const slim = width < SLIM;
  const named = slim ? 3 : 5;
  const key = slim ? 18 * Math.min(named, list.length) + 10 : 0;
  const box = slim ? { width, height: 400 + key, left: 36, right: width - 20, top: 14 + key, bottom: 374 + key } : { width, height: 520, left: 44, right: width - 274, top: 18, bottom: 492 };
  const dates = list[0]?.story.kind !== "cost";
  const scaled = list.map(({ story }) => (dates ? drawnOf(story) : { lead: null, line: story.line.map((d) => ({ ...d, y: Math.log(d.y / story.line[0].y) })), opened: null }));
  const points = scaled.flatMap((s) => [...(s.lead ? [s.lead] : []), ...s.line, ...(s.opened === null ? [] : [{ x: s.opened, y: s.opened }])]);
  const firsts = scaled.map((s) => (s.lead || s.line[0])?.x ?? Infinity).filter(Number.isFinite);
  const last = Math.max(...points.map((d) => d.x));
  const ended = scaled.map((s) => s.opened ?? (s.line[s.line.length - 1] || s.lead)?.x ?? Infinity);
  const from = Math.min(axisStart(firsts, last), ...ended); // no line lies before the axis as a whole
  const ys = points.map((d) => d.y);
  const yr = dates ? padded(Math.min(...ys), Math.max(...ys), 0.03, 500) : /** @type {[number, number]} */ ([Math.min(Math.log(0.5), Math.min(...ys) - 0.1), Math.max(Math.log(2), ...ys) + 0.11]);
  const [first, end] = padded(from, last, 0.02, 400);
  const f = frame(box, [from > Math.min(...firsts) ? yearStart(first) : first, end], yr);
  const picture = svg("svg", { viewBox: `0 0 ${box.width} ${box.height}`, class: `chart overlay${slim ? " slim" : ""}`, role: "group", "aria-label": words.t(dates ? "overlayLabel" : "overlayCostLabel", { n: list.length }), data: { frame: "overlay" } });
  const rows = dates ? yearTicks(f.y0, f.y1, slim ? 7 : 9).map((t) => ({ v: t.day, label: t.label })) : RATIOS.filter((v) => Math.log(v) >= f.y0 && Math.log(v) <= f.y1).map((v) => ({ v: Math.log(v), label: `×${v}` }));
  picture.append(...gridLines(f, Math.round(width / 80), rows));
  if (dates) picture.append(...diagonalOf(f));

  /** @type {SVGElement[]} */
  const nodes = [];
  /** @type {Ending[]} */
  const ends = [];
  /** @type {[Spot, Spot][]} */
  const segments = [];
  let before = 0;
  list.forEach(({ row, story, name, size, status }, k) => {
    const { opened } = scaled[k];
    const { lead, line, entering } = fromEdge(scaled[k], f.x0);
    if (entering) before++;
    const rest = k < named ? "" : " rest";
    const parts = storyLine(lead, line, f, opened, rest);
    const told = [...(lead ? [lead] : []), ...line, ...(opened === null ? [] : [{ x: opened, y: opened }])];
    segments.push(...steps(told, f));
    const end = told[told.length - 1];
    const dots = (rest ? [end] : [...(lead ? [lead] : []), ...line]).filter((d) => d !== entering).map((d) => svg("circle", { class: `dot${rest}${d === lead ? " hollow" : ""}`, cx: round(f.x(d.x)), cy: round(f.y(d.y)), r: rest ? 2 : 3 }));
    if (!rest) ends.push({ x: f.x(end.x), y: f.y(end.y), name, size, status });
    const since = entering ? words.t("firstSaidOn", { date: formatDate(entering.claim.asOf, words) }) : "";
    const said = [name, size, words.word("status", status), since].filter(Boolean).join(", ");
    const reachable = parts.map((p) => svg("path", { class: "reach-line", d: p.getAttribute("d") }));
    const node = svg("g", { class: `strand${rest || " named"}`, role: "button", "aria-label": said, data: { row: String(row), status: rest ? null : status } }, reachable, parts, dots, entering && arrow(f, entering, rest, since));
    for (const event of ["pointerenter", "focus"]) node.addEventListener(event, () => light(k));
    node.addEventListener("click", () => act.open(row));
    nodes.push(node);
  });
  roving(nodes, (k) => act.open(list[k].row));
  /** @param {number} k */
  function light(k) {
    nodes.forEach((node, n) => node.classList.toggle("on", n === k));
    act.show(k);
  }
  const label = dates && words.t("opensToday");
  if (label) picture.append(...diagonalLabel(f, label, segments));
  picture.append(...[...nodes].reverse(), ...(slim ? keyOf(ends, f) : labels(ends, f)));
  return { picture, before, from: f.x0 };
}

/** The first day of the year of a day: "before 1999" is said of whole years. @param {number} day */
function yearStart(day) {
  return Date.UTC(Number(isoDay(Math.floor(day)).slice(0, 4)), 0, 1) / 864e5;
}

/** @param {Story} story @returns {{ lead: Dot | null, line: Dot[], opened: number | null }} */
function drawnOf(story) {
  const opened = openedDay(story);
  const line = story.line.filter((d) => opened === null || d.x <= opened);
  return { lead: story.lead, line: line.length || story.lead ? line : story.dots.slice(-1), opened };
}

/** A line that comes from before the axis. @param {Frame} f @param {Dot} d @param {string} rest @param {string} since */
function arrow(f, d, rest, since) {
  const [x, y] = [f.left, round(f.y(d.y))];
  return [svg("path", { class: `dot entering${rest}`, d: `M${x + 7} ${y - 4}L${x - 1} ${y}L${x + 7} ${y + 4}Z` }, svg("title", null, since)), svg("text", { class: "axis halo", x: x + 10, y: y - 5, "aria-hidden": "true" }, String(d.claim.asOf?.text.slice(0, 4) || ""))];
}

/** The straight pieces of a stepped line, in pixels. @param {{ x: number, y: number }[]} told @param {Frame} f @returns {[Spot, Spot][]} */
function steps(told, f) {
  const at = told.map((d) => ({ x: f.x(d.x), y: f.y(d.y) }));
  return at.slice(1).flatMap((b, k) => /** @type {[Spot, Spot][]} */ ([[at[k], { x: b.x, y: at[k].y }], [{ x: b.x, y: at[k].y }, b]]));
}

/**
 * Of the places for a text the first that no line crosses, else the one that the fewest cross. Pure.
 * @param {Spot[]} places baseline and start of the text @param {number} width of the text @param {[Spot, Spot][]} segments upright or level pieces of lines
 * @returns {Spot | null} null where there is none to choose from
 */
export function freeSpot(places, width, segments) {
  let best = null;
  let least = Infinity;
  for (const place of places) {
    const [left, right, top, bottom] = [place.x - 4, place.x + width + 4, place.y - 13, place.y + 5];
    const hits = segments.filter(([a, b]) => Math.max(a.x, b.x) >= left && Math.min(a.x, b.x) <= right && Math.max(a.y, b.y) >= top && Math.min(a.y, b.y) <= bottom).length;
    if (hits < least) [best, least] = [place, hits];
    if (!hits) break;
  }
  return best;
}

/** The name of the diagonal, under it, where no line passes. @param {Frame} f @param {string} label @param {[Spot, Spot][]} segments */
function diagonalLabel(f, label, segments) {
  const [from, to] = [Math.max(f.x0, f.y0), Math.min(f.x1, f.y1)];
  const width = label.length * (/[\u2e80-\uffff]/.test(label) ? 12 : 7);
  const places = [];
  for (let share = 0.04; share < 0.95; share += 0.02) {
    const day = from + (to - from) * share;
    const place = { x: f.x(day) + 12, y: f.y(day) + 8 };
    if (place.x + width < f.right && place.y < f.bottom - 4) places.push(place);
  }
  const spot = to - from < 60 ? null : freeSpot(places, width, segments);
  return spot ? [svg("text", { class: "axis halo", x: round(spot.x), y: round(spot.y) }, label)] : [];
}

/** Heights of labels in the order of their lines, each as near to its own as the others let it. @param {number[]} ys in order @param {number} gap @param {number} top @param {number} bottom @returns {number[]} */
export function apart(ys, gap, top, bottom) {
  const out = [...ys];
  for (let k = 0; k < out.length; k++) out[k] = Math.max(out[k], k ? out[k - 1] + gap : top);
  for (let k = out.length - 1; k >= 0; k--) out[k] = Math.min(out[k], k === out.length - 1 ? bottom : out[k + 1] - gap);
  return out;
}

/** Names of the largest beside the frame, in the order in which the lines end; the leaders turn in the margin, so that none crosses another. @param {Ending[]} ends @param {Frame} f */
function labels(ends, f) {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  const at = apart(sorted.map((e) => e.y), 35, f.top, f.bottom - 16);
  const [turn, left] = [f.right + 4, f.right + 26];
  return sorted.flatMap((e, k) => {
    const y = round(at[k]);
    const [name, more] = twoLines(e.name, 32);
    return [
      svg("path", { class: "leader", d: `M${round(e.x + 5)} ${round(e.y)}H${Math.max(turn, round(e.x + 5))}L${left - 5} ${y}`, data: { status: e.status } }),
      svg("text", { class: "series-name", x: left, y: y + 4 }, name),
      svg("text", { class: "series-size", x: left, y: y + 19 }, [more, e.size].filter(Boolean).join(", ")),
    ];
  });
}

/** A name that is too long for a line goes on in the next one, as far as it has room. @param {string} name @param {number} most letters of a line @returns {[string, string]} */
export function twoLines(name, most) {
  if (name.length <= most) return [name, ""];
  const cut = name.lastIndexOf(" ", most);
  const at = cut > most / 2 ? cut : most;
  const rest = name.slice(at).trim();
  return [name.slice(0, at), rest.length > 20 ? `${rest.slice(0, 19).trimEnd()}…` : rest];
}

/** On a slim frame a key above it, and its numbers where the lines end. @param {Ending[]} ends @param {Frame} f */
function keyOf(ends, f) {
  const letters = Math.floor((f.right - 30) / 7.2);
  const sorted = ends.map((e, k) => ({ ...e, number: String(k + 1) })).sort((a, b) => a.y - b.y);
  const at = apart(sorted.map((e) => e.y), 14, f.top, f.bottom);
  const key = ends.flatMap((e, k) => {
    const most = Math.max(8, letters - e.size.length - 2);
    const y = 14 + 18 * k;
    return [svg("text", { class: "series-name", x: 2, y }, String(k + 1)), svg("line", { class: "line", x1: 14, x2: 30, y1: y - 4, y2: y - 4, data: { status: e.status } }), svg("text", { class: "series-size", x: 36, y }, `${e.name.length > most ? `${e.name.slice(0, most - 1).trimEnd()}…` : e.name}, ${e.size}`)];
  });
  return [...key, ...sorted.map((e, k) => svg("text", { class: "series-name", x: round(e.x + 6), y: round(at[k] + 4) }, e.number))];
}
