/** What stands around the data: tabs, zoom buttons, attribution, licences. */

import { append, clip, el, outLink } from "./dom.mjs";
import { TABS } from "./state.mjs";

/** Buttons of the tabs, in the order of TABS; each shows the element that it names. @param {import("./state.mjs").Store} store @param {import("./strings.mjs").Words} words */
export function makeTabs(store, words) {
  const views = Object.keys(TABS);
  const buttons = views.map((view) => el("button", { type: "button", role: "tab", id: `tab-${view}`, "aria-controls": TABS[view], on: { click: () => store.set({ tab: view }) } }, words.t(view)));
  const node = el("div", { class: "tabs", role: "tablist", "aria-label": words.t("views") }, buttons);
  node.addEventListener("keydown", (event) => {
    const at = views.indexOf(store.get().tab);
    const moves = /** @type {{ [key: string]: number }} */ ({ ArrowLeft: at + views.length - 1, ArrowRight: at + 1, Home: 0, End: views.length - 1 });
    if (!Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    const next = views[moves[event.key] % views.length];
    store.set({ tab: next });
    buttons[views.indexOf(next)].focus();
  });
  return {
    node,
    update() {
      buttons.forEach((button, k) => {
        const on = store.get().tab === views[k];
        button.setAttribute("aria-selected", String(on));
        button.setAttribute("tabindex", on ? "0" : "-1");
      });
    },
  };
}

/** @param {(way: 1 | -1) => void} zoom in or out @param {import("./strings.mjs").Words} words @param {() => void} showAll */
export function controls(zoom, words, showAll) {
  const button = (/** @type {string} */ text, /** @type {string} */ label, /** @type {() => void} */ click) => el("button", { type: "button", "aria-label": label, title: label, on: { click } }, text);
  return el("div", { class: "controls" }, button("+", words.t("zoomIn"), () => zoom(1)), button("−", words.t("zoomOut"), () => zoom(-1)), button("⤢", words.t("wholeWorld"), showAll));
}

/** What has to be said on the map itself. @param {any} about @param {{ tiles: any }} config @param {import("./strings.mjs").Words} words */
export function attribution(about, config, words) {
  const parts = [outLink(words.t("drawnWith"), "https://leafletjs.com"), ` · ${words.t("borders")}`];
  if (about.osm) parts.push(" · ", outLink(words.t("osm"), "https://www.openstreetmap.org/copyright"));
  if (config.tiles) parts.push(" · ", outLink(words.t("tilesOnline"), "https://www.openstreetmap.org/copyright"));
  return el("p", { class: "attribution" }, parts);
}

/** Licences of the sources on the page, and the version of its data. @param {any} about @param {import("./strings.mjs").Words} words */
export function licences(about, words) {
  const lines = about.sources.map((/** @type {any} */ s) => el("li", null, outLink(clip(s.name || s.key, 120), s.homepage), s.publisher && `, ${clip(s.publisher, 120)}`, s.licence && ` · ${clip(s.licence, 120)}`, s.attribution && el("bdi", null, ` · ${clip(s.attribution, 300)}`)));
  const node = el("details", { class: "notes" }, el("summary", null, words.t("licences")));
  append(node, [lines.length > 0 && el("ul", { class: "sources" }, lines), el("p", { class: "data-version" }, words.t("dataVersion", { version: clip(about.data_version, 64) }))]);
  return node;
}
