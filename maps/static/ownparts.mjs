/** The reader's own data on the page: a row of the legend for each layer, a small card, and a table of its own. */

import { canvasLayer } from "./canvas.mjs";
import { clip, el, outLink, put, safeUrl } from "./dom.mjs";
import { formatNumber } from "./format.mjs";
import { latitude, longitude } from "./geo.mjs";
import { virtualGrid } from "./grid.mjs";
import { drawOwnLine, drawOwnMark, OwnCanvas, ownLayers, tellingFields } from "./own.mjs";

/**
 * @typedef {import("./own.mjs").OwnLayer} OwnLayer
 * @typedef {import("./own.mjs").Place} OwnPlace
 * @typedef {object} OwnEnv
 * @property {any} map @property {HTMLElement} stage @property {HTMLElement} list @property {import("./state.mjs").Store} store
 * @property {import("./strings.mjs").Words} words
 * @property {() => { [name: string]: string }} theme
 * @property {() => boolean} calm
 */

const MOST_COLUMNS = 5;

/** What the page needs of a page without own data. */
const NOTHING = { legend: /** @type {HTMLElement[]} */ ([]), repaint: () => {}, under: () => null, open: () => {}, tell: () => "", fit: () => {} };

/**
 * @param {any} raw the block "tracker-own", null where there is none @param {OwnEnv} env
 * @returns {{ legend: HTMLElement[], repaint: () => void, under: (event: any, reach: number) => OwnPlace | null, open: (place: OwnPlace) => void, tell: (place: OwnPlace) => string, fit: () => void }}
 */
export function ownParts(raw, env) {
  const layers = ownLayers(raw);
  if (!layers.length) return NOTHING;
  const { map, words, theme } = env;
  const own = new OwnCanvas(layers);
  const canvas = canvasLayer(map, "own", 425, (g, view) => own.paint(g, view, theme()));
  const card = el("aside", { class: "own-card", hidden: true, "aria-labelledby": "own-name" });
  env.stage.append(card);
  /** @type {HTMLElement | null} */
  let opener = null;
  const nameOf = (/** @type {OwnPlace} */ { layer, row }) => layers[layer].name[row] || `${layers[layer].label} ${row + 1}`;

  function close() {
    own.selected = null;
    card.hidden = true;
    canvas.repaint();
    tables.forEach((table) => table.mark());
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  }

  /** @param {OwnPlace} place */
  function open(place) {
    if (!card.contains(document.activeElement)) opener = /** @type {HTMLElement | null} */ (document.activeElement);
    own.selected = place;
    put(card, ...cardOf(layers[place.layer], place.row, nameOf(place), words, close));
    card.hidden = false;
    card.scrollTop = 0;
    canvas.repaint();
    tables.forEach((table) => table.mark());
    document.getElementById("own-name")?.focus({ preventScroll: true });
  }

  card.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });

  /** Show a layer, or one row of it, on the map. @param {number} k @param {number} [only] */
  function fly(k, only) {
    const bounds = boundsOf(layers[k], only);
    if (bounds) map.flyToBounds(bounds, { maxZoom: Math.max(7, map.getZoom()), padding: [50, 50], animate: !env.calm(), duration: 0.8 });
  }

  const rows = layers.map((layer, k) => legendRow(layer, words, (on) => ((own.shown[k] = on), canvas.repaint()), () => (env.store.set({ tab: "map" }), fly(k))));
  const legend = el("section", { class: "facet facet-own" }, el("h2", { class: "kicker" }, words.t("own")), el("ul", null, rows.map((row) => row.node)), el("p", { class: "small" }, words.t("ownNote")));
  const tables = layers.map((layer, k) => {
    const table = tableOf(layer, k, words, (row) => own.selected?.layer === k && own.selected.row === row, (row) => {
      env.store.set({ tab: "map" });
      map.invalidateSize({ pan: false });
      fly(k, row);
      open({ layer: k, row });
    });
    env.list.append(table.node);
    return table;
  });
  env.store.listen((state, changed) => {
    if (changed.has("tab") && state.tab === "list") for (const table of tables) table.draw();
  });
  const redraw = () => rows.forEach((row, k) => row.redraw(k, theme()));
  redraw();

  return {
    legend: [legend],
    repaint() {
      redraw();
      canvas.repaint();
    },
    under(event, reach) {
      const view = canvas.view();
      if (!view) return null;
      const at = map.getPixelOrigin().add(event.layerPoint);
      return own.at(at.x - view.left, at.y - view.top, reach);
    },
    open,
    tell: nameOf,
    /** Look at all of it: where the ledger has nothing to look at. */
    fit() {
      const all = layers.map((layer) => boundsOf(layer)).filter(Boolean);
      if (all.length) map.fitBounds(L.latLngBounds(all.flatMap((b) => [b.getSouthWest(), b.getNorthEast()])), { padding: [28, 28], maxZoom: 7, animate: false });
    },
  };
}

/** @param {OwnLayer} layer @param {number} [only] a row @returns {any} null where nothing has a place */
function boundsOf(layer, only) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  const [from, to] = only === undefined ? [0, layer.n] : [only, only + 1];
  for (let row = from; row < to; row++) {
    if (!layer.shapes.kind[row]) continue;
    const b = layer.boxes.subarray(6 * row, 6 * row + 4);
    [x0, y0, x1, y1] = [Math.min(x0, b[0]), Math.min(y0, b[1]), Math.max(x1, b[2]), Math.max(y1, b[3])];
  }
  return x1 < x0 ? null : L.latLngBounds([latitude(y1), longitude(x0)], [latitude(y0), longitude(x1)]);
}

