import assert from "node:assert/strict";
import { test } from "node:test";
import { bibtex, shareable, texText } from "../../../maps/static/citing.mjs";

const given = { slug: "high-speed-2", name: "High Speed 2 {HS2} & 100% #1_a", title: "Megaprojects", publishers: ["A & B", "C"], version: "bdc4172215a8a1b7", asKnownOn: "2025-01-01", address: "https://example.org/map.html#p=high-speed-2&k=2025-01-01" };

test("BibTeX carries data version, as-of and address, and TeX's own characters are kept as text", () => {
  const text = bibtex(given);
  assert.match(text, /^@misc\{high-speed-2-bdc41722,\n/);
  assert.ok(text.includes("title = {{High Speed 2 \\{HS2\\} \\& 100\\% \\#1\\_a}}"));
  assert.ok(text.includes("author = {{A \\& B} and {C}}"));
  assert.ok(text.includes("year = {2025}"));
  assert.ok(text.includes("note = {As known on 2025-01-01, data version bdc4172215a8a1b7}"));
  assert.ok(text.includes("howpublished = {\\url{https://example.org/map.html\\#p=high-speed-2&k=2025-01-01}}"));
});

test("nothing that a name holds ends the entry", () => {
  const text = bibtex({ ...given, name: "}}\n@comment{x", slug: "a},b\\" });
  assert.equal((text.replace(/\\[{}]/g, "").match(/\{/g) || []).length, (text.replace(/\\[{}]/g, "").match(/\}/g) || []).length);
  assert.equal(texText("a\nb\\~^"), "a b\\textbackslash{}\\textasciitilde{}\\textasciicircum{}");
});

test("the folder of whoever opened the file from disk is nobody's business", () => {
  assert.equal(shareable("file:///home/someone/maps/map.html#p=a"), "map.html#p=a");
  assert.equal(shareable("https://example.org/m.html#p=a"), "https://example.org/m.html#p=a");
  assert.equal(shareable("about:srcdoc"), "");
});
