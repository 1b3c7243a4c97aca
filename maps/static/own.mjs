/** The reader's own data beside the ledger's: columns, marks and what lies under the pointer. Never counted with projects. */

import { numbers, shapeColumns, texts } from "./decode.mjs";
import { boxes, HitGrid, segmentDistance2 } from "./geo.mjs";

/**
 * @typedef {import("./canvas.mjs").View} View
 * One layer: a frame of the reader's own. `cell` gives text or a number, null where there is nothing.
 * @typedef {{ label: string, n: number, name: string[], fields: string[], cell: (field: number, row: number) => string | number | null, shapes: import("./decode.mjs").Shapes, boxes: Float64Array, mark: Mark, located: number }} OwnLayer
 * @typedef {"square" | "diamond" | "triangle" | "plus"} Mark
 * @typedef {{ layer: number, row: number }} Place
 * @typedef {{ [name: string]: string }} Theme
 */

/** No project is drawn with corners: these tell the reader's own from the ledger's without colour. @type {Mark[]} */
const OWN_MARKS = ["square", "diamond", "triangle", "plus"];
/** Dashes of the lines of each layer. */
const OWN_DASHES = [[], [10, 3, 2, 3], [2, 3], [14, 4]];

/** @param {any} raw the block as maps/own.py made it @returns {OwnLayer[]} */
export function ownLayers(raw) {
  return (raw || []).map((/** @type {any} */ one, /** @type {number} */ k) => {
    const n = /** @type {number} */ (one.n);
    const shapes = shapeColumns(one.geometry, n);
    const columns = one.columns.map((/** @type {any} */ c) => c.v || new Array(n).fill(c.c));
    return {
      label: String(one.label),
      n,
      name: texts(one.name, n),
      fields: one.fields.map(String),
      cell: (/** @type {number} */ field, /** @type {number} */ row) => columns[field][row] ?? null,
      shapes,
      boxes: boxes(shapes),
      mark: OWN_MARKS[k % OWN_MARKS.length],
      located: numbers({ v: [...shapes.kind] }, n).reduce((sum, kind) => sum + (kind ? 1 : 0), 0),
    };
  });
}

/** Which fields a table shows: the first ones that say anything. @param {OwnLayer} layer @param {number} most @returns {number[]} */
export function tellingFields(layer, most) {
  const out = [];
  for (let f = 0; f < layer.fields.length && out.length < most; f++) {
    for (let row = 0; row < layer.n; row++) {
      if (layer.cell(f, row) === null) continue;
      out.push(f);
      break;
    }
  }
  return out;
}

/** @param {CanvasRenderingContext2D | Path2D} g @param {Mark} mark @param {number} x @param {number} y @param {number} r */
function traceMark(g, mark, x, y, r) {
  if (mark === "square") return g.rect(x - r, y - r, 2 * r, 2 * r);
  if (mark === "plus") {
    const w = r * 0.45;
    const corners = [[-w, -r], [w, -r], [w, -w], [r, -w], [r, w], [w, w], [w, r], [-w, r], [-w, w], [-r, w], [-r, -w], [-w, -w]];
    corners.forEach(([dx, dy], k) => (k ? g.lineTo(x + dx * 1.15, y + dy * 1.15) : g.moveTo(x + dx * 1.15, y + dy * 1.15)));
    return g.closePath();
  }
  const corners = mark === "diamond" ? [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]] : [[0, -1.3], [1.25, 0.95], [-1.25, 0.95]];
  corners.forEach(([dx, dy], k) => (k ? g.lineTo(x + dx * r, y + dy * r) : g.moveTo(x + dx * r, y + dy * r)));
  g.closePath();
}

/** A mark with its light edge. @param {CanvasRenderingContext2D} g @param {Mark} mark @param {number} x @param {number} y @param {number} r @param {Theme} theme */
export function drawOwnMark(g, mark, x, y, r, theme) {
  g.beginPath();
  traceMark(g, mark, x, y, r);
  g.strokeStyle = theme.casing;
  g.lineWidth = 3;
  g.stroke();
  g.fillStyle = theme.ink;
  g.fill();
}

/** A line with its light edge. @param {CanvasRenderingContext2D} g @param {Path2D} path @param {number} k of the layer @param {Theme} theme @param {number} [width] */
export function drawOwnLine(g, path, k, theme, width = 1.75) {
  g.setLineDash([]);
  g.strokeStyle = theme.casing;
  g.lineWidth = width + 2.5;
  g.stroke(path);
  g.setLineDash(OWN_DASHES[k % OWN_DASHES.length]);
  g.strokeStyle = theme.ink;
  g.lineWidth = width;
  g.stroke(path);
  g.setLineDash([]);
}

