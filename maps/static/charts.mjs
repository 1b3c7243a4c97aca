/** Small charts in SVG: labelled on the line, one dot a statement; a dot tells its value and source in the line below. */

import { el, put, svg } from "./dom.mjs";
import { isoDay } from "./decode.mjs";
import { fanEnd, fanNamed, fanReach, fanShapes } from "./fan.mjs";
import { formatNumber } from "./format.mjs";
import { roving } from "./roving.mjs";

/**
 * @typedef {import("./series.mjs").Series} Series
 * @typedef {import("./series.mjs").Dot} Dot
 * @typedef {object} ChartSpec
 * @property {string} title
 * @property {Series[]} series
 * @property {(series: Series) => string} name label at the end of a line; "" for none
 * @property {boolean} [step] a value holds until the next statement
 * @property {boolean} [dates] y is days since 1970-01-01, with a diagonal where both are one day
 * @property {string} [diagonal] label of the diagonal
 * @property {{ y: number, label: string }[]} [guides] dashed lines across
 * @property {(y: number) => string} format a value on the axis
 * @property {(dot: Dot) => string} [last] what stands at the last dot of a line
 * @property {{ x: number, y: number, label: string }[]} [marks] events, on the diagonal
 * @property {import("./fan.mjs").Fan | null} [fan] a forecast behind the line, which is drawn on to its end
 * @property {(p: number, y: number) => string} [fanName] a quantile beside the frame
 * @property {(dot: Dot) => (Node | string)[]} tell a statement in words, with its source
 * @property {(dot: Dot) => string} say the same as plain text
 * @property {(Node | string)[]} note what stands below until a dot is pointed at
 */

const WIDTH = 336;
const HEIGHT = 150;
const PLOT = { right: 326, top: 16, bottom: 128 };
/** Width of a letter of a chart's text, pixels: wide enough for the widest of the system's faces. */
const LETTER = 7;
/** A finger's reach around a dot, pixels. */
const FINGER = 22;

/** @param {ChartSpec} spec @returns {HTMLElement} */
export function chart(spec) {
  const dots = spec.series.flatMap((s) => s.dots);
  const longest = Math.max(...spec.series.map((s) => spec.name(s).length));
  const { fan = null } = spec;
  const right = longest ? PLOT.right - Math.min(130, 20 + longest * LETTER) : fan ? PLOT.right - 62 : PLOT.right;
  const xs = [...dots.map((d) => d.x), ...(spec.marks || []).map((m) => m.x), ...(fan ? [fan.from] : [])];
  const ys = [...dots.map((d) => d.y), ...(spec.guides || []).map((g) => g.y), ...(spec.marks || []).map((m) => m.y), ...(fan ? fanReach(fan) : [])];
  const [x0, pad] = padded(Math.min(...xs), Math.max(...xs), 0.03, 120);
  const x1 = fan ? fanEnd(fan, x0, Math.max(...xs)) : pad;
  const [y0, y1] = spec.dates ? padded(Math.min(...ys), Math.max(...ys), spec.marks?.length ? 0.24 : 0.14, 240) : [Math.min(0, ...ys), Math.max(...ys) * 1.08 || 1];
  const rows = spec.dates ? yearTicks(y0, y1, 4).map((t) => ({ v: t.day, label: t.label })) : valueTicks(y1).map((v) => ({ v, label: spec.format(v) }));
  const left = Math.max(34, 8 + LETTER * Math.max(...rows.map((row) => row.label.length)));
  const x = (/** @type {number} */ v) => left + ((v - x0) / (x1 - x0)) * (right - left);
  const y = (/** @type {number} */ v) => PLOT.bottom - ((v - y0) / (y1 - y0)) * (PLOT.bottom - PLOT.top);
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "group", "aria-label": spec.title });
  picture.append(...axes(spec, { x, y, x0, x1, y0, y1, left, right, rows }));
  if (fan) picture.append(...fanShapes(fan, { x, y, y1, right, top: PLOT.top }));
  const readout = el("p", { class: "readout", "aria-live": "polite" });
  put(readout, spec.note);
  const ends = [];
  for (const [k, series] of spec.series.entries()) {
    const joined = series.dots.filter((d) => d.joined);
    if (series.lead && joined.length) picture.append(svg("path", { class: `line lead s${k % 4}`, d: linePath([series.lead, joined[0]], x, y, true) }));
    if (joined.length > 1) picture.append(svg("path", { class: `line s${k % 4}${series.planned ? " planned" : ""}`, d: linePath(joined, x, y, spec.step === true) }));
    const last = joined[joined.length - 1] || series.dots[series.dots.length - 1];
    if (fan && last) picture.append(svg("line", { class: `line held s${k % 4}`, x1: round(x(last.x)), x2: right, y1: round(y(last.y)), y2: round(y(last.y)) }));
    if (spec.last && joined.length > 1) picture.append(svg("text", { class: `series-name${x(last.x) > left + 50 ? " end" : ""}`, x: round(x(last.x) + (x(last.x) > left + 50 ? 4 : -4)), y: round(Math.max(10, y(last.y) - 8)) }, spec.last(last)));
    if (spec.name(series)) ends.push({ y: y(last.y), text: spec.name(series), tone: "series-name", dot: `dot s${k % 4}` });
  }
  if (fan) for (const q of fanNamed(fan)) ends.push({ y: y(q.y), text: spec.fanName?.(q.p, q.y) || `P${q.p}`, tone: "axis", dot: "" });
  picture.append(...endLabels(ends, right + 8));
  for (const mark of spec.marks || []) {
    picture.append(svg("circle", { class: "event", cx: round(x(mark.x)), cy: round(y(mark.y)), r: 4.5 }), svg("text", { class: "axis end", x: round(x(mark.x)) - 8, y: round(y(mark.y)) + 15 }, mark.label));
  }
  const points = spec.series.flatMap((series, k) => series.dots.map((d) => ({ d, k })));
  picture.append(...pickable(points, x, y, spec, readout));
  fingers(picture, points.map(({ d }) => ({ x: x(d.x), y: y(d.y) })));
  return el("figure", { class: "figure" }, el("figcaption", { class: "kicker" }, spec.title), picture, readout);
}

