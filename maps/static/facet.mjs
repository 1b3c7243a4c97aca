/** A filter by words: a row a word, with a checkbox (this one on or off) and a button (only this; again: all). */

import { clip, el, put } from "./dom.mjs";
import { formatNumber } from "./format.mjs";
import { onlyThis, toggled } from "./state.mjs";

/**
 * @typedef {object} FacetSpec
 * @property {import("./state.mjs").Store} store
 * @property {import("./strings.mjs").Words} words
 * @property {"statuses" | "sectors" | "countries"} key of the state
 * @property {string[]} all words, in the order of the rows
 * @property {(word: string) => string} label
 * @property {() => Map<string, number>} counts how many projects a row would show
 * @property {((word: string) => Node | null)} [mark] what stands in the row's checkbox
 * @property {boolean} [bars] a bar beside the count
 * @property {(word: string, n: number) => boolean} [hide] rows that need not be there
 */

/** @param {FacetSpec} spec */
export function facetRows(spec) {
  const { store, words, key, all, label } = spec;
  const rows = all.map((word) => {
    const name = clip(label(word), 60) || words.t("unknown");
    const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", "aria-label": words.t("toggle", { name }), on: { change: () => store.set({ [key]: toggled(store.get()[key], word, all) }) } }));
    const count = el("span", { class: "count num" });
    const bar = spec.bars ? el("span", { class: "bar", "aria-hidden": "true" }) : null;
    const only = el("button", { type: "button", class: "only", "aria-pressed": "false", title: words.t("onlyThis", { name }), on: { click: () => store.set({ [key]: onlyThis(store.get()[key], word) }) } }, el("bdi", null, name), bar, count);
    const mark = el("span", { class: spec.mark ? "mark" : "mark tick" });
    return { word, name, box, count, bar, only, mark, hidden: false, node: el("li", { class: "row", data: { word: clip(word, 60) } }, el("label", { class: "tick-box" }, box, mark), only) };
  });
  const node = el("ul", { class: "rows" }, rows.map((row) => row.node));

  return {
    node,
    update() {
      const chosen = store.get()[key];
      const wanted = chosen && new Set(chosen);
      const counts = spec.counts();
      const most = Math.max(1, ...counts.values());
      for (const row of rows) {
        const n = counts.get(row.word) || 0;
        const on = !wanted || wanted.has(row.word);
        row.node.hidden = row.hidden || (on && spec.hide?.(row.word, n) === true);
        row.box.checked = on;
        row.node.classList.toggle("off", !on);
        row.node.classList.toggle("nothing", !n);
        row.only.setAttribute("aria-pressed", String(chosen?.length === 1 && on));
        row.count.textContent = formatNumber(n, 9);
        row.bar?.style.setProperty("--share", String(n / most));
      }
    },
    /** Only the rows whose name is among some. @param {(name: string) => boolean} fits */
    narrow(fits) {
      for (const row of rows) {
        row.hidden = !fits(row.name);
        row.node.hidden = row.hidden;
      }
      return rows.filter((row) => !row.hidden).length;
    },
    redraw() {
      if (spec.mark) for (const row of rows) put(row.mark, spec.mark(row.word));
    },
  };
}
