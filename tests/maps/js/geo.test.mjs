import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeWorld, unwrapped } from "../../../maps/static/basemap.mjs";
import { valueTicks, yearTicks } from "../../../maps/static/charts.mjs";
import { dateColumn, dayNumber, isoDay, numbers, offsets, plainText, texts } from "../../../maps/static/decode.mjs";
import { clip, safeUrl } from "../../../maps/static/dom.mjs";
import { boxes, HitGrid, latitude, longitude, mercatorX, mercatorY, segmentDistance2 } from "../../../maps/static/geo.mjs";
import { buildIndex, find, fold } from "../../../maps/static/search.mjs";
import { pointRadius } from "../../../maps/static/sprites.mjs";

test("mercator there and back", () => {
  for (const [lon, lat] of [[108.9, 22.4], [-180, -60], [0, 0], [179.9, 85]]) {
    assert.ok(Math.abs(longitude(mercatorX(lon)) - lon) < 1e-9);
    assert.ok(Math.abs(latitude(mercatorY(lat)) - lat) < 1e-9);
  }
});

test("distance to a segment", () => {
  assert.equal(segmentDistance2(0, 1, -1, 0, 1, 0), 1);
  assert.equal(segmentDistance2(3, 0, -1, 0, 1, 0), 4);
  assert.equal(segmentDistance2(1, 1, 0, 0, 0, 0), 2);
});

test("hit grid finds the nearest within reach", () => {
  const grid = new HitGrid(100, 100);
  grid.add(10, 10, 1);
  grid.add(14, 10, 2);
  grid.add(-5, 10, 3);
  assert.equal(grid.nearest(13, 10, 5), 2);
  assert.equal(grid.nearest(11, 10, 5), 1);
  assert.equal(grid.nearest(60, 60, 5), -1);
});

test("boxes of shapes", () => {
  const shapes = { kind: Uint8Array.from([2, 0, 1]), part: Uint32Array.from([0, 2, 2, 3]), vertex: Uint32Array.from([0, 2, 5, 6]), x: Float64Array.from([0.1, 0.2, 0.3, 0.4, 0.5, 0.9]), y: Float64Array.from([0.5, 0.4, 0.1, 0.2, 0.3, 0.9]) };
  const b = boxes(shapes);
  assert.deepEqual([...b.subarray(0, 6)], [0.1, 0.1, 0.5, 0.5, 0.4, 0.2]);
  assert.ok(Number.isNaN(b[6]));
  assert.deepEqual([...b.subarray(12)], [0.9, 0.9, 0.9, 0.9, 0.9, 0.9]);
});

test("columns of every form", () => {
  assert.deepEqual(texts({ c: "a" }, 2), ["a", "a"]);
  assert.deepEqual(texts({ d: ["x", null], i: [1, 0] }, 2), ["", "x"]);
  assert.deepEqual([...numbers({ v: [1, null] }, 2)], [1, NaN]);
  assert.deepEqual([...offsets(Float64Array.from([2, 0, 3]))], [0, 2, 2, 5]);
  const dates = dateColumn({ lo: [dayNumber("2026-01-01"), null, dayNumber("2024-02-01"), 5], w: [364, 0, 28, 7], x: { 3: "1970-01-06~" } });
  assert.deepEqual([0, 1, 2, 3].map((k) => dates.at(k)?.text), ["2026", undefined, "2024-02", "1970-01-06~"]);
  assert.equal(dateColumn({ c: null }).at(0), null);
  assert.equal(plainText(0, 0), "1970-01-01");
  assert.equal(isoDay(dayNumber("0001-01-01")), "0001-01-01");
});

test("land across 180 degrees goes on, and a ring around the pole is closed below", () => {
  const xy = unwrapped(Float64Array.from([0.99, 0, 0.01, 0, 0.02, 0]));
  assert.deepEqual([...xy].map((v) => Math.round(v * 100) / 100), [0.99, 0, 1.01, 0, 1.02, 0]);
  const world = decodeWorld({ scale: 1, arcs: [[-180, -70, 120, 0, 120, 0, 119, 0]], land: [[0]], coasts: [0], borders: [], lakes: [], rivers: [], labels: [] });
  assert.equal(world.land[0].xy.length, 12);
});

test("folding and finding", () => {
  assert.equal(fold("São TOMÉ Straße Đà Nẵng"), "sao tome strasse da nang");
  const column = (items) => ({ words: items, codes: Uint16Array.from(items.keys()) });
  const p = { n: 3, slug: ["a-1", "b", "c"], name: ["Old Pinglu Road", "Pinglu Canal", "Porto"], nameLocal: ["", "平陆运河", ""], owner: column(["", "Canal Group", "X"]), country: column(["CHN", "CHN", "PRT"]), sector: column(["road", "canal", "port"]) };
  const index = buildIndex(p, (c) => (c === "CHN" ? "China" : "Portugal"), (s) => s);
  assert.deepEqual(find(index, "pinglu").rows, [1, 0]);
  assert.deepEqual(find(index, "陆运").rows, [1]);
  assert.deepEqual(find(index, "china road").rows, [0]);
  assert.deepEqual(find(index, " group ").rows, [1]);
  assert.deepEqual(find(index, "").rows, []);
  assert.equal(find(index, "p", 1).total, 3);
});

test("only web addresses become links", () => {
  assert.equal(safeUrl("https://a.example/x"), "https://a.example/x");
  for (const bad of ["javascript:alert(1)", " https://a", "//a", "data:text/html,x", "https://", "http:\\\\[", ""]) assert.equal(safeUrl(bad), bad.startsWith("http:\\") ? "" : "", bad);
  assert.equal(clip("abcdef", 3), "abc…");
  assert.equal(clip("ab\ud83d\ude00", 3), "ab…");
});

test("ticks", () => {
  assert.deepEqual(valueTicks(78), [0, 50]);
  assert.deepEqual(valueTicks(100), [0, 50, 100]);
  assert.deepEqual(yearTicks(dayNumber("2020-02-01"), dayNumber("2026-02-01"), 4).map((t) => t.label), ["2022", "2024", "2026"]);
});

test("radius grows with the zoom and shrinks with the number", () => {
  const point = { zooms: [1, 5], few: [4, 8], some: [3, 6], many: [2, 4], some_from: 10, many_from: 100 };
  assert.equal(pointRadius(point, 3, 1), 6);
  assert.equal(pointRadius(point, 0, 50), 3);
  assert.equal(pointRadius(point, 9, 500), 4);
});
