/** "As known on" in the header, because it changes everything on the page; and the line that says where both clocks stand. */

import { dayNumber, isoDay } from "./decode.mjs";
import { clip, el, put } from "./dom.mjs";
import { countOf } from "./filters.mjs";
import { formatEdtf, formatNumber } from "./format.mjs";
import { parseDay } from "./moments.mjs";
import { FILTER_KEYS, filtersSet } from "./state.mjs";

/**
 * @typedef {import("./state.mjs").Store} Store
 * @typedef {import("./strings.mjs").Words} Words
 * @typedef {import("./clocks.mjs").Clocks} Clocks
 * @typedef {{ store: Store, words: Words, about: any, clocks: Clocks }} KnownContext
 */

/** @param {KnownContext} ctx */
export function knownBox(ctx) {
  const { store, words, about, clocks } = ctx;
  const last = about.as_of || about.now;
  const day = () => store.get().known || last;
  const said = el("span", { class: "known-said" });
  const version = el("span", { class: "version" }, words.t("dataVersion", { version: clip(about.data_version, 16) })); // on paper; on the screen it stands with the licences
  const recorded = about.recorded_before ? el("span", { class: "small" }, words.t("recordedBefore", { date: formatEdtf(about.recorded_before.slice(0, 10), words) })) : null;
  const bare = about.without_cards || 0;
  const carried = bare ? el("p", { class: "small" }, words.t("cardsCarried", { n: formatNumber(clocks.known.n - bare, 9), all: formatNumber(clocks.known.n, 9) })) : null;
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "text", class: "typed num", id: "known-day", autocomplete: "off", spellcheck: "false", "aria-describedby": "known-hint", on: { change: type, focus: () => input.select(), keydown: enter } }));
  const hint = el("p", { class: "small", id: "known-hint", role: "status" });
  const years = el("ul", { class: "known-years" });
  const summary = el("summary", null, said);
  const details = /** @type {HTMLDetailsElement} */ (el("details", { class: "known-menu", on: { toggle: () => details.open && fill() } }, summary, el("div", { class: "known-body" }, el("label", { for: "known-day" }, words.t("knownLabel")), input, hint, years, carried, recorded)));
  const node = el("div", { class: "known" }, about.has_cards ? details : said, version);
  const escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation(); // a card stays open
    details.open = false;
    summary.focus();
  };
  document.addEventListener("keydown", escape, true);
  document.addEventListener("pointerdown", (event) => {
    if (!node.contains(/** @type {Node} */ (event.target))) details.open = false;
  });

  /** @param {KeyboardEvent} event */
  function enter(event) {
    if (event.key === "Enter") input.blur();
  }

  function type() {
    const typed = input.value.trim() ? parseDay(input.value) : last;
    input.setAttribute("aria-invalid", String(!typed));
    if (!typed) return put(hint, words.t("knownWrong"));
    store.set({ known: typed >= last ? "" : typed });
    if (typed > last) put(hint, words.t("knownLatest", { date: formatEdtf(last, words) }));
  }

  /** The ends of years, each with the number of projects that documents had spoken of. */
  function fill() {
    update();
    const spoken = clocks.firstSpoken();
    if (!spoken || years.firstChild) return;
    const count = (/** @type {number} */ until) => spoken.reduce((n, d) => n + (d <= until ? 1 : 0), 0);
    const newest = Number(last.slice(0, 4)) - 1;
    const rows = [];
    for (let year = newest; year > newest - 12; year--) {
      const iso = `${year}-12-31`;
      const n = count(dayNumber(iso));
      if (n) rows.push(el("li", null, el("button", { type: "button", data: { day: iso }, on: { click: () => store.set({ known: iso }) } }, words.t("endOf", { year }), el("span", { class: "count num" }, formatNumber(n, 9)))));
    }
    put(years, el("li", { class: "kicker" }, el("span", null, words.t("knownYears")), el("span", null, words.t("knownCount"))), el("li", null, el("button", { type: "button", data: { day: "" }, on: { click: () => store.set({ known: "" }) } }, words.t("knownNow", { date: formatEdtf(last, words) }), el("span", { class: "count num" }, formatNumber(spoken.length, 9)))), rows);
  }

  function update() {
    const { known } = store.get();
    const [before, after] = words.t("asKnownOn", { date: "\0" }).split("\0");
    put(said, before, el("strong", null, formatEdtf(day(), words)), after);
    input.value = formatEdtf(day(), words);
    input.removeAttribute("aria-invalid");
    put(hint, words.t("knownHint"));
    for (const button of years.querySelectorAll("button")) button.setAttribute("aria-pressed", String((button.dataset.day || "") === known));
  }

  update();
  return { node, update };
}

/** So long a line stands that says what was asked for in vain, where nothing else takes it away (ms). */
const VAIN = 12_000;

