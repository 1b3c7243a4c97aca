/**
 * "As known on": the columns of all projects as documents had told them by a day, from the claims that are in the page.
 * Where a place was not told yet it is drawn all the same: shapes are those of the page.
 */

import { plainDay } from "./decode.mjs";
import { measuresOf } from "./measures.mjs";
import { choicesOf, isSilent, lastEvidence, standingOf, visibleOn } from "./standing.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./decode.mjs").Cards} Cards
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").When} When
 * @typedef {import("./choose.mjs").Field} Field
 * @typedef {import("./choose.mjs").Chosen} Chosen
 * @typedef {{ [name: string]: Field }} Fields
 */

const DATES = /** @type {const} */ (["start_planned", "start_actual", "completion_planned", "completion_actual"]);
const MONEY = /** @type {const} */ (["cost_budget", "cost_estimate", "cost_actual", "spent_to_date"]);

/**
 * One project as it was known: the card of that day; null where nothing was known.
 * @param {CardData} card @param {number} day @param {Fields} fields @returns {CardData | null}
 */
export function cardOn(card, day, fields) {
  const seen = visibleOn(card.claims, day, fields);
  if (!seen) return null;
  const claims = seen.map((c, index) => ({ ...c, index }));
  /** @type {CardData["choices"]} */
  const choices = Object.create(null);
  for (const [field, c] of Object.entries(choicesOf(claims, fields))) {
    const places = (/** @type {Claim[]} */ list) => list.map((claim) => claim.index).sort((a, b) => a - b);
    choices[field] = { field, winner: c.winner.index, rivals: places(c.rivals), conflict: c.conflict, notCompared: places(c.notCompared), outliers: places(c.outliers), members: c.members.map((claim) => claim.index) };
  }
  return { claims, choices };
}

/**
 * All columns that depend on what was known by a day. `known` has a byte a project.
 * @param {Projects} p @param {Cards} cards @param {number} day @param {Fields} fields
 */
export function columnsOn(p, cards, day, fields) {
  const rows = Array.from({ length: p.n }, (_, k) => rowOn(cards.card(k).claims, day, fields, cards.prices));
  const get = (/** @type {string} */ name) => rows.map((row) => /** @type {any} */ (row)[name] ?? "");
  const number = (/** @type {string} */ name) => Float64Array.from(rows, (row) => /** @type {any} */ (row)[name] ?? NaN);
  const when = (/** @type {string} */ name) => {
    const list = rows.map((row) => /** @type {any} */ (row)[name] ?? null);
    return { at: (/** @type {number} */ k) => /** @type {When | null} */ (list[k]) };
  };
  return {
    known: Uint8Array.from(rows, (row) => (row.known ? 1 : 0)),
    name: rows.map((row, k) => (row.known ? row.name || p.slug[k] : p.name[k])),
    nameLocal: get("nameLocal"),
    country: codedTexts(get("country")),
    sector: codedTexts(get("sector")),
    status: codedTexts(get("status")),
    basis: codedTexts(get("basis")),
    statusAsOf: when("statusAsOf"),
    progress: number("progress"),
    progressItem: codedTexts(get("progressItem")),
    progressAbout: when("progressAbout"),
    ...Object.fromEntries(DATES.map((name) => [name, when(name)])),
    ...Object.fromEntries(MONEY.map((name) => [name, { value: number(name), currency: codedTexts(get(`${name}_currency`)), year: number(`${name}_year`) }])),
    measures: { cost: number("constantCost"), delay: number("delay"), overrun: number("overrun"), stated: number("overrunStated"), carried: number("carried") },
    length: number("length"),
    owner: codedTexts(get("owner")),
    conflicts: codedTexts(get("conflicts")),
    nClaims: number("nClaims"),
    nDocuments: number("nDocuments"),
    lastEvidence: when("lastEvidence"),
  };
}

/** The row of one project, as current.summarise makes it. @param {Claim[]} every @param {number} day @param {Fields} fields @param {import("./measures.mjs").Prices | null} [prices] @returns {{ known: boolean, [column: string]: any }} */
export function rowOn(every, day, fields, prices = null) {
  const claims = visibleOn(every, day, fields);
  if (!claims) return { known: false };
  const choices = choicesOf(claims, fields);
  const { word, basis, decidedBy } = standingOf(choices, day);
  const last = lastEvidence(claims);
  /** @type {{ known: boolean, [column: string]: any }} */
  const row = {
    known: true,
    name: headline(choices.name)[0] || "",
    nameLocal: headline(choices.name_local)[0] || "",
    country: [...new Set(headline(choices.country))].join(";"),
    sector: headline(choices.sector)[0] || "",
    status: word,
    basis: isSilent(word, last, day) ? "inferred" : basis,
    statusAsOf: decidedBy?.asOf ? plainDay(decidedBy.asOf.hi) : null,
    owner: [...new Set(headline(choices.owner))].join("; "),
    conflicts: Object.keys(choices).filter((name) => choices[name].conflict).sort().join(";"),
    length: choices.length_km?.winner.number,
    nClaims: claims.length,
    nDocuments: new Set(claims.map((c) => c.document)).size,
    lastEvidence: last > -Infinity ? plainDay(last) : null,
  };
  const progress = choices.progress_pct?.winner;
  if (progress) {
    const about = progress.about?.hi ?? progress.asOf?.hi;
    Object.assign(row, { progress: progress.number, progressItem: progress.item, progressAbout: about === undefined ? null : plainDay(about) });
  }
  for (const name of DATES) if (choices[name]) row[name] = choices[name].winner.date;
  for (const name of MONEY) {
    const winner = choices[name]?.winner;
    if (winner) Object.assign(row, { [name]: winner.number, [`${name}_currency`]: winner.unit, [`${name}_year`]: winner.priceYear });
  }
  const { cost, delay, overrun, stated, carried } = measuresOf({ claims, choices, status: word, country: row.country }, prices);
  return Object.assign(row, { constantCost: cost, delay, overrun, overrunStated: stated, carried });
}

/** Texts that stand in the headline: of a set, the members that speak of the whole project. @param {Chosen | undefined} choice */
function headline(choice) {
  const claims = choice ? (choice.members.length ? choice.members : [choice.winner]) : [];
  return claims.filter((c) => c.scope === "whole").map((c) => c.text);
}

/** @param {string[]} list @returns {import("./decode.mjs").Coded} */
export function codedTexts(list) {
  const number = new Map();
  for (const word of list) if (!number.has(word)) number.set(word, number.size);
  return { words: [...number.keys()], codes: Uint16Array.from(list, (word) => number.get(word)) };
}
