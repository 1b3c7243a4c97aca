/** A filter by a figure: two numbers, and bars that tell how the figures lie; drag over the bars to choose between them. */

import { el, put, svg } from "./dom.mjs";
import { figuresOf } from "./filters.mjs";
import { figureText, unitOf } from "./filterwords.mjs";
import { formatNumber } from "./format.mjs";
import { classCodes } from "./hues.mjs";
import { rangeOf, sameRange } from "./state.mjs";

/** Bounds of the bars; before the first and after the last one there is a bar for all the rest. @type {{ [key: string]: number[] }} */
export const BAR_EDGES = {
  cost: [1e7, 2e7, 5e7, 1e8, 2e8, 5e8, 1e9, 2e9, 5e9, 1e10, 2e10, 5e10, 1e11, 2e11],
  progress: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
  delay: [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12],
  overrun: [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3],
};

/** Labels under the bars: where they would stand between bars. @type {{ [key: string]: number[] }} */
const LABELLED = { cost: [1e8, 1e9, 1e10, 1e11], progress: [20, 50, 80], delay: [0, 5, 10], overrun: [0, 0.5, 1, 2] };

const SPREAD_WIDTH = 256; // of the drawing, which is as wide as the panel
const SPREAD_HEIGHT = 44;

/** The range of some bars, first to last. @param {number[]} edges @param {number} first @param {number} last @returns {import("./state.mjs").Range | null} */
export function rangeOfBars(edges, first, last) {
  return rangeOf(edges[Math.min(first, last) - 1] ?? null, edges[Math.max(first, last)] ?? null);
}

/** True where a bar lies within a range. @param {number[]} edges @param {number} bar @param {import("./state.mjs").Range | null} range */
export function barInside(edges, bar, range) {
  if (!range) return true;
  const [from, to] = [edges[bar - 1] ?? -Infinity, edges[bar] ?? Infinity];
  return to > (range[0] ?? -Infinity) && from < (range[1] ?? Infinity);
}

/** What a reader typed: a number, with a comma or a point, or none. @param {string} text @param {number} unit */
export function typedFigure(text, unit) {
  const plain = text.trim().replace(/\s/g, "").replace("−", "-").replace(/,(?=\d{3}(?:\D|$))/g, "").replace(",", ".");
  if (!plain || !/^-?\d{0,9}(\.\d{0,4})?$/.test(plain) || !/\d/.test(plain)) return null;
  return Number((Number(plain) * unit).toPrecision(12));
}

/**
 * @param {{ key: "cost" | "progress" | "delay" | "overrun", projects: import("./decode.mjs").Projects, store: import("./state.mjs").Store,
 *   filters: import("./filters.mjs").Filters, words: import("./strings.mjs").Words, note: string }} ctx
 */
