/** The page: reads the data, makes the parts, and lets the one state drive them. */

import { decodeWorld, paintWorld } from "./basemap.mjs";
import { canvasLayer } from "./canvas.mjs";
import { renderCard } from "./card.mjs";
import { cardColumns, dayNumber, projectColumns, unpack } from "./decode.mjs";
import { append, byId, clip, el, outLink, put } from "./dom.mjs";
import { formatEdtf, formatNumber } from "./format.mjs";
import { latitude, longitude } from "./geo.mjs";
import { ProjectLayer } from "./layer.mjs";
import { legendPanel } from "./legend.mjs";
import { listView } from "./list.mjs";
import { buildIndex } from "./search.mjs";
import { searchBox } from "./searchbox.mjs";
import { sheet } from "./sheet.mjs";
import { createStore, hashOf, selectedFromHash, visible } from "./state.mjs";
import { makeWords } from "./strings.mjs";

/** @typedef {{ lang: string, title: string, style: import("./sprites.mjs").Style, tiles: { host: string, url: string, maxZoom: number } | null }} Config */

/** Start the page on a Leaflet map. @param {any} map @param {Config} config */
export async function start(map, config) {
  const stage = byId("stage");
  const plain = makeWords(config.lang);
  const status = el("p", { class: "message", role: "status" }, plain.t("loading"));
  stage.append(status);
  try {
    const data = await block("tracker-projects");
    run(map, config, data);
    status.remove();
  } catch (error) {
    put(status, plain.t("failed", { why: String(error) }));
    status.setAttribute("role", "alert");
    throw error;
  }
}

/** Read a data block of the page and let go of its text. @param {string} id @returns {Promise<any>} null where there is none */
async function block(id) {
  const node = document.getElementById(id);
  const text = node?.textContent || "";
  if (!text) return null;
  const data = await unpack(text);
  node?.remove();
  return data;
}

