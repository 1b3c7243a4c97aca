import assert from "node:assert/strict";
import { test } from "node:test";
import { askedInVain, fragmentOf, isStep, stateOf } from "../../../maps/static/link.mjs";
import { INITIAL } from "../../../maps/static/state.mjs";

const slugs = ["a/b", "pinglu-canal", "x&y=z#\u202e", "平陆"];
const known = { slugs, rows: new Map(slugs.map((slug, k) => [slug, k])), words: { status: ["planned", "operating", "a,b", ""], sector: ["canal", "rail"], country: ["CHN", "VNM", ""] }, now: "2026-11-22" };
const kept = ({ hovered, ...rest }) => rest;

/** What a link brings back, with all keys of the state. */
const again = (state) => kept({ ...INITIAL, ...stateOf(fragmentOf(state, known), known) });

test("a copied link reopens the page as it was", () => {
  const states = [
    INITIAL,
    ...slugs.map((_, selected) => ({ ...INITIAL, selected })),
    { ...INITIAL, tab: "list", statuses: ["planned"], sectors: ["rail"], unlocated: true, date: "2015-12", known: "2025-01-01", place: [4.5, 22.13, 109.25], selected: 1 },
    { ...INITIAL, statuses: ["a,b", ""] },
    { ...INITIAL, statuses: [""] },
    { ...INITIAL, statuses: [] },
    { ...INITIAL, countries: ["VNM", ""], cost: [1e9, 2.5e10], progress: [null, 40], delay: [-1.5, null], overrun: [0.25, 1], text: "平陆 a&b=c, #1%", disagree: true, silent: 24 },
    { ...INITIAL, colour: "delay", size: "none", columns: "name,cost", sort: "-cost" },
    { ...INITIAL, cost: [0, 0] },
    { ...INITIAL, place: [2, -33, -179.5] },
  ];
  for (const state of states) assert.deepEqual(again(state), kept(state), fragmentOf(state, known));
});

test("at the beginning there is nothing in the address, and links stay readable", () => {
  assert.equal(fragmentOf(INITIAL, known), "");
  assert.equal(fragmentOf({ ...INITIAL, hovered: 3 }, known), "");
  assert.equal(fragmentOf({ ...INITIAL, selected: 1, date: "2015-12", statuses: ["planned", "operating"] }, known), "#p=pinglu-canal&d=2015-12&status=planned,operating");
});

test("a fragment is untrusted", () => {
  const huge = `#p=pinglu-canal&status=${"planned,".repeat(5000)}`;
  const bad = [
    "", "#", "#p", "#p=", "#p=%", "#p=%ff", "#p=nobody", "#p=__proto__", "#p=constructor", "#__proto__=1", "#constructor=1", "#toString=x", "#hovered=2", "#selected=1",
    "#p=<script>alert(1)</script>", "#q=a", "#tab=__proto__", "#tab=toString", "#tab=nowhere", "#d=2015", "#d=2015-13", "#d=0000-01", "#d=2015-12-01", "#d=\u0662\u0660\u0661\u0665-12", "#d=2015-12%00",
    "#k=2025-02-30", "#k=2026-11-22", "#k=2030-01-01", "#k=yesterday", "#k=2025-1-1", "#status=__proto__", "#status=planned,operating,a,,b,", "#sector=<b>", "#nowhere=true", "#at=1/2", "#at=NaN/1/1",
    "#country=XXX", "#country=CHN,VNM,", "#cost=", "#cost=,", "#cost=1e9,2", "#cost=NaN,", "#cost=Infinity,", "#cost=1,2,3", "#cost=0x10,", "#cost=1", `#cost=${"9".repeat(16)},`, "#delay=--1,", "#overrun=\u0661,", "#progress=__proto__",
    "#text=%00", "#text=%20%20", "#text=%0a", "#disagree=true", "#silent=0", "#silent=-1", "#silent=12.5", "#silent=99999", "#silent=1e3", "#colour=red", "#colour=__proto__", "#colour=constructor", "#size=big",
    "#cols=<b>", "#sort=a b", "#sort=--", `#chart=${"a".repeat(401)}`, "#cost=%2C",
    "#at=1e9/1/1", "#at=5/99/0", "#at=5/0/9999", "#at=Infinity/0/0", "#&&&===&", "#=p", huge, `#p=${"a".repeat(100_000)}`,
  ];
  for (const fragment of bad) assert.deepEqual(kept({ ...INITIAL, ...stateOf(fragment, known) }), kept(INITIAL), fragment.slice(0, 60));
  assert.equal(Object.getPrototypeOf(stateOf("#__proto__=1&p=a/b", known)), Object.prototype);
});

test("what is right counts beside what is wrong, and the first of two", () => {
  const state = stateOf("#evil=1&d=2015-99&p=pinglu-canal&p=a/b&status=planned,nonsense&k=2025-01-01&x", known);
  assert.deepEqual([state.selected, state.date, state.statuses, state.known], [1, "", ["planned"], "2025-01-01"]);
});

test("a text of a link is cut and has no control characters; a range is put in order", () => {
  assert.equal(stateOf("#text=a%0ab%1b%5d", known).text, "a b ]");
  assert.equal(stateOf(`#text=${"平".repeat(500)}`, known).text.length, 200);
  assert.deepEqual(stateOf("#cost=5,1&delay=,-2&overrun=0.5,", known).cost, [1, 5]);
  assert.equal(fragmentOf({ ...INITIAL, cost: [1e9, null], overrun: [null, 0.1 + 0.2] }, known), "#cost=1000000000,&overrun=,0.3");
});

test("back undoes a selection or a tab, not a step of the slider", () => {
  assert.equal(isStep(INITIAL, { ...INITIAL, selected: 1 }), true);
  assert.equal(isStep(INITIAL, { ...INITIAL, tab: "list" }), true);
  assert.equal(isStep(INITIAL, { ...INITIAL, date: "2015-12", known: "2020-01-01" }), false);
});

test("a link says which project it asks for in vain", () => {
  assert.equal(askedInVain("#p=no-such-project&tab=list", known), "no-such-project");
  assert.equal(askedInVain("#tab=list&p=gone%2Fby", known), "gone/by");
  for (const fragment of ["", "#p=pinglu-canal", "#p=a/b", "#p=", "#tab=list", "#p=%E0%A4%A", "#some-heading", `#p=${"x".repeat(30_000)}`]) assert.equal(askedInVain(fragment, known), "", fragment.slice(0, 20));
});
