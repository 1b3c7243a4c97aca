import assert from "node:assert/strict";
import { test } from "node:test";
import { formatChange, formatDuration, formatEdtf, formatMoney, formatNumber, formatQuantity, midpoint, qualified } from "../../../maps/static/format.mjs";
import { makeWords, STRING_KEYS } from "../../../maps/static/strings.mjs";

const en = makeWords("en");
const zh = makeWords("zh");
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");

test("both languages have the same words", () => {
  assert.deepEqual(STRING_KEYS.en.filter((k) => !STRING_KEYS.zh.includes(k)), []);
  assert.deepEqual(STRING_KEYS.zh.filter((k) => !STRING_KEYS.en.includes(k)), []);
});

test("Chinese sentences have the punctuation of Chinese", () => {
  const keys = STRING_KEYS.zh.filter((key) => /[\u4e00-\u9fff]\s*[:,;()]|[:,;()]\s*[\u4e00-\u9fff]/.test(zh.t(key)));
  assert.deepEqual(keys, []);
});

test("money", () => {
  const say = (x, words = en) => plain(formatMoney(x, "CNY", words));
  assert.equal(say(72_730_000_000), "CNY 72.73 bn");
  assert.equal(say(999_700_000), "CNY 999.7 m");
  assert.equal(say(999_960_000), "CNY 1 bn");
  assert.equal(plain(formatMoney(999_700_000, "CNY", en, 3)), "CNY 1 bn");
  assert.equal(say(450_000), "CNY 450 000");
  assert.equal(say(1.2e12), "CNY 1.2 tn");
  assert.equal(say(-3e6), "CNY −3 m");
  assert.equal(say(72_730_000_000, zh), "CNY 727.3 亿");
  assert.equal(say(NaN), "");
});

test("numbers and changes", () => {
  assert.equal(plain(formatNumber(1234567, 9)), "1 234 567");
  assert.equal(formatNumber(1234), "1234");
  assert.equal(formatNumber(0.00012345), "0.000123");
  assert.equal(plain(formatChange(100, 250)), "+150 %");
  assert.equal(plain(formatChange(72.73, 72.72)), "±0 %");
  assert.equal(plain(formatChange(100, 97.5)), "−2.5 %");
});

test("quantities are read, not counted out", () => {
  const say = (x, unit, words = en) => plain(formatQuantity(x, unit, words));
  assert.equal(say(340_000_000, "m3"), "340 million m³");
  assert.equal(say(1.2e9, "m3/s"), "1.2 billion m³/s");
  assert.equal(say(999_999, "m2"), "999 999 m²");
  assert.equal(say(999_999_999, "t"), "1 billion t");
  assert.equal(say(2500, "MW"), "2500 MW");
  assert.equal(say(12.5, "km2"), "12.5 km²");
  assert.equal(say(340_000_000, "m3", zh), "3.4 亿 m³");
  assert.equal(say(12_345_678, "TEU", zh), "1234.57 万 TEU");
  assert.equal(say(3, "form3", en), "3 form3");
});

test("dates by precision", () => {
  const cases = {
    2026: "2026", "2026-12": "Dec 2026", "2026-09-16": "16 Sep 2026", "2026~": "about 2026", "2027-01/2027-06": "Jan–Jun 2027", "2026-11/2027-02": "Nov 2026–Feb 2027", "2032/2033": "2032–2033", "2026-03-02/2026-03-05": "2–5 Mar 2026", "2026-03-02/2026-04-05": "2 Mar–5 Apr 2026", "2025-12-30/2026-01-02": "30 Dec 2025–2 Jan 2026", "2026/2027-03": "2026–Mar 2027", "2032~/2033": "about 2032–2033",
    "202X": "2020s", "2026-33": "Q1 2026", "2026-40": "first half of 2026", "2026-21": "spring 2026", "../2023-07-31": "by 31 Jul 2023", "2023-07-31/..": "after 31 Jul 2023", nonsense: "nonsense", "2026-99": "2026-99",
  };
  for (const [edtf, said] of Object.entries(cases)) assert.equal(formatEdtf(edtf, en), said, edtf);
  assert.equal(formatEdtf("2026-12", en, true), "December 2026");
  assert.equal(formatEdtf("2026-09-16", zh), "2026 年 9 月 16 日");
  const ranges = { "2032/2033": "2032–2033 年", "2025-09/2025-11": "2025 年 9–11 月", "2026-11/2027-02": "2026 年 11 月–2027 年 2 月", "2026-03-02/2026-03-05": "2026 年 3 月 2–5 日", "2026-03-02/2026-04-05": "2026 年 3 月 2 日–4 月 5 日" };
  for (const [edtf, said] of Object.entries(ranges)) assert.equal(formatEdtf(edtf, zh), said, edtf);
});

test("durations", () => {
  assert.equal(formatDuration(91, en), "three months");
  assert.equal(formatDuration(-31, en), "31 days");
  assert.equal(formatDuration(1, en), "1 day");
  assert.equal(formatDuration(365 * 2, en), "two years");
  assert.equal(formatDuration(430, en), "1 year 2 months");
});

test("qualifiers", () => {
  assert.equal(qualified("CNY 33 bn", "at_least", en), "over CNY 33 bn");
  assert.equal(qualified("2026", "at_most", en, true), "by 2026");
  assert.equal(qualified("CNY 33 bn", "low", en, true), "CNY 33 bn (low case)");
  assert.equal(qualified("5", "exact", en), "5");
  assert.equal(qualified("5", "toString", en), "5");
});

test("midpoint of an open date is its known end", () => {
  assert.equal(midpoint({ text: "../1970-01-11", lo: -719162, hi: 10 }), 10);
  assert.equal(midpoint({ text: "", lo: 10, hi: 20 }), 15);
});
