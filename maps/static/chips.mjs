/** The line of all filters that are set: each can be taken off, and all of them at once. */

import { el, put } from "./dom.mjs";
import { filterName, filterText } from "./filterwords.mjs";
import { filtersSet, INITIAL, UNFILTERED } from "./state.mjs";

/** @param {{ store: import("./state.mjs").Store, naming: import("./filterwords.mjs").Naming }} ctx */
export function filterChips({ store, naming }) {
  const { words } = naming;
  const list = el("ul", { class: "chips", "aria-label": words.t("filtersSet") });
  const clear = el("button", { class: "text-button clear-all", type: "button", on: { click: () => { store.set(UNFILTERED); focusAfter(-1); } } }, words.t("clearFilters"));
  const node = el("div", { class: "chip-line" }, list, clear);

  /** Where the reader was is gone: on to the next chip, or to the search box. @param {number} at */
  function focusAfter(at) {
    const chips = list.querySelectorAll("button");
    const next = chips[Math.min(at, chips.length - 1)] || document.getElementById("search");
    /** @type {HTMLElement | null} */ (next)?.focus({ preventScroll: true });
  }

  return {
    node,
    update() {
      const state = store.get();
      const set = filtersSet(state);
      node.hidden = !set.length;
      put(list, set.map((key, at) => {
        const text = filterText(key, state, naming);
        const name = filterName(key, words);
        const said = text ? `${name}: ${text}` : name;
        const off = () => {
          store.set({ [key]: INITIAL[key] });
          focusAfter(at);
        };
        return el("li", null, el("button", { type: "button", class: "filter-chip", data: { filter: key }, "aria-label": words.t("takeOff", { name: said }), on: { click: off } }, text ? [el("span", { class: "chip-name" }, name), " ", el("bdi", null, text)] : name, el("span", { class: "cross", "aria-hidden": "true" }, "×")));
      }));
    },
  };
}
