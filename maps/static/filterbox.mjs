/** The filters beside the legend: closed groups, each with a line that says what is set. Drawn when a group is opened. */

import { el, put } from "./dom.mjs";
import { facetRows } from "./facet.mjs";
import { figuresOf } from "./filters.mjs";
import { filterName, filterText } from "./filterwords.mjs";
import { formatNumber } from "./format.mjs";
import { rangeFilter } from "./rangefilter.mjs";
import { fold } from "./search.mjs";
import { INITIAL, RANGE_KEYS } from "./state.mjs";

/**
 * @typedef {import("./filters.mjs").FilterKey} FilterKey
 * @typedef {{ node: HTMLElement, update: () => void, redraw?: () => void }} Part
 * @typedef {object} FilterBoxContext
 * @property {import("./decode.mjs").Projects} projects
 * @property {any} about
 * @property {import("./state.mjs").Store} store
 * @property {import("./filters.mjs").Filters} filters
 * @property {import("./filterwords.mjs").Naming} naming
 * @property {(word: string) => Node | null} sectorMark
 */

/** A country list of so many rows has a field to search it. */
const LONG = 12;

/** @param {FilterBoxContext} ctx */
export function filterBox(ctx) {
  const { projects, store, filters, naming } = ctx;
  const { words } = naming;
  // at another moment of the clocks there are fewer words: the rows are those of the page, in its order
  const bySector = filters.facet({ ...store.get(), ...unset }, "sector");
  const byCountry = filters.countries({ ...store.get(), ...unset });

  /** A closed group. @param {string} name @param {FilterKey[]} keys @param {() => Part} make */
  function group(name, keys, make) {
    /** @type {Part | null} */
    let part = null;
    const set = el("span", { class: "group-set" });
    const details = /** @type {HTMLDetailsElement} */ (el("details", { class: `group group-${keys[0]}` }, el("summary", null, el("span", null, words.t(name)), set)));
    const fill = () => {
      if (!details.open) return;
      if (!part) {
        part = make();
        details.append(el("div", { class: "group-body" }, part.node));
        part.redraw?.();
      }
      part.update();
    };
    details.addEventListener("toggle", fill);
    return {
      node: details,
      update() {
        const state = store.get();
        const said = keys.filter((key) => state[key] !== INITIAL[key]).map((key) => filterText(key, state, naming) || filterName(key, words));
        put(set, el("bdi", null, said.join(words.t("comma"))));
        details.classList.toggle("is-set", said.length > 0);
        if (details.open) fill();
      },
      redraw: () => part?.redraw?.(),
    };
  }

  const groups = [
    group("sector", ["sectors"], sectors),
    group("country", ["countries"], countries),
    ...RANGE_KEYS.filter((key) => key === "progress" || figuresOf(projects, key)).map((key) => group(`group_${key}`, [key], () => rangeFilter({ key, projects, store, filters, words, note: noteOf(key) }))),
    group("filter_text", ["text"], text),
    group("groupEvidence", ["disagree", "silent", "unlocated"], evidence),
  ];

  /** @param {string} key */
  function noteOf(key) {
    const note = key === "cost" && ctx.about.money ? words.t("costNote", { year: ctx.about.money.year }) : words.t(`note_${key}`) === `note_${key}` ? "" : words.t(`note_${key}`);
    const flat = key === "cost" && ctx.about.money?.beyond ? words.t("costCarried", { n: ctx.about.money.beyond }) : "";
    const part = key !== "progress" && ctx.about.money?.complete === false ? words.t("measuresPart") : "";
    return [note, flat, part].filter(Boolean).join(" ");
  }

  function sectors() {
    const all = [...bySector.keys()].sort((a, b) => (bySector.get(b) || 0) - (bySector.get(a) || 0) || (a < b ? -1 : 1));
    return facetRows({ store, words, key: "sectors", all, label: (word) => (word ? words.word("sector", word) : ""), counts: () => filters.facet(store.get(), "sector"), mark: ctx.sectorMark, bars: true });
  }

  /** @returns {Part} */
  function countries() {
    const name = new Map([...byCountry.keys()].map((code) => [code, code ? naming.countryName(code) : ""]));
    const order = new Intl.Collator(words.lang);
    const chosen = new Set(store.get().countries); // those stand first, where a long list would hide them
    const all = [...byCountry.keys()].sort((a, b) => Number(chosen.has(b)) - Number(chosen.has(a)) || (byCountry.get(b) || 0) - (byCountry.get(a) || 0) || order.compare(name.get(a) || "", name.get(b) || ""));
    const rows = facetRows({ store, words, key: "countries", all, label: (code) => name.get(code) || "", counts: () => filters.countries(store.get()), bars: true });
    rows.node.classList.add("long");
    const none = el("p", { class: "small", role: "status", hidden: true });
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "search", class: "typed", id: "country-search", autocomplete: "off", spellcheck: "false", placeholder: words.t("searchCountry"), "aria-label": words.t("searchCountry"), on: { input: narrow } }));
    function narrow() {
      const wanted = fold(input.value).trim();
      const left = rows.narrow((label) => fold(label).includes(wanted));
      none.hidden = left > 0;
      put(none, left ? "" : words.t("noCountry"));
    }
    return { node: el("div", null, all.length > LONG && input, none, rows.node), update: rows.update };
  }

  /** @returns {Part} */
  function text() {
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "search", class: "typed", id: "text-filter", autocomplete: "off", spellcheck: "false", maxlength: "200", "aria-label": words.t("filter_text"), on: { input: () => store.set({ text: input.value.trim() }) } }));
    return {
      node: el("div", null, input, el("p", { class: "small" }, words.t("textNote"))),
      update() {
        if (input.value.trim() !== store.get().text) input.value = store.get().text;
      },
    };
  }

  /** @returns {Part} */
  function evidence() {
    const ticks = [tick("disagree"), tick("unlocated")];
    const months = /** @type {HTMLInputElement} */ (el("input", { type: "text", inputmode: "numeric", class: "typed num", id: "silent-months", autocomplete: "off", on: { input: type, keydown: step } }));
    const quick = [12, 24, 60].map((n) => ({ n, count: el("span", { class: "count num" }), button: el("button", { type: "button", class: "quick", "aria-pressed": "false", on: { click: () => store.set({ silent: store.get().silent === n ? 0 : n }) } }) }));
    for (const { n, count, button } of quick) put(button, `${n} ${words.t("month", { n })}`, " ", count);
    function type() {
      const n = Number(months.value.trim() || 0);
      const fits = Number.isInteger(n) && n >= 0 && n <= 9999;
      if (fits) {
        months.removeAttribute("aria-invalid");
        store.set({ silent: n });
      } else months.setAttribute("aria-invalid", "true");
    }
    /** @param {KeyboardEvent} event */
    function step(event) {
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      store.set({ silent: Math.max(0, Math.min(9999, store.get().silent + (event.key === "ArrowUp" ? 6 : -6))) });
    }
    return {
      node: el("div", null, el("ul", { class: "rows" }, ticks.map((row) => row.node)), el("label", { class: "bound months" }, el("span", null, words.t("silentFor")), months, el("span", { class: "small" }, words.t("month", { n: 2 }))), el("div", { class: "quicks" }, quick.map((q) => q.button)), el("p", { class: "small" }, words.t("silentNote"))),
      update() {
        const state = store.get();
        for (const row of ticks) row.update();
        for (const { n, count, button } of quick) {
          put(count, formatNumber(filters.wouldShow("silent", n, state), 9));
          button.setAttribute("aria-pressed", String(state.silent === n));
        }
        const shown = state.silent ? String(state.silent) : "";
        if (Number(months.value || 0) !== state.silent) months.value = shown;
      },
    };
  }

  /** A filter that is on or off, with how many projects it would show. @param {"disagree" | "unlocated"} key */
  function tick(key) {
    const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", on: { change: () => store.set({ [key]: box.checked }) } }));
    const count = el("span", { class: "count num" });
    return {
      node: el("li", { class: "row tick-row" }, el("label", { class: "only" }, box, el("span", { class: "tick-name" }, filterName(key, words)), count)),
      update() {
        box.checked = store.get()[key];
        count.textContent = formatNumber(filters.wouldShow(key, true, store.get()), 9);
      },
    };
  }

  return {
    node: el("section", { class: "groups" }, el("h2", { class: "kicker" }, words.t("filters")), groups.map((one) => one.node)),
    update: () => groups.forEach((one) => one.update()),
    redraw: () => groups.forEach((one) => one.redraw()),
  };
}

/** Filters by words do not count for the order of the rows. */
const unset = { statuses: null, sectors: null, countries: null };
