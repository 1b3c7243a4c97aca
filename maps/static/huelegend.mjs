/** The legend of the hue where it tells something else than the status: a row a class, which is a filter too. */

import { el, put } from "./dom.mjs";
import { classText } from "./filterwords.mjs";
import { formatNumber } from "./format.mjs";
import { hueClasses, hueCodes } from "./hues.mjs";
import { swatch } from "./sprites.mjs";
import { sameRange } from "./state.mjs";

/** @param {import("./legend.mjs").LegendContext} ctx */
export function hueLegend(ctx) {
  const { projects, store, words, style, filters } = ctx;
  const pageSectors = [...projects.sector.words];
  const title = el("h2", { class: "kicker" });
  const list = el("ul", { class: "rows" });
  const node = el("section", { class: "facet facet-hue", hidden: true }, title, list);
  /** @type {{ c: import("./hues.mjs").HueClass, only: HTMLElement, count: HTMLElement, mark: HTMLElement, row: HTMLElement }[]} */
  let rows = [];
  /** @type {Uint8Array} */
  let codes = new Uint8Array(0);
  let made = "";

  /** The key of the state that a class sets. @param {string} colour */
  const keyOf = (colour) => /** @type {"sectors" | "progress" | "delay" | "overrun"} */ (colour === "sector" ? "sectors" : colour);

  /** Sectors of a class that the page has. @param {import("./hues.mjs").HueClass} c */
  function sectorsOf(c) {
    const held = new Set(Object.values(style.families).flatMap((family) => family.sectors));
    return pageSectors.filter((word) => (c.sectors ? c.sectors.includes(word) : !held.has(word)));
  }

  /** @param {import("./hues.mjs").HueClass} c @param {string} colour */
  function isOnly(c, colour) {
    const { sectors, ...state } = store.get();
    if (colour !== "sector") return c.range !== null && sameRange(state[/** @type {"progress"} */ (colour)], c.range);
    const own = sectorsOf(c);
    return sectors !== null && sectors.length === own.length && own.every((word) => sectors.includes(word));
  }

  /** Only this class; again: all. @param {import("./hues.mjs").HueClass} c @param {string} colour */
  function choose(c, colour) {
    store.set({ [keyOf(colour)]: isOnly(c, colour) ? null : colour === "sector" ? sectorsOf(c) : c.range });
  }

  function make() {
    const { colour } = store.get();
    made = `${colour}|${filters.turns}`;
    codes = hueCodes(projects, style, colour);
    const counts = new Uint32Array(16);
    for (let k = 0; k < codes.length; k++) counts[codes[k]]++;
    rows = hueClasses(style, colour)
      .map((c, k) => ({ c, k }))
      .filter(({ c, k }) => !c.sectors || counts[k] > 0)
      .filter(({ c, k }) => !c.missing || counts[k] > 0)
      .map(({ c, k }) => {
        const name = classText(colour, c, words);
        const count = el("span", { class: "count num", data: { code: String(k) } });
        const mark = el("span", { class: "mark" });
        const asFilter = c.range !== null || colour === "sector";
        const label = [el("bdi", null, name), count];
        const only = asFilter ? el("button", { type: "button", class: "only", "aria-pressed": "false", title: words.t("onlyThis", { name }), on: { click: () => choose(c, colour) } }, label) : el("span", { class: "only" }, label);
        return { c, only, count, mark, row: el("li", { class: "row", data: { word: c.key } }, mark, only) };
      });
    put(title, words.t(`colour_${colour}`));
    put(list, rows.map((each) => each.row));
    redraw();
  }

  function redraw() {
    for (const { c, mark } of rows) put(mark, swatch(style, "operating", ctx.scheme(), {}, true, c));
  }

  return {
    node,
    redraw,
    update() {
      const { colour } = store.get();
      node.hidden = colour === "status";
      if (node.hidden) return;
      if (made !== `${colour}|${filters.turns}`) make();
      const counts = filters.tally(keyOf(colour), store.get(), codes, 16);
      const chosen = store.get()[keyOf(colour)] !== null;
      for (const { c, only, count, row } of rows) {
        count.textContent = formatNumber(counts[Number(count.dataset.code)], 9);
        const on = isOnly(c, colour);
        if (only.hasAttribute("aria-pressed")) only.setAttribute("aria-pressed", String(on));
        row.classList.toggle("off", chosen && !covers(c, colour));
      }
    },
  };

  /** True where the filter that is set lets something of a class through. @param {import("./hues.mjs").HueClass} c @param {string} colour */
  function covers(c, colour) {
    const { sectors, ...state } = store.get();
    if (colour === "sector") return sectorsOf(c).some((word) => sectors?.includes(word));
    const range = state[/** @type {"progress"} */ (colour)];
    if (!c.range || !range) return !range;
    const [from, to] = [range[0] ?? -Infinity, range[1] ?? Infinity];
    return (c.range[1] ?? Infinity) > from && (c.range[0] ?? -Infinity) < to;
  }
}