/**
 * One line on the stage that says where the clocks stand when either is not now, and leads back; that no project of the
 * map passes the filters, and takes them off; or that a link asks for a project which is not there, which goes away.
 * What is not there at the moment of the clocks is counted.
 * @param {KnownContext} ctx @param {{ shown: () => Uint8Array, clear: () => void }} map
 */
export function clockLine(ctx, map) {
  const { store, words, clocks } = ctx;
  const text = el("span", { role: "status" });
  const back = el("button", { type: "button", class: "text-button", on: { click: () => store.set({ date: "", known: "" }) } }, words.t("backToNow"));
  const clear = el("button", { type: "button", class: "text-button", hidden: true, on: { click: map.clear } });
  const node = el("p", { class: "clock-line", hidden: true }, text, " ", back, " ", clear);
  let vain = "";
  let timer = 0;

  /** A link asks for a project that is not there. @param {string} slug */
  function lost(slug) {
    clearTimeout(timer);
    vain = slug;
    update();
    if (slug) timer = setTimeout(() => lost(""), VAIN);
  }

  /** True where the filters let nothing through; the other tabs say so themselves. */
  function isEmpty() {
    const state = store.get();
    return state.tab === "map" && filtersSet(state).length > 0 && countOf(map.shown(), clocks.known.n) === 0;
  }

  store.listen((state, changed) => {
    if (vain && changed.has("selected") && state.selected >= 0) lost("");
    else if (changed.has("tab") || FILTER_KEYS.some((key) => changed.has(key))) update();
  });

  function update() {
    const { date, known } = store.get();
    const empty = isEmpty();
    back.hidden = !date && !known;
    clear.hidden = !empty;
    put(clear, empty && words.t("clearFilters"));
    node.hidden = back.hidden && !empty && !vain;
    if (node.hidden) return put(text);
    put(text, [vain && words.t("noSuchProject", { slug: clip(vain, 60) }), empty && words.t("nothing"), !back.hidden && clockText()].filter(Boolean).join(" "));
  }

  function clockText() {
    const { date, known } = store.get();
    const parts = [];
    const { n } = clocks.known;
    const unknown = n - countOf(clocks.known.there, n);
    if (date) {
      const absent = n - unknown - countOf(clocks.shown.there, n);
      const planned = clocks.eventDay({ date, known }) > clocks.knownDay({ known });
      parts.push(words.t(planned ? "lineAhead" : "lineThen", { date: formatEdtf(date, words, true) }) + (absent ? `${words.t("comma")}${words.t("lineAbsent", { n: absent })}` : ""));
    }
    if (clocks.busy()) parts.push(words.t("lineTurning"));
    const bare = clocks.bare();
    if (known) parts.push(words.t("lineKnown", { date: formatEdtf(known, words, true) }) + (unknown ? `${words.t("comma")}${words.t("lineUnknown", { n: unknown })}` : ""));
    if (bare) parts.push(words.t("lineBare", { n: bare }));
    return parts.join(words.t("stop")) + words.t("stop").trimEnd();
  }

  update();
  return { node, update, lost };
}

/**
 * How a project stands, or stood, in the month in which the map stands; "" where that is now.
 * @param {number} row @param {KnownContext} ctx
 */
export function dateNote(row, ctx) {
  const { store, words, clocks } = ctx;
  const { date } = store.get();
  if (!date || (clocks.known.there && !clocks.known.there[row])) return "";
  const { status, basis, there } = clocks.shown;
  const month = formatEdtf(date, words, true);
  if (there && !there[row]) return words.t("atDateNone", { date: month });
  const how = `basis_${basis.words[basis.codes[row]]}`;
  const word = words.word("status", status.words[status.codes[row]]);
  const said = words.t(how);
  return words.t("atDate", { date: month, status: words.lang === "en" ? word.charAt(0).toLowerCase() + word.slice(1) : word }) + (said === how ? "" : words.t("inBrackets", { said }));
}

/**
 * What a card says of a project that nobody had spoken of by the day of the clock.
 * @param {string} name @param {number} row @param {KnownContext} ctx @param {Node} close
 */
export function unknownCard(name, row, ctx, close) {
  const { store, words, clocks } = ctx;
  const first = clocks.firstSpoken()?.[row];
  const day = first && first > -(2 ** 31) ? isoDay(first) : "";
  return [
    close,
    el("h2", { class: "name", dir: "auto", id: "card-name", tabindex: -1 }, clip(name, 2000)),
    el("p", null, words.t("notKnownYet", { date: formatEdtf(store.get().known, words) }), " ", day && words.t("firstSpoken", { date: formatEdtf(day, words) })),
    el("p", null, day && el("button", { type: "button", class: "text-button", on: { click: () => store.set({ known: day }) } }, words.t("goToDay", { date: formatEdtf(day, words) })), " ", el("button", { type: "button", class: "text-button", on: { click: () => store.set({ known: "" }) } }, words.t("backToNow"))),
  ];
}
