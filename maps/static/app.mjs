/** The page: reads the data, makes the parts, and lets the one state drive them. */

import { copyButton, keepAddress } from "./address.mjs";
import { decodeWorld, paintWorld } from "./basemap.mjs";
import { camera } from "./camera.mjs";
import { canvasLayer } from "./canvas.mjs";
import { renderCard } from "./card.mjs";
import { makeClocks } from "./clocks.mjs";
import { cardColumns, dayNumber, projectColumns, unpack } from "./decode.mjs";
import { byId, clip, el, put } from "./dom.mjs";
import { formatNumber } from "./format.mjs";
import { attribution, controls, licences, makeTabs } from "./furniture.mjs";
import { clockLine, dateNote, knownBox, unknownCard } from "./knownbox.mjs";
import { ProjectLayer } from "./layer.mjs";
import { legendPanel } from "./legend.mjs";
import { countryNames, vocabulary } from "./names.mjs";
import { pointing } from "./pointing.mjs";
import { buildIndex } from "./search.mjs";
import { searchBox } from "./searchbox.mjs";
import { sheet } from "./sheet.mjs";
import { countOf, createStore, TABS, visible } from "./state.mjs";
import { makeWords } from "./strings.mjs";
import { timebar } from "./timebar.mjs";
import { makeViews } from "./views.mjs";

/** @typedef {{ lang: string, title: string, style: import("./sprites.mjs").Style, tiles: { host: string, url: string, maxZoom: number } | null }} Config */

