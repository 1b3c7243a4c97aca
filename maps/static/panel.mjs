/** The left panel: search, what is set and how much is shown, the legend and the other filters; on a small screen a sheet, with a button that opens it. */

import { filterChips } from "./chips.mjs";
import { countsOf } from "./counts.mjs";
import { byId, clip, el, put } from "./dom.mjs";
import { filterBox } from "./filterbox.mjs";
import { countOf } from "./filters.mjs";
import { formatNumber } from "./format.mjs";
import { licences } from "./furniture.mjs";
import { hueClasses } from "./hues.mjs";
import { legendPanel } from "./legend.mjs";
import { namesOf } from "./names.mjs";
import { searchBox } from "./searchbox.mjs";
import { sheet } from "./sheet.mjs";

/**
 * @typedef {import("./legend.mjs").LegendContext & {
 *   nameOf: (row: number) => string, countryNames: (codes: string) => string,
 *   index: () => import("./search.mjs").SearchIndex, open: (row: number) => void, narrow: () => boolean, own: HTMLElement[] }} PanelContext `own`: legend of the reader's own data
 */

/** @param {PanelContext} ctx */
export function leftPanel(ctx) {
  const { projects, store, words, about } = ctx;
  const node = byId("panel");
  const pane = sheet(node, words.t("expand"), () => pane.show("closed"));
  const naming = { words, countryName: (/** @type {string} */ code) => ctx.countryNames(code) };
  const legend = legendPanel(ctx);
  const chips = filterChips({ store, naming });
  const counts = el("section", { class: "counts", "aria-live": "polite" });
  const box = filterBox({ projects, about, store, filters: ctx.filters, naming, sectorMark });
  const search = searchBox({
    words,
    index: ctx.index,
    describe: (row) => ({ name: ctx.nameOf(row), facts: [namesOf(projects, row)[1], ctx.countryNames(projects.country.words[projects.country.codes[row]]), words.word("status", projects.status.words[projects.status.codes[row]])].filter(Boolean).join(" · ") }),
    open: ctx.open,
  });
  const chosen = Object.entries(about.filters).map(([key, value]) => `${key} ${value}`);
  const selection = chosen.length > 0 && el("p", { class: "small" }, el("bdi", null, words.t("selection", { what: clip(chosen.join("; "), 300) })));
  const away = el("button", { class: "close", type: "button", "aria-label": words.t("close"), on: { click: () => { pane.show("closed"); button.focus(); } } }, "×"); // a sheet that is dragged off needs a way without dragging
  put(node, away, pane.handle, el("div", { class: "panel-body" }, search, selection, el("div", { class: "asked" }, counts, chips.node), ctx.own, legend.node, box.node, licences(about, words)));
  node.setAttribute("aria-label", words.t("filterSheet"));
  const button = el("button", { class: "filter-button", type: "button", on: { click: () => pane.show("half") } });

  // what scrolls under the button is read: away while it goes on, back where it ends or goes back
  /** @type {WeakMap<EventTarget, number>} */
  const heights = new WeakMap();
  document.addEventListener("scroll", (event) => {
    const part = /** @type {HTMLElement} */ (event.target);
    if (!(part instanceof HTMLElement) || !part.matches(".view, .grid-scroll")) return;
    const [before, now] = [heights.get(part) ?? 0, part.scrollTop];
    heights.set(part, now);
    if (Math.abs(now - before) > 2) button.classList.toggle("away", now > before && now < part.scrollHeight - part.clientHeight - 40);
  }, { capture: true, passive: true });
  store.listen((_, changed) => changed.has("tab") && button.classList.remove("away"));

  /** The hue of a sector, where the map is drawn in those. @param {string} word */
  function sectorMark(word) {
    const hue = store.get().colour === "sector" ? hueClasses(ctx.style, "sector").find((c) => !c.sectors || c.sectors.includes(word)) : null;
    const node = el("span", { class: "hue" });
    if (hue) node.style.setProperty("--hue", `var(--hue-${hue.key})`);
    return node;
  }

  function count() {
    put(button, words.t("filterSheet"), el("span", { class: "count num" }, ` ${formatNumber(countOf(ctx.filters.shown(store.get()), projects.n), 9)}`));
  }

  function update() {
    put(counts, countsOf(ctx));
    chips.update();
    legend.update();
    box.update();
    count();
  }

  update();
  return {
    button,
    /** Light or dark, what hue or size tell has changed. */
    redraw() {
      legend.redraw();
      box.redraw();
    },
    close: () => pane.show("closed"),
    isOpen: () => ctx.narrow() && node.dataset.size !== "closed",
    update,
  };
}
