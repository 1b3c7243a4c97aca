/** The search box: a combobox with a list of results. Arrow keys move, Enter opens, Esc clears. */

import { clip, el, put } from "./dom.mjs";
import { find } from "./search.mjs";

/**
 * @typedef {object} SearchContext
 * @property {import("./strings.mjs").Words} words
 * @property {() => import("./search.mjs").SearchIndex} index made on first use
 * @property {(row: number) => { name: string, facts: string }} describe
 * @property {(row: number) => void} open
 */

/** @param {SearchContext} ctx @returns {HTMLElement} */
export function searchBox(ctx) {
  const { words } = ctx;
  const list = el("ul", { id: "result-list", role: "listbox", "aria-label": words.t("searchResults"), hidden: true });
  const told = el("p", { class: "small hint", role: "status" });
  const box = el("div", { class: "results", id: "results", hidden: true }, list, told);
  const input = /** @type {HTMLInputElement} */ (
    el("input", { type: "search", id: "search", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: words.t("search"), "aria-label": words.t("search"), "aria-controls": "result-list", "aria-expanded": "false", "aria-autocomplete": "list" })
  );
  /** @type {number[]} */
  let rows = [];
  let active = -1;

  function mark() {
    [...list.querySelectorAll("[role=option]")].forEach((node, k) => {
      node.setAttribute("aria-selected", String(k === active));
      if (k === active) node.scrollIntoView({ block: "nearest" });
    });
    if (active >= 0) input.setAttribute("aria-activedescendant", `result-${active}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function update() {
    const query = input.value;
    const found = query.trim() ? find(ctx.index(), query) : { rows: [], total: 0 };
    rows = found.rows;
    active = rows.length ? 0 : -1;
    const options = rows.map((row, k) => {
      const { name, facts } = ctx.describe(row);
      // pressing must not take the focus away before the click arrives
      return el("li", { role: "option", id: `result-${k}`, on: { click: () => choose(k), pointerdown: (/** @type {Event} */ e) => e.preventDefault() } }, el("bdi", { class: "result-name" }, clip(name)), el("span", { class: "small" }, clip(facts)));
    });
    put(list, options);
    list.hidden = !rows.length;
    const rest = found.total > rows.length ? words.t("moreResults", { n: found.total - rows.length }) : "";
    put(told, query.trim() && !rows.length ? words.t("noResult", { query: clip(query, 40) }) : rest);
    told.hidden = !told.textContent;
    box.hidden = !query.trim();
    input.setAttribute("aria-expanded", String(rows.length > 0));
    mark();
  }

  /** @param {number} k */
  function choose(k) {
    const row = rows[k];
    if (row === undefined) return;
    input.value = "";
    update();
    ctx.open(row);
  }

  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!rows.length) return;
      event.preventDefault();
      active = (active + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length;
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && input.value) {
      event.stopPropagation();
      input.value = "";
      update();
    }
  });
  return el("div", { class: "search" }, input, box);
}
