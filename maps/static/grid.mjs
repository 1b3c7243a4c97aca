/**
 * A table of any length: real rows with real table roles, of which only those near the window are in the document.
 * aria-rowcount and aria-rowindex tell readers of the screen where they are; arrows, Page Up and Down, Home and End
 * move from row to row, Enter opens one, the heads are buttons that sort.
 */

import { el, put } from "./dom.mjs";
import { SMALL_SCREEN } from "./sheet.mjs";

/**
 * @typedef {import("./dom.mjs").Child} Child
 * @typedef {object} GridColumn
 * @property {string} key
 * @property {string} label
 * @property {number} width in rem; the first column takes what is left, and at least this
 * @property {number} [tight] its width where there is no room for all columns
 * @property {boolean} [right] figures
 * @property {boolean} [whole] a figure, an amount or a date: goes on in a second line rather than lose its end
 * @property {boolean} [hung] a slot at its end is kept for marks, so that figures stand under each other
 * @property {boolean} [sorts]
 * @property {string} [title] what the head says when pointed at
 * @property {boolean} [tagged] where rows are cards, its label stands before the value
 * @typedef {object} GridSpec
 * @property {string} label of the table
 * @property {(item: number, key: string) => Child | Child[]} cell
 * @property {(item: number) => string} text of the button that opens a row; it stands in the first column
 * @property {(item: number) => Child | Child[]} [beside] what stands beside the button
 * @property {(item: number) => void} open
 * @property {(item: number) => boolean} selected
 * @property {(key: string) => void} sort
 * @property {() => { key: string, down: boolean }} order
 * @property {(key: string) => string} sortLabel what pressing a head does
 * @property {(n: number, of: number) => string} [cutLabel] what stands on paper under the first n rows
 */

/** @param {HTMLElement} node @param {string} width */
function sized(node, width) {
  node.style.width = width;
  return node;
}

/** @param {GridColumn} c */
function cellClass(c) {
  return [c.right && "num right", c.whole && "whole", c.hung && "hung"].filter(Boolean).join(" ") || null;
}

const MARGIN = 22; // px on either side of the table
const BEYOND = 12; // rows kept above and below the window
const MOST_PRINTED = 1000; // rows on paper

