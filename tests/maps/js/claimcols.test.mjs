import assert from "node:assert/strict";
import { test } from "node:test";
import { buffersOf, cardsOf, cardTables } from "../../../maps/static/claimcols.mjs";
import { dayNumber } from "../../../maps/static/decode.mjs";

const WORDS = ["source", "field", "item", "scope", "qualifier", "unit", "basis", "text", "raw", "note"];
const COLUMNS = [...WORDS, "number", "price_year", "withdrawn", "order", "document"];
const DOCUMENT = ["url", "publisher", "original_publisher", "licence", "rank", "date", "note", "is_copy", "linkable"];
const same = (names, c) => Object.fromEntries(names.map((name) => [name, { c }]));
const days = { days: { c: null }, i: { c: 0 } };
const lists = Object.fromEntries(["rivals", "not_compared", "outliers", "members"].map((name) => [name, { n: { c: 0 }, v: { c: null } }]));
const none = { n: 0, count: { c: 0 }, claims: { ...same(COLUMNS, null), date: days, about: days, as_of: days }, choices: { n: 0, count: { c: 0 }, field: { d: [], i: [] }, winner: { c: null }, conflict: { c: null }, ...lists }, documents: { n: 0, ...same(DOCUMENT, null) } };

const day = dayNumber("2024-05-01");
const two = {
  ...none,
  n: 2,
  count: { v: [0, 2, 0] },
  claims: { ...none.claims, field: { d: ["name", "cost_estimate"], i: [0, 1] }, number: { v: [null, 7] }, document: { c: 0 }, as_of: { days: { lo: [null, day], w: [0, 30], x: {} }, i: { v: [0, 1] } } },
  choices: { n: 1, count: { v: [0, 1, 0] }, field: { c: "cost_estimate" }, winner: { c: 1 }, conflict: { c: 1 }, ...lists, rivals: { n: { c: 1 }, v: { c: 0 } } },
  documents: { n: 1, ...same(DOCUMENT, 1) },
};

test("cards of no project", () => {
  assert.deepEqual(cardsOf(cardTables(none, 3)).card(1).claims, []);
});

test("claims, dates and choices come back as they were coded", () => {
  const cards = cardsOf(cardTables(two, 3), false);
  const { claims, choices } = cards.card(1);
  assert.deepEqual(claims.map((c) => [c.field, c.number, c.asOf && c.asOf.text]), [["name", NaN, null], ["cost_estimate", 7, "2024-05"]]);
  assert.deepEqual(choices.cost_estimate, { field: "cost_estimate", winner: 1, rivals: [0], conflict: true, notCompared: [], outliers: [], members: [] });
  assert.deepEqual([0, 1, 2].map((k) => cards.has(k)), [false, true, false]);
  assert.deepEqual([cards.firstDay(0), cards.firstDay(1)], [NaN, day + 30]);
  assert.equal(claims[0].document, claims[1].document);
});

test("tables survive the way out of a worker", () => {
  const tables = cardTables(two, 3);
  const sent = structuredClone(tables, { transfer: buffersOf(tables) });
  assert.deepEqual(cardsOf(sent, false).card(1).claims.map((c) => c.field), ["name", "cost_estimate"]);
});
