import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../../../maps/static/state.mjs";
import { fragmentOf, stateOf } from "../../../maps/static/link.mjs";
import { chartOf, cleanChart, cleanColumns, cleanSort, COLUMN_KEYS, columnsOf, DEFAULT_COLUMNS, orderOf, pressed } from "../../../maps/static/tablechoice.mjs";

const known = { slugs: ["a"], rows: new Map([["a", 0]]), words: { status: ["planned"], sector: ["road"], country: ["CHN"] }, now: "2026-11-22" };

test("columns come in their own order, the name always, unknown ones never", () => {
  assert.equal(cleanColumns("delay,country"), "name,country,delay");
  assert.equal(cleanColumns("<b>,delay,delay,__proto__"), "name,delay");
  assert.equal(cleanColumns("constructor,nothing"), "");
  assert.equal(cleanColumns([...DEFAULT_COLUMNS].reverse().join()), columnsOf("").join()); // chosen, also where it is as at the beginning
  assert.equal(cleanColumns("name"), "name");
  assert.deepEqual(columnsOf(""), COLUMN_KEYS.filter((key) => DEFAULT_COLUMNS.includes(key)));
  assert.equal(cleanColumns("x,".repeat(1e6)), "");
});

test("country and sector give way where there is no room, but never where they were chosen", () => {
  assert.deepEqual(columnsOf("", true), ["name", "status", "opening", "delay", "cost", "overrun"]);
  const chosen = cleanColumns(columnsOf("").join());
  assert.deepEqual(columnsOf(chosen, true), columnsOf(""));
  assert.deepEqual(columnsOf("name,country,usd", true), ["name", "country", "usd"]);
});

test("the order of the rows", () => {
  assert.equal(cleanSort("-delay"), "-delay");
  assert.equal(cleanSort("--delay"), "");
  assert.equal(cleanSort("name"), "");
  assert.deepEqual(orderOf("-toString"), { key: "name", down: false });
  assert.equal(pressed("", "delay"), "-delay");
  assert.equal(pressed("-delay", "delay"), "delay");
  assert.equal(pressed("-delay", "name"), "");
  assert.equal(pressed("", "name"), "-name");
});

test("the choice of a chart", () => {
  assert.deepEqual(chartOf(""), { kind: "opening", by: "size", contemporary: false });
  assert.equal(cleanChart("told,cost,nonsense"), "cost,told");
  assert.equal(cleanChart("opening,size"), "");
  assert.deepEqual(chartOf("cost,steps,told"), { kind: "cost", by: "steps", contemporary: true });
});

test("a link keeps what was chosen", () => {
  const state = { ...INITIAL, tab: "list", columns: "name,country,usd", sort: "-delay", chart: "cost,told" };
  const link = fragmentOf(state, known);
  assert.equal(link, "#tab=list&cols=name,country,usd&sort=-delay&chart=cost,told");
  const read = stateOf(link, known);
  assert.deepEqual([read.columns, read.sort, read.chart], [state.columns, state.sort, state.chart]);
  const odd = stateOf("#cols=%3Cscript%3E&sort=-nothing&chart=%00", known);
  assert.deepEqual([odd.columns, odd.sort, odd.chart], ["", "", ""]);
});
