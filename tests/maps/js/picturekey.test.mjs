import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "../../../maps/static/mappicture.mjs";
import { notesInUse } from "../../../maps/static/picturekey.mjs";
import { askedText, creditsOf } from "../../../maps/static/rights.mjs";
import { mixed } from "../../../maps/static/sprites.mjs";
import { INITIAL } from "../../../maps/static/state.mjs";
import { makeWords } from "../../../maps/static/strings.mjs";

const en = makeWords("en");
const coded = (...list) => ({ words: list, codes: Uint16Array.from(list, (_, k) => k) });
const money = (...value) => ({ value: Float64Array.from(value) });

test("a picture says which filters were set", () => {
  const naming = { words: en, countryName: (code) => ({ CHN: "China" })[code] || "" };
  assert.equal(askedText(INITIAL, naming), "");
  const state = { ...INITIAL, statuses: ["construction"], countries: ["CHN"], disagree: true };
  assert.equal(askedText(state, naming), "Filters: Status: Construction; Country: China; Sources disagree");
  const zh = { words: makeWords("zh"), countryName: () => "中国" };
  assert.equal(askedText({ ...state, disagree: false }, zh), "筛选：状态：在建；国家：中国");
});

test("credits have days as the page writes them, the data version and the filters", () => {
  const rights = { title: "T", asKnownOn: "2026-11-25", onDate: "2030-01-31", recordedBefore: "", dataVersion: "abc", page: "", priceYear: 2015, sources: [{ key: "", name: "S", publisher: "", homepage: "", licence: "CC0", attribution: "" }] };
  assert.deepEqual(creditsOf(rights, en, "Filters: x"), ["T. As known on 25 Nov 2026; data version abc; state of 31 Jan 2030.", "Filters: x", "S · CC0"]);
  assert.equal(creditsOf({ ...rights, onDate: rights.asKnownOn }, en).length, 2);
});

test("the key has the notes that are in use on the map", () => {
  const p = {
    n: 4,
    shapes: { kind: Uint8Array.of(1, 2, 1, 0) },
    basis: coded("claimed", "perhaps", "toString", "inferred"),
    precision: coded("exact", "exact", "admin", "country"),
    cost_actual: money(1, NaN, NaN, NaN),
    cost_estimate: money(NaN, 2, NaN, NaN),
    cost_budget: money(NaN, NaN, 3, NaN),
  };
  assert.deepEqual(notesInUse(p, Uint8Array.of(1, 0, 0, 1)), { hollow: false, soft: false, faint: false, light: false });
  assert.deepEqual(notesInUse(p, Uint8Array.of(1, 1, 1, 1)), { hollow: false, soft: true, faint: true, light: true });
  assert.equal(notesInUse({ ...p, cost_actual: money(NaN, NaN, NaN, NaN) }, Uint8Array.of(1, 0, 0, 0)).hollow, true);
});

test("lines fit, and Chinese breaks where it has no spaces", () => {
  const measure = (text) => text.length;
  assert.deepEqual(linesOf("one two three", 8, measure), ["one two", "three"]);
  assert.deepEqual(linesOf("平陆运河在建", 4, measure), ["平陆运河", "在建"]);
  assert.deepEqual(linesOf("unbreakable", 4, measure), ["unbreakable"]);
  assert.deepEqual(linesOf("", 4, measure), []);
});

test("colours mix", () => {
  assert.equal(mixed("#000000", "#ffffff", 0.5), "#808080");
  assert.equal(mixed("#2b7fb0", "#ffffff", 0), "#2b7fb0");
});
