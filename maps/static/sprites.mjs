/** How a status looks, as a point and as a line. The layer and the legend both draw with these. */

/**
 * @typedef {{ light: string, dark: string, mark: string, dash: number[], inlay: number[], width: number, pale?: boolean }} StatusStyle `pale`: drawn as an outline, since the hue has nothing to tell
 * @typedef {{ [name: string]: string }} Theme
 * @typedef {{ zooms: number[], few: number[], some: number[], many: number[], some_from: number, many_from: number,
 *   no_cost: number, short_line: number, casing: number, inferred: number }} PointStyle
 * @typedef {{ light: string, dark: string, missing?: boolean }} Hue `missing`: there is nothing to tell
 * @typedef {{ breaks: number[], light: string[], dark: string[] }} Scale
 * @typedef {{ from: number, steps: number, least: number, most: number, line_least: number, line_most: number, samples: number[] }} SizeStyle
 * @typedef {{ status: { [name: string]: StatusStyle }, themes: { light: Theme, dark: Theme }, point: PointStyle,
 *   scales: { [name: string]: Scale }, families: { [name: string]: Hue & { sectors: string[] } }, missing: Hue, cost_size: SizeStyle }} Style
 * @typedef {{ hollow?: boolean, soft?: boolean, faint?: boolean, light?: boolean }} Look
 *   hollow: no cost known, so a white centre; soft: place known roughly; faint: not sure; light: by plan
 */

/** How much of its colour the inside of an open mark has. */
const TINT = 0.26;
/** A line by plan is two edges of this width; narrower than `least` there would be nothing between them. */
const EDGES = { width: 1, least: 3.2 };

/** @type {StatusStyle} */
const UNKNOWN_STATUS = { light: "#6b6b6b", dark: "#9c9c98", mark: "disc", dash: [2, 2], inlay: [], width: 2 };

/** @param {Style} style @param {string} status @returns {StatusStyle} */
export function statusStyle(style, status) {
  return Object.hasOwn(style.status, status) ? style.status[status] : UNKNOWN_STATUS;
}

/** A status in another hue: its mark and its dash stay. @param {Style} style @param {string} status @param {Hue | undefined} hue @returns {StatusStyle} */
export function huedStyle(style, status, hue) {
  const s = statusStyle(style, status);
  return hue ? { ...s, light: hue.light, dark: hue.dark, pale: hue.missing === true } : s;
}

/** Radius of a point in CSS pixels. @param {PointStyle} point @param {number} zoom @param {number} count of projects on the page */
export function pointRadius(point, zoom, count) {
  const sizes = count >= point.many_from ? point.many : count >= point.some_from ? point.some : point.few;
  const z = point.zooms;
  if (zoom <= z[0]) return sizes[0];
  for (let k = 1; k < z.length; k++) {
    if (zoom <= z[k]) return sizes[k - 1] + ((sizes[k] - sizes[k - 1]) * (zoom - z[k - 1])) / (z[k] - z[k - 1]);
  }
  return sizes[sizes.length - 1];
}

/**
 * Draw one point, centred on (x, y).
 * @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} r radius
 * @param {StatusStyle} s @param {"light" | "dark"} scheme @param {Theme} theme @param {Look} look @param {number} casing width of the ring around it
 */
export function drawPoint(g, x, y, r, s, scheme, theme, look, casing) {
  const colour = s[scheme];
  g.save();
  g.translate(x, y);
  g.lineCap = "butt";
  if (look.faint) g.globalAlpha = 0.5;
  if (look.soft) {
    disc(g, r + casing + 3);
    g.setLineDash([2, 2.4]);
    stroke(g, colour, 1.1);
    g.setLineDash([]);
  }
  const tiny = r < 3.2; // too small for a mark: colour, and a paler centre for what is not going on or open
  disc(g, r + (tiny ? 0.7 : casing));
  g.fillStyle = theme.casing;
  g.fill();
  if (tiny) {
    disc(g, r);
    g.fillStyle = colour;
    g.fill();
    const open = s.pale || (s.mark !== "disc" && s.mark !== "half");
    if (open || look.hollow) {
      disc(g, r * (s.pale ? 0.6 : open ? 0.5 : 0.4));
      g.fillStyle = theme.casing;
      g.fill();
    }
    if (open && !look.hollow) tint(g, r * (s.pale ? 0.6 : 0.5), colour, 0.45);
    return g.restore();
  }
  const thick = Math.max(1.2, r * 0.36);
  if (look.light) {
    // what is only planned: a thin outline in the colour of its state, a breath of it inside
    if (!look.hollow) tint(g, r - 0.6, colour, TINT);
    disc(g, r - 0.6);
    stroke(g, colour, 1.2);
    if (s.mark === "half") inner(g, r * 0.8, s.mark, colour, theme.casing, false);
    return g.restore();
  }
  if (s.pale && /^(disc|cross|bars|half)$/.test(s.mark)) {
    // nothing to tell: an outline, and the mark in the same grey
    if (!look.hollow) tint(g, r - 0.6, colour, TINT);
    disc(g, r - 0.6);
    stroke(g, colour, 1.2);
    if (s.mark !== "disc") inner(g, r * 0.92, s.mark, colour, colour, false);
    return g.restore();
  }
  if (s.mark === "disc" || s.mark === "cross" || s.mark === "bars") {
    disc(g, r);
    g.fillStyle = colour;
    g.fill();
  } else {
    if (!look.hollow) tint(g, r - thick / 2, colour, TINT); // white inside is what has no cost, whatever the mark
    disc(g, r - thick / 2);
    if (s.mark === "dotted") g.setLineDash(ringDash(r - thick / 2, 6, 0.5));
    if (s.mark === "dashed") g.setLineDash(ringDash(r - thick / 2, 4, 0.68));
    stroke(g, colour, s.mark === "ring" ? thick * 0.7 : thick);
    g.setLineDash([]);
  }
  inner(g, r, s.mark, colour, theme.casing, look.hollow === true);
  g.restore();
}

