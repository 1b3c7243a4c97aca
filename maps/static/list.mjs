/** The table of what is shown, also of what has no location: the text alternative of the map. */

import { clip, el, put } from "./dom.mjs";
import { formatNumber } from "./format.mjs";
import { virtualGrid } from "./grid.mjs";
import { swatch } from "./sprites.mjs";
import { DEFAULT_COLUMNS, nameOf, sortRows, tableColumns } from "./table.mjs";

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
 */

/** @param {HTMLElement} place @param {ListContext} ctx @returns {{ update: () => void, mark: () => void, columns: () => string[] }} */
export function listView(place, ctx) {
  const { projects: p, store, words } = ctx;
  const all = tableColumns(ctx);
  const byKey = new Map(all.map((c) => [c.key, c]));
  let chosen = DEFAULT_COLUMNS.filter((key) => byKey.has(key));
  let order = { key: "name", down: false };
  /** @type {Map<string, string>} */
  const icons = new Map();
  const noteOfSort = el("span", { class: "sr", role: "status" });

  const grid = virtualGrid({
    label: words.t("listLabel"),
    text: (row) => clip(nameOf(p, row), 120),
    beside: (row) => (p.nameLocal[row] && p.nameLocal[row] !== p.name[row] && p.name[row] ? el("bdi", { class: "small" }, clip(p.nameLocal[row], 60)) : null),
    cell,
    open: (row) => ctx.open(row),
    selected: (row) => store.get().selected === row,
    sort: (key) => {
      order = { key, down: order.key === key ? !order.down : startsDown(key) };
      draw(true);
      put(noteOfSort, words.t("sortedBy", { name: byKey.get(key)?.label || "" }));
    },
    order: () => order,
    sortLabel: (name) => words.t("sortBy", { name }),
  });

  /** Figures and dates are asked for from the top, words from the beginning. @param {string} key */
  function startsDown(key) {
    return byKey.get(key)?.right === true || key === "evidence" || key === "opening";
  }

  /** @param {number} row @param {string} key */
  function cell(row, key) {
    const column = /** @type {import("./table.mjs").TableColumn} */ (byKey.get(key));
    const text = clip(column.text(row), 90);
    if (key !== "status") return text.length > 22 ? el("bdi", { title: text }, text) : text && el("bdi", null, text);
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
  const sorter = /** @type {HTMLSelectElement} */ (el("select", { "aria-label": words.t("sortBy", { name: "…" }), class: "narrow-only", on: { change: () => ((order = { key: sorter.value, down: startsDown(sorter.value) }), draw(true)) } }, all.map((c) => el("option", { value: c.key }, c.label))));
  const boxes = all.slice(1).map((c) => {
    const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", on: { change: () => choose(c.key, box.checked) } }));
    box.checked = chosen.includes(c.key);
    return el("li", null, el("label", null, box, " ", c.label));
  });
  const menu = /** @type {HTMLDetailsElement} */ (el("details", { class: "menu columns-menu" }, el("summary", null, words.t("columns")), el("ul", { class: "menu-body" }, boxes)));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  const empty = el("p", { class: "empty" });
  put(place, el("div", { class: "list-head" }, count, noteOfSort, el("label", null, only, " ", words.t("onlyUnlocated")), sorter, menu), grid.node, empty);

  /** @param {string} key @param {boolean} on */
  function choose(key, on) {
    chosen = all.map((c) => c.key).filter((k) => k === "name" || (k === key ? on : chosen.includes(k)));
    if (!chosen.includes(order.key)) order = { key: "name", down: false };
    draw(false);
  }

  /** @param {boolean} top */
  function draw(top) {
    const column = /** @type {import("./table.mjs").TableColumn} */ (byKey.get(order.key));
    const rows = sortRows(ctx.shown(), column, order.down);
    sorter.value = order.key;
    put(count, el("strong", null, formatNumber(rows.length, 9)), ` ${words.t("projects", { n: rows.length })}`);
    grid.node.hidden = !rows.length;
    empty.hidden = rows.length > 0;
    if (!rows.length) put(empty, store.get().unlocated ? words.t("allLocated") : words.t("nothing"), " ", el("button", { class: "text-button", type: "button", on: { click: ctx.clear } }, words.t("clearFilters")));
    grid.show(/** @type {any} */ (chosen.map((key) => byKey.get(key))), rows, top);
  }

  return {
    update() {
      only.checked = store.get().unlocated;
      if (store.get().tab === "list") draw(false);
    },
    mark: () => grid.mark(),
    columns: () => chosen,
  };
}
