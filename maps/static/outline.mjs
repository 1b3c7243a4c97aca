/** From the page's shapes back to GeoJSON: EPSG:4326, longitude first, 5 decimals (about one metre). Pure. */

import { latitude, longitude } from "./geo.mjs";

/** @typedef {[number, number]} Position */

/** @param {number} v */
const five = (v) => Math.round(v * 1e5) / 1e5;

/** The geometry of a project, null where it has none. @param {import("./decode.mjs").Shapes} shapes @param {number} row */
export function outlineOf(shapes, row) {
  const kind = shapes.kind[row];
  if (!kind) return null;
  /** @type {Position[][]} */
  const parts = [];
  for (let k = shapes.part[row]; k < shapes.part[row + 1]; k++) {
    /** @type {Position[]} */
    const part = [];
    for (let v = shapes.vertex[k]; v < shapes.vertex[k + 1]; v++) part.push([five(longitude(shapes.x[v])), five(latitude(shapes.y[v]))]);
    parts.push(part);
  }
  if (kind === 1) {
    const points = parts.flat();
    return points.length === 1 ? { type: "Point", coordinates: points[0] } : { type: "MultiPoint", coordinates: points };
  }
  if (kind === 2) {
    const lines = parts.flatMap(cutAt180);
    return lines.length === 1 ? { type: "LineString", coordinates: lines[0] } : { type: "MultiLineString", coordinates: lines };
  }
  const polygons = nested(parts);
  return polygons.length === 1 ? { type: "Polygon", coordinates: polygons[0] } : { type: "MultiPolygon", coordinates: polygons };
}

/** A line in pieces that do not cross 180 degrees (RFC 7946, 3.1.9). @param {Position[]} line @returns {Position[][]} */
export function cutAt180(line) {
  /** @type {Position[][]} */
  const out = [[line[0]]];
  for (let k = 1; k < line.length; k++) {
    const [[x0, y0], [x1, y1]] = [line[k - 1], line[k]];
    if (Math.abs(x1 - x0) > 180) {
      const side = x0 > 0 ? 180 : -180;
      const far = x1 + 2 * side; // the end on the near side's own count
      const y = five(y0 + ((side - x0) / (far - x0 || 1)) * (y1 - y0));
      out[out.length - 1].push([side, y]);
      out.push([[-side, y]]);
    }
    out[out.length - 1].push(line[k]);
  }
  return out.filter((part) => part.length > 1);
}

/** Rings as polygons: one that lies in another is its hole; outer rings run counterclockwise. @param {Position[][]} rings @returns {Position[][][]} */
function nested(rings) {
  const sized = rings.map((ring) => ({ ring, area: area(ring) })).sort((a, b) => Math.abs(b.area) - Math.abs(a.area));
  /** @type {Position[][][]} */
  const out = [];
  for (const { ring, area: size } of sized) {
    const around = out.find((polygon) => inside(ring[0], polygon[0]) && !polygon.slice(1).some((hole) => inside(ring[0], hole)));
    const turned = size > 0 === !around ? ring : [...ring].reverse();
    if (around) around.push(turned);
    else out.push([turned]);
  }
  return out;
}

/** Twice the signed area, positive counterclockwise. @param {Position[]} ring */
function area(ring) {
  let sum = 0;
  for (let k = 0; k < ring.length - 1; k++) sum += ring[k][0] * ring[k + 1][1] - ring[k + 1][0] * ring[k][1];
  return sum;
}

/** @param {Position} point @param {Position[]} ring */
function inside([x, y], ring) {
  let within = false;
  for (let k = 0, j = ring.length - 1; k < ring.length; j = k++) {
    const [[xa, ya], [xb, yb]] = [ring[k], ring[j]];
    if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) within = !within;
  }
  return within;
}
