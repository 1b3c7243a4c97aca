/** The map as a picture that stands by itself: title, dates, key, and whose data and borders they are. */

import { wrapped } from "./picture.mjs";
import { swatch } from "./sprites.mjs";

/**
 * @typedef {object} PictureParts
 * @property {HTMLElement} map
 * @property {string} title
 * @property {string} dates "As known on ..."
 * @property {{ status: string, label: string, n: number }[]} key
 * @property {string[]} credits
 * @property {{ [name: string]: string }} theme ground colours
 * @property {import("./sprites.mjs").Style} style
 * @property {"light" | "dark"} scheme
 */

const SHARP = 2;
const FONT = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif";

/** @param {PictureParts} parts @returns {HTMLCanvasElement} */
export function mapPicture(parts) {
  const { map, theme } = parts;
  const box = map.getBoundingClientRect();
  const width = box.width || 1000;
  const height = box.height || 640;
  const letters = Math.floor((width - 40) / 6);
  const credits = parts.credits.flatMap((line) => wrapped(line, letters));
  const [head, foot] = [62, 36 + credits.length * 15];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * SHARP, (head + height + foot) * SHARP];
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.scale(SHARP, SHARP);
  g.fillStyle = theme.paper;
  g.fillRect(0, 0, width, head + height + foot);
  g.fillStyle = theme.ink;
  g.font = `700 20px Georgia, 'Noto Serif', serif`;
  g.fillText(parts.title, 20, 28, width - 40);
  g.fillStyle = theme.muted;
  g.font = `13px ${FONT}`;
  g.fillText(parts.dates, 20, 48, width - 40);
  g.save();
  g.beginPath();
  g.rect(0, head, width, height);
  g.clip();
  g.fillStyle = theme.water;
  g.fillRect(0, head, width, height);
  for (const layer of map.querySelectorAll("canvas")) {
    const at = layer.getBoundingClientRect();
    if (at.width && at.height) g.drawImage(layer, at.left - box.left, at.top - box.top + head, at.width, at.height);
  }
  g.restore();
  drawKey(g, parts, head + height + 22, width);
  g.fillStyle = theme.muted;
  g.font = `11px ${FONT}`;
  credits.forEach((line, k) => g.fillText(line, 20, head + height + 46 + k * 15, width - 40));
  return canvas;
}

/** @param {CanvasRenderingContext2D} g @param {PictureParts} parts @param {number} y @param {number} width */
function drawKey(g, parts, y, width) {
  let x = 20;
  g.font = `13px ${FONT}`;
  g.fillStyle = parts.theme.ink;
  for (const { status, label, n } of parts.key) {
    const mark = /** @type {HTMLCanvasElement} */ (swatch(parts.style, status, parts.scheme, {}, false));
    const said = `${label} ${n}`;
    const needed = 26 + g.measureText(said).width + 18;
    if (x + needed > width - 20) break;
    g.drawImage(mark, x, y - 15, 22, 22);
    g.fillText(said, x + 26, y);
    x += needed;
  }
}
