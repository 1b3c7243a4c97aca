import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber } from "../../../maps/static/decode.mjs";
import { phasesOn, segmentAt, segmentsOf, segmentsOfRow, standingCounts, timelineOf } from "../../../maps/static/timeline.mjs";

const NOW = dayNumber("2026-11-22");
const rule = (name, type, more = {}) => ({ name, type, unit: "", cardinality: "one", static: false, revisable: true, policy: "latest", tolerance: 31, period: 24, ...more });
const FIELDS = Object.fromEntries([
  rule("status", "code", { tolerance: 0 }), rule("start_planned", "date", { policy: "earliest-official" }), rule("completion_planned", "date"),
  rule("start_actual", "date", { revisable: false }), rule("completion_actual", "date", { revisable: false }), rule("name", "text", { static: true }), rule("milestone", "date", { cardinality: "events" }),
].map((f) => [f.name, f]));

const ends = { 4: ["-01-01", "-12-31"], 7: ["-01", "-28"], 10: ["", ""] };
const when = (text) => text && { text, lo: dayNumber(text + ends[text.length][0]), hi: dayNumber(text + ends[text.length][1]) };
let order = 0;
const claim = (field, value, asOf, more = {}) => ({
  index: 0, order: order++, source: "s", field, item: "", scope: "whole", qualifier: "exact", unit: "", basis: "published", raw: "", note: "", number: NaN, priceYear: null, withdrawn: false, about: null,
  text: FIELDS[field].type === "date" ? "" : value, date: FIELDS[field].type === "date" ? when(value) : null, asOf: when(asOf) || null, document: { publisher: "p", original: "", rank: 1 }, ...more,
});

/** The state on a day, as "word/basis", or "none". */
function on(claims, day) {
  const t = timelineOf(1, ["proposed", "planned", "construction", "suspended", "operating", "cancelled"], () => segmentsOf(claims, FIELDS, NOW, false));
  const { status, basis, there } = phasesOn(t, 1, dayNumber(day));
  return there[0] ? `${status.words[status.codes[0]]}/${basis.words[basis.codes[0]]}` : "none";
}

test("a project passes through its states on the days of its events", () => {
  const story = [claim("completion_planned", "2018", "2008-05-05"), claim("start_actual", "2010-03-01", "2010-03-02"), claim("completion_actual", "2019-06-15", "2019-06-16"), claim("status", "operating", "2020-01-01")];
  assert.equal(on(story, "2007-01-01"), "none");
  assert.equal(on(story, "2009-01-01"), "planned/derived");
  assert.equal(on(story, "2010-02-28"), "planned/derived");
  assert.equal(on(story, "2010-03-01"), "construction/derived");
  assert.equal(on(story, "2016-01-01"), "construction/derived"); // the opening is known: nothing is unsure in between
  assert.equal(on(story, "2019-06-15"), "operating/derived");
  assert.equal(on(story, "2024-01-01"), "operating/claimed");
  assert.equal(on(story, "2040-01-01"), "operating/claimed"); // what is finished stays
});

test("hindsight counts: an event that was told much later stands on its own day", () => {
  assert.equal(on([claim("start_actual", "2010-03-01", "2025-01-01")], "2013-01-01"), "construction/inferred");
  assert.equal(on([claim("start_actual", "2010-03-01", "2025-01-01")], "2010-06-01"), "construction/derived");
});

test("a date that is only a year is unsure within the year", () => {
  const story = [claim("start_actual", "2010", "2011-01-05"), claim("status", "construction", "2012-01-01")];
  assert.equal(on(story, "2010-06-30"), "construction/unsure");
  assert.equal(on(story, "2010-12-31"), "construction/derived");
});

test("a trace that tells no state is drawn as unsure", () => {
  assert.equal(on([claim("milestone", "2010-03-01", "2010-03-02"), claim("status", "operating", "2011-01-01")], "2010-06-01"), "proposed/unknown");
});

test("a status that is claimed about another day stands on that day", () => {
  const story = [claim("status", "suspended", "2020-01-01", { about: when("2014-01-01") }), claim("status", "construction", "2016-01-01")];
  assert.equal(on(story, "2015-01-01"), "suspended/claimed");
  assert.equal(on(story, "2017-01-01"), "construction/claimed");
});

test("two years of silence before another state make it inferred, before the same they do not", () => {
  const change = [claim("status", "planned", "2010-01-01"), claim("status", "operating", "2020-01-01")];
  assert.equal(on(change, "2011-01-01"), "planned/claimed");
  assert.equal(on(change, "2015-01-01"), "planned/inferred");
  const same = [claim("status", "construction", "2010-01-01"), claim("status", "construction", "2020-01-01")];
  assert.equal(on(same, "2015-01-01"), "construction/claimed");
});

test("the future is by plan, as far as a plan reaches", () => {
  const ahead = [claim("status", "planned", "2026-01-01"), claim("start_planned", "2027-01", "2026-01-01"), claim("completion_planned", "2030", "2026-01-01")];
  assert.equal(on(ahead, "2026-12-01"), "planned/expected");
  assert.equal(on(ahead, "2028-01-01"), "construction/expected");
  assert.equal(on(ahead, "2027-01-15"), "construction/perhaps");
  assert.equal(on(ahead, "2030-06-01"), "operating/perhaps"); // some day in 2030
  assert.equal(on(ahead, "2031-01-01"), "operating/expected");
  const late = [claim("status", "construction", "2026-01-01"), claim("completion_planned", "2025", "2024-01-01")];
  assert.equal(on(late, "2031-01-01"), "construction/expected"); // a plan that nothing came of says nothing of the future
  for (const word of ["suspended", "cancelled"]) assert.match(on([claim("status", word, "2026-01-01"), claim("completion_planned", "2030", "2026-01-01")], "2035-01-01"), new RegExp(word));
});

test("columns alone give a coarser line", () => {
  const none = { at: () => null };
  const p = { start_actual: { at: () => when("2010-03-01") }, completion_actual: none, completion_planned: { at: () => when("2030") }, statusAsOf: { at: () => when("2024-01-01") }, status: { words: ["construction"], codes: [0] }, basis: { words: ["claimed"], codes: [0] } };
  const t = timelineOf(1, ["planned", "construction", "operating"], (k) => segmentsOfRow(p, k, NOW));
  const word = (day) => t.words[t.word[segmentAt(t, 0, dayNumber(day))]];
  assert.equal(segmentAt(t, 0, dayNumber("2009-01-01")), -1);
  assert.deepEqual(["2012-01-01", "2026-01-01", "2031-01-01"].map(word), ["construction", "construction", "operating"]);
  assert.deepEqual(standingCounts(t, "construction", [dayNumber("2009-01-01"), dayNumber("2015-01-01")], null), [0, 1]);
  assert.deepEqual(standingCounts(t, "construction", [dayNumber("2015-01-01")], Uint8Array.of(0)), [0]);
});

test("without any claim there is nothing to draw", () => {
  assert.deepEqual(segmentsOf([], FIELDS, NOW, false).filter((s) => s.from <= NOW).length <= 1, true);
});
