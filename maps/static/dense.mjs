/**
 * Very many points: set into one picture by hand, as that is several times faster than as many calls of drawImage. Of the
 * points in one cell of 3 pixels only the front one is drawn, and found under the pointer.
 */

import { HitGrid } from "./geo.mjs";
import { pointRadius } from "./sprites.mjs";

/**
 * @typedef {import("./canvas.mjs").View} View
 * @typedef {import("./layer.mjs").ProjectLayer} ProjectLayer
 * @typedef {{ width: number, pixels: Uint32Array }} Stamp
 */

const CELL = 3; // CSS pixels

/** Set a stamp into a picture, over what is there. Pixels are RGBA as in ImageData, read as little-endian numbers. @param {Uint32Array} to @param {number} width @param {number} height @param {Stamp} stamp @param {number} left @param {number} top */
export function stampInto(to, width, height, stamp, left, top) {
  const { width: side, pixels } = stamp;
  const [x0, x1] = [Math.max(0, -left), Math.min(side, width - left)];
  const y1 = Math.min(side, height - top);
  for (let y = Math.max(0, -top); y < y1; y++) {
    let from = y * side + x0;
    let at = (top + y) * width + left + x0;
    for (let x = x0; x < x1; x++, from++, at++) {
      const over = pixels[from];
      const a = over >>> 24;
      if (a === 0) continue;
      const under = to[at];
      to[at] = a === 255 || under >>> 24 === 0 ? over : blended(over, a, under);
    }
  }
}

/** @param {number} over @param {number} a its alpha @param {number} under */
function blended(over, a, under) {
  const rest = ((under >>> 24) * (255 - a)) / 255;
  const all = a + rest;
  const red = ((over & 255) * a + (under & 255) * rest) / all;
  const green = (((over >>> 8) & 255) * a + ((under >>> 8) & 255) * rest) / all;
  const blue = (((over >>> 16) & 255) * a + ((under >>> 16) & 255) * rest) / all;
  return (((all + 0.5) << 24) | ((blue + 0.5) << 16) | ((green + 0.5) << 8) | (red + 0.5)) >>> 0;
}

export class DensePoints {
  constructor() {
    /** @type {ImageData | null} */ this.picture = null;
    /** @type {HTMLCanvasElement | null} */ this.aside = null;
    /** @type {Map<HTMLCanvasElement, Stamp>} */ this.stamps = new Map();
    this.count = 0;
    this.x = new Float32Array(0);
    this.y = new Float32Array(0);
    this.project = new Uint32Array(0);
  }

  /** @param {CanvasRenderingContext2D} g @param {View} view @param {ProjectLayer} layer */
  paint(g, view, layer) {
    this.choose(view, layer);
    const [width, height] = [g.canvas.width, g.canvas.height];
    if (!this.picture || this.picture.width !== width || this.picture.height !== height) this.picture = new ImageData(width, height);
    const to = new Uint32Array(this.picture.data.buffer);
    to.fill(0);
    const { status } = layer.projects;
    const r = pointRadius(layer.style.point, view.zoom, layer.projects.n);
    /** @type {Stamp[]} */
    const table = [];
    for (let k = this.count - 1; k >= 0; k--) {
      const p = this.project[k];
      const key = ((status.codes[p] * 16 + layer.looks[p]) * 16 + layer.hueOf[p]) * 16 + (layer.sizeOf ? layer.sizeOf[p] : 0);
      const stamp = (table[key] ??= this.stampOf(layer.spriteOf(p, r * layer.factorOf(p))));
      stampInto(to, width, height, stamp, Math.round(this.x[k] * view.ratio - stamp.width / 2), Math.round(this.y[k] * view.ratio - stamp.width / 2));
    }
    if (!layer.lines.length) return g.putImageData(this.picture, 0, 0);
    this.aside ??= document.createElement("canvas"); // over lines that are there already
    if (this.aside.width !== width || this.aside.height !== height) [this.aside.width, this.aside.height] = [width, height];
    this.aside.getContext("2d")?.putImageData(this.picture, 0, 0);
    g.save();
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(this.aside, 0, 0);
    g.restore();
  }

  /** Places that are drawn, from front to back. @param {View} view @param {ProjectLayer} layer */
  choose(view, layer) {
    const { shapes, n } = layer.projects;
    const { order, shown, boxes: b } = layer;
    const { scale, width, height } = view;
    const columns = Math.ceil(width / CELL) + 1;
    const taken = new Uint8Array(columns * (Math.ceil(height / CELL) + 1));
    if (this.x.length < taken.length) [this.x, this.y, this.project] = [new Float32Array(taken.length), new Float32Array(taken.length), new Uint32Array(taken.length)];
    let count = 0;
    for (let copy = view.first; copy <= view.last; copy++) {
      const left = view.left - copy * scale;
      for (let k = n - 1; k >= 0; k--) {
        const p = order[k];
        const kind = shapes.kind[p];
        if (!shown[p] || !kind || (kind >= 2 && !layer.isShort(p, scale))) continue;
        const several = kind === 1 && b[6 * p] !== b[6 * p + 2];
        const from = several ? shapes.vertex[shapes.part[p]] : 0;
        const to = several ? shapes.vertex[shapes.part[p + 1]] : 1;
        for (let v = from; v < to; v++) {
          const x = (several ? shapes.x[v] : b[6 * p + 4]) * scale - left;
          const y = (several ? shapes.y[v] : b[6 * p + 5]) * scale - view.top;
          if (x < 0 || y < 0 || x >= width || y >= height) continue;
          const cell = Math.floor(y / CELL) * columns + Math.floor(x / CELL);
          if (taken[cell]) continue;
          taken[cell] = 1;
          this.x[count] = x;
          this.y[count] = y;
          this.project[count++] = p;
        }
      }
    }
    this.count = count;
  }

  /** @param {HTMLCanvasElement} sprite square @returns {Stamp} */
  stampOf(sprite) {
    let stamp = this.stamps.get(sprite);
    if (!stamp) {
      const data = /** @type {CanvasRenderingContext2D} */ (sprite.getContext("2d")).getImageData(0, 0, sprite.width, sprite.height).data;
      this.stamps.set(sprite, (stamp = { width: sprite.width, pixels: new Uint32Array(data.buffer) }));
    }
    return stamp;
  }

  /** What can be pointed at of what was painted last; made when somebody points. @param {View} view @param {ProjectLayer} layer */
  hits(view, layer) {
    const grid = new HitGrid(view.width, view.height);
    const r = pointRadius(layer.style.point, view.zoom, layer.projects.n);
    for (let k = 0; k < this.count; k++) grid.add(this.x[k], this.y[k], this.project[k], r * layer.factorOf(this.project[k]));
    return grid;
  }
}
