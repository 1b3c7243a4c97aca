/** What a cost looks like: a point as large, and a line as wide, as the map draws them where it shows a country. */

import { sizeFactors, sizeStep, widthFactors } from "./hues.mjs";
import { drawLine, drawPoint, huedStyle } from "./sprites.mjs";

/** CSS pixels of a sample. */
export const SAMPLE = { width: 34, height: 44 };

/** @param {import("./sprites.mjs").Style} style @param {"light" | "dark"} scheme @param {number} cost @returns {HTMLCanvasElement} */
export function sizeSample(style, scheme, cost) {
  const step = sizeStep(style, cost);
  const ratio = Math.max(2, Math.ceil(globalThis.devicePixelRatio || 1));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [SAMPLE.width * ratio, SAMPLE.height * ratio];
  canvas.className = "size-sample";
  canvas.setAttribute("aria-hidden", "true");
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.scale(ratio, ratio);
  const ground = style.themes[scheme];
  /** @type {import("./sprites.mjs").Theme} */
  const theme = { ...ground, casing: ground.panel };
  const grey = huedStyle(style, "operating", { light: ground.muted, dark: ground.muted });
  drawPoint(g, 17, 17, style.point.few[1] * sizeFactors(style)[step], grey, scheme, theme, {}, 0);
  const path = new Path2D();
  path.moveTo(5, 39);
  path.lineTo(29, 39);
  drawLine(g, path, grey, scheme, theme, {}, widthFactors(style)[step]);
  return canvas;
}
