/** Charts as files: SVG with its styles written into it, or PNG; title, note and credits go with it. */

import { clip, el, svg } from "./dom.mjs";
import { saveBlob, slugged } from "./save.mjs";

/**
 * @typedef {{ title: string, note: string, file: string, credits: string[], words: import("./strings.mjs").Words }} Captions
 */

const PAINTED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "fill-opacity", "stroke-opacity", "font-size", "font-weight", "text-anchor", "paint-order"];
const SCALE = 3;

/** Two small buttons under a chart. @param {SVGElement} picture @param {Captions} captions */
export function saveButtons(picture, captions) {
  const { words, title, file } = captions;
  const button = (/** @type {"SVG" | "PNG"} */ kind, /** @type {() => void} */ click) => el("button", { type: "button", class: "save", "aria-label": words.t("saveAs", { what: title, kind }), on: { click } }, kind);
  return el(
    "p",
    { class: "saves" },
    button("SVG", () => saveBlob(`${slugged(file)}.svg`, new Blob([svgText(picture, captions)], { type: "image/svg+xml" }))),
    button("PNG", async () => saveBlob(`${slugged(file)}.png`, await pngOf(svgText(picture, captions)))),
  );
}

/** The chart as a document of its own. @param {SVGElement} picture @param {Captions} captions @returns {string} */
export function svgText(picture, captions) {
  const [, , width, height] = (picture.getAttribute("viewBox") || "0 0 300 150").split(" ").map(Number);
  const style = getComputedStyle(document.body);
  const [ink, muted, paper] = ["--ink", "--muted", "--paper"].map((name) => style.getPropertyValue(name).trim());
  const copy = /** @type {SVGElement} */ (picture.cloneNode(true));
  paint(picture, copy);
  copy.querySelectorAll(".reach, .reach-line").forEach((node) => node.remove());
  const size = Math.max(8, Math.min(11, width / 34));
  const letters = Math.floor((width - 16) / (size * 0.54));
  const heads = wrapped(captions.title, Math.floor(letters / 1.35));
  const notes = wrapped(captions.note, letters);
  const credits = captions.credits.flatMap((line) => wrapped(line, Math.floor(letters * 1.1)));
  const line = size * 1.4;
  const top = 10 + heads.length * line * 1.35 + notes.length * line + 8;
  const full = top + height + credits.length * line + 14;
  const text = (/** @type {string} */ said, /** @type {number} */ y, /** @type {object} */ more) => svg("text", { x: 8, y, "font-size": size, fill: muted, ...more }, said);
  const out = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${Math.ceil(full)}`, width, height: Math.ceil(full), "font-family": "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif" });
  out.append(svg("title", null, captions.title), svg("rect", { width: "100%", height: "100%", fill: paper }));
  heads.forEach((said, k) => out.append(text(said, 8 + (k + 1) * line * 1.3, { fill: ink, "font-size": size * 1.3, "font-weight": 700 })));
  notes.forEach((said, k) => out.append(text(said, 10 + heads.length * line * 1.35 + (k + 0.8) * line, {})));
  const group = svg("g", { transform: `translate(0 ${Math.round(top)})` });
  group.append(...copy.childNodes);
  out.append(group);
  credits.forEach((said, k) => out.append(text(said, top + height + 6 + (k + 1) * line, { "font-size": size * 0.9 })));
  return new XMLSerializer().serializeToString(out);
}

/** Write the computed look of each part of a picture into its copy. @param {Element} from @param {Element} to */
function paint(from, to) {
  if (from.children.length !== to.children.length) return;
  if (["path", "line", "circle", "rect", "text"].includes(from.tagName)) {
    const look = getComputedStyle(from);
    for (const name of PAINTED) {
      const value = look.getPropertyValue(name);
      if (value) to.setAttribute(name, value);
    }
  }
  for (const name of ["class", "tabindex", "role", "aria-label", "data-row", "aria-hidden"]) to.removeAttribute(name === "class" ? "data-none" : name);
  for (let k = 0; k < from.children.length; k++) paint(from.children[k], to.children[k]);
}

/** Break a line into lines of so many letters. @param {string} text @param {number} letters */
export function wrapped(text, letters) {
  const out = [];
  let line = "";
  for (const word of clip(text, 1200).split(" ")) {
    if (line && line.length + 1 + word.length > letters) {
      out.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return line ? [...out, line] : out;
}

/** @param {string} text of an SVG @returns {Promise<Blob>} */
export async function pngOf(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * SCALE, image.height * SCALE];
    /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0, canvas.width, canvas.height);
    return await blobOf(canvas);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
export function blobOf(canvas) {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}
