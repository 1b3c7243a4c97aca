/** The projects on the map: points and lines on one canvas, and what lies under the pointer. */

import { DensePoints } from "./dense.mjs";
import { boxes, HitGrid, segmentDistance2 } from "./geo.mjs";
import { backToFront, hasCosts, hasStatedCost, hueClasses, hueCodes, sizeCodes, sizeFactors, widthFactors } from "./hues.mjs";
import { drawLine, drawNoCost, drawThin, huedStyle, pointRadius, Sprites } from "./sprites.mjs";

/**
 * @typedef {import("./canvas.mjs").View} View
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./sprites.mjs").Style} Style
 */

/** Back to front: what is over lies under what is going on. */
const ORDER = ["retired", "cancelled", "proposed", "planned", "suspended", "completed", "operating", "construction"];

/** Above so many projects points are set into a picture, one a cell of 3 pixels. */
const DENSE = 5000;
/** Above so many lines in view those that look alike are drawn as one. */
const TOGETHER = 600;

/** Bits of a look by the basis of the status: 1 faint, 8 by plan. @type {{ [basis: string]: number }} */
export const BASIS_LOOKS = { perhaps: 9, expected: 8, inferred: 1, unsure: 1, unknown: 1 };
/** Precisions of a place that is known only roughly. */
export const ROUGH_PLACES = ["admin", "country"];

/** @param {number} bits @returns {import("./sprites.mjs").Look} */
function lookOf(bits) {
  return { faint: (bits & 1) > 0, soft: (bits & 2) > 0, hollow: (bits & 4) > 0, light: (bits & 8) > 0 };
}

export class ProjectLayer {
  /** @param {Projects} projects @param {Style} style */
  constructor(projects, style) {
    this.projects = projects;
    this.style = style;
    this.boxes = boxes(projects.shapes);
    /** @type {Uint8Array} */
    this.shown = new Uint8Array(projects.n).fill(1);
    /** @type {"light" | "dark"} */ this.scheme = "light";
    /** @type {HitGrid | null} */ this.grid = null;
    /** @type {View | null} */ this.view = null;
    /** @type {Sprites | null} */ this.sprites = null;
    this.lines = this.rowsOfLines();
    /** Points of a page of very many. */ this.dense = projects.n > DENSE ? new DensePoints() : null;
    /** What hue and size tell. */ this.telling = { colour: "status", size: "none" };
    this.factors = sizeFactors(style);
    this.widths = widthFactors(style);
    this.looks = this.looksOfAll();
    this.hues = hueClasses(style, this.telling.colour);
    /** Place in the hues, which are none for status. */ this.hueOf = hueCodes(projects, style, this.telling.colour);
    /** @type {Uint8Array | null} step of size */ this.sizeOf = null;
    this.order = this.drawingOrder();
  }

  /** Let hue and size tell something. @param {{ colour: string, size: string }} telling */
  tell({ colour, size }) {
    this.telling = { colour, size };
    this.refresh();
  }

  /** The columns have changed: another moment of either clock. */
  refresh() {
    const { projects, style } = this;
    const { colour, size } = this.telling;
    this.looks = this.looksOfAll();
    this.hues = hueClasses(style, colour);
    this.hueOf = hueCodes(projects, style, colour);
    this.sizeOf = size === "cost" && hasCosts(projects) ? sizeCodes(projects, style) : null;
    this.order = this.drawingOrder();
  }

  /** Rows that have lines or areas. */
  rowsOfLines() {
    const out = [];
    for (let p = 0; p < this.projects.n; p++) if (this.projects.shapes.kind[p] >= 2) out.push(p);
    return out;
  }

  /** Rows from back to front. */
  drawingOrder() {
    const { n, status } = this.projects;
    const ranks = status.words.map((word) => ORDER.indexOf(word) + 1);
    return backToFront(n, this.sizeOf, status.codes, ranks, this.hueOf, this.hues.length - 1);
  }

  /** The style of a project: its status, in the hue of what is told. @param {number} p */
  styleOf(p) {
    const { status } = this.projects;
    return huedStyle(this.style, status.words[status.codes[p]], this.hues[this.hueOf[p]]);
  }

  /** Factor on the radius of a project's point. @param {number} p */
  factorOf(p) {
    if (this.sizeOf) return this.factors[this.sizeOf[p]];
    return this.looks[p] & 4 ? this.style.point.no_cost : 1;
  }

  /** Factor on the width of a project's line. @param {number} p */
  widthOf(p) {
    return this.sizeOf ? this.widths[this.sizeOf[p]] : 1;
  }

  /** How each project is drawn, as bits: 1 faint (status inferred, or day of its change not sure), 2 soft (place known roughly), 4 hollow (no cost known), 8 light (by plan). */
  looksOfAll() {
    const { n, basis, precision } = this.projects;
    const faint = basis.words.map((word) => (Object.hasOwn(BASIS_LOOKS, word) ? BASIS_LOOKS[word] : 0));
    const soft = precision.words.map((word) => (ROUGH_PLACES.includes(word) ? 2 : 0));
    const out = new Uint8Array(n);
    for (let p = 0; p < n; p++) {
      const hollow = hasStatedCost(this.projects, p) ? 0 : 4;
      out[p] = faint[basis.codes[p]] | soft[precision.codes[p]] | hollow;
    }
    return out;
  }

