/** The bundled basemap: land, lakes, rivers, borders and names of countries, drawn on its own canvas. */

import { mercatorX, mercatorY } from "./geo.mjs";

/**
 * A line in world units with its box.
 * @typedef {{ xy: Float64Array, box: [number, number, number, number] }} Shape
 * @typedef {{ land: Shape[], coasts: Shape[], borders: Shape[], lakes: Shape[], rivers: Shape[],
 *   labels: { code: string, numeric: string, name: string, x: number, y: number, size: number }[] }} World
 */

/** @param {any} raw data of maps/basemap/world.json @returns {World} */
export function decodeWorld(raw) {
  const unit = 1 / raw.scale;
  /** @param {number[]} line */
  const shape = (line) => {
    const xy = new Float64Array(line.length);
    let lon = 0;
    let lat = 0;
    for (let k = 0; k < line.length; k += 2) {
      lon += line[k];
      lat += line[k + 1];
      xy[k] = mercatorX(lon * unit);
      xy[k + 1] = mercatorY(Math.max(-85.05, Math.min(85.05, lat * unit)));
    }
    return boxed(unwrapped(xy));
  };
  const arcs = raw.arcs.map(shape);
  return {
    land: raw.land.map((/** @type {number[]} */ ring) => joinArcs(ring, arcs)),
    coasts: raw.coasts.map((/** @type {number} */ k) => arcs[k]),
    borders: raw.borders.map((/** @type {number} */ k) => arcs[k]),
    lakes: raw.lakes.map(shape),
    rivers: raw.rivers.map(shape),
    labels: raw.labels.map((/** @type {any[]} */ [code, numeric, name, lon, lat, size]) => ({ code, numeric, name, x: mercatorX(lon * unit), y: mercatorY(lat * unit), size })),
  };
}

/**
 * Let a line that jumps from 180 to -180 degrees go on beyond the edge of the world; the copy beside it draws the rest.
 * @param {Float64Array} xy changed in place
 */
export function unwrapped(xy) {
  for (let k = 2; k < xy.length; k += 2) xy[k] -= Math.round(xy[k] - xy[k - 2]);
  return xy;
}