/**
 * What stands inside the disc or ring.
 * @param {CanvasRenderingContext2D} g @param {number} r @param {string} mark @param {string} colour @param {string} pale @param {boolean} hollow
 */
function inner(g, r, mark, colour, pale, hollow) {
  if (mark === "half") {
    g.beginPath();
    g.arc(0, 0, r - 0.5, Math.PI * 0.5, Math.PI * 1.5);
    g.closePath();
    g.fillStyle = colour;
    g.fill();
  } else if (mark === "ringdot") {
    disc(g, r * 0.34);
    g.fillStyle = colour;
    g.fill();
  } else if (mark === "bars") {
    for (const side of [-1, 1]) {
      g.beginPath();
      g.rect(side * r * 0.34 - r * 0.13, -r * 0.5, r * 0.26, r);
      g.fillStyle = pale;
      g.fill();
    }
  } else if (mark === "cross") {
    g.beginPath();
    g.moveTo(-r * 0.42, -r * 0.42);
    g.lineTo(r * 0.42, r * 0.42);
    g.moveTo(r * 0.42, -r * 0.42);
    g.lineTo(-r * 0.42, r * 0.42);
    stroke(g, pale, Math.max(1, r * 0.24));
  }
  if (hollow && (mark === "disc" || mark === "half")) {
    disc(g, r * 0.4);
    g.fillStyle = pale;
    g.fill();
  }
}

/** @param {CanvasRenderingContext2D} g @param {number} r */
function disc(g, r) {
  g.beginPath();
  g.arc(0, 0, Math.max(0.1, r), 0, 2 * Math.PI);
}

/** A breath of a colour. @param {CanvasRenderingContext2D} g @param {number} r @param {string} colour @param {number} share */
function tint(g, r, colour, share) {
  const before = g.globalAlpha;
  disc(g, r);
  g.globalAlpha = before * share;
  g.fillStyle = colour;
  g.fill();
  g.globalAlpha = before;
}

/** @param {CanvasRenderingContext2D} g @param {string} colour @param {number} width */
function stroke(g, colour, width) {
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.stroke();
}

/** Dashes that close a ring evenly. @param {number} r @param {number} count @param {number} share of the ring that is drawn */
function ringDash(r, count, share) {
  const step = (2 * Math.PI * r) / count;
  return [step * share, step * (1 - share)];
}

/**
 * Stroke a path as a line of a status: casing, colour with its dash, pale inlay.
 * @param {CanvasRenderingContext2D} g @param {Path2D} path @param {StatusStyle} s @param {"light" | "dark"} scheme @param {Theme} theme
 * @param {{ faint?: boolean, light?: boolean, wide?: number, casing?: string }} [look] `wide` is added to the width
 * @param {number} [factor] on the width
 */
export function drawLine(g, path, s, scheme, theme, look = {}, factor = 1) {
  const drawn = (s.pale ? s.width * 0.6 : s.width) * factor + (look.wide || 0);
  const width = look.light ? Math.max(EDGES.least, drawn) : drawn;
  g.save();
  g.lineJoin = "round";
  g.lineCap = "round";
  g.setLineDash([]);
  g.strokeStyle = look.casing || theme.casing;
  g.globalAlpha = look.faint ? 0.5 : 0.9;
  g.lineWidth = width + 3;
  g.stroke(path);
  g.globalAlpha = look.faint ? 0.5 : 1;
  g.lineCap = s.dash.length && s.dash[0] < 2 ? "round" : s.dash.length ? "butt" : "round";
  g.setLineDash(s.dash.map((d) => (d * width) / 3));
  g.strokeStyle = s[scheme];
  g.lineWidth = width;
  g.stroke(path);
  if (look.light) {
    // by plan: edges in the colour of the state, a breath of it between them, as in a point
    g.lineWidth = width - 2 * EDGES.width;
    g.strokeStyle = theme.casing;
    g.stroke(path);
    g.globalAlpha *= TINT;
    g.strokeStyle = s[scheme];
    g.stroke(path);
  } else if (s.inlay.length) {
    g.lineCap = "butt";
    g.setLineDash(s.inlay[0] > 100 ? [] : s.inlay);
    g.strokeStyle = theme.casing;
    g.lineWidth = width * 0.34;
    g.stroke(path);
  }
  g.restore();
}