  /** @param {number} p @returns {import("./sprites.mjs").Look} */
  look(p) {
    return lookOf(this.looks[p]);
  }

  /** True where a line is so short at this scale that it is drawn as a point. @param {number} p @param {number} scale */
  isShort(p, scale) {
    const b = this.boxes;
    return Math.max(b[6 * p + 2] - b[6 * p], b[6 * p + 3] - b[6 * p + 1]) * scale < this.style.point.short_line;
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view */
  paint(g, view) {
    if (!this.sprites || this.sprites.scheme !== this.scheme || this.sprites.ratio !== view.ratio) this.sprites = new Sprites(this.style, this.scheme, view.ratio);
    this.view = view;
    this.grid = this.dense ? null : new HitGrid(view.width, view.height);
    for (let copy = view.first; copy <= view.last; copy++) this.paintLines(g, view, copy);
    if (this.dense) this.dense.paint(g, view, this);
    else for (let copy = view.first; copy <= view.last; copy++) this.paintPoints(g, view, copy);
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view @param {number} copy */
  paintLines(g, view, copy) {
    const rows = this.lines.filter((p) => this.shown[p] && !this.isShort(p, view.scale) && this.inView(p, view, copy));
    const theme = this.style.themes[this.scheme];
    if (rows.length <= TOGETHER) {
      for (const p of rows) {
        const [s, look] = [this.styleOf(p), this.look(p)];
        drawLine(g, this.path(p, view, copy), s, this.scheme, theme, look, this.widthOf(p));
        if (look.hollow && this.projects.shapes.kind[p] === 2) drawNoCost(g, (this.boxes[6 * p + 4] + copy) * view.scale - view.left, this.boxes[6 * p + 5] * view.scale - view.top, s, this.scheme, theme, look);
      }
      return;
    }
    // very many: those that look alike are one thin path without a casing, and what is less than two pixels is left out
    /** @type {Map<number, { path: Path2D, first: number }>} */
    const alike = new Map();
    const { status } = this.projects;
    for (const p of rows) {
      const key = ((status.codes[p] * 16 + this.looks[p]) * 16 + this.hueOf[p]) * 16 + (this.sizeOf ? this.sizeOf[p] : 0);
      const group = alike.get(key) || { path: new Path2D(), first: p };
      alike.set(key, group);
      this.walk(p, view, copy, (x, y, first) => (first ? group.path.moveTo(x, y) : group.path.lineTo(x, y)), 2);
    }
    for (const { path, first } of alike.values()) drawThin(g, path, this.styleOf(first), this.scheme, theme, this.look(first), this.widthOf(first));
  }

  /** @param {number} p @param {View} view @param {number} copy */
  inView(p, view, copy) {
    const left = view.left / view.scale - copy;
    const top = view.top / view.scale;
    const b = this.boxes;
    return b[6 * p] < left + view.width / view.scale && b[6 * p + 2] > left && b[6 * p + 1] < top + view.height / view.scale && b[6 * p + 3] > top;
  }

  /** The path of a line on the canvas; vertices within a pixel of the last are skipped. @param {number} p @param {View} view @param {number} copy */
  path(p, view, copy) {
    const path = new Path2D();
    this.walk(p, view, copy, (x, y, first) => (first ? path.moveTo(x, y) : path.lineTo(x, y)));
    return path;
  }

  /** @param {number} p @param {View} view @param {number} copy @param {(x: number, y: number, first: boolean) => void} visit @param {number} [least] pixels between two vertices */
  walk(p, view, copy, visit, least = 1) {
    const { part, vertex, x, y } = this.projects.shapes;
    const left = view.left - copy * view.scale;
    for (let k = part[p]; k < part[p + 1]; k++) {
      let [px, py] = [NaN, NaN];
      for (let v = vertex[k]; v < vertex[k + 1]; v++) {
        const [cx, cy] = [x[v] * view.scale - left, y[v] * view.scale - view.top];
        if (v > vertex[k] && v < vertex[k + 1] - 1 && Math.abs(cx - px) < least && Math.abs(cy - py) < least) continue;
        visit(cx, cy, v === vertex[k]);
        [px, py] = [cx, cy];
      }
    }
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view @param {number} copy */
  paintPoints(g, view, copy) {
    const { shapes, status, n } = this.projects;
    const r = pointRadius(this.style.point, view.zoom, n);
    const { scale, ratio, width, height } = view;
    const left = view.left - copy * scale;
    const b = this.boxes;
    const grid = /** @type {HitGrid} */ (this.grid);
    const sprites = this.spriteTable(r);
    const { hueOf, sizeOf } = this;
    g.save();
    g.setTransform(1, 0, 0, 1, 0, 0);
    for (let k = 0; k < n; k++) {
      const p = this.order[k];
      const kind = shapes.kind[p];
      if (!this.shown[p] || !kind || (kind >= 2 && !this.isShort(p, scale))) continue;
      const several = kind === 1 && b[6 * p] !== b[6 * p + 2];
      const from = several ? shapes.vertex[shapes.part[p]] : 0;
      const to = several ? shapes.vertex[shapes.part[p + 1]] : 1;
      for (let v = from; v < to; v++) {
        const x = (several ? shapes.x[v] : b[6 * p + 4]) * scale - left;
        const y = (several ? shapes.y[v] : b[6 * p + 5]) * scale - view.top;
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        grid.add(x, y, p, r * this.factorOf(p));
        const sprite = sprites(p, ((status.codes[p] * 16 + this.looks[p]) * 16 + hueOf[p]) * 16 + (sizeOf ? sizeOf[p] : 0));
        g.drawImage(sprite, Math.round(x * ratio - sprite.width / 2), Math.round(y * ratio - sprite.height / 2));
      }
    }
    g.restore();
  }

  /** Sprites by a number that tells status, look, hue and size, made when first asked for. @param {number} r @returns {(p: number, key: number) => HTMLCanvasElement} */
  spriteTable(r) {
    /** @type {HTMLCanvasElement[]} */
    const table = [];
    return (p, key) => (table[key] ??= this.spriteOf(p, r * this.factorOf(p)));
  }

  /** @param {number} p @param {number} r */
  spriteOf(p, r) {
    const { status } = this.projects;
    return /** @type {Sprites} */ (this.sprites).get(status.words[status.codes[p]], Math.round(r * 4) / 4, this.look(p), this.hues[this.hueOf[p]]);
  }

  /**
   * The project at a point of the canvas (CSS pixels), or -1: points first, then lines.
   * @param {number} x @param {number} y @param {number} reach pixels
   */
  at(x, y, reach) {
    const { view } = this;
    const grid = (this.grid ??= view && this.dense ? this.dense.hits(view, this) : null);
    if (!view || !grid) return -1;
    const point = grid.nearest(x, y, reach * 0.7);
    return point >= 0 ? point : this.lineAt(x, y, reach, view);
  }

  /** @param {number} x @param {number} y @param {number} reach @param {View} view */
  lineAt(x, y, reach, view) {
    let best = reach * reach;
    let found = -1;
    const b = this.boxes;
    for (let copy = view.first; copy <= view.last; copy++) {
      const [wx, wy] = [(x + view.left) / view.scale - copy, (y + view.top) / view.scale];
      const pad = reach / view.scale;
      for (const p of this.lines) {
        if (!this.shown[p] || wx < b[6 * p] - pad || wx > b[6 * p + 2] + pad || wy < b[6 * p + 1] - pad || wy > b[6 * p + 3] + pad || this.isShort(p, view.scale)) continue;
        let [px, py] = [0, 0];
        this.walk(p, view, copy, (cx, cy, first) => {
          const d = first ? Infinity : segmentDistance2(x, y, px, py, cx, cy);
          if (d <= best) {
            best = d;
            found = p;
          }
          [px, py] = [cx, cy];
        });
      }
    }
    return found;
  }

  /**
   * Draw one project again, marked: a dark ring, or a dark casing.
   * @param {CanvasRenderingContext2D} g @param {View} view @param {number} p @param {boolean} selected else only pointed at
   */
  paintMarked(g, view, p, selected) {
    const { shapes, n } = this.projects;
    if (p < 0 || !shapes.kind[p] || !this.sprites) return;
    const theme = this.style.themes[this.scheme];
    const look = this.look(p);
    for (let copy = view.first; copy <= view.last; copy++) {
      if (shapes.kind[p] >= 2 && !this.isShort(p, view.scale)) {
        if (this.inView(p, view, copy)) drawLine(g, this.path(p, view, copy), this.styleOf(p), this.scheme, theme, { ...look, faint: false, wide: selected ? 1.5 : 1, casing: theme.ink }, this.widthOf(p));
        continue;
      }
      const r = pointRadius(this.style.point, view.zoom, n) * this.factorOf(p) + 1;
      const sprite = this.spriteOf(p, r);
      const several = shapes.kind[p] === 1;
      const from = several ? shapes.vertex[shapes.part[p]] : 0;
      const to = several ? shapes.vertex[shapes.part[p + 1]] : 1;
      for (let v = from; v < to; v++) {
        const x = ((several ? shapes.x[v] : this.boxes[6 * p + 4]) + copy) * view.scale - view.left;
        const y = (several ? shapes.y[v] : this.boxes[6 * p + 5]) * view.scale - view.top;
        g.drawImage(sprite, x - sprite.width / view.ratio / 2, y - sprite.height / view.ratio / 2, sprite.width / view.ratio, sprite.height / view.ratio);
        g.beginPath();
        g.arc(x, y, r + (selected ? 5 : 2.5) + (look.soft ? 3 : 0), 0, 2 * Math.PI);
        g.strokeStyle = theme.ink;
        g.lineWidth = selected ? 2 : 1.5;
        g.stroke();
      }
    }
  }
}
