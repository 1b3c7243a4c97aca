/** The map as a picture that stands by itself: title, dates, key, and whose data and borders they are. */

import { wrapped } from "./picture.mjs";

/**
 * @typedef {object} PictureParts
 * @property {HTMLElement} map
 * @property {string} title
 * @property {string} dates "As known on ...", and which filters were set
 * @property {import("./picturekey.mjs").KeyEntry[][]} key its rows
 * @property {string[]} credits
 * @property {{ [name: string]: string }} theme ground colours
 * @typedef {{ said: string, mark: HTMLCanvasElement | null, width: number, height: number, x: number }} KeyMark
 */

const SHARP = 2;
/** Least height of a row of the key. */
const KEY_ROW = 24;
/** Between the lines under the title. */
const DATES_ROW = 18;
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
  const heights = key.map((line) => Math.max(KEY_ROW, ...line.map((entry) => entry.height + 2)));
  const keyed = heights.reduce((sum, height) => sum + height, 0);
  g.font = KEY_FONT;
  const dates = linesOf(parts.dates, width - 40, (text) => g.measureText(text).width);
  const [head, foot] = [44 + dates.length * DATES_ROW, keyed + 14 + credits.length * 15];
  [canvas.width, canvas.height] = [width * SHARP, (head + height + foot) * SHARP];
  g.scale(SHARP, SHARP);
  g.fillStyle = theme.paper;
  g.fillRect(0, 0, width, head + height + foot);
  g.fillStyle = theme.ink;
  g.font = `700 20px Georgia, 'Noto Serif', serif`;
  g.fillText(parts.title, 20, 28, width - 40);
  g.fillStyle = theme.muted;
  g.font = `13px ${FONT}`;
  dates.forEach((line, k) => g.fillText(line, 20, 48 + k * DATES_ROW, width - 40));
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
  let top = head + height + 6;
  for (const [k, line] of key.entries()) {
    drawKey(g, line, top + heights[k] / 2);
    top += heights[k];
  }
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
  for (const { label, n, mark, width, height } of row) {
    const said = n === null ? label : `${label} ${n}`;
    const needed = (mark ? width + 4 : 0) + g.measureText(said).width + 18;
    if (x + needed > room) {
      lines.push([]);
      x = 0;
    }
    lines[lines.length - 1].push({ said, mark, width, height, x: 20 + x });
    x += needed;
  }
  return lines;
}

/** @param {CanvasRenderingContext2D} g @param {KeyMark[]} line @param {number} y its middle */
function drawKey(g, line, y) {
  for (const { said, mark, width, height, x } of line) {
    if (mark) g.drawImage(mark, x, y - height / 2, width, height);
    g.fillText(said, x + (mark ? width + 4 : 0), y + 4);
  }
}

/**
 * A text in lines that fit; Chinese, which has no spaces, is broken anywhere.
 * @param {string} text @param {number} room @param {(text: string) => number} measure
 */
export function linesOf(text, room, measure) {
  /** @type {string[]} */
  const out = [];
  let line = "";
  for (const piece of text.split(/(?<= )|(?<=[\u3000-\u9fff\uff00-\uffef])/)) {
    if (line && measure((line + piece).trimEnd()) > room) {
      out.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  return line ? [...out, line.trimEnd()] : out;
}