/** @param {Float64Array} xy @returns {Shape} */
function boxed(xy) {
  /** @type {[number, number, number, number]} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = 0; k < xy.length; k += 2) {
    box[0] = Math.min(box[0], xy[k]);
    box[1] = Math.min(box[1], xy[k + 1]);
    box[2] = Math.max(box[2], xy[k]);
    box[3] = Math.max(box[3], xy[k + 1]);
  }
  return { xy, box };
}

/** @param {number[]} ring arc numbers, ~n backwards @param {Shape[]} arcs */
function joinArcs(ring, arcs) {
  /** @type {number[]} */
  const out = [];
  for (const n of ring) {
    const { xy } = arcs[n < 0 ? ~n : n];
    if (n >= 0) for (let k = out.length ? 2 : 0; k < xy.length; k += 2) out.push(xy[k], xy[k + 1]);
    else for (let k = xy.length - (out.length ? 4 : 2); k >= 0; k -= 2) out.push(xy[k], xy[k + 1]);
  }
  const xy = unwrapped(Float64Array.from(out));
  const end = xy.length - 2;
  // a ring around the pole (Antarctica) ends a world further on: it is closed below the map
  return boxed(Math.abs(xy[end] - xy[0]) < 0.5 ? xy : Float64Array.from([...xy, xy[end], 1.5, xy[0], 1.5]));
}

/**
 * A path of all shapes that show; points closer than half a pixel are skipped, so that a world view stays cheap.
 * @param {Shape[]} shapes @param {import("./canvas.mjs").View} view @param {number} copy of the world @param {boolean} close
 */
function pathOf(shapes, view, copy, close) {
  const path = new Path2D();
  const { scale, width, height } = view;
  const left = view.left - copy * scale;
  const [x0, y0, x1, y1] = [left / scale, view.top / scale, (left + width) / scale, (view.top + height) / scale];
  for (const { xy, box } of shapes) {
    if (box[0] > x1 || box[2] < x0 || box[1] > y1 || box[3] < y0) continue;
    if (close && (box[2] - box[0]) * scale < 1 && (box[3] - box[1]) * scale < 1) continue;
    let [px, py] = [xy[0] * scale - left, xy[1] * scale - view.top];
    path.moveTo(px, py);
    for (let k = 2; k < xy.length; k += 2) {
      const [x, y] = [xy[k] * scale - left, xy[k + 1] * scale - view.top];
      const last = k === xy.length - 2;
      if (!last && Math.abs(x - px) < 0.6 && Math.abs(y - py) < 0.6) continue;
      path.lineTo(x, y);
      [px, py] = [x, y];
    }
    if (close) path.closePath();
  }
  return path;
}

/**
 * Paint the basemap. `nameOf` gives the name of a country in the page's language.
 * @param {CanvasRenderingContext2D} g @param {import("./canvas.mjs").View} view @param {World} world
 * @param {import("./sprites.mjs").Theme} theme @param {(label: World["labels"][number]) => string} nameOf
 */
export function paintWorld(g, view, world, theme, nameOf) {
  const zoom = view.zoom;
  g.lineJoin = "round";
  // one copy more on either side: land that crosses 180 degrees reaches over
  for (let copy = view.first - 1; copy <= view.last + 1; copy++) {
    g.fillStyle = theme.land;
    g.fill(pathOf(world.land, view, copy, true), "evenodd");
    stroked(g, pathOf(world.coasts, view, copy, false), theme.coast, 0.6);
    if (zoom > 2.4) stroked(g, pathOf(world.rivers, view, copy, false), theme.river, Math.min(2.2, 0.35 + (zoom - 2) * 0.25));
    const lakes = pathOf(world.lakes, view, copy, true);
    g.fillStyle = theme.water;
    g.fill(lakes);
    stroked(g, lakes, theme.river, 0.6);
    stroked(g, pathOf(world.borders, view, copy, false), theme.border, zoom > 5 ? 1.2 : 0.8);
  }
  paintNames(g, view, world, theme, nameOf);
}

/** @param {CanvasRenderingContext2D} g @param {Path2D} path @param {string} colour @param {number} width */
function stroked(g, path, colour, width) {
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.stroke(path);
}

/**
 * Names of countries, the largest first; one that would touch another, or is much wider than its country, is left out.
 * @param {CanvasRenderingContext2D} g @param {import("./canvas.mjs").View} view @param {World} world
 * @param {import("./sprites.mjs").Theme} theme @param {(label: World["labels"][number]) => string} nameOf
 */
function paintNames(g, view, world, theme, nameOf) {
  /** @type {[number, number, number, number][]} */
  const taken = [];
  const size = view.zoom < 4 ? 10.5 : 12;
  g.font = `${size}px system-ui, sans-serif`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  if ("letterSpacing" in g) g.letterSpacing = "0.4px";
  for (let copy = view.first; copy <= view.last; copy++) {
    for (const label of world.labels) {
      const room = (label.size * view.scale) / 360;
      if (room < 26) break;
      const [x, y] = [(label.x + copy) * view.scale - view.left, label.y * view.scale - view.top];
      if (x < -80 || y < -20 || x > view.width + 80 || y > view.height + 20) continue;
      const text = nameOf(label);
      const half = g.measureText(text).width / 2 + 6;
      if (half * 2 > room * 2.2) continue;
      if (taken.some(([a, b, c, d]) => x - half < c && x + half > a && y - size < d && y + size > b)) continue;
      taken.push([x - half, y - size, x + half, y + size]);
      g.lineWidth = 3;
      g.strokeStyle = theme.land;
      g.strokeText(text, x, y);
      g.fillStyle = theme.place;
      g.fillText(text, x, y);
    }
  }
  if ("letterSpacing" in g) g.letterSpacing = "0px";
}