/** All layers on one canvas. */
export class OwnCanvas {
  /** @param {OwnLayer[]} layers */
  constructor(layers) {
    this.layers = layers;
    this.shown = layers.map(() => true);
    /** @type {Place | null} */ this.selected = null;
    /** @type {View | null} */ this.view = null;
    /** @type {HitGrid | null} */ this.grid = null;
    /** What the numbers of the grid mean. @type {Place[]} */ this.places = [];
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view @param {Theme} theme */
  paint(g, view, theme) {
    [this.view, this.grid, this.places] = [view, new HitGrid(view.width, view.height), []];
    this.layers.forEach((layer, k) => {
      if (!this.shown[k]) return;
      for (let copy = view.first; copy <= view.last; copy++) {
        for (let row = 0; row < layer.n; row++) if (layer.shapes.kind[row] >= 2 && inView(layer, row, view, copy)) this.paintShape(g, view, k, row, copy, theme);
        for (let row = 0; row < layer.n; row++) if (layer.shapes.kind[row] === 1) this.paintPoints(g, view, k, row, copy, theme);
      }
    });
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view @param {number} k @param {number} row @param {number} copy @param {Theme} theme */
  paintShape(g, view, k, row, copy, theme) {
    const path = ownPath(this.layers[k], row, view, copy);
    if (this.layers[k].shapes.kind[row] === 3) {
      g.save();
      g.globalAlpha = 0.1;
      g.fillStyle = theme.ink;
      g.fill(path, "evenodd");
      g.restore();
    }
    drawOwnLine(g, path, k, theme, this.isSelected(k, row) ? 3.5 : 1.75);
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view @param {number} k @param {number} row @param {number} copy @param {Theme} theme */
  paintPoints(g, view, k, row, copy, theme) {
    const layer = this.layers[k];
    const r = layer.n > 3000 ? 2.5 : view.zoom < 4 ? 3.5 : 4.5;
    for (const [x, y] of ownVertices(layer, row, view, copy)) {
      if (x < 0 || y < 0 || x >= view.width || y >= view.height) continue;
      drawOwnMark(g, layer.mark, x, y, r, theme);
      /** @type {HitGrid} */ (this.grid).add(x, y, this.places.push({ layer: k, row }) - 1);
      if (!this.isSelected(k, row)) continue;
      g.beginPath();
      g.arc(x, y, r + 6, 0, 2 * Math.PI);
      g.strokeStyle = theme.ink;
      g.lineWidth = 2;
      g.stroke();
    }
  }

  /** @param {number} k @param {number} row */
  isSelected(k, row) {
    return this.selected?.layer === k && this.selected.row === row;
  }

  /** What lies at a point of the canvas (CSS pixels): points, then lines, then areas. @param {number} x @param {number} y @param {number} reach @returns {Place | null} */
  at(x, y, reach) {
    const { view, grid } = this;
    if (!view || !grid) return null;
    const point = grid.nearest(x, y, reach + 3);
    if (point >= 0) return this.places[point];
    let best = reach * reach;
    /** @type {Place | null} */ let found = null;
    /** @type {Place | null} */ let inside = null;
    for (let k = 0; k < this.layers.length; k++) {
      for (let row = 0; this.shown[k] && row < this.layers[k].n; row++) {
        if (this.layers[k].shapes.kind[row] < 2) continue;
        for (let copy = view.first; copy <= view.last; copy++) {
          if (!inView(this.layers[k], row, view, copy)) continue;
          const d = ownDistance(this.layers[k], row, view, copy, x, y);
          if (d.line <= best) [best, found] = [d.line, { layer: k, row }];
          if (d.inside && this.layers[k].shapes.kind[row] === 3) inside = { layer: k, row };
        }
      }
    }
    return found || inside;
  }
}

/** @param {OwnLayer} layer @param {number} row @param {View} view @param {number} copy */
function inView(layer, row, view, copy) {
  const left = view.left / view.scale - copy;
  const top = view.top / view.scale;
  const b = layer.boxes;
  return b[6 * row] < left + view.width / view.scale && b[6 * row + 2] > left && b[6 * row + 1] < top + view.height / view.scale && b[6 * row + 3] > top;
}

/** @param {OwnLayer} layer @param {number} row @param {View} view @param {number} copy @returns {Generator<[number, number, boolean]>} */
function* ownVertices(layer, row, view, copy) {
  const { part, vertex, x, y } = layer.shapes;
  const left = view.left - copy * view.scale;
  for (let k = part[row]; k < part[row + 1]; k++) {
    for (let v = vertex[k]; v < vertex[k + 1]; v++) yield [x[v] * view.scale - left, y[v] * view.scale - view.top, v === vertex[k]];
  }
}

/** @param {OwnLayer} layer @param {number} row @param {View} view @param {number} copy */
function ownPath(layer, row, view, copy) {
  const path = new Path2D();
  let [px, py] = [NaN, NaN];
  for (const [x, y, first] of ownVertices(layer, row, view, copy)) {
    if (first) path.moveTo(x, y);
    else if (Math.abs(x - px) < 0.5 && Math.abs(y - py) < 0.5) continue;
    else path.lineTo(x, y);
    [px, py] = [x, y];
  }
  return path;
}

/** Squared distance to the lines of a shape, and whether the point lies within its rings. @param {OwnLayer} layer @param {number} row @param {View} view @param {number} copy @param {number} x @param {number} y */
function ownDistance(layer, row, view, copy, x, y) {
  let [line, inside, px, py] = [Infinity, false, NaN, NaN];
  for (const [cx, cy, first] of ownVertices(layer, row, view, copy)) {
    if (!first) {
      line = Math.min(line, segmentDistance2(x, y, px, py, cx, cy));
      if (cy > y !== py > y && x < ((px - cx) * (y - cy)) / (py - cy) + cx) inside = !inside;
    }
    [px, py] = [cx, cy];
  }
  return { line, inside };
}