/**
 * Where a line lies whose cost nobody tells: a ring on it, white inside as the centre of such a point.
 * @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {StatusStyle} s @param {"light" | "dark"} scheme @param {Theme} theme @param {Look} look
 */
export function drawNoCost(g, x, y, s, scheme, theme, look) {
  g.save();
  g.globalAlpha = look.faint ? 0.5 : 1;
  g.translate(x, y);
  disc(g, 3);
  stroke(g, theme.casing, 3.6);
  disc(g, 3);
  g.fillStyle = theme.casing;
  g.fill();
  stroke(g, s[scheme], 1.4);
  g.restore();
}

/**
 * Stroke the path of many lines of a status: colour and dash alone, paler by plan.
 * @param {CanvasRenderingContext2D} g @param {Path2D} path @param {StatusStyle} s @param {"light" | "dark"} scheme @param {Theme} theme @param {Look} look @param {number} factor on the width
 */
export function drawThin(g, path, s, scheme, theme, look, factor) {
  const width = Math.max(0.75, s.width * 0.5 * factor);
  g.save();
  g.lineJoin = "bevel";
  g.globalAlpha = look.faint ? 0.5 : 1;
  g.setLineDash(s.dash.map((d) => (d * width) / 2));
  g.strokeStyle = look.light ? mixed(s[scheme], theme.casing, 0.55) : s[scheme];
  g.lineWidth = width;
  g.stroke(path);
  g.restore();
}

/** A colour with a share of another. @param {string} colour #rrggbb @param {string} other @param {number} share */
export function mixed(colour, other, share) {
  const part = (/** @type {string} */ hex, /** @type {number} */ k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
  return `#${[0, 1, 2].map((k) => Math.round(part(colour, k) * (1 - share) + part(other, k) * share).toString(16).padStart(2, "0")).join("")}`;
}

/**
 * A canvas with the mark and the line of a status, for the legend.
 * @param {Style} style @param {string} status @param {"light" | "dark"} scheme @param {Look} [look] @param {boolean} [line] @param {Hue} [hue]
 * @returns {HTMLCanvasElement}
 */
export function swatch(style, status, scheme, look = {}, line = true, hue = undefined) {
  const s = huedStyle(style, status, hue);
  const theme = style.themes[scheme];
  const [width, height] = line ? [46, 22] : [22, 22];
  const ratio = Math.max(2, Math.ceil(globalThis.devicePixelRatio || 1));
  const canvas = document.createElement("canvas");
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.className = line ? "swatch" : "swatch small";
  canvas.setAttribute("aria-hidden", "true");
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.scale(ratio, ratio);
  const bare = { ...theme, casing: theme.panel };
  if (line) {
    const path = new Path2D();
    path.moveTo(23, 11);
    path.lineTo(44, 11);
    drawLine(g, path, s, scheme, bare, look);
    if (look.hollow) drawNoCost(g, 33.5, 11, s, scheme, bare, look);
  }
  drawPoint(g, 11, 11, 6.5, s, scheme, bare, look, 0.5);
  return canvas;
}

/** Sprites of points, drawn once per status, look, radius and scheme. */
export class Sprites {
  /** @param {Style} style @param {"light" | "dark"} scheme @param {number} ratio device pixels per CSS pixel */
  constructor(style, scheme, ratio) {
    this.style = style;
    this.scheme = scheme;
    this.ratio = ratio;
    /** @type {Map<string, HTMLCanvasElement>} */
    this.made = new Map();
  }

  /** @param {string} status @param {number} r @param {Look} look @param {Hue} [hue] @returns {HTMLCanvasElement} square, its middle is the point */
  get(status, r, look, hue) {
    const key = `${status}|${hue ? hue.light : ""}|${r}|${look.hollow ? 1 : 0}${look.soft ? 1 : 0}${look.faint ? 1 : 0}${look.light ? 1 : 0}`;
    const made = this.made.get(key);
    if (made) return made;
    const casing = this.style.point.casing;
    const half = Math.ceil((r + casing + (look.soft ? 5 : 1)) * this.ratio);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2 * half;
    const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    g.setTransform(this.ratio, 0, 0, this.ratio, half, half);
    drawPoint(g, 0, 0, r, huedStyle(this.style, status, hue), this.scheme, this.style.themes[this.scheme], look, casing);
    this.made.set(key, canvas);
    return canvas;
  }
}
