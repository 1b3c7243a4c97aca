import assert from "node:assert/strict";
import { test } from "node:test";
import { cutAt180, outlineOf } from "../../../maps/static/outline.mjs";
import { mercatorX, mercatorY } from "../../../maps/static/geo.mjs";
import { csvCell, csvText, geojsonText, guarded, projectTable, statementTable } from "../../../maps/static/tables.mjs";

const coded = (...list) => ({ words: list, codes: Uint16Array.from(list, (_, k) => k) });
const none = { at: () => null };
const money = { value: Float64Array.of(5e9, NaN), currency: coded("EUR", ""), year: Float64Array.of(2010, NaN) };
const shape = (kind, ...parts) => ({ kind: Uint8Array.of(kind), part: Uint32Array.of(0, parts.length), vertex: Uint32Array.from([0, ...parts.map((_, k) => parts.slice(0, k + 1).reduce((n, p) => n + p.length, 0))]), x: Float64Array.from(parts.flat(), ([lon]) => mercatorX(lon)), y: Float64Array.from(parts.flat(), ([, lat]) => mercatorY(lat)) });

const measures = { cost: Float64Array.of(6.5e9, NaN), delay: Float64Array.of(1.25, NaN), overrun: Float64Array.of(0.4, NaN), stated: Float64Array.of(1, NaN) };
const projects = {
  measures,
  n: 2, slug: ["a", "b"], name: ["=HYPERLINK(1)", 'B, "b"'], nameLocal: ["", ""], country: coded("FRA", "DEU"), sector: coded("rail", "dam"), status: coded("planned", "operating"), basis: coded("claimed", "derived"), statusAsOf: none,
  progress: Float64Array.of(NaN, 50), progressItem: coded("", "physical"), progressAbout: none, start_planned: none, start_actual: none, completion_planned: { at: (row) => (row ? null : { text: "2030", lo: 21915, hi: 22279 }) }, completion_actual: none,
  cost_budget: money, cost_estimate: money, cost_actual: money, spent_to_date: money, length: Float64Array.of(NaN, 10), owner: coded("", "@me"), conflicts: coded("", ""), nClaims: Float64Array.of(1, 0), nDocuments: Float64Array.of(1, 0), lastEvidence: none, precision: coded("exact", ""),
  shapes: { kind: Uint8Array.of(1, 0), part: Uint32Array.of(0, 1, 1), vertex: Uint32Array.of(0, 1), x: Float64Array.of(mercatorX(2.5)), y: Float64Array.of(mercatorY(48.5)) },
};
const document = { url: "https://example.org/1", publisher: "Paper", original: "", rank: 3, licence: "", date: "", note: "" };
const claim = { index: 0, source: "mine", field: "cost_budget", item: "", scope: "whole", qualifier: "exact", unit: "EUR", basis: "published", text: "", raw: "", note: "+1", number: -5, priceYear: null, date: null, about: null, asOf: { text: "2020", lo: 18262, hi: 18627 }, withdrawn: false, document };
const ctx = {
  projects,
  cardOf: (row) => (row ? null : { claims: [claim, { ...claim, field: "geometry" }], choices: { cost_budget: { winner: 0 } } }),
  rights: { title: "T", asKnownOn: "2026-01-01", onDate: "2026-01-01", recordedBefore: "", dataVersion: "abc", page: "map.html", priceYear: 2024, sources: [{ key: "mine", name: "Mine", publisher: "Me", homepage: "", licence: "CC BY 4.0", attribution: "© Me" }, { key: "other", name: "Other", publisher: "They", homepage: "", licence: "ODbL", attribution: "© They" }] },
};

test("cells are guarded as tracker/clean/text.py guards them", () => {
  for (const text of ["=1+1", "+1", "-a", "@x", "\tx", "\rx", "\nx", "'=1", "＝1", "＠x"]) assert.equal(guarded(text), `'${text}`);
  for (const text of ["a=1", "'quoted'", "", "5"]) assert.equal(guarded(text), text);
  assert.equal(csvCell("-5"), "-5");
  assert.equal(csvCell(-5.5), "-5.5");
  assert.equal(csvCell(null), "");
  assert.equal(csvCell(NaN), "");
  assert.equal(csvCell('a,"b"'), '"a,""b"""');
  assert.equal(csvCell("a\rb"), '"a\rb"');
});

