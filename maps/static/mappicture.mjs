/** The map as a picture that stands by itself: title, dates, key, and whose data and borders they are. */

import { wrapped } from "./picture.mjs";

/**
 * @typedef {object} PictureParts
 * @property {HTMLElement} map
 * @property {string} title
 * @property {string} dates "As known on ..."
 * @property {import("./picturekey.mjs").KeyEntry[][]} key its rows
 * @property {string[]} credits
 * @property {{ [name: string]: string }} theme ground colours
 * @typedef {{ said: string, mark: HTMLCanvasElement, x: number }} KeyMark
 */

const SHARP = 2;
/** Height of a row of the key. */
const KEY_ROW = 24;
const FONT = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif";
const KEY_FONT = `13px ${FONT}`;

/** @param {PictureParts} parts @returns {HTMLCanvasElement} */
export function mapPicture(parts) {
  const { map, theme } = parts;
  const box = map.getBoundingClientRect();
  const width = box.width || 1000;
  const height = box.height || 640;
  const letters = Math.floor((width - 40) / 6);
  const credits = parts.credits.flatMap((line) => wrapped(line, letters));
  const canvas = document.createElement("canvas");
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const key = parts.key.flatMap((row) => keyLines(g, row, width - 40));
  const keyed = key.length * KEY_ROW;
  const [head, foot] = [62, keyed + 14 + credits.length * 15];
  [canvas.width, canvas.height] = [width * SHARP, (head + height + foot) * SHARP];
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
  g.font = KEY_FONT;
  g.fillStyle = theme.ink;
  key.forEach((line, k) => drawKey(g, line, head + height + KEY_ROW * (k + 1)));
  g.fillStyle = theme.muted;
  g.font = `11px ${FONT}`;
  credits.forEach((line, k) => g.fillText(line, 20, head + height + keyed + 20 + k * 15, width - 40));
  return canvas;
}

/**
 * A row of the key in lines that fit: nothing is left out.
 * @param {CanvasRenderingContext2D} g @param {PictureParts["key"][0]} row @param {number} room @returns {KeyMark[][]}
 */
function keyLines(g, row, room) {
  g.font = KEY_FONT;
  /** @type {KeyMark[][]} */
  const lines = [];
  let x = Infinity;
  for (const { label, n, mark } of row) {
    const said = `${label} ${n}`;
    const needed = 26 + g.measureText(said).width + 18;
    if (x + needed > room) {
      lines.push([]);
      x = 0;
    }
    lines[lines.length - 1].push({ said, mark, x: 20 + x });
    x += needed;
  }
  return lines;
}

/** @param {CanvasRenderingContext2D} g @param {KeyMark[]} line @param {number} y */
function drawKey(g, line, y) {
  for (const { said, mark, x } of line) {
    g.drawImage(mark, x, y - 15, 22, 22);
    g.fillText(said, x + 26, y);
  }
}
