/** The left panel: counts, and the legend, which is the filter. */

import { clip, el, put } from "./dom.mjs";
import { formatNumber } from "./format.mjs";
import { facetCounts, onlyThis, toggled, totals, visible } from "./state.mjs";
import { swatch } from "./sprites.mjs";

/**
 * @typedef {import("./state.mjs").Store} Store
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {{ projects: Projects, store: Store, words: import("./strings.mjs").Words, style: import("./sprites.mjs").Style, scheme: () => "light" | "dark" }} LegendContext
 */

/** @param {LegendContext} ctx @returns {{ counts: HTMLElement, legend: HTMLElement, update: () => void, redraw: () => void }} */
export function legendPanel(ctx) {
  const { projects, store, words } = ctx;
  const counts = el("section", { class: "counts", "aria-live": "polite" });
  const known = Object.keys(ctx.style.status);
  // at another date there may be statuses that no project has today: their rows are there, and hidden while they are empty
  const statuses = [...known, ...projects.status.words.filter((s) => !known.includes(s))];
  const sectorCounts = facetCounts(projects, store.get(), "sector");
  const sectors = [...sectorCounts.keys()].sort((a, b) => (sectorCounts.get(b) || 0) - (sectorCounts.get(a) || 0) || (a < b ? -1 : 1));
  const status = facet(ctx, "status", "statuses", statuses);
  const sector = facet(ctx, "sector", "sectors", sectors);
  const notes = el("details", { class: "notes" }, el("summary", null, words.t("legendNotes")));
  const legend = el("div", null, status.node, sector.node, notes);

  function update() {
    const state = store.get();
    put(counts, countsOf(ctx, totals(projects, visible(projects, state))));
    status.update();
    sector.update();
  }

  function redraw() {
    status.redraw();
    const scheme = ctx.scheme();
    const row = (/** @type {string} */ text, /** @type {import("./sprites.mjs").Look} */ look) => el("li", null, swatch(ctx.style, "operating", scheme, look, false), words.t(text));
    put(notes, notes.firstElementChild, el("ul", null, row("noteHollow", { hollow: true }), row("noteSoft", { soft: true }), row("noteUnsure", { faint: true }), row("notePlanned", { light: true }), row("noteLine", {})));
  }

  redraw();
  update();
  return { counts, legend, update, redraw };
}

/** @param {LegendContext} ctx @param {ReturnType<typeof totals>} sum */
function countsOf(ctx, sum) {
  const { words, store, projects } = ctx;
  const { statuses, sectors, unlocated } = store.get();
  const filtered = statuses || sectors || unlocated;
  const clear = el("button", { class: "text-button", type: "button", on: { click: () => store.set({ statuses: null, sectors: null, unlocated: false }) } }, words.t("clearFilters"));
  if (!projects.n) return [el("p", { class: "empty" }, words.t("emptyAtlas"))];
  const back = el("button", { class: "text-button", type: "button", on: { click: () => store.set({ date: "", known: "" }) } }, words.t("backToNow"));
  if (!sum.projects && !filtered) return [el("p", { class: "empty" }, words.t("nothingYet"), " ", back)];
  if (!sum.projects) return [el("p", { class: "empty" }, words.t("nothing"), " ", clear)];
  const figure = (/** @type {number} */ n, /** @type {string} */ label) => el("div", null, el("strong", { class: "big num" }, formatNumber(n, 9)), el("span", null, label));
  const where = el("button", { class: "figure-button", type: "button", on: { click: () => store.set({ tab: "list", unlocated: true }) } }, el("strong", { class: "big num" }, formatNumber(sum.unlocated, 9)), el("span", null, words.t("withoutLocation")));
  return [
    el("h2", { class: "kicker" }, `${formatNumber(sum.projects, 9)} ${words.t("shown", { n: sum.projects })}`, filtered && ` ${words.t("ofAll", { n: formatNumber(projects.n, 9) })}`),
    el("div", { class: "figures" }, figure(sum.countries, words.t("countries", { n: sum.countries })), figure(sum.costs, words.t("withBothCosts")), figure(sum.conflicts, words.t("withConflict")), sum.unlocated ? where : figure(0, words.t("withoutLocation"))),
    filtered && el("p", null, clear),
  ];
}

/**
 * One filter: a row a word, with a checkbox (this one on or off) and a button (only this; again: all).
 * @param {LegendContext} ctx @param {"status" | "sector"} kind @param {"statuses" | "sectors"} key @param {string[]} all
 */
function facet(ctx, kind, key, all) {
  const { projects, store, words } = ctx;
  const label = (/** @type {string} */ word) => (word ? clip(words.word(kind, word), 60) : words.t("unknown"));
  const rows = all.map((word) => {
    const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", "aria-label": words.t("toggle", { name: label(word) }), on: { change: () => store.set({ [key]: toggled(store.get()[key], word, all) }) } }));
    const count = el("span", { class: "count num" });
    const bar = el("span", { class: "bar", "aria-hidden": "true" });
    const only = el("button", { type: "button", class: "only", "aria-pressed": "false", title: words.t("onlyThis", { name: label(word) }), on: { click: () => store.set({ [key]: onlyThis(store.get()[key], word) }) } }, el("bdi", null, label(word)), kind === "sector" && bar, count);
    const mark = el("span", { class: "mark" });
    return { word, box, count, bar, only, mark, node: el("li", { class: "row", data: { word: clip(word, 60) } }, el("label", { class: "tick-box" }, box, mark), only) };
  });
  const node = el("section", { class: `facet facet-${kind}` }, el("h2", { class: "kicker" }, words.t(kind)), el("ul", null, rows.map((row) => row.node)));

  return {
    node,
    update() {
      const state = store.get();
      const counts = facetCounts(projects, state, kind);
      const most = Math.max(1, ...counts.values());
      for (const row of rows) {
        const n = counts.get(row.word) || 0;
        const on = !state[key] || state[key]?.includes(row.word) === true;
        row.node.hidden = kind === "status" && on && !n && !projects.status.words.includes(row.word);
        row.box.checked = on;
        row.node.classList.toggle("off", !on);
        row.only.setAttribute("aria-pressed", String(state[key]?.length === 1 && on));
        row.count.textContent = formatNumber(n, 9);
        row.bar.style.setProperty("--share", String(n / most));
      }
    },
    redraw() {
      if (kind === "status") for (const row of rows) put(row.mark, swatch(ctx.style, row.word, ctx.scheme()));
    },
  };
}
