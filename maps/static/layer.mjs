/** The projects on the map: points and lines on one canvas, and what lies under the pointer. */

import { boxes, HitGrid, segmentDistance2 } from "./geo.mjs";
import { drawLine, pointRadius, Sprites, statusStyle } from "./sprites.mjs";

/**
 * @typedef {import("./canvas.mjs").View} View
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./sprites.mjs").Style} Style
 */

/** Back to front: what is over lies under what is going on. */
const ORDER = ["retired", "cancelled", "proposed", "planned", "suspended", "completed", "operating", "construction"];

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
    this.looks = this.looksOfAll();
    this.ranks = this.drawingOrder();
  }

  /** The columns have changed: another moment of either clock. */
  refresh() {
    this.looks = this.looksOfAll();
    this.ranks = this.drawingOrder();
  }

  /** Rows that have lines or areas. */
  rowsOfLines() {
    const out = [];
    for (let p = 0; p < this.projects.n; p++) if (this.projects.shapes.kind[p] >= 2) out.push(p);
    return out;
  }

  /** Rows from back to front; with very many projects the order of the file, which is as good. */
  drawingOrder() {
    const { n, status } = this.projects;
    const order = Uint32Array.from({ length: n }, (_, k) => k);
    if (n > 20000) return order;
    const rank = status.words.map((word) => ORDER.indexOf(word));
    return order.sort((a, b) => rank[status.codes[a]] - rank[status.codes[b]] || a - b);
  }

  /** How each project is drawn, as bits: 1 faint (status inferred, or day of its change not sure), 2 soft (place known roughly), 4 hollow (no cost known), 8 light (by plan). */
  looksOfAll() {
    const { n, basis, precision, cost_budget, cost_estimate, cost_actual } = this.projects;
    const faint = basis.words.map((word) => (word === "perhaps" ? 9 : word === "expected" ? 8 : ["inferred", "unsure", "unknown"].includes(word) ? 1 : 0));
    const soft = precision.words.map((word) => (word === "admin" || word === "country" ? 2 : 0));
    const out = new Uint8Array(n);
    for (let p = 0; p < n; p++) {
      const hollow = cost_budget.value[p] > 0 || cost_estimate.value[p] > 0 || cost_actual.value[p] > 0 ? 0 : 4;
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
    this.grid = new HitGrid(view.width, view.height);
    for (let copy = view.first; copy <= view.last; copy++) this.paintLines(g, view, copy);
    const seen = this.projects.n > 20000 ? new Uint8Array(Math.ceil(view.width / 3 + 1) * Math.ceil(view.height / 3 + 1)) : null;
    for (let copy = view.first; copy <= view.last; copy++) this.paintPoints(g, view, copy, seen);
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view @param {number} copy */
  paintLines(g, view, copy) {
    const { status } = this.projects;
    for (const p of this.lines) {
      if (!this.shown[p] || this.isShort(p, view.scale) || !this.inView(p, view, copy)) continue;
      const s = statusStyle(this.style, status.words[status.codes[p]]);
      drawLine(g, this.path(p, view, copy), s, this.scheme, this.style.themes[this.scheme], this.look(p));
    }
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

  /** @param {number} p @param {View} view @param {number} copy @param {(x: number, y: number, first: boolean) => void} visit */
  walk(p, view, copy, visit) {
    const { part, vertex, x, y } = this.projects.shapes;
    const left = view.left - copy * view.scale;
    for (let k = part[p]; k < part[p + 1]; k++) {
      let [px, py] = [NaN, NaN];
      for (let v = vertex[k]; v < vertex[k + 1]; v++) {
        const [cx, cy] = [x[v] * view.scale - left, y[v] * view.scale - view.top];
        if (v > vertex[k] && v < vertex[k + 1] - 1 && Math.abs(cx - px) < 1 && Math.abs(cy - py) < 1) continue;
        visit(cx, cy, v === vertex[k]);
        [px, py] = [cx, cy];
      }
    }
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view @param {number} copy @param {Uint8Array | null} seen cells of 3 px that hold a point */
  paintPoints(g, view, copy, seen) {
    const { shapes, status, n } = this.projects;
    const r = pointRadius(this.style.point, view.zoom, n);
    const { scale, ratio, width, height } = view;
    const left = view.left - copy * scale;
    const cells = Math.ceil(width / 3 + 1);
    const b = this.boxes;
    const grid = /** @type {HitGrid} */ (this.grid);
    const sprites = this.spriteTable(r);
    g.save();
    g.setTransform(1, 0, 0, 1, 0, 0);
    for (let k = 0; k < n; k++) {
      const p = this.ranks[k];
      const kind = shapes.kind[p];
      if (!this.shown[p] || !kind || (kind >= 2 && !this.isShort(p, scale))) continue;
      const several = kind === 1 && b[6 * p] !== b[6 * p + 2];
      const from = several ? shapes.vertex[shapes.part[p]] : 0;
      const to = several ? shapes.vertex[shapes.part[p + 1]] : 1;
      for (let v = from; v < to; v++) {
        const x = (several ? shapes.x[v] : b[6 * p + 4]) * scale - left;
        const y = (several ? shapes.y[v] : b[6 * p + 5]) * scale - view.top;
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        if (seen) {
          const cell = Math.floor(y / 3) * cells + Math.floor(x / 3);
          if (seen[cell]) continue;
          seen[cell] = 1;
        }
        grid.add(x, y, p);
        const sprite = sprites(status.codes[p] * 16 + this.looks[p]);
        g.drawImage(sprite, Math.round(x * ratio - sprite.width / 2), Math.round(y * ratio - sprite.height / 2));
      }
    }
    g.restore();
  }

  /** Sprites by status code times sixteen plus look, made when first asked for. @param {number} r @returns {(key: number) => HTMLCanvasElement} */
  spriteTable(r) {
    /** @type {HTMLCanvasElement[]} */
    const table = [];
    return (key) => {
      const made = table[key];
      if (made) return made;
      const look = lookOf(key & 15);
      const radius = look.hollow ? r * this.style.point.no_cost : r;
      return (table[key] = /** @type {Sprites} */ (this.sprites).get(this.projects.status.words[key >> 4], Math.round(radius * 4) / 4, look));
    };
  }

  /**
   * The project at a point of the canvas (CSS pixels), or -1: points first, then lines.
   * @param {number} x @param {number} y @param {number} reach pixels
   */
  at(x, y, reach) {
    const { view, grid } = this;
    if (!view || !grid) return -1;
    const point = grid.nearest(x, y, reach + pointRadius(this.style.point, view.zoom, this.projects.n) * 0.6);
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
    const { shapes, status, n } = this.projects;
    if (p < 0 || !shapes.kind[p] || !this.sprites) return;
    const theme = this.style.themes[this.scheme];
    const word = status.words[status.codes[p]];
    const s = statusStyle(this.style, word);
    const look = this.look(p);
    for (let copy = view.first; copy <= view.last; copy++) {
      if (shapes.kind[p] >= 2 && !this.isShort(p, view.scale)) {
        if (this.inView(p, view, copy)) drawLine(g, this.path(p, view, copy), s, this.scheme, theme, { ...look, faint: false, wide: selected ? 1.5 : 1, casing: theme.ink });
        continue;
      }
      const r = pointRadius(this.style.point, view.zoom, n) + 1;
      const sprite = this.sprites.get(word, Math.round(r * 4) / 4, look);
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
