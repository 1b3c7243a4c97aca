/** The table of what is shown, also of what has no location: the text alternative of the map. */

import { clip, el, put } from "./dom.mjs";
import { formatNumber } from "./format.mjs";
import { virtualGrid } from "./grid.mjs";
import { SMALL_SCREEN } from "./sheet.mjs";
import { namesOf } from "./names.mjs";
import { swatch } from "./sprites.mjs";
import { hasAny, nameOf, sortRows, tableColumns } from "./table.mjs";
import { columnsOf, columnsText, orderOf, pressed } from "./tablechoice.mjs";

/**
 * @typedef {object} ListContext
 * @property {import("./decode.mjs").Projects} projects
 * @property {import("./state.mjs").Store} store
 * @property {import("./strings.mjs").Words} words
 * @property {import("./sprites.mjs").Style} style
 * @property {() => "light" | "dark"} scheme
 * @property {(codes: string) => string} countryNames
 * @property {(row: number) => void} open
 * @property {() => Uint8Array} shown one byte a project
 * @property {() => void} clear
 * @property {number | null} priceYear
 * @property {() => number} now
 */

/** Room in rem that names should have beyond the least before other columns stand beside them. */
const BREATH = 3.2;

/** @param {HTMLElement} place @param {ListContext} ctx @returns {{ update: () => void, mark: () => void, columns: () => string[] }} */
export function listView(place, ctx) {
  const { projects: p, store, words } = ctx;
  const all = tableColumns(ctx);
  const byKey = new Map(all.map((c) => [c.key, c]));
  const columnOf = (/** @type {string} */ key) => /** @type {import("./table.mjs").TableColumn} */ (byKey.get(key));
  const order = () => orderOf(store.get().sort);
  const small = window.matchMedia(SMALL_SCREEN);
  const paper = window.matchMedia("print");
  /** @type {Map<string, string>} */
  const icons = new Map();
  const noteOfSort = el("span", { class: "sr", role: "status" });

  const grid = virtualGrid({
    label: words.t("listLabel"),
    text: (row) => clip(nameOf(p, row), 300),
    beside: (row) => (namesOf(p, row)[1] ? el("bdi", { class: "small" }, clip(namesOf(p, row)[1], 60)) : null),
    cell,
    open: (row) => ctx.open(row),
    selected: (row) => store.get().selected === row,
    sort: (key) => store.set({ sort: pressed(store.get().sort, key) }),
    order,
    sortLabel: (name) => words.t("sortBy", { name }),
    cutLabel: (n, of) => words.t("printedOf", { n: formatNumber(n, 9), of: formatNumber(of, 9) }),
  });

  /** True where the columns of the beginning would be cut; where rows are cards there is room for all. */
  function cramped() {
    if (small.matches || paper.matches || !place.clientWidth) return false;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    return place.clientWidth - 44 < rem * (BREATH + columnsOf("").reduce((sum, key) => sum + columnOf(key).width, 0));
  }

  /** What is chosen and what the rows are sorted by; where nothing is chosen, without columns in which this page has nothing. */
  function chosen() {
    const { columns } = store.get();
    const keys = columnsOf(columns, cramped()).filter((key) => columns || key === "name" || hasAny(columnOf(key), p.n));
    const { key } = order();
    return keys.includes(key) ? keys : [...keys, key];
  }

  /** @param {number} row @param {string} key */
  function cell(row, key) {
    const column = columnOf(key);
    const text = clip(column.text(row), 90);
    if (key !== "status") return text && [el("bdi", null, text), column.mark && el("span", { class: "hang" }, column.mark(row))];
    const status = p.status.words[p.status.codes[row]];
    return [icon(status, p.basis.words[p.basis.codes[row]] === "inferred"), text];
  }

  /** The mark of a status. Drawn once and shown as a picture: a canvas a row is slow to scroll. @param {string} status @param {boolean} faint */
  function icon(status, faint) {
    const key = `${status}|${faint}|${ctx.scheme()}`;
    const url = icons.get(key) || /** @type {HTMLCanvasElement} */ (swatch(ctx.style, status, ctx.scheme(), { faint }, false)).toDataURL();
    icons.set(key, url);
    const node = el("span", { class: "status-icon", "aria-hidden": "true" });
    node.style.backgroundImage = `url("${url}")`;
    return node;
  }

  const only = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", id: "only-unlocated", on: { change: () => store.set({ unlocated: only.checked }) } }));
  const count = el("span", { class: "list-count", role: "status" });
  const sorter = /** @type {HTMLSelectElement} */ (el("select", { "aria-label": words.t("sortBy", { name: "…" }), class: "narrow-only", on: { change: () => store.set({ sort: pressed("", sorter.value) }) } }, all.map((c) => el("option", { value: c.key }, c.label))));
  const boxes = all.slice(1).map((c) => /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", value: c.key, on: { change: choose } })));
  const reset = el("button", { type: "button", class: "menu-reset", on: { click: () => store.set({ columns: "", sort: "" }) } }, words.t("columnsReset"));
  const menu = /** @type {HTMLDetailsElement} */ (el("details", { class: "menu columns-menu" }, el("summary", null, words.t("columns")), el("div", { class: "menu-body" }, el("ul", { "aria-label": words.t("columns") }, boxes.map((box) => el("li", null, el("label", null, box, " ", columnOf(box.value).label)))), reset)));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  const mark = el("span", { class: "small mark-note", hidden: true }, words.t("markStated"));
  const flat = el("span", { class: "small mark-note", hidden: true }, words.t("carriedMark"));
  const empty = el("p", { class: "empty" });
  put(place, el("div", { class: "list-head" }, count, noteOfSort, el("label", null, only, " ", words.t("onlyUnlocated")), mark, flat, sorter, menu), grid.node, empty);

  function choose() {
    const keys = ["name", ...boxes.filter((box) => box.checked).map((box) => box.value)];
    store.set({ columns: columnsText(keys), sort: keys.includes(order().key) ? store.get().sort : "" });
  }

  store.listen((state, changed) => {
    if (!changed.has("columns") && !changed.has("sort")) return;
    if (state.tab === "list") draw(changed.has("sort"));
    if (changed.has("sort")) put(noteOfSort, words.t("sortedBy", { name: columnOf(order().key).label }));
  });

  /** The columns that are drawn. */
  let drawn = "";
  new ResizeObserver(() => {
    if (store.get().tab === "list" && drawn && place.clientWidth && !paper.matches && chosen().join() !== drawn) draw(false);
  }).observe(place);

  /** @param {boolean} top */
  function draw(top) {
    const { key, down } = order();
    const rows = sortRows(ctx.shown(), columnOf(key), down);
    const keys = chosen();
    drawn = keys.join();
    for (const box of boxes) box.checked = keys.includes(box.value);
    sorter.value = key;
    mark.hidden = !keys.includes("overrun") || !p.measures?.stated?.includes(1);
    flat.hidden = !p.measures?.carried?.some((bits) => (bits & 1 && keys.includes("usd")) || (bits & 2 && keys.includes("overrun")));
    put(count, el("strong", null, formatNumber(rows.length, 9)), ` ${words.t("projects", { n: rows.length })}`);
    grid.node.hidden = !rows.length;
    empty.hidden = rows.length > 0;
    if (!rows.length) put(empty, store.get().unlocated ? words.t("allLocated") : words.t("nothing"), " ", el("button", { class: "text-button", type: "button", on: { click: ctx.clear } }, words.t("clearFilters")));
    grid.show(keys.map(columnOf), rows, top);
  }

  return {
    update() {
      only.checked = store.get().unlocated;
      if (store.get().tab === "list") draw(false);
    },
    mark: () => grid.mark(),
    columns: chosen,
  };
}