/** @param {number} low @param {number} high @param {number} share @param {number} least @returns {[number, number]} */
export function padded(low, high, share, least) {
  const pad = Math.max((high - low) * share, high - low < least ? (least - (high - low)) / 2 : 0);
  return [low - pad, high + pad];
}

/** @param {{ x: number, y: number }[]} dots @param {(v: number) => number} x @param {(v: number) => number} y @param {boolean} step */
export function linePath(dots, x, y, step) {
  let out = `M${round(x(dots[0].x))} ${round(y(dots[0].y))}`;
  for (const d of dots.slice(1)) out += step ? `H${round(x(d.x))}V${round(y(d.y))}` : `L${round(x(d.x))} ${round(y(d.y))}`;
  return out;
}

/** @param {number} v */
export function round(v) {
  return Math.round(v * 10) / 10;
}

/**
 * @param {ChartSpec} spec
 * @param {{ x: (v: number) => number, y: (v: number) => number, x0: number, x1: number, y0: number, y1: number, left: number, right: number, rows: { v: number, label: string }[] }} frame
 */
function axes(spec, frame) {
  const { x, y, x0, x1, left, right, rows } = frame;
  const out = [];
  for (const tick of yearTicks(x0, x1, (right - left) / 52)) {
    out.push(svg("line", { class: "tick", x1: round(x(tick.day)), x2: round(x(tick.day)), y1: PLOT.top, y2: PLOT.bottom }));
    out.push(svg("text", { class: "axis middle", x: round(x(tick.day)), y: PLOT.bottom + 15 }, tick.label));
  }
  for (const { v, label } of rows) {
    out.push(svg("line", { class: v === 0 ? "base" : "tick", x1: left, x2: right, y1: round(y(v)), y2: round(y(v)) }));
    out.push(svg("text", { class: "axis end", x: left - 5, y: round(y(v)) + 3.5 }, label));
  }
  if (spec.dates) out.push(...diagonal(spec, frame));
  for (const guide of spec.guides || []) {
    out.push(svg("line", { class: "guide", x1: left, x2: right, y1: round(y(guide.y)), y2: round(y(guide.y)) }));
    out.push(svg("text", { class: "axis end", x: right, y: round(y(guide.y)) - 4 }, guide.label));
  }
  return out;
}

/** Where the day of announcement is the day announced: what opens, opens there. @param {ChartSpec} spec @param {any} frame */
function diagonal(spec, frame) {
  const { x, y, x0, x1, y0, y1 } = frame;
  const [from, to] = [Math.max(x0, y0), Math.min(x1, y1)];
  if (to - from < 30) return [];
  const out = [svg("line", { class: "diagonal", x1: round(x(from)), y1: round(y(from)), x2: round(x(to)), y2: round(y(to)) })];
  // under the diagonal there is room: what is announced lies above it
  if (spec.diagonal && x(to) - x(from) > 100) out.push(svg("text", { class: "axis", x: round(x(from)) + 14, y: round(y(from)) - 1 }, spec.diagonal));
  return out;
}

