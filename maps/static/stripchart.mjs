/** Points by sector on one axis, with the median where there are enough of them. Never a bar: an average of three says nothing. */

import { round } from "./charts.mjs";
import { svg } from "./dom.mjs";
import { roving } from "./roving.mjs";
import { strips } from "./slip.mjs";
import { SLIM } from "./slipchart.mjs";

/**
 * @typedef {{ row: number, group: string, value: number, hollow: boolean, name: string, said: string, apart?: boolean }} Point `apart`: drawn, and in no n or median
 * @typedef {object} StripSpec
 * @property {string} title
 * @property {Point[]} points
 * @property {string} all name of the row that holds every point
 * @property {(group: string) => string} groupName
 * @property {number[]} ticks that may stand on the axis
 * @property {(value: number, last?: boolean) => string} format `last`: at the end of the axis, where the unit stands
 * @property {(n: number) => string} count
 * @property {string} median word for it
 * @property {[number, number]} limits beyond which a point stands at the edge, as an arrow
 * @property {(point: Point | null) => void} show
 * @property {(row: number) => void} open
 */

const ROW = 25;

/** @param {StripSpec} spec @param {number} width pixels that there are */
export function stripChart(spec, width) {
  const slim = width < SLIM;
  const groups = strips(spec.points);
  const every = strips(spec.points.map((p) => ({ ...p, group: spec.all })))[0];
  const rows = [every, ...groups];
  const [left, right] = slim ? [118, width - 44] : [168, width - 70];
  const top = 26;
  const first = 46; // the row of all is higher: its median is named above the points
  const height = top + first + groups.length * ROW + 14;
  const low = Math.max(spec.limits[0], Math.min(0, ...spec.points.map((p) => p.value)));
  const high = Math.min(spec.limits[1], Math.max(...spec.points.map((p) => p.value)));
  const pad = (high - low) * 0.03 || 1;
  const x = (/** @type {number} */ v) => left + ((Math.max(low, Math.min(high, v)) - low + pad) / (high - low + 2 * pad)) * (right - left);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: `chart strips${slim ? " slim" : ""}`, role: "group", "aria-label": spec.title, data: { frame: "strips" } });
  const ticks = spec.ticks.filter((t) => t >= low - pad && t <= high + pad);
  const named = ticks.filter((v, k) => ticks.length < width / 70 || k % 2 === 0 || v === 0);
  for (const t of named) {
    const last = t === named[named.length - 1]; // where the unit stands, after the figure
    picture.append(svg("line", { class: t === 0 ? "base" : "tick", x1: round(x(t)), x2: round(x(t)), y1: top - 6, y2: height - 10 }), svg("text", { class: `axis${last ? "" : " middle"}`, x: round(x(t)) - (last ? 10 : 0), y: top - 12 }, spec.format(t, last)));
  }
  /** @type {SVGElement[]} */
  const nodes = [];
  rows.forEach((row, k) => {
    const y = k === 0 ? top + 28 : top + first + (k - 0.5) * ROW;
    const name = k === 0 ? spec.all : spec.groupName(row.group);
    picture.append(svg("text", { class: `strip-name end${k ? "" : " strong"}`, x: left - 10, y: y + 4 }, slim && name.length > 15 ? `${name.slice(0, 14).trimEnd()}…` : name));
    picture.append(svg("text", { class: "axis", x: right + 10, y: y + 4 }, spec.count(row.n)));
    if (k === 0) picture.append(svg("line", { class: "rule", x1: 0, x2: width, y1: top + first, y2: top + first }));
    if (row.median !== null) {
      picture.append(svg("line", { class: "median", x1: round(x(row.median)), x2: round(x(row.median)), y1: y - (k ? 9 : 20), y2: y + 10 }));
      const label = `${spec.median} ${spec.format(row.median)}`;
      picture.append(svg("text", { class: "median-name", x: round(x(row.median)) + 6, y: y - (k ? 5 : 12) }, label));
    }
    row.points.forEach((point, n) => nodes.push(mark(/** @type {Point} */ (point), x, y + jitter(n, k === 0 ? 7 : 5), spec, k > 0)));
  });
  const stops = nodes.filter((node) => node.hasAttribute("role"));
  roving(stops, (k) => spec.open(Number(stops[k].dataset.row)));
  picture.append(...nodes);
  return picture;
}

/** Spread points that would lie on each other, the same way each time. @param {number} n @param {number} size */
function jitter(n, size) {
  return ((n * 0.618034) % 1) * size * 2 - size;
}

/** @param {Point} point @param {(v: number) => number} x @param {number} y @param {StripSpec} spec @param {boolean} reachable by the keyboard: each point once */
function mark(point, x, y, spec, reachable) {
  const beyond = point.value > spec.limits[1] ? 1 : point.value < spec.limits[0] ? -1 : 0;
  const [cx, cy] = [round(x(point.value)), round(y)];
  const shape = beyond ? svg("path", { class: "dot", d: `M${cx - 3 * beyond} ${cy - 4}L${cx + 4 * beyond} ${cy}L${cx - 3 * beyond} ${cy + 4}Z` }) : svg("circle", { class: `dot${point.hollow ? " hollow" : ""}`, cx, cy, r: point.hollow ? 3 : 3.4 });
  const node = svg("g", { class: "pick", role: reachable ? "img" : null, "aria-hidden": reachable ? null : "true", "aria-label": reachable ? `${point.name}: ${point.said}` : null, data: { row: String(point.row) } }, svg("circle", { class: "reach", cx, cy, r: 8 }), shape);
  node.addEventListener("pointerenter", () => spec.show(point));
  node.addEventListener("focus", () => spec.show(point));
  node.addEventListener("click", () => spec.open(point.row));
  return node;
}