/** @param {any} map @param {Config} config @param {any} data */
function run(map, config, data) {
  const { about } = data;
  const stage = byId("stage");
  const projects = projectColumns(data.projects);
  const words = makeWords(config.lang, vocabulary(about));
  const names = countryNames(config.lang, about.countries);
  const store = createStore();
  const slugs = new Map(projects.slug.map((slug, k) => [slug, k]));
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = window.matchMedia("(max-width: 820px)");
  /** @returns {"light" | "dark"} */
  const scheme = () => (dark.matches ? "dark" : "light");
  const theme = () => config.style.themes[scheme()];

  const layer = new ProjectLayer(projects, config.style);
  layer.scheme = scheme();
  /** @type {import("./basemap.mjs").World | null} */
  let world = null;
  const ground = canvasLayer(map, "ground", 150, (g, view) => world && paintWorld(g, view, world, theme(), (label) => names.label(label)));
  const marks = canvasLayer(map, "projects", 420, (g, view) => layer.paint(g, view));
  const focus = canvasLayer(map, "focus", 430, (g, view) => {
    const { selected, hovered } = store.get();
    if (hovered >= 0 && hovered !== selected) layer.paintMarked(g, view, hovered, false);
    layer.paintMarked(g, view, selected, true);
  });
  if (config.tiles) L.tileLayer(config.tiles.url, { maxZoom: config.tiles.maxZoom, maxNativeZoom: config.tiles.maxZoom, className: "tiles" }).addTo(map);

  /** @type {import("./decode.mjs").Cards | null} */
  let cards = null;
  const cardNode = byId("card");
  const panelNode = byId("panel");
  const cardSheet = sheet(cardNode, words.t("expand"), () => close());
  const panelSheet = sheet(panelNode, words.t("expand"), () => panelSheet.show("closed"));
  const typeOf = (/** @type {string} */ field) => about.fields[field]?.type || "text";

  /** @type {import("./card.mjs").CardContext} */
  const cardContext = { projects, about, style: config.style, scheme: "light", title: config.title, speech: { words, typeOf }, countryNames: names.codes, now: dayNumber(about.now), close };

  function drawCard() {
    const { selected } = store.get();
    if (selected < 0) return;
    cardContext.scheme = scheme();
    const inner = el("div", { class: "card-body" });
    renderCard(inner, selected, cards ? cards.card(selected) : null, cardContext);
    put(cardNode, cardSheet.handle, inner);
    cardNode.setAttribute("aria-labelledby", "card-name");
    cardNode.scrollTop = 0;
  }

  async function readCards() {
    if (cards) return;
    const raw = await block("tracker-cards");
    if (!raw) return;
    cards = cardColumns(raw, projects.n);
    drawCard();
  }

  function close() {
    const { selected } = store.get();
    store.set({ selected: -1 });
    if (selected < 0) return;
    const back = opener?.isConnected && opener !== document.body ? opener : document.getElementById("search");
    back?.focus({ preventScroll: true });
  }

  /** Where the reader was before a card opened. @type {HTMLElement | null} */
  let opener = null;

  /** Open a project's card; `fly` also moves the map there. @param {number} row @param {boolean} fly */
  function open(row, fly) {
    if (!cardNode.contains(document.activeElement)) opener = /** @type {HTMLElement | null} */ (document.activeElement);
    if (narrow.matches) panelSheet.show("closed");
    store.set({ selected: row, tab: fly && projects.shapes.kind[row] && narrow.matches ? "map" : store.get().tab });
    map.invalidateSize({ pan: false });
    if (store.get().tab === "map") goTo(row, fly);
    document.getElementById("card-name")?.focus({ preventScroll: true });
  }

  /** @param {number} row @param {boolean} fly */
  function goTo(row, fly) {
    if (!projects.shapes.kind[row]) return;
    const b = layer.boxes.subarray(6 * row, 6 * row + 6);
    const below = narrow.matches ? stage.clientHeight * 0.55 : 0;
    const place = L.latLng(latitude(b[5]), nearest(longitude(b[4])));
    if (!fly) return map.panInside(place, { paddingTopLeft: [40, 40], paddingBottomRight: [40, 40 + below], animate: !calm.matches });
    const shift = nearest(longitude(b[4])) - longitude(b[4]);
    const bounds = L.latLngBounds([latitude(b[3]), longitude(b[0]) + shift], [latitude(b[1]), longitude(b[2]) + shift]);
    map.flyToBounds(bounds.isValid() ? bounds : place.toBounds(1), { maxZoom: Math.max(6, Math.min(8, map.getZoom())), paddingTopLeft: [50, 50], paddingBottomRight: [50, 50 + below], animate: !calm.matches, duration: 0.8 });
  }

  /** The longitude of a place in the copy of the world that is being looked at. @param {number} lon */
  function nearest(lon) {
    return lon + 360 * Math.round((map.getCenter().lng - lon) / 360);
  }

  /** Show all projects that have a location. */
  function showAll() {
    const shown = visible(projects, store.get());
    let [x0, y0, x1, y1] = [1, 1, 0, 0];
    const [xs, ys] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
    for (let k = 0; k < projects.n; k++) {
      if (!shown[k] || !projects.shapes.kind[k]) continue;
      xs.push(layer.boxes[6 * k + 4]);
      ys.push(layer.boxes[6 * k + 5]);
      const b = layer.boxes.subarray(6 * k, 6 * k + 4);
      [x0, y0, x1, y1] = [Math.min(x0, b[0]), Math.min(y0, b[1]), Math.max(x1, b[2]), Math.max(y1, b[3])];
    }
    if (x1 < x0) return;
    const bounds = L.latLngBounds([[latitude(y1), longitude(x0)], [latitude(y0), longitude(x1)]]);
    const { x: width, y: height } = map.getSize();
    map.setMinZoom(Math.ceil(Math.log2(Math.max(256, height) / 256) * 4) / 4); // the world is never lower than the window
    const whole = map.getBoundsZoom(bounds, false, L.point(56, 56));
    if (height <= width || whole > 3) return map.fitBounds(bounds, { padding: [28, 28], maxZoom: 7, animate: false });
    // an upright screen: nearer, and where most projects are, rather than a small world between two empty oceans
    map.setView([latitude(median(ys)), longitude(median(xs))], Math.max(whole + 0.75, map.getMinZoom()), { animate: false });
  }

  // parts
  const tabs = makeTabs(store, words);
  const asOf = about.as_of || about.now;
  const known = el("p", { class: "known" }, el("span", null, words.t("asKnownOn", { date: formatEdtf(asOf, words) })), about.recorded_before && ` · ${words.t("recordedBefore", { date: formatEdtf(about.recorded_before.slice(0, 10), words) })}`, " ", el("span", { class: "version" }, words.t("dataVersion", { version: clip(about.data_version, 16) })));
  put(byId("top"), el("h1", { class: "title", dir: "auto" }, clip(config.title, 200)), tabs.node, known);

  const legend = legendPanel({ projects, store, words, style: config.style, scheme });
  /** @type {import("./search.mjs").SearchIndex | null} */
  let index = null;
  const searchIndex = () => (index ??= buildIndex(projects, names.codes, (code) => `${words.word("sector", code)} ${code}`));
  const search = searchBox({
    words,
    index: searchIndex,
    describe: (row) => ({ name: projects.name[row] || projects.nameLocal[row] || projects.slug[row], facts: [projects.nameLocal[row] !== projects.name[row] && projects.nameLocal[row], names.codes(projects.country.words[projects.country.codes[row]]), words.word("status", projects.status.words[projects.status.codes[row]])].filter(Boolean).join(" · ") }),
    open: (row) => open(row, true),
  });
  const chosen = Object.entries(about.filters).map(([key, value]) => `${key} ${value}`);
  const selection = chosen.length > 0 && el("p", { class: "small" }, el("bdi", null, words.t("selection", { what: clip(chosen.join("; "), 300) })));
  put(panelNode, panelSheet.handle, el("div", { class: "panel-body" }, search, selection, legend.counts, legend.legend, licences(about, words)));
  panelNode.setAttribute("aria-label", words.t("filterSheet"));
  const list = listView(byId("list"), { projects, store, words, style: config.style, scheme, countryNames: names.codes, open: (row) => open(row, true) });
  const tip = el("div", { class: "tip", "aria-hidden": "true", hidden: true });
  const filterButton = el("button", { class: "filter-button", type: "button", on: { click: () => panelSheet.show("half") } });
  stage.append(tip, controls(map, words, showAll), attribution(about, config, words), filterButton);
  map.getContainer().setAttribute("aria-label", words.t("mapLabel"));
  map.getContainer().setAttribute("role", "application");

  // the state drives the parts
  store.listen((state, changed) => {
    if (["statuses", "sectors", "unlocated"].some((key) => changed.has(key))) {
      layer.shown = visible(projects, state);
      legend.update();
      list.update();
      countOnButton();
      marks.repaint();
    }
    if (changed.has("tab")) {
      showTab();
      list.update();
    }
    if (changed.has("selected")) {
      cardNode.hidden = state.selected < 0;
      byId("page").classList.toggle("with-card", state.selected >= 0);
      cardSheet.show(state.selected < 0 ? "closed" : "half");
      drawCard();
      map.invalidateSize({ pan: false });
      writeHash(state.selected < 0 ? "" : projects.slug[state.selected]);
      for (const button of byId("list").querySelectorAll("button[data-row]")) button.closest("tr")?.setAttribute("aria-selected", String(/** @type {HTMLElement} */ (button).dataset.row === String(state.selected)));
      readCards();
    }
    if (changed.has("selected") || changed.has("hovered")) focus.repaint();
  });

  function showTab() {
    const onMap = store.get().tab === "map";
    byId("page").dataset.tab = store.get().tab;
    byId("list").hidden = onMap;
    tabs.update();
    if (onMap) map.invalidateSize({ pan: false });
  }

  function countOnButton() {
    const n = visible(projects, store.get()).reduce((sum, on) => sum + on, 0);
    put(filterButton, words.t("filterSheet"), el("span", { class: "count num" }, ` ${formatNumber(n, 9)}`));
  }

  pointing(map, layer, marks, store, { tip, projects, open: (row) => open(row, false), close });
  dark.addEventListener("change", () => {
    layer.scheme = scheme();
    legend.redraw();
    for (const part of [ground, marks, focus]) part.repaint();
    list.update();
    drawCard();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (panelNode.dataset.size !== "closed" && narrow.matches) panelSheet.show("closed");
    else if (store.get().selected >= 0) close();
  });
  window.addEventListener("hashchange", () => openFromHash());
  function openFromHash() {
    const row = selectedFromHash(location.hash, slugs);
    if (row >= 0 && row !== store.get().selected) open(row, true);
  }

  countOnButton();
  showTab();
  map.invalidateSize({ pan: false });
  map.setMaxBounds([[-85.05, -10000], [85.05, 10000]]);
  showAll();
  for (const part of [ground, marks]) part.repaint();
  openFromHash();
  afterPaint(async () => {
    document.documentElement.dataset.ready = "1";
    const raw = await block("tracker-basemap");
    if (raw) {
      world = decodeWorld(raw);
      ground.repaint();
    }
    document.documentElement.dataset.basemap = "1";
    await readCards();
    document.documentElement.dataset.cards = "1";
    (window.requestIdleCallback || setTimeout)(() => void searchIndex()); // the first letter should not wait for it
  });
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/** Run after the browser has shown what was drawn. @param {() => void} task */
function afterPaint(task) {
  requestAnimationFrame(() => setTimeout(task, 0));
}

/** Keep the selection in the address, where the page has one (a notebook's frame has none). @param {string} slug */
function writeHash(slug) {
  try {
    history.replaceState(null, "", hashOf(slug) || `${location.pathname}${location.search}`);
  } catch {
    // a page inside a frame without an address: nothing to keep
  }
}

/** English words of the vocabulary, which come with the data. @param {any} about @returns {{ [key: string]: string }} */
function vocabulary(about) {
  const out = Object.create(null);
  for (const [key, label] of Object.entries(about.status_labels)) out[`status:${key}`] = label;
  for (const [key, label] of Object.entries(about.groups)) out[`group:${key}`] = label;
  for (const [key, field] of Object.entries(about.fields)) out[`field:${key}`] = /** @type {any} */ (field).label;
  return out;
}

/** Names of countries: the browser's in the page's language, else those of the basemap, else the code. @param {string} lang @param {{ [code: string]: [string, string] }} used */
function countryNames(lang, used) {
  const browser = new Intl.DisplayNames([lang === "zh" ? "zh-CN" : "en"], { type: "region", fallback: "none" });
  /** @type {Map<string, string>} */
  const known = new Map();
  /** @param {{ numeric: string, name: string }} label */
  function label({ numeric, name }) {
    if (lang !== "zh" || !numeric) return name;
    const region = Intl.getCanonicalLocales(`und-${numeric}`)[0]?.slice(4);
    return (region && /^[A-Z]{2}$/.test(region) && browser.of(region)) || name;
  }
  for (const [code, [numeric, name]] of Object.entries(used)) known.set(code, label({ numeric, name }));
  return {
    label,
    /** @param {string} codes alpha-3 codes joined by ";" */
    codes: (codes) => codes.split(";").map((code) => known.get(code) || code).filter(Boolean).join(", "),
  };
}

/** @param {import("./state.mjs").Store} store @param {import("./strings.mjs").Words} words */
function makeTabs(store, words) {
  const views = /** @type {const} */ (["map", "list"]);
  const buttons = views.map((view) => el("button", { type: "button", role: "tab", id: `tab-${view}`, "aria-controls": view === "list" ? "list" : "stage", on: { click: () => store.set({ tab: view }) } }, words.t(view)));
  const node = el("div", { class: "tabs", role: "tablist", "aria-label": words.t("views") }, buttons);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const next = views[(views.indexOf(store.get().tab) + 1) % views.length];
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

/** @param {any} map @param {import("./strings.mjs").Words} words @param {() => void} showAll */
function controls(map, words, showAll) {
  const button = (/** @type {string} */ text, /** @type {string} */ label, /** @type {() => void} */ click) => el("button", { type: "button", "aria-label": label, title: label, on: { click } }, text);
  return el("div", { class: "controls" }, button("+", words.t("zoomIn"), () => map.zoomIn()), button("−", words.t("zoomOut"), () => map.zoomOut()), button("⤢", words.t("wholeWorld"), showAll));
}

/** What has to be said on the map itself. @param {any} about @param {Config} config @param {import("./strings.mjs").Words} words */
function attribution(about, config, words) {
  const parts = [outLink(words.t("drawnWith"), "https://leafletjs.com"), ` · ${words.t("borders")}`];
  if (about.osm) parts.push(" · ", outLink(words.t("osm"), "https://www.openstreetmap.org/copyright"));
  if (config.tiles) parts.push(" · ", outLink(words.t("tilesOnline"), "https://www.openstreetmap.org/copyright"));
  return el("p", { class: "attribution" }, parts);
}

/** Licences of the sources on the page. @param {any} about @param {import("./strings.mjs").Words} words */
function licences(about, words) {
  if (!about.sources.length) return null;
  const lines = about.sources.map((/** @type {any} */ s) => el("li", null, outLink(clip(s.name || s.key, 120), s.homepage), s.publisher && `, ${clip(s.publisher, 120)}`, s.licence && ` · ${clip(s.licence, 120)}`, s.attribution && el("bdi", null, ` · ${clip(s.attribution, 300)}`)));
  const node = el("details", { class: "notes" }, el("summary", null, words.t("licences")));
  append(node, [el("ul", { class: "sources" }, lines)]);
  return node;
}

/**
 * Pointer and touch on the map: hover marks and names, a click opens, a click beside everything closes nothing.
 * @param {any} map @param {ProjectLayer} layer @param {ReturnType<typeof canvasLayer>} canvas @param {import("./state.mjs").Store} store
 * @param {{ tip: HTMLElement, projects: import("./decode.mjs").Projects, open: (row: number) => void, close: () => void }} parts
 */
function pointing(map, layer, canvas, store, parts) {
  /** @param {any} event @param {number} reach */
  const under = (event, reach) => {
    const view = canvas.view();
    if (!view) return -1;
    const at = map.getPixelOrigin().add(event.layerPoint);
    return layer.at(at.x - view.left, at.y - view.top, reach);
  };
  let waiting = false;
  map.on("mousemove", (/** @type {any} */ event) => {
    if (waiting || event.originalEvent.pointerType === "touch") return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const row = under(event, 6);
      store.set({ hovered: row });
      map.getContainer().classList.toggle("pointing", row >= 0);
      parts.tip.hidden = row < 0;
      if (row < 0) return;
      put(parts.tip, el("bdi", null, clip(parts.projects.name[row] || parts.projects.nameLocal[row] || parts.projects.slug[row], 80)));
      const { x, y } = event.containerPoint;
      const flip = x > map.getSize().x - 240;
      parts.tip.style.transform = `translate(${Math.round(x + (flip ? -12 : 14))}px, ${Math.round(y + 12)}px)${flip ? " translateX(-100%)" : ""}`;
    });
  });
  map.on("mouseout movestart zoomstart", () => {
    store.set({ hovered: -1 });
    parts.tip.hidden = true;
  });
  map.on("click", (/** @type {any} */ event) => {
    const coarse = event.originalEvent.pointerType === "touch" || window.matchMedia("(pointer: coarse)").matches;
    const row = under(event, coarse ? 20 : 6);
    if (row >= 0) parts.open(row);
  });
}