/** Start the page on a Leaflet map. @param {any} map @param {Config} config */
export async function start(map, config) {
  const stage = byId("stage");
  const plain = makeWords(config.lang);
  const status = el("p", { class: "message", role: "status" }, plain.t("loading"));
  stage.append(status);
  try {
    const data = await block("tracker-projects");
    await run(map, config, data);
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
  node?.remove();
  return unpack(text);
}

/** @param {any} map @param {Config} config @param {any} data */
async function run(map, config, data) {
  const { about } = data;
  const stage = byId("stage");
  const clocks = makeClocks(projectColumns(data.projects), about, Object.keys(config.style.status));
  const projects = clocks.shown;
  const words = makeWords(config.lang, vocabulary(about));
  const names = countryNames(config.lang, about.countries);
  const store = createStore();
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = window.matchMedia("(max-width: 820px)");
  /** @returns {"light" | "dark"} */
  const scheme = () => (dark.matches ? "dark" : "light");
  const theme = () => config.style.themes[scheme()];
  const nameOfRow = (/** @type {number} */ row) => projects.name[row] || projects.nameLocal[row] || projects.slug[row];

  const layer = new ProjectLayer(projects, config.style);
  layer.scheme = scheme();
  /** @type {import("./basemap.mjs").World | null} */
  let world = null;
  const ground = canvasLayer(map, "ground", 150, (g, view) => world && paintWorld(g, view, world, theme(), (label) => names.label(label)));
  const marks = canvasLayer(map, "projects", 420, (g, view) => layer.paint(g, view));
  const focus = canvasLayer(map, "focus", 430, (g, view) => {
    const { selected, hovered } = store.get();
    for (const [row, on] of /** @type {[number, boolean][]} */ ([[hovered === selected ? -1 : hovered, false], [selected, true]])) if (row >= 0 && (!projects.there || projects.there[row])) layer.paintMarked(g, view, row, on);
  });
  if (config.tiles) L.tileLayer(config.tiles.url, { maxZoom: config.tiles.maxZoom, maxNativeZoom: config.tiles.maxZoom, className: "tiles" }).addTo(map);
  const look = camera(map, layer, { narrow: () => narrow.matches, calm: () => calm.matches, height: () => stage.clientHeight, moved: (place) => store.set({ place }) });

  const cardNode = byId("card");
  const panelNode = byId("panel");
  const cardSheet = sheet(cardNode, words.t("expand"), () => close());
  const panelSheet = sheet(panelNode, words.t("expand"), () => panelSheet.show("closed"));
  const typeOf = (/** @type {string} */ field) => about.fields[field]?.type || "text";

  /** @type {import("./card.mjs").CardContext} */
  const cardContext = { projects: clocks.known, about, style: config.style, scheme: "light", title: config.title, speech: { words, typeOf }, countryNames: names.codes, now: dayNumber(about.now), close, address: () => address.link(), toMap: (row) => { store.set({ tab: "map" }); look.goTo(row, true); } };
  const knownContext = { store, words, about, clocks };

  function drawCard() {
    const { selected, known } = store.get();
    if (selected < 0) return;
    Object.assign(cardContext, { scheme: scheme(), now: clocks.knownDay(store.get()), about: known ? { ...about, as_of: known } : about });
    const inner = el("div", { class: "card-body" });
    if (clocks.known.there && !clocks.known.there[selected]) put(inner, unknownCard(nameOfRow(selected), selected, knownContext, el("button", { class: "close", type: "button", "aria-label": words.t("close"), on: { click: close } }, "×")));
    else renderCard(inner, selected, clocks.card(selected), cardContext);
    put(cardNode, cardSheet.handle, inner);
    (inner.querySelector(".facts") || inner.querySelector(".name"))?.after(atDate);
    tellDate();
    cardNode.setAttribute("aria-labelledby", "card-name");
    cardNode.scrollTop = 0;
  }

  const atDate = el("p", { class: "at-date", role: "status" });
  function tellDate() {
    const { selected } = store.get();
    const text = selected < 0 ? "" : dateNote(selected, knownContext);
    put(atDate, text);
    atDate.hidden = !text;
  }

  async function readCards() {
    if (clocks.hasCards()) return;
    const raw = await block("tracker-cards");
    if (!raw) return;
    clocks.read(cardColumns(raw, projects.n));
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

  /** Opened in another tab: the map goes there when it is looked at. */
  let toFly = -1;

  /** Open a project's card, at a date when the project exists; `fly` also moves the map there. @param {number} row @param {boolean} fly */
  function open(row, fly) {
    if (!cardNode.contains(document.activeElement)) opener = /** @type {HTMLElement | null} */ (document.activeElement);
    if (narrow.matches) panelSheet.show("closed");
    const { tab, date } = store.get();
    store.set({ selected: row, date: date && clocks.dateFor(row, date), tab: fly && projects.shapes.kind[row] && narrow.matches && tab === "list" ? "map" : tab });
    map.invalidateSize({ pan: false });
    if (store.get().tab === "map") look.goTo(row, fly);
    else toFly = row;
    document.getElementById("card-name")?.focus({ preventScroll: true });
  }

  const showAll = () => {
    store.set({ place: null });
    look.showAll(visible(projects, store.get()));
  };

  // parts
  const address = keepAddress(store, { slugs: projects.slug, rows: new Map(projects.slug.map((slug, k) => [slug, k])), words: { status: [...new Set([...Object.keys(config.style.status), ...projects.status.words])], sector: projects.sector.words }, now: about.has_cards ? about.now : "" }, arrive);
  const tabs = makeTabs(store, words);
  const known = knownBox(knownContext);
  const line = clockLine(knownContext);
  const clear = () => store.set({ statuses: null, sectors: null, unlocated: false });
  const shown = () => visible(projects, store.get());
  const views = makeViews({ projects, about, store, speech: cardContext.speech, style: config.style, scheme, countryNames: names.codes, shown, cardOf: clocks.card, openedAt: (row) => clocks.known.completion_actual.at(row), cardsRead: clocks.hasCards, knownKey: () => store.get().known, title: config.title, clocks, link: address.link, map: map.getContainer(), open: (row) => open(row, true), clear });
  cardContext.credits = views.credits;
  put(byId("top"), el("h1", { class: "title", dir: "auto" }, clip(config.title, 200)), tabs.node, known.node, copyButton(words, address.link), views.menu);

  const legend = legendPanel({ projects, store, words, style: config.style, scheme });
  /** @type {import("./search.mjs").SearchIndex | null} */
  let index = null;
  const searchIndex = () => (index ??= buildIndex(projects, names.codes, (code) => `${words.word("sector", code)} ${code}`));
  const search = searchBox({
    words,
    index: searchIndex,
    describe: (row) => ({ name: nameOfRow(row), facts: [projects.nameLocal[row] !== projects.name[row] && projects.nameLocal[row], names.codes(projects.country.words[projects.country.codes[row]]), words.word("status", projects.status.words[projects.status.codes[row]])].filter(Boolean).join(" · ") }),
    open: (row) => open(row, true),
  });
  const chosen = Object.entries(about.filters).map(([key, value]) => `${key} ${value}`);
  const selection = chosen.length > 0 && el("p", { class: "small" }, el("bdi", null, words.t("selection", { what: clip(chosen.join("; "), 300) })));
  put(panelNode, panelSheet.handle, el("div", { class: "panel-body" }, search, selection, legend.counts, legend.legend, licences(about, words)));
  panelNode.setAttribute("aria-label", words.t("filterSheet"));
  const tip = el("div", { class: "tip", "aria-hidden": "true", hidden: true });
  const filterButton = el("button", { class: "filter-button", type: "button", on: { click: () => panelSheet.show("half") } });
  const time = timebar({ store, words, now: () => clocks.knownDay(store.get()), calm: () => calm.matches, span: clocks.span, counts: (days) => clocks.underConstruction(days, visible(clocks.known, { ...store.get(), statuses: null })) });
  stage.append(line.node, tip, controls(look.zoom, words, showAll), time.node, attribution(about, config, words), filterButton);
  map.getContainer().setAttribute("aria-label", words.t("mapLabel"));
  map.getContainer().setAttribute("role", "application");

  // the state drives the parts: first what is true at the moment of the clocks, then what is shown of it
  store.listen((state, changed) => {
    const turned = (changed.has("date") || changed.has("known")) && clocks.turn(state);
    if (turned) moment(changed.has("known"));
    if (turned || ["statuses", "sectors", "unlocated"].some((key) => changed.has(key))) drawShown();
    if (["known", "statuses", "sectors", "unlocated"].some((key) => changed.has(key))) time.redraw();
    if (changed.has("tab")) {
      showTab();
      views.update();
      if (state.tab === "map" && toFly >= 0 && toFly === state.selected) look.goTo(toFly, true);
      if (state.tab === "map") toFly = -1;
    }
    if (changed.has("selected")) {
      cardNode.hidden = state.selected < 0;
      byId("page").classList.toggle("with-card", state.selected >= 0);
      cardSheet.show(state.selected < 0 ? "closed" : "half");
      drawCard();
      map.invalidateSize({ pan: false });
      views.mark();
    }
    if (turned || changed.has("selected") || changed.has("hovered")) focus.repaint();
  });

  /** Another moment of either clock. @param {boolean} asKnown what was known has changed, not only the date */
  function moment(asKnown) {
    layer.refresh();
    time.update();
    line.update();
    tellDate();
    if (!asKnown) return;
    known.update();
    index = null;
    drawCard();
  }

  function drawShown() {
    layer.shown = visible(projects, store.get());
    legend.update();
    views.update();
    countOnButton();
    marks.repaint();
  }

  function showTab() {
    const { tab } = store.get();
    byId("page").dataset.tab = tab;
    for (const id of Object.values(TABS)) if (id !== "stage") byId(id).hidden = TABS[tab] !== id;
    tabs.update();
    if (tab === "map") map.invalidateSize({ pan: false });
    else time.stop();
  }

  function countOnButton() {
    const n = countOf(visible(projects, store.get()), projects.n);
    put(filterButton, words.t("filterSheet"), el("span", { class: "count num" }, ` ${formatNumber(n, 9)}`));
  }

  pointing(map, layer, marks, store, { tip, tell: nameOfRow, open: (row) => open(row, false) });
  dark.addEventListener("change", () => {
    layer.scheme = scheme();
    legend.redraw();
    for (const part of [ground, marks, focus]) part.repaint();
    views.update();
    drawCard();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (panelNode.dataset.size !== "closed" && narrow.matches) panelSheet.show("closed");
    else if (store.get().selected >= 0) close();
  });

  /** Come to a state that the address asks for. @param {Partial<import("./state.mjs").State>} asked */
  function arrive(asked) {
    const { selected = -1, ...rest } = asked;
    store.set(rest);
    if (selected < 0) close();
    else if (selected !== store.get().selected) open(selected, !rest.place);
    if (rest.place) look.look(rest.place); // last: a card that opens makes the map narrower
  }

  const asked = address.asked();
  if (asked.date || asked.known) await readCards();
  countOnButton();
  showTab();
  map.invalidateSize({ pan: false });
  map.setMaxBounds([[-85.05, -10000], [85.05, 10000]]);
  look.showAll(visible(projects, store.get()));
  for (const part of [ground, marks]) part.repaint();
  address.arrive(asked);
  afterPaint(async () => {
    document.documentElement.dataset.ready = "1";
    const raw = await block("tracker-basemap");
    if (raw) {
      world = decodeWorld(raw);
      ground.repaint();
    }
    document.documentElement.dataset.basemap = "1";
    await readCards();
    views.update();
    drawCard();
    await clocks.prepare();
    time.redraw();
    document.documentElement.dataset.cards = "1";
    (window.requestIdleCallback || setTimeout)(() => void searchIndex()); // the first letter should not wait for it
  });
}

/** Run after the browser has shown what was drawn. @param {() => void} task */
function afterPaint(task) {
  requestAnimationFrame(() => setTimeout(task, 0));
}
