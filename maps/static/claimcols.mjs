/**
 * Claims, choices and documents of a page. First flat arrays (`cardTables`: what a worker can hand over without a copy),
 * then cards made from them when somebody asks (`cardsOf`). Their forms are described in maps/cards.py.
 */

import { coded, dateColumn, numbers, offsets, texts } from "./decode.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./decode.mjs").Doc} Doc
 * @typedef {import("./decode.mjs").When} When
 * @typedef {{ codes: Uint16Array | Uint32Array, lo: Float64Array, hi: Float64Array, text: string[] }} DayTable code 0 is no date
 * @typedef {{ from: Uint32Array, v: Uint32Array }} Lists
 * @typedef {ReturnType<typeof cardTables>} CardTables
 * @typedef {ReturnType<typeof cardsOf>} Cards
 */

const CLAIM_WORDS = ["source", "field", "item", "scope", "qualifier", "unit", "basis", "text", "raw", "note"];
const CHOICE_LISTS = ["rivals", "not_compared", "outliers", "members"];

/** @param {any} raw @param {number} n @returns {DayTable} */
function dayTable(raw, n) {
  const count = raw.days.lo ? raw.days.lo.length : 1;
  const column = dateColumn(raw.days);
  const every = Array.from({ length: count }, (_, k) => column.at(k));
  return {
    codes: Uint32Array.from(numbers(raw.i, n), (k) => k || 0),
    lo: Float64Array.from(every, (d) => d?.lo ?? NaN),
    hi: Float64Array.from(every, (d) => d?.hi ?? NaN),
    text: every.map((d) => d?.text ?? ""),
  };
}

/** @param {any} raw @param {number} n @returns {Lists} */
function listTable(raw, n) {
  const from = offsets(numbers(raw.n, n));
  return { from, v: Uint32Array.from(numbers(raw.v, from[n])) };
}

/** Flat arrays of the block. @param {any} raw @param {number} nProjects */
export function cardTables(raw, nProjects) {
  const n = /** @type {number} */ (raw.n);
  const c = raw.claims;
  const count = numbers(raw.count, nProjects);
  const m = /** @type {number} */ (raw.choices.n);
  return {
    first: offsets(count),
    words: Object.fromEntries(CLAIM_WORDS.map((name) => [name, coded(c[name], n)])),
    number: numbers(c.number, n),
    priceYear: numbers(c.price_year, n),
    date: dayTable(c.date, n),
    about: dayTable(c.about, n),
    asOf: dayTable(c.as_of, n),
    withdrawn: Uint8Array.from(numbers(c.withdrawn, n)),
    order: Uint32Array.from(numbers(c.order, n)),
    document: Uint32Array.from(numbers(c.document, n)),
    documents: documentTable(raw.documents),
    chosen: offsets(numbers(raw.choices.count, nProjects)),
    choiceField: coded(raw.choices.field, m),
    winner: Int32Array.from(numbers(raw.choices.winner, m)),
    conflict: Uint8Array.from(numbers(raw.choices.conflict, m)),
    lists: Object.fromEntries(CHOICE_LISTS.map((name) => [name, listTable(raw.choices[name], m)])),
    prices: /** @type {import("./measures.mjs").Prices | null} */ (raw.prices || null),
    shares: /** @type {number[]} */ (raw.shares || []),
    /** By project, of those that have one. */ forecasts: forecastTable(raw.forecasts),
  };
}

/** @param {any} raw */
function documentTable(raw) {
  const n = /** @type {number} */ (raw.n);
  const flags = (/** @type {string} */ name) => Uint8Array.from(numbers(raw[name], n));
  const word = (/** @type {string} */ name) => coded(raw[name], n);
  return { n, url: texts(raw.url, n), publisher: word("publisher"), original: word("original_publisher"), licence: word("licence"), date: word("date"), note: word("note"), rank: word("rank"), copy: flags("is_copy"), linkable: flags("linkable") };
}

/** Buffers that may be handed over. @param {any} value @param {ArrayBuffer[]} [out] @returns {ArrayBuffer[]} */
export function buffersOf(value, out = []) {
  if (ArrayBuffer.isView(value)) out.push(/** @type {ArrayBuffer} */ (value.buffer));
  else if (value && typeof value === "object" && !Array.isArray(value)) for (const each of Object.values(value)) buffersOf(each, out);
  return out;
}

/**
 * The cards, made on demand.
 * @param {CardTables} t @param {boolean} [whole] every project has its card, also one of which nothing is said
 */
