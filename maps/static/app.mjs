/** The page: reads the data, makes the parts, and lets the one state drive them. */

import { copyButton, keepAddress } from "./address.mjs";
import { decodeWorld } from "./basemap.mjs";
import { cardPane } from "./cardpane.mjs";
import { cardsOf } from "./claimcols.mjs";
import { makeClocks } from "./clocks.mjs";
import { dayNumber, projectColumns, unpack } from "./decode.mjs";
import { byId, clip, el, put } from "./dom.mjs";
import { Filters } from "./filters.mjs";
import { toldBy } from "./filterwords.mjs";
import { readBeside, takeBlock } from "./beside.mjs";
import { attribution, controls, makeTabs } from "./furniture.mjs";
import { clockLine, knownBox } from "./knownbox.mjs";
import { mapView } from "./mapview.mjs";
import { countryNames, namesOf, vocabulary } from "./names.mjs";
import { ownParts } from "./ownparts.mjs";
import { leftPanel } from "./panel.mjs";
import { SMALL_SCREEN } from "./sheet.mjs";
import { buildIndex, indexInSteps, matching } from "./search.mjs";
import { inSlices } from "./slices.mjs";
import { createStore, FILTER_KEYS, TABS, UNFILTERED } from "./state.mjs";
import { makeWords } from "./strings.mjs";
import { timebar } from "./timebar.mjs";
import { makeViews } from "./views.mjs";

/** @typedef {{ lang: string, title: string, style: import("./sprites.mjs").Style, tiles: { host: string, url: string, maxZoom: number } | null, initial?: string, without_cards?: number }} Config `initial`: the fragment of a page that opens already asking */

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

/** @param {string} id @returns {Promise<any>} null where there is none */
async function block(id) {
  const text = takeBlock(id);
  return text ? unpack(text) : null;
}

