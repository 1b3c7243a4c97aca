/** The forecast of a class of projects behind the official line: bands of quantiles at the day of the forecast. Never instead of the line. */

import { svg } from "./dom.mjs";

/**
 * @typedef {{ lo: number, hi: number, open: boolean, inner: boolean }} Band `open`: the class has not seen its upper end yet
 * @typedef {{ p: number, y: number }} Quantile
 * @typedef {{ from: number, bands: Band[], quantiles: Quantile[], unseen: number | null, innerTo: number }} Fan from: the day of the forecast
 * @typedef {{ x: (v: number) => number, y: (v: number) => number, y1: number, right: number, top: number }} FanFrame
 */

/** Quantiles between which a band reaches: the wide one, then the narrow one. */
const WIDE = /** @type {const} */ ([10, 90]);

/**
 * @param {{ [p: string]: number }} p quantiles by percent, NaN where the class has not seen one @param {number} from day of the forecast
 * @returns {Fan | null} null where there is nothing to draw
 */
export function fanOf(p, from) {
  const quantiles = Object.keys(p).map(Number).sort((a, b) => a - b).map((share) => ({ p: share, y: p[share] })).filter((q) => Number.isFinite(q.y));
  if (!quantiles.length) return null;
  const top = quantiles[quantiles.length - 1].p;
  const innerTo = Number.isFinite(p[75]) || !Number.isFinite(p[80]) ? 75 : 80;
  /** @type {Band[]} */
  const bands = [];
  for (const [lo, hi] of [WIDE, Number.isFinite(p[25]) ? [25, innerTo] : [50, 80]]) {
    if (!Number.isFinite(p[lo])) continue;
    bands.push({ lo: p[lo], hi: Number.isFinite(p[hi]) ? p[hi] : Infinity, open: !Number.isFinite(p[hi]), inner: lo !== WIDE[0] });
  }
  const unseen = Object.keys(p).map(Number).sort((a, b) => a - b).find((share) => share > top) ?? null;
  return { from, bands, quantiles, unseen, innerTo };
}

/** All values that a frame has to hold. @param {Fan} fan @returns {number[]} */
export function fanReach(fan) {
  return fan.quantiles.map((q) => q.y);
}

/** @param {number} v */
function tenth(v) {
  return Math.round(v * 10) / 10;
}

/** Where the frame has to end to the right: room for the bands after the day of the forecast. @param {Fan} fan @param {number} first @param {number} last */
export function fanEnd(fan, first, last) {
  return Math.max(last, fan.from + Math.max(200, (Math.max(last, fan.from) - first) * 0.14));
}

/** The bands and the middle, to be drawn before the lines. @param {Fan} fan @param {FanFrame} f @returns {SVGElement[]} */
export function fanShapes(fan, f) {
  const left = tenth(f.x(fan.from));
  const out = [];
  for (const band of fan.bands) {
    const top = Math.max(f.top, f.y(Math.min(band.hi, f.y1)));
    out.push(svg("rect", { class: `fan ${band.inner ? "inner" : "outer"}`, x: left, width: tenth(f.right - left), y: tenth(top), height: tenth(Math.max(1, f.y(band.lo) - top)) }));
  }
  const middle = fan.quantiles.find((q) => q.p === 50);
  if (middle) out.push(svg("line", { class: "fan-middle", x1: left, x2: f.right, y1: tenth(f.y(middle.y)), y2: tenth(f.y(middle.y)) }));
  return out;
}

/** The quantiles that are named beside the frame: ends and middle. @param {Fan} fan @returns {Quantile[]} */
export function fanNamed(fan) {
  const ends = [10, 50, 90].map((p) => fan.quantiles.find((q) => q.p === p)).filter((q) => q !== undefined);
  return ends.length > 1 ? ends : fan.quantiles;
}