export function cardsOf(t, whole = true) {
  /** @type {Doc[]} */
  const documents = new Array(t.documents.n);
  const { first, words, chosen } = t;
  const word = Object.fromEntries(CLAIM_WORDS.map((name) => [name, words[name].words]));
  const code = Object.fromEntries(CLAIM_WORDS.map((name) => [name, words[name].codes]));

  /** @param {number} k @returns {Doc} */
  function documentAt(k) {
    const d = t.documents;
    const of = (/** @type {import("./decode.mjs").Coded} */ column) => column.words[column.codes[k]];
    return (documents[k] ??= { url: d.url[k], publisher: of(d.publisher), original: of(d.original), licence: of(d.licence), rank: Number(of(d.rank)), date: of(d.date), note: of(d.note), isCopy: d.copy[k] === 1, linkable: d.linkable[k] === 1 });
  }

  /** Dates are made once and shared. @param {DayTable} table @returns {(k: number) => When | null} */
  function whens(table) {
    /** @type {(When | null)[]} */
    const made = new Array(table.text.length);
    made[0] = null;
    return (k) => {
      const d = table.codes[k];
      return d ? (made[d] ??= { text: table.text[d], lo: table.lo[d], hi: table.hi[d] }) : null;
    };
  }
  const [date, about, asOf] = [t.date, t.about, t.asOf].map(whens);

  /** @param {number} k @param {number} index @returns {Claim} */
  const claim = (k, index) => ({
    index,
    order: t.order[k],
    source: word.source[code.source[k]],
    field: word.field[code.field[k]],
    item: word.item[code.item[k]],
    scope: word.scope[code.scope[k]],
    qualifier: word.qualifier[code.qualifier[k]],
    unit: word.unit[code.unit[k]],
    basis: word.basis[code.basis[k]],
    text: word.text[code.text[k]],
    raw: word.raw[code.raw[k]],
    note: word.note[code.note[k]],
    number: t.number[k],
    priceYear: Number.isNaN(t.priceYear[k]) ? null : t.priceYear[k],
    date: date(k),
    about: about(k),
    asOf: asOf(k),
    withdrawn: t.withdrawn[k] === 1,
    document: documentAt(t.document[k]),
  });

  /** @param {string} name @param {number} k */
  const places = (name, k) => [...t.lists[name].v.subarray(t.lists[name].from[k], t.lists[name].from[k + 1])];

  return {
    /** What money was worth, for measures of another day. */ prices: t.prices,
    /** True where the page carries the statements about a project. @param {number} project */
    has: (project) => whole || first[project + 1] > first[project],
    whole,
    /** The day on which a dated document first spoke of a project; NaN where none did. @param {number} project */
    firstDay(project) {
      let day = NaN;
      for (let k = first[project]; k < first[project + 1]; k++) {
        const said = t.asOf.hi[t.asOf.codes[k]];
        if (!(said >= day)) day = Number.isNaN(said) ? day : said;
      }
      return day;
    },
    /** @param {number} project @returns {CardData} */
    card(project) {
      const claims = [];
      for (let k = first[project]; k < first[project + 1]; k++) claims.push(claim(k, k - first[project]));
      /** @type {{ [field: string]: import("./decode.mjs").Choice }} */
      const choices = Object.create(null);
      for (let k = chosen[project]; k < chosen[project + 1]; k++) {
        const field = t.choiceField.words[t.choiceField.codes[k]];
        choices[field] = { field, winner: t.winner[k], rivals: places("rivals", k), conflict: t.conflict[k] === 1, notCompared: places("not_compared", k), outliers: places("outliers", k), members: places("members", k) };
      }
      return { claims, choices, forecast: forecastRow(t.forecasts.get(project), t.shares) };
    },
  };
}

/** @param {any[] | undefined} raw @returns {Map<number, any>} */
function forecastTable(raw) {
  const out = new Map();
  raw?.forEach((each, k) => each && out.set(k, each));
  return out;
}

/** A forecast, see maps/forecasts.py: from short lists to words. @param {any} raw @param {number[]} shares in percent @returns {import("./forecastpart.mjs").Forecast | null} */
function forecastRow(raw, shares) {
  if (!raw) return null;
  const quantiles = (/** @type {(number | null)[]} */ list) => Object.fromEntries(shares.map((p, k) => [p, list[k] ?? NaN]));
  const [o, c] = raw;
  return {
    opening: o && { cls: o[0], n: o[1], opened: o[2], first: o[3], official: o[4], holds: o[5] ?? NaN, p: quantiles(o[6]) },
    cost: c && { cls: c[0], n: c[1], basis: c[2] ? "published" : "class", currency: c[3], year: c[4], first: c[5], official: c[6], holds: c[7] ?? NaN, p: quantiles(c[8]) },
  };
}