/** @param {any} map @param {Config} config @param {any} data */
async function run(map, config, data) {
  const about = { ...data.about, without_cards: config.without_cards || 0 };
  const stage = byId("stage");
  const clocks = makeClocks(projectColumns(data.projects), about, Object.keys(config.style.status), config.lang === "zh");
  const projects = clocks.shown;
  const words = makeWords(config.lang, vocabulary(about));
  const names = countryNames(config.lang, about.countries);
  const store = createStore();
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = window.matchMedia(SMALL_SCREEN);
  /** @returns {"light" | "dark"} */
  const scheme = () => (dark.matches ? "dark" : "light");
  const nameOfRow = (/** @type {number} */ row) => namesOf(projects, row)[0];

  /** @type {import("./search.mjs").SearchIndex | null} */
  let index = null;
  const sectorOf = (/** @type {string} */ code) => `${words.word("sector", code)} ${code}`;
  const searchIndex = () => (index ??= buildIndex(projects, names.codes, sectorOf));
  const day = () => clocks.knownDay(store.get());
  const matches = (/** @type {string} */ text) => matching(searchIndex(), text);
  const filters = new Filters(projects, { day, matches });
  const knownFilters = new Filters(clocks.known, { day, matches });
  const shown = () => filters.shown(store.get());
  const clear = () => store.set(UNFILTERED);

  const view = mapView(map, { projects, store, style: config.style, scheme, tiles: config.tiles, label: names.label, narrow: () => narrow.matches, calm: () => calm.matches, height: () => stage.clientHeight });
  const { look, layer } = view;
  layer.tell(store.get());

  const typeOf = (/** @type {string} */ field) => about.fields[field]?.type || "text";
  /** @type {import("./card.mjs").CardContext} */
  const cardContext = { projects: clocks.known, about, style: config.style, scheme: "light", title: config.title, speech: { words, typeOf }, countryNames: names.codes, now: dayNumber(about.now), close: () => pane.close(), address: () => address.link(), toMap: (row) => { store.set({ tab: "map" }); look.goTo(row, true); } };
  const knownContext = { store, words, about, clocks };
  const pane = cardPane({ map, card: cardContext, known: knownContext, nameOf: nameOfRow, scheme, narrow: () => narrow.matches, goTo: look.goTo, beforeOpen: () => narrow.matches && panel.close() });
  const open = (/** @type {number} */ row) => pane.open(row, true);

  async function readCards() {
    if (clocks.hasCards()) return;
    const text = takeBlock("tracker-cards");
    if (text) clocks.read(cardsOf(await readBeside(text, projects.n), !about.without_cards));
  }

  const showAll = () => {
    store.set({ place: null });
    look.showAll(shown());
  };

  // parts
  const countries = [...new Set(projects.country.words.flatMap((word) => word.split(";")))];
  const address = keepAddress(store, { slugs: projects.slug, rows: new Map(projects.slug.map((slug, k) => [slug, k])), words: { status: [...new Set([...Object.keys(config.style.status), ...projects.status.words])], sector: projects.sector.words, country: countries }, now: about.has_cards ? about.now : "" }, arrive, (slug) => line.lost(slug), config.initial);
  const tabs = makeTabs(store, words);
  const known = knownBox(knownContext);
  const line = clockLine(knownContext, { shown, clear });
  const views = makeViews({ projects, about, store, speech: cardContext.speech, style: config.style, scheme, countryNames: names.codes, shown, cardOf: clocks.card, openedAt: (row) => clocks.known.completion_actual.at(row), cardsRead: clocks.hasCards, knownKey: () => store.get().known, title: config.title, clocks, link: address.link, map: map.getContainer(), open, clear, filters });
  cardContext.credits = views.credits;
  put(byId("top"), el("h1", { class: "title", dir: "auto" }, clip(config.title, 200)), tabs.node, known.node, copyButton(words, address.link), views.menu);
  const own = ownParts(await block("tracker-own"), { map, stage, list: byId("list"), store, words, theme: () => config.style.themes[scheme()], calm: () => calm.matches });
  const panel = leftPanel({ own: own.legend, projects, store, words, style: config.style, scheme, filters, about, nameOf: nameOfRow, countryNames: names.codes, index: searchIndex, open, narrow: () => narrow.matches });
  const tip = el("div", { class: "tip", "aria-hidden": "true", hidden: true });
  const time = timebar({ store, words, now: day, calm: () => calm.matches, span: clocks.span, counts: (days) => clocks.underConstruction(days, knownFilters.shown({ ...store.get(), statuses: null })) });
  stage.append(line.node, tip, controls(look.zoom, words, showAll), time.node, attribution(about, config, words), panel.button);
  map.getContainer().setAttribute("aria-label", words.t("mapLabel"));
  map.getContainer().setAttribute("role", "application");

  // the state drives the parts: first what is true at the moment of the clocks, then what is shown of it
  store.listen((state, changed) => {
    const asked = changed.has("date") || changed.has("known");
    const turned = asked && clocks.turn(state, turnedLater);
    if (asked && !turned) line.update();
    if (turned) moment(changed.has("known"));
    const filtered = FILTER_KEYS.some((key) => changed.has(key));
    if (turned || filtered) drawShown();
    if (changed.has("colour") || changed.has("size")) drawLooks();
    if (changed.has("known") || filtered) time.redraw();
    if (changed.has("tab")) {
      showTab();
      views.update();
      pane.flyLater();
    }
    if (changed.has("selected")) {
      pane.select();
      views.mark();
    }
    if (turned || changed.has("selected") || changed.has("hovered")) view.focus.repaint();
  });

  /** The clocks of a big page have turned, after a while. @param {boolean} asKnown */
  function turnedLater(asKnown) {
    moment(asKnown);
    drawShown();
    view.focus.repaint();
    clocks.prepare().then(time.redraw).then(readIndex);
  }

  /** The search index in slices: the first letter should not wait for it. */
  async function readIndex() {
    const made = index || (await inSlices(indexInSteps(projects, names.codes, sectorOf), () => index !== null));
    index ??= made;
  }

  /** Another moment of either clock. @param {boolean} asKnown what was known has changed, not only the date */
  function moment(asKnown) {
    filters.forget();
    layer.refresh();
    time.update();
    line.update();
    pane.tellDate();
    if (!asKnown) return;
    knownFilters.forget();
    known.update();
    index = null;
    pane.draw();
  }

  function drawShown() {
    layer.shown = shown();
    panel.update();
    views.update();
    view.marks.repaint();
  }

  /** Hue or size tell something else. */
  function drawLooks() {
    layer.tell(store.get());
    panel.redraw();
    panel.update();
    view.marks.repaint();
    view.focus.repaint();
  }

  function showTab() {
    const { tab } = store.get();
    byId("page").dataset.tab = tab;
    for (const id of Object.values(TABS)) if (id !== "stage") byId(id).hidden = TABS[tab] !== id;
    tabs.update();
    if (tab === "map") map.invalidateSize({ pan: false });
    else time.stop();
  }

  view.listen({ tip, tell: (row) => [clip(nameOfRow(row), 60), toldBy(projects, row, store.get().colour, words)].filter(Boolean).join(" · "), open: (row) => pane.open(row, false), own });
  dark.addEventListener("change", () => {
    panel.redraw();
    own.repaint();
    view.repaint();
    views.update();
    pane.draw();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (panel.isOpen()) panel.close();
    else if (store.get().selected >= 0) pane.close();
  });

  /** Come to a state that the address asks for. @param {Partial<import("./state.mjs").State>} asked */
  function arrive(asked) {
    const { selected = -1, ...rest } = asked;
    store.set(rest);
    if (selected < 0) pane.close();
    else if (selected !== store.get().selected) pane.open(selected, !rest.place);
    if (rest.place) look.look(rest.place); // last: a card that opens makes the map narrower
  }

  const asked = address.asked();
  if (asked.date || asked.known) await readCards();
  showTab();
  map.invalidateSize({ pan: false });
  map.setMaxBounds([[-85.05, -10000], [85.05, 10000]]);
  look.showAll(shown());
  if (!projects.n) own.fit();
  view.repaint();
  own.repaint();
  address.arrive(asked);
  afterPaint(async () => {
    document.documentElement.dataset.ready = "1";
    const raw = await block("tracker-basemap");
    if (raw) view.setWorld(decodeWorld(raw));
    document.documentElement.dataset.basemap = "1";
    await readCards();
    views.update();
    pane.draw();
    if (clocks.turn(store.get(), turnedLater)) turnedLater(true); // asked for before the statements were there
    await clocks.prepare();
    time.redraw();
    document.documentElement.dataset.cards = "1";
    await readIndex();
  });
}

/** Run after the browser has shown what was drawn. @param {() => void} task */
function afterPaint(task) {
  requestAnimationFrame(() => setTimeout(task, 0));
}