/** Ticks at the starts of years (or of half years where the span is short). @param {number} from @param {number} to @param {number} most */
export function yearTicks(from, to, most) {
  const years = (to - from) / 365.25;
  const step = [0.5, 1, 2, 5, 10, 20, 50, 100].find((s) => years / s <= most) || 200;
  const first = Number(isoDay(Math.floor(from)).slice(0, 4));
  const out = [];
  for (let v = Math.floor(first / step) * step; v <= first + years + 2; v += step) {
    const [year, half] = [Math.floor(v), v % 1 ? 6 : 0];
    const day = Date.UTC(year, half, 1) / 864e5;
    if (day >= from && day <= to) out.push({ day, label: half ? `${year}-07` : String(year) });
  }
  return out;
}

/** Zero and two or three round values. @param {number} top @returns {number[]} */
export function valueTicks(top) {
  const raw = top / 3;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = size * (/** @type {number} */ ([1, 2, 2.5, 5, 10].find((m) => m * size >= raw)));
  const out = [];
  for (let k = 0; k * step <= top; k++) out.push(k * step);
  return out;
}

/** Labels at the ends of lines, pushed apart; their dots tell the colour. @param {{ y: number, text: string, tone: string, dot: string }[]} ends @param {number} x */
function endLabels(ends, x) {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  let floor = PLOT.top - 2;
  for (const end of sorted) floor = (end.y = Math.max(end.y, floor)) + 14;
  let roof = PLOT.bottom + 2;
  for (const end of sorted.reverse()) roof = (end.y = Math.min(end.y, roof)) - 14;
  return sorted.flatMap((end) => [end.dot && svg("circle", { class: end.dot, cx: round(x + 3), cy: round(end.y), r: 3 }), svg("text", { class: end.tone, x: round(x + (end.dot ? 11 : 0)), y: round(end.y) + 4 }, end.text)].filter((node) => node instanceof SVGElement));
}

/**
 * The dots, one stop for the keyboard: arrows go from dot to dot, Enter to the link of the statement.
 * @param {{ d: Dot, k: number, r?: number }[]} points `k`: which series, `r`: radius @param {(v: number) => number} x @param {(v: number) => number} y @param {ChartSpec} spec @param {HTMLElement} readout
 */
export function pickable(points, x, y, spec, readout) {
  /** @type {SVGElement[]} */
  const nodes = [];
  /** @param {number} index */
  const show = (index) => {
    nodes.forEach((node, k) => node.classList.toggle("on", k === index));
    put(readout, spec.tell(points[index].d));
  };
  points.forEach(({ d, k, r = d.hollow ? 2.8 : 3.2 }, index) => {
    const kind = `dot s${k % 4}${d.hollow ? " hollow" : ""}`;
    const node = svg(
      "g",
      { class: "pick", role: "img", "aria-label": spec.say(d) },
      svg("circle", { class: "reach", cx: round(x(d.x)), cy: round(y(d.y)), r: 11 }),
      d.outlier && svg("circle", { class: "ring", cx: round(x(d.x)), cy: round(y(d.y)), r: 6 }),
      svg("circle", { class: kind, cx: round(x(d.x)), cy: round(y(d.y)), r }),
    );
    for (const event of ["pointerenter", "click", "focus"]) node.addEventListener(event, () => show(index));
    nodes.push(node);
  });
  roving(nodes, () => readout.querySelector("a")?.focus());
  return nodes;
}

/**
 * A finger takes the nearest dot within its reach, though dots stand closer together than fingers are wide.
 * @param {SVGElement} picture holds the dots, in the order of `spots` @param {{ x: number, y: number }[]} spots in the picture's units
 */
export function fingers(picture, spots) {
  picture.addEventListener("click", (event) => {
    const { clientX, clientY, pointerType } = /** @type {PointerEvent} */ (event);
    const box = picture.getBoundingClientRect();
    const scale = Number((picture.getAttribute("viewBox") || "").split(" ")[2]) / box.width;
    if (pointerType === "mouse" || !(scale > 0)) return;
    const k = nearest(spots, (clientX - box.left) * scale, (clientY - box.top) * scale, FINGER * scale);
    if (k >= 0) /** @type {SVGElement} */ (picture.querySelectorAll(".pick")[k]).focus({ preventScroll: true });
  });
}

/** @param {{ x: number, y: number }[]} spots @param {number} x @param {number} y @param {number} reach @returns {number} −1 where none is within reach */
export function nearest(spots, x, y, reach) {
  let best = -1;
  let least = reach;
  spots.forEach((spot, k) => {
    const far = Math.hypot(spot.x - x, spot.y - y);
    if (far <= least) [best, least] = [k, far];
  });
  return best;
}

/** @param {number} v @returns {string} a value of an axis */
export function axisNumber(v) {
  return formatNumber(v, 3);
}