test("a row a project with address, licence, attribution and clocks", () => {
  const table = projectTable([0, 1], ctx);
  const [a, b] = table.rows.map((row) => Object.fromEntries(row.map((cell, k) => [table.names[k], cell])));
  assert.equal(new Set(table.names).size, table.names.length);
  assert.deepEqual([a.cost_budget, a.cost_budget_currency, a.cost_budget_price_year, a.cost_budget_url], [5e9, "EUR", 2010, "https://example.org/1"]);
  assert.deepEqual([a.completion_planned, a.completion_planned_lo, a.completion_planned_hi], ["2030", "2030-01-01", "2030-12-31"]);
  assert.deepEqual([a.sources, a.licence, a.attribution, a.as_known_on, a.state_on, a.data_version], ["mine", "CC BY 4.0", "© Me", "2026-01-01", "2026-01-01", "abc"]);
  assert.deepEqual([a.cost_usd, a.cost_usd_price_year, a.delay_years, a.overrun_share, a.overrun_prices], [6.5e9, 2024, 1.25, 0.4, "as stated"]);
  assert.deepEqual([b.cost_usd, b.cost_usd_price_year, b.delay_years, b.overrun_share, b.overrun_prices], [null, null, null, null, null]);
  assert.deepEqual([b.cost_budget, b.cost_budget_currency, b.licence], [null, null, "CC BY 4.0; ODbL"], "without statements every source of the page is named");
  const text = csvText(table);
  assert.ok(text.includes("'=HYPERLINK(1)") && text.includes('"B, ""b"""') && text.includes("'@me"));
  assert.equal(text.trimEnd().split("\n").length, 3);
});

test("a row a statement, geometry left out", () => {
  const table = statementTable([0, 1], ctx);
  assert.equal(table.rows.length, 1);
  const row = Object.fromEntries(table.rows[0].map((cell, k) => [table.names[k], cell]));
  assert.deepEqual([row.value, row.as_of, row.publisher, row.source_licence, row.note], [-5, "2020", "Paper", "CC BY 4.0", "+1"]);
  assert.ok(csvText(table).includes(",'+1,"));
});

test("GeoJSON says whose it is, and has null where there is no place", () => {
  const read = JSON.parse(geojsonText([0, 1], ctx));
  assert.equal(read.tracker.sources[0].licence, "CC BY 4.0");
  assert.equal(read.tracker.as_known_on, "2026-01-01");
  assert.deepEqual(read.features[0].geometry, { type: "Point", coordinates: [2.5, 48.5] });
  assert.equal(read.features[1].geometry, null);
  assert.equal(read.features[0].properties.attribution, "© Me");
});

test("lines are cut at 180 degrees, rings become polygons with holes", () => {
  assert.deepEqual(cutAt180([[170, 0], [-170, 10]]), [[[170, 0], [180, 5]], [[-180, 5], [-170, 10]]]);
  assert.deepEqual(cutAt180([[-170, 0], [170, 10]]), [[[-170, 0], [-180, 5]], [[180, 5], [170, 10]]]);
  assert.equal(outlineOf(shape(2, [[0, 0], [1, 1]]), 0).type, "LineString");
  const outer = [[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]];
  const hole = [[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]];
  const apart = [[20, 0], [30, 0], [30, 10], [20, 0]];
  const areas = outlineOf(shape(3, outer, hole, apart), 0);
  assert.equal(areas.type, "MultiPolygon");
  assert.deepEqual(areas.coordinates.map((p) => p.length).sort(), [1, 2]);
  assert.deepEqual(areas.coordinates[0][0][1], [10, 0], "outer rings run counterclockwise");
  assert.equal(outlineOf(shape(0), 0), null);
});
