/** The legend, which is the filter: what hue, mark and size tell, with counts. */

import { el, put } from "./dom.mjs";
import { facetRows } from "./facet.mjs";
import { figuresOf } from "./filters.mjs";
import { figureText } from "./filterwords.mjs";
import { formatNumber } from "./format.mjs";
import { hueLegend } from "./huelegend.mjs";
import { hasCosts } from "./hues.mjs";
import { sizeSample } from "./sizesample.mjs";
import { swatch } from "./sprites.mjs";
import { COLOURS } from "./state.mjs";

/**
 * @typedef {import("./state.mjs").Store} Store
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {{ projects: Projects, about: any, store: Store, words: import("./strings.mjs").Words, style: import("./sprites.mjs").Style,
 *   scheme: () => "light" | "dark", filters: import("./filters.mjs").Filters }} LegendContext
 */

/** @param {LegendContext} ctx @returns {{ node: HTMLElement, update: () => void, redraw: () => void }} */
export function legendPanel(ctx) {
  const { projects, store, words, style, filters } = ctx;
  const known = Object.keys(style.status);
  // at another date there may be statuses that no project has today: their rows are there, and hidden while they are empty
  const statuses = [...known, ...projects.status.words.filter((s) => !known.includes(s))];
  const neutral = () => (store.get().colour === "status" ? undefined : { light: style.themes.light.muted, dark: style.themes.dark.muted });
  const status = facetRows({
    ...{ store, words, key: "statuses", all: statuses, label: (word) => (word ? words.word("status", word) : "") },
    counts: () => filters.facet(store.get(), "status"),
    mark: (word) => swatch(style, word, ctx.scheme(), {}, true, neutral()),
    hide: (word, n) => !n && !projects.status.words.includes(word),
  });
  const hues = hueLegend(ctx);
  const colours = COLOURS.filter((colour) => colour === "status" || colour === "sector" || colour === "progress" || figuresOf(projects, colour) !== null);
  const colour = choice("colourBy", "colour", colours, (key) => words.t(`colour_${key}`));
  const size = choice("sizeBy", "size", ["cost", "none"], (key) => words.t(`size_${key}`));
  const sizes = el("figure", { class: "sizes" });
  const statusTitle = el("h2", { class: "kicker" });
  const notes = el("details", { class: "notes" }, el("summary", null, words.t("legendNotes")));
  const node = el("div", { class: "legend" }, el("div", { class: "choices" }, colour.node, hasCosts(projects) && size.node), hues.node, el("section", { class: "facet facet-status" }, statusTitle, status.node), sizes, notes);

  /** @param {string} label @param {"colour" | "size"} key @param {string[]} options @param {(key: string) => string} name */
  function choice(label, key, options, name) {
    const select = /** @type {HTMLSelectElement} */ (el("select", { id: `choose-${key}`, on: { change: () => store.set({ [key]: select.value }) } }, options.map((value) => el("option", { value }, name(value)))));
    return { select, node: el("label", { class: "choice" }, el("span", { class: "small" }, words.t(label)), select) };
  }

  function drawSizes() {
    sizes.hidden = store.get().size !== "cost" || !hasCosts(projects);
    if (sizes.hidden) return;
    const sample = (/** @type {number} */ cost) => el("li", null, sizeSample(style, ctx.scheme(), cost), el("span", { class: "num" }, figureText("cost", cost, words).replace("USD\u00a0", "")));
    put(sizes, el("figcaption", { class: "small" }, words.t("sizeNote", { year: ctx.about.money?.year ?? "" })), el("ul", null, style.cost_size.samples.map(sample)));
  }

  function update() {
    const state = store.get();
    colour.select.value = state.colour;
    size.select.value = state.size;
    put(statusTitle, words.t(state.colour === "status" ? "status" : "statusByMark"));
    hues.update();
    status.update();
  }

  function redraw() {
    status.redraw();
    hues.redraw();
    drawSizes();
    const scheme = ctx.scheme();
    const row = (/** @type {string} */ text, /** @type {import("./sprites.mjs").Look} */ look, line = false) => el("li", null, swatch(style, "operating", scheme, look, line), el("span", null, words.t(text)));
    put(notes, notes.firstElementChild, el("ul", null, row("noteHollow", { hollow: true }, true), row("noteSoft", { soft: true }), row("noteUnsure", { faint: true }, true), row("notePlanned", { light: true }, true), row("noteLine", {})));
  }

  redraw();
  update();
  return { node, update, redraw };
}
