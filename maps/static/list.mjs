/** The list: the same projects as a plain table, also those without a location. It is the text alternative of the map. */

import { clip, el, put } from "./dom.mjs";
import { formatDate, formatMoney, formatNumber } from "./format.mjs";
import { visible } from "./state.mjs";
import { swatch } from "./sprites.mjs";

const PAGE = 100;

/**
 * @typedef {object} ListContext
 * @property {import("./decode.mjs").Projects} projects
 * @property {import("./state.mjs").Store} store
 * @property {import("./strings.mjs").Words} words
 * @property {import("./sprites.mjs").Style} style
 * @property {() => "light" | "dark"} scheme
 * @property {(codes: string) => string} countryNames
 * @property {(row: number) => void} open
 */

/** @param {HTMLElement} place @param {ListContext} ctx @returns {{ update: () => void }} */
export function listView(place, ctx) {
  const { projects: p, store, words } = ctx;
  const byName = Uint32Array.from({ length: p.n }, (_, k) => k);
  let sorted = false;

  /** @param {number} row */
  function cost(row) {
    for (const field of /** @type {const} */ (["cost_actual", "cost_estimate", "cost_budget"])) {
      if (p[field].value[row] > 0) return formatMoney(p[field].value[row], p[field].currency.words[p[field].currency.codes[row]], words);
    }
    return "";
  }

  /** @param {number} row */
  function tableRow(row) {
    const status = p.status.words[p.status.codes[row]];
    const faint = p.basis.words[p.basis.codes[row]] === "inferred";
    const precision = p.precision.words[p.precision.codes[row]];
    const kind = p.shapes.kind[row];
    const sector = p.sector.words[p.sector.codes[row]];
    const where = kind ? `${words.t(`kind${kind}`)}${precision ? `, ${words.t(`precision_${precision}`)}` : ""}` : words.t("none");
    return el(
      "tr",
      { "aria-selected": String(store.get().selected === row) },
      el("th", { scope: "row" }, el("button", { type: "button", class: "text-button", data: { row: String(row) }, on: { click: () => ctx.open(row) } }, el("bdi", null, clip(p.name[row] || p.nameLocal[row] || p.slug[row], 120))), p.nameLocal[row] && p.nameLocal[row] !== p.name[row] && [" ", el("bdi", { class: "small" }, clip(p.nameLocal[row], 60))]),
      el("td", { class: "places" }, clip(ctx.countryNames(p.country.words[p.country.codes[row]]), 80)),
      el("td", null, sector && clip(words.word("sector", sector), 60)),
      el("td", { class: "state-cell" }, swatch(ctx.style, status, ctx.scheme(), { faint }, false), clip(words.word("status", status), 60)),
      el("td", { class: "num" }, formatDate(p.completion_actual.at(row) || p.completion_planned.at(row), words)),
      el("td", { class: "num right" }, cost(row)),
      el("td", null, where),
    );
  }

  function update() {
    if (store.get().tab !== "list") return;
    if (!sorted) {
      const names = p.name.map((name) => name.slice(0, 200));
      const collator = new Intl.Collator(words.lang);
      // by the language's order where that is affordable
      if (p.n <= 10000) byName.sort((a, b) => collator.compare(names[a], names[b]) || a - b);
      else byName.sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b));
      sorted = true;
    }
    const shown = visible(p, store.get());
    const rows = byName.filter((row) => shown[row]);
    const body = el("tbody");
    let next = 0;
    const more = el("button", { class: "more", type: "button", on: { click: () => add() } });
    const add = () => {
      for (const end = Math.min(rows.length, next + PAGE); next < end; next++) body.append(tableRow(rows[next]));
      more.hidden = next >= rows.length;
      more.textContent = words.t("more", { n: Math.min(PAGE, rows.length - next) });
    };
    add();
    const heads = ["name", "country", "sector", "status", "opening", "cost", "location"];
    const only = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", id: "only-unlocated", on: { change: () => store.set({ unlocated: only.checked }) } }));
    only.checked = store.get().unlocated;
    const empty = el("p", { class: "empty" }, store.get().unlocated ? words.t("allLocated") : words.t("nothing"), " ", el("button", { class: "text-button", type: "button", on: { click: () => store.set({ statuses: null, sectors: null, unlocated: false }) } }, words.t("clearFilters")));
    put(
      place,
      el("p", { class: "list-head" }, el("span", null, `${formatNumber(rows.length, 9)} ${words.t("projects", { n: rows.length })}`), el("label", null, only, " ", words.t("onlyUnlocated"))),
      rows.length ? el("table", null, el("caption", { class: "sr" }, words.t("listLabel")), el("thead", null, el("tr", null, heads.map((h) => el("th", { scope: "col", class: h === "cost" ? "right" : null }, words.t(h))))), body) : empty,
      more,
    );
  }
  return { update };
}
