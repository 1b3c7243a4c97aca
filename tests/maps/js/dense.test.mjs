import assert from "node:assert/strict";
import { test } from "node:test";
import { stampInto } from "../../../maps/static/dense.mjs";

const [RED, BLUE] = [0xff0000ff, 0xffff0000]; // little-endian RGBA
const half = (colour) => ((colour & 0x00ffffff) | (128 << 24)) >>> 0;

test("a stamp covers, lets through, blends, and is cut at the edges", () => {
  const to = new Uint32Array(9);
  stampInto(to, 3, 3, { width: 2, pixels: Uint32Array.from([RED, 0, RED, RED]) }, 1, 1);
  assert.deepEqual([...to], [0, 0, 0, 0, RED, 0, 0, RED, RED]);
  stampInto(to, 3, 3, { width: 2, pixels: Uint32Array.from([0, 0, 0, BLUE]) }, -1, -1);
  assert.equal(to[0], BLUE);
  stampInto(to, 3, 3, { width: 1, pixels: Uint32Array.of(half(BLUE)) }, 2, 2);
  assert.deepEqual([to[8] & 255, (to[8] >>> 16) & 255, to[8] >>> 24], [127, 128, 255]);
  stampInto(to, 3, 3, { width: 1, pixels: Uint32Array.of(half(BLUE)) }, 1, 0);
  assert.equal(to[1], half(BLUE));
  stampInto(to, 3, 3, { width: 2, pixels: new Uint32Array(4).fill(RED) }, 5, 5); // beside it: nothing
});