/** @param {OwnLayer} layer @param {import("./strings.mjs").Words} words @param {(on: boolean) => void} show @param {() => void} look */
function legendRow(layer, words, show, look) {
  const label = clip(layer.label, 80);
  const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", checked: true, "aria-label": words.t("toggle", { name: label }) }));
  const mark = el("span", { class: "mark" });
  const count = el("span", { class: "count num" }, formatNumber(layer.n, 9));
  const where = layer.located < layer.n ? words.t("ownUnplaced", { n: layer.n - layer.located }) : words.t("ownLook", { name: label });
  const node = el("li", { class: "row" }, el("label", { class: "tick-box" }, box, mark), el("button", { type: "button", class: "only", title: where, on: { click: look } }, el("bdi", null, label), count));
  box.addEventListener("change", () => {
    node.classList.toggle("off", !box.checked);
    show(box.checked);
  });
  return { node, redraw: (/** @type {number} */ k, /** @type {{ [name: string]: string }} */ theme) => put(mark, swatchOf(layer, k, theme)) };
}

/** @param {OwnLayer} layer @param {number} k @param {{ [name: string]: string }} theme */
function swatchOf(layer, k, theme) {
  const ratio = Math.max(2, Math.ceil(globalThis.devicePixelRatio || 1));
  const canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { class: "swatch", width: 46 * ratio, height: 22 * ratio, "aria-hidden": "true" }));
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  g.scale(ratio, ratio);
  const bare = { ...theme, casing: theme.panel };
  const kinds = new Set(layer.shapes.kind);
  if (kinds.has(2) || kinds.has(3)) {
    const path = new Path2D();
    path.moveTo(kinds.has(1) ? 23 : 3, 11);
    path.lineTo(44, 11);
    drawOwnLine(g, path, k, bare);
  }
  if (kinds.has(1) || kinds.size === (kinds.has(0) ? 1 : 0)) drawOwnMark(g, layer.mark, 11, 11, 4.5, bare);
  return canvas;
}

/** @param {string | number | null} value */
function textOf(value) {
  return value === null ? "" : typeof value === "number" ? formatNumber(value, 9) : value;
}

/** @param {OwnLayer} layer @param {number} row @param {string} name @param {import("./strings.mjs").Words} words @param {() => void} close */
function cardOf(layer, row, name, words, close) {
  const facts = layer.fields.flatMap((field, f) => {
    const value = layer.cell(f, row);
    if (value === null) return [];
    const text = clip(textOf(value), 500);
    return [el("dt", null, el("bdi", null, clip(field, 80))), el("dd", { class: typeof value === "number" ? "num" : null }, typeof value === "string" && safeUrl(value) ? outLink(clip(value, 80), value) : el("bdi", null, text))];
  });
  return [
    el("button", { class: "close", type: "button", "aria-label": words.t("close"), on: { click: close } }, "×"),
    el("p", { class: "kicker" }, el("bdi", null, clip(layer.label, 80))),
    el("h2", { class: "own-name", id: "own-name", tabindex: -1, dir: "auto" }, clip(name, 200)),
    facts.length ? el("dl", null, facts) : null,
    el("p", { class: "small" }, words.t("ownCard")),
  ];
}

/** @param {OwnLayer} layer @param {number} k @param {import("./strings.mjs").Words} words @param {(row: number) => boolean} selected @param {(row: number) => void} open */
function tableOf(layer, k, words, selected, open) {
  const fields = tellingFields(layer, MOST_COLUMNS);
  const columns = [
    { key: "name", label: words.t("name"), width: 13.5, sorts: false },
    { key: "source", label: words.t("source"), width: 10.5, sorts: false },
    { key: "place", label: words.t("location"), width: 5, sorts: false },
    ...fields.map((f) => ({ key: `f${f}`, label: clip(layer.fields[f], 40), width: 8, sorts: false, right: typeof layer.cell(f, firstWith(layer, f)) === "number" })),
  ];
  const grid = virtualGrid({
    label: layer.label,
    text: (row) => clip(layer.name[row] || `${layer.label} ${row + 1}`, 120),
    cell(row, key) {
      if (key === "place") return layer.shapes.kind[row] ? words.t(`kind${layer.shapes.kind[row]}`) : words.t("none");
      if (key === "source") return words.t("ownSource");
      const text = clip(textOf(layer.cell(Number(key.slice(1)), row)), 90);
      return text && el("bdi", { title: text }, text);
    },
    open,
    selected,
    sort: () => {},
    order: () => ({ key: "", down: false }),
    sortLabel: String,
  });
  const head = el("h2", { class: "own-head", id: `own-head-${k}` }, el("bdi", null, clip(layer.label, 80)), el("span", { class: "small" }, ` ${words.t("ownTable", { n: layer.n, count: formatNumber(layer.n, 9) })}`));
  const node = el("section", { class: "own-list", "aria-labelledby": `own-head-${k}` }, head, grid.node);
  const items = Uint32Array.from({ length: layer.n }, (_, row) => row);
  return { node, draw: () => grid.show(columns, items, false), mark: () => grid.mark() };
}

/** @param {OwnLayer} layer @param {number} field */
function firstWith(layer, field) {
  for (let row = 0; row < layer.n; row++) if (layer.cell(field, row) !== null) return row;
  return 0;
}