/** @param {GridSpec} spec */
export function virtualGrid(spec) {
  /** @type {GridColumn[]} */
  let columns = [];
  /** @type {ArrayLike<number>} */
  let items = [];
  let active = 0;
  /** @type {Map<number, HTMLElement>} */
  const live = new Map();
  const above = el("tr", { class: "spacer", "aria-hidden": "true" }, el("td"));
  const below = el("tr", { class: "spacer", "aria-hidden": "true" }, el("td"));
  const body = el("tbody", { role: "rowgroup" });
  const head = el("tr", { role: "row", "aria-rowindex": 1 });
  const widths = el("colgroup");
  const table = el("table", { role: "table", "aria-label": spec.label }, widths, el("thead", { role: "rowgroup" }, head), el("tbody", { "aria-hidden": "true", class: "space" }, above), body, el("tbody", { "aria-hidden": "true", class: "space" }, below));
  const cut = el("p", { class: "cut-note", hidden: true });
  const node = el("div", { class: "grid-scroll", tabindex: -1 }, table, cut);
  const narrow = window.matchMedia(SMALL_SCREEN);
  /** Rows are cards on a small screen: a line for the name, then values in columns; a status has the first line for itself where there are two. */
  const abreast = () => (node.clientWidth > 640 ? 4 : 2);
  const lines = () => Math.max(1, Math.ceil((columns.length - 1 + (abreast() === 2 && columns.some((c) => c.key === "status") ? 1 : 0)) / abreast()));
  const height = () => (narrow.matches ? 44 + 24 * lines() : 36);

  function heads() {
    const { key, down } = spec.order();
    fit();
    put(
      head,
      columns.map((c) => {
        const on = c.key === key;
        const sort = c.sorts === false ? c.label : el("button", { type: "button", class: "head-button", title: c.title || spec.sortLabel(c.label), on: { click: () => spec.sort(c.key) } }, c.label, el("span", { class: "arrow", "aria-hidden": "true" }, on ? (down ? "▼" : "▲") : ""));
        return el("th", { role: "columnheader", scope: "col", class: [c.right && "right", c.hung && "hung"].filter(Boolean).join(" ") || null, "aria-sort": c.sorts === false ? null : on ? (down ? "descending" : "ascending") : "none", data: { key: c.key } }, sort);
      }),
    );
    table.setAttribute("aria-colcount", String(columns.length));
  }

  /** Columns as wide as there is room for. */
  function fit() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const total = (/** @type {boolean} */ tight) => columns.reduce((sum, c) => sum + ((tight && c.tight) || c.width), 0);
    const tight = total(false) * rem > node.clientWidth - 2 * MARGIN;
    put(widths, columns.map((c, k) => sized(el("col"), k ? `${(tight && c.tight) || c.width}rem` : "auto"))); // the first one takes what is left
    table.style.minWidth = `${total(tight)}rem`;
    node.style.setProperty("--card-row", `${44 + 24 * lines()}px`);
    node.style.setProperty("--abreast", String(abreast()));
    node.style.setProperty("--status-span", abreast() === 2 ? "2" : "1");
    edge();
  }

  /** More columns beyond the edge are told by a shade. */
  function edge() {
    node.classList.toggle("goes-on", node.scrollWidth - node.clientWidth - Math.abs(node.scrollLeft) > 4);
  }

  /** What does not fit its cell is told where it is pointed at. @param {Event} event */
  function tellCut(event) {
    const cell = /** @type {Element} */ (event.target).closest("tbody th, tbody td");
    if (!cell || cell.hasAttribute("title") || cell.querySelector("[title]")) return;
    const cut = [cell, ...cell.querySelectorAll("bdi, a")].some((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0);
    if (cut) cell.setAttribute("title", cell.textContent || "");
  }

  /** @param {number} k @returns {HTMLElement} */
  function row(k) {
    const item = items[k];
    const button = el("button", { type: "button", class: "text-button row-button", tabindex: k === active ? 0 : -1, data: { row: String(item) }, on: { click: () => spec.open(item), focus: () => activate(k) } }, el("bdi", null, spec.text(item)));
    return el(
      "tr",
      { role: "row", "aria-rowindex": k + 2, "aria-current": spec.selected(item) ? "true" : null, class: spec.selected(item) ? "data selected" : "data" },
      columns.map((c, n) => (n === 0 ? el("th", { role: "rowheader", scope: "row" }, el("div", { class: "row-head" }, button, spec.beside && spec.beside(item))) : el("td", { role: "cell", class: cellClass(c), data: c.tagged ? { key: c.key, label: c.label } : { key: c.key } }, spec.cell(item, c.key)))),
    );
  }

  let printing = false;

  function range() {
    if (printing) return [0, Math.min(items.length, MOST_PRINTED)];
    const h = height();
    const first = Math.max(0, Math.floor(node.scrollTop / h) - BEYOND);
    return [first, Math.min(items.length, Math.ceil((node.scrollTop + (node.clientHeight || 800)) / h) + BEYOND)];
  }

  function paint() {
    const [first, end] = range();
    for (const [k, tr] of live) {
      if (k >= first && k < end) continue;
      if (tr.contains(document.activeElement)) node.focus({ preventScroll: true });
      tr.remove();
      live.delete(k);
    }
    /** @type {Element | null} */
    let place = body.firstElementChild;
    for (let k = first; k < end; k++) {
      let tr = live.get(k);
      if (!tr) {
        tr = row(k);
        live.set(k, tr);
        body.insertBefore(tr, place);
      } else place = tr.nextElementSibling;
    }
    const h = height();
    above.style.height = `${first * h}px`;
    below.style.height = `${(items.length - end) * h}px`;
  }

  /** @param {number} k */
  function activate(k) {
    const before = live.get(active)?.querySelector(".row-button");
    before?.setAttribute("tabindex", "-1");
    active = k;
    live.get(k)?.querySelector(".row-button")?.setAttribute("tabindex", "0");
  }

  /** @param {number} k */
  function go(k) {
    const to = Math.max(0, Math.min(items.length - 1, k));
    const h = height();
    const top = to * h;
    const room = node.clientHeight - (narrow.matches ? 0 : 34) - h;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top > node.scrollTop + room) node.scrollTop = top - room;
    paint();
    /** @type {HTMLElement | null | undefined} */ (live.get(to)?.querySelector(".row-button"))?.focus({ preventScroll: true });
  }

  node.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target !== node && !target.classList.contains("row-button")) return;
    const screen = Math.max(1, Math.floor(node.clientHeight / height()) - 2);
    const moves = /** @type {{ [key: string]: number }} */ ({ ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + screen, PageUp: active - screen, Home: 0, End: items.length - 1 });
    if (!(event.key in moves) || !items.length) return;
    event.preventDefault();
    go(moves[event.key]);
  });
  let waiting = false;
  node.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      edge();
      paint();
    });
  });
  let across = 0;
  new ResizeObserver(() => {
    if (!node.clientWidth) return;
    if (across !== node.clientWidth) fit();
    across = node.clientWidth;
    paint();
  }).observe(node);
  for (const kind of ["pointerover", "focusin"]) node.addEventListener(kind, tellCut);
  // paper has no window: all rows stand on it, up to a limit that is told
  /** @param {boolean} on */
  const print = (on) => {
    if (!node.offsetParent && on) return;
    printing = on;
    cut.hidden = !on || items.length <= MOST_PRINTED;
    put(cut, cut.hidden ? "" : spec.cutLabel?.(MOST_PRINTED, items.length) ?? "");
    paint();
  };
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));

  return {
    node,
    /** Show these columns and items; the place stays unless `top`. @param {GridColumn[]} shown @param {ArrayLike<number>} list @param {boolean} top */
    show(shown, list, top) {
      [columns, items, active] = [shown, list, top ? 0 : Math.min(active, Math.max(0, list.length - 1))];
      const held = body.contains(document.activeElement);
      const focused = /** @type {HTMLElement | null} */ (head.contains(document.activeElement) ? document.activeElement?.closest("th") : null)?.dataset.key;
      const at = node.scrollTop;
      live.clear();
      put(body);
      heads();
      table.setAttribute("aria-rowcount", String(items.length + 1));
      for (const space of [above, below]) space.firstElementChild?.setAttribute("colspan", String(Math.max(1, columns.length)));
      below.style.height = `${items.length * height()}px`; // without its rows the table would be too short to stay where it is
      node.scrollTop = top ? 0 : at;
      paint();
      if (held) node.focus({ preventScroll: true });
      if (focused) /** @type {HTMLElement | null} */ (head.querySelector(`th[data-key="${CSS.escape(focused)}"] button`))?.focus();
    },
    /** Mark the selected row anew. */
    mark() {
      for (const [k, tr] of live) {
        const on = spec.selected(items[k]);
        if (on) tr.setAttribute("aria-current", "true");
        else tr.removeAttribute("aria-current");
        tr.classList.toggle("selected", on);
      }
    },
    /** Bring an item into view. @param {number} item */
    reveal(item) {
      const k = Array.prototype.indexOf.call(items, item);
      if (k < 0) return;
      const top = k * height();
      if (top < node.scrollTop || top > node.scrollTop + node.clientHeight - 3 * height()) node.scrollTop = Math.max(0, top - node.clientHeight / 3);
      paint();
    },
  };
}
