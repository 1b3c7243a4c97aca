/** Web Mercator (EPSG:3857) in units of the world's width: x and y run from 0 to 1, from west and from north. */

/** @param {number} lon degrees */
export function mercatorX(lon) {
  return lon / 360 + 0.5;
}

/** @param {number} lat degrees, within 85.05 */
export function mercatorY(lat) {
  const s = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

/** @param {number} x @returns {number} degrees */
export function longitude(x) {
  return (x - 0.5) * 360;
}

/** @param {number} y @returns {number} degrees */
export function latitude(y) {
  return (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;
}

/**
 * Squared distance from a point to a segment.
 * @param {number} px @param {number} py @param {number} ax @param {number} ay @param {number} bx @param {number} by
 */
export function segmentDistance2(px, py, ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length2));
  const ex = ax + t * dx - px;
  const ey = ay + t * dy - py;
  return ex * ex + ey * ey;
}

/**
 * Box and middle of each project's shape: [x0, y0, x1, y1, cx, cy] six a project; NaN where there is none. The middle
 * is the middle vertex of the longest part, so that it lies on the line.
 * @param {import("./decode.mjs").Shapes} shapes @returns {Float64Array}
 */
export function boxes(shapes) {
  const n = shapes.kind.length;
  const out = new Float64Array(6 * n).fill(NaN);
  for (let p = 0; p < n; p++) {
    if (!shapes.kind[p]) continue;
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    let longest = shapes.part[p];
    for (let k = shapes.part[p]; k < shapes.part[p + 1]; k++) {
      if (shapes.vertex[k + 1] - shapes.vertex[k] > shapes.vertex[longest + 1] - shapes.vertex[longest]) longest = k;
      for (let v = shapes.vertex[k]; v < shapes.vertex[k + 1]; v++) {
        x0 = Math.min(x0, shapes.x[v]);
        x1 = Math.max(x1, shapes.x[v]);
        y0 = Math.min(y0, shapes.y[v]);
        y1 = Math.max(y1, shapes.y[v]);
      }
    }
    const middle = (shapes.vertex[longest] + shapes.vertex[longest + 1]) >> 1;
    const area = shapes.kind[p] === 3;
    out.set([x0, y0, x1, y1, area ? (x0 + x1) / 2 : shapes.x[middle], area ? (y0 + y1) / 2 : shapes.y[middle]], 6 * p);
  }
  return out;
}

/**
 * A grid of what was drawn, for hit tests: cells hold linked lists of (x, y, project).
 */
export class HitGrid {
  /** @param {number} width @param {number} height @param {number} [cell] pixels */
  constructor(width, height, cell = 24) {
    this.cell = cell;
    this.columns = Math.ceil(width / cell) + 1;
    this.rows = Math.ceil(height / cell) + 1;
    this.head = new Int32Array(this.columns * this.rows).fill(-1);
    /** @type {number[]} */ this.next = [];
    /** @type {number[]} */ this.x = [];
    /** @type {number[]} */ this.y = [];
    /** @type {number[]} */ this.project = [];
    /** @type {number[]} */ this.radius = [];
    this.most = 0;
  }

  /** @param {number} x @param {number} y @param {number} project @param {number} [radius] of what was drawn */
  add(x, y, project, radius = 0) {
    const [column, row] = [Math.floor(x / this.cell), Math.floor(y / this.cell)];
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return;
    const k = row * this.columns + column;
    this.next.push(this.head[k]);
    this.head[k] = this.x.push(x) - 1;
    this.y.push(y);
    this.project.push(project);
    this.radius.push(radius);
    if (radius > this.most) this.most = radius;
  }

  /**
   * Return the project at a place: of those drawn over it the smallest, else the nearest whose edge is within `reach`
   * pixels, or -1.
   * @param {number} x @param {number} y @param {number} reach
   */
  nearest(x, y, reach) {
    let best = reach;
    let found = -1;
    const clampX = (/** @type {number} */ v) => Math.max(0, Math.min(this.columns - 1, Math.floor(v / this.cell)));
    const clampY = (/** @type {number} */ v) => Math.max(0, Math.min(this.rows - 1, Math.floor(v / this.cell)));
    const far = reach + this.most;
    for (let row = clampY(y - far); row <= clampY(y + far); row++) {
      for (let column = clampX(x - far); column <= clampX(x + far); column++) {
        for (let k = this.head[row * this.columns + column]; k >= 0; k = this.next[k]) {
          const away = Math.hypot(this.x[k] - x, this.y[k] - y) - this.radius[k];
          const d = away <= 0 ? this.radius[k] - 1e6 : away; // under the pointer: the smallest lies on top
          if (d <= best) {
            best = d;
            found = this.project[k];
          }
        }
      }
    }
    return found;
  }
}
