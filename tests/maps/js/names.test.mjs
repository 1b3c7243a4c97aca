import assert from "node:assert/strict";
import { test } from "node:test";
import { namesOf } from "../../../maps/static/names.mjs";
import { find } from "../../../maps/static/search.mjs";

const p = {
  slug: ["a", "b", "c", "d", "e"],
  name: ["Pinglu Canal", "Chuo Shinkansen", "Jubail", "", "Same"],
  nameLocal: ["平陆运河", "リニア中央新幹線", "الجبيل", "", "Same"],
};

test("the English name leads, the local one stands beside it", () => {
  assert.deepEqual([0, 1, 3, 4].map((row) => namesOf(p, row)), [["Pinglu Canal", "平陆运河"], ["Chuo Shinkansen", "リニア中央新幹線"], ["d", ""], ["Same", ""]]);
});

test("on a Chinese page a name in Chinese characters leads", () => {
  const zh = { ...p, hanFirst: true };
  assert.deepEqual([0, 1, 2, 3, 4].map((row) => namesOf(zh, row)), [["平陆运河", "Pinglu Canal"], ["Chuo Shinkansen", "リニア中央新幹線"], ["Jubail", "الجبيل"], ["d", ""], ["Same", ""]]);
});

test("both names are found, at their beginning first", () => {
  const index = { names: ["old pinglu canal", "pinglu canal\n平陆运河", "新平陆"], rest: ["", "", ""] };
  assert.deepEqual(find(index, "平陆").rows, [1, 2]);
  assert.deepEqual(find(index, "Pinglu").rows, [1, 0]);
});