export function rangeFilter({ key, projects, store, filters, words, note }) {
  const edges = BAR_EDGES[key];
  const { unit, suffix } = unitOf(key, words);
  let typing = false;
  const fields = [0, 1].map((side) => {
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "text", inputmode: "decimal", class: "typed num", id: `${key}-${side ? "under" : "from"}`, autocomplete: "off", on: { input: () => type(true), change: () => type(false), keydown: step } }));
    return input;
  });
  const bars = edges.map((_, k) => k).concat(edges.length).map((k) => svg("rect", { x: (k * SPREAD_WIDTH) / (edges.length + 1) + 0.75, width: SPREAD_WIDTH / (edges.length + 1) - 1.5, rx: 1 }));
  const labels = LABELLED[key].map((value) => svg("text", { x: ((edges.indexOf(value) + 1) * SPREAD_WIDTH) / (edges.length + 1), y: SPREAD_HEIGHT + 13 }, shortFigure(value)));
  const drawing = svg("svg", { class: "spread", viewBox: `0 0 ${SPREAD_WIDTH} ${SPREAD_HEIGHT + 16}`, "aria-hidden": "true" }, bars, svg("line", { x1: 0, x2: SPREAD_WIDTH, y1: SPREAD_HEIGHT + 0.5, y2: SPREAD_HEIGHT + 0.5 }), labels);
  const said = el("p", { class: "small", role: "status" });
  const field = (/** @type {number} */ side) => el("label", { class: "bound" }, el("span", null, words.t(side ? "boundUnder" : "boundFrom")), fields[side]);
  const node = el("div", { class: "range" }, drawing, el("div", { class: "bounds" }, field(0), field(1), el("span", { class: "small" }, suffix)), said, note && el("p", { class: "small" }, note));

  /** @param {number} value */
  function shortFigure(value) {
    return key === "cost" ? figureText(key, value, words).replace("USD\u00a0", "") : formatNumber(value / unit, 6);
  }

  /** @param {boolean} still being typed */
  function type(still) {
    const [low, high] = fields.map((input) => typedFigure(input.value, unit));
    fields.forEach((input, side) => (input.value.trim() && (side ? high : low) === null ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid")));
    typing = still;
    const range = rangeOf(low, high);
    if (!sameRange(range, store.get()[key])) store.set({ [key]: range });
    typing = false;
    if (!still) write();
  }

  /** Arrow keys step from bound to bound of the bars. @param {KeyboardEvent} event */
  function step(event) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const side = fields.indexOf(input);
    const now = typedFigure(input.value, unit) ?? (side ? Infinity : -Infinity);
    const next = event.key === "ArrowUp" ? edges.find((edge) => edge > now) ?? (side ? null : edges[edges.length - 1]) : edges.findLast((edge) => edge < now) ?? (side ? edges[0] : null);
    input.value = next === null ? "" : formatNumber(next / unit, 6);
    type(true);
  }

  function write() {
    const range = store.get()[key];
    fields.forEach((input, side) => {
      const bound = range ? range[side] : null;
      input.value = bound === null ? "" : formatNumber(Number((bound / unit).toPrecision(9)), 9);
      input.removeAttribute("aria-invalid");
    });
  }

  // dragging over the bars
  let from = -1;
  /** @param {PointerEvent} event */
  const barAt = (event) => {
    const box = drawing.getBoundingClientRect();
    return Math.max(0, Math.min(edges.length, Math.floor(((event.clientX - box.left) / box.width) * (edges.length + 1))));
  };
  drawing.addEventListener("pointerdown", (event) => {
    from = barAt(/** @type {PointerEvent} */ (event));
    drawing.setPointerCapture(/** @type {PointerEvent} */ (event).pointerId);
    store.set({ [key]: rangeOfBars(edges, from, from) });
  });
  let waiting = false;
  drawing.addEventListener("pointermove", (event) => {
    if (from < 0 || waiting) return;
    waiting = true;
    const to = barAt(/** @type {PointerEvent} */ (event));
    requestAnimationFrame(() => {
      waiting = false;
      if (from >= 0) store.set({ [key]: rangeOfBars(edges, from, to) });
    });
  });
  for (const name of ["pointerup", "pointercancel"]) drawing.addEventListener(name, () => (from = -1));

  /** Bars of the figures, made again where the columns changed. @type {Uint8Array | null} */
  let codes = null;
  let turn = -1;

  return {
    node,
    update() {
      if (!codes || turn !== filters.turns) codes = classCodes(figuresOf(projects, key), edges, projects.n);
      turn = filters.turns;
      const state = store.get();
      const counts = filters.tally(key, state, codes, edges.length + 2);
      const without = counts[edges.length + 1];
      const most = Math.max(1, ...counts.subarray(0, edges.length + 1));
      bars.forEach((bar, k) => {
        const height = counts[k] ? Math.max(2, (counts[k] / most) * SPREAD_HEIGHT) : 0;
        bar.setAttribute("y", String(SPREAD_HEIGHT - height));
        bar.setAttribute("height", String(height));
        bar.classList.toggle("out", !barInside(edges, k, state[key]));
      });
      put(said, words.t(state[key] ? "lackFigureOut" : "lackFigure", { n: without, count: formatNumber(without, 9) }));
      said.hidden = !without;
      if (!typing) write();
    },
  };
}
