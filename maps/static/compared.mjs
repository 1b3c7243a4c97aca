/** Which projects a statistic of delays or overruns is of: those of `tracker slippage --by`. Pure. */

/** @typedef {import("./decode.mjs").Projects} Projects */

/** What was given up, or is no more: its last plan is none that anybody keeps. */
const GIVEN_UP = ["cancelled", "retired"];

/**
 * A byte a project. Left out is what was given up, and of overruns the kind of prices that fewer of them are in: constant
 * prices and prices as stated are never put together. Of costs nothing is left out.
 * @param {Projects} p @param {Uint8Array} shown @param {string} key cost, delay or overrun @returns {Uint8Array}
 */
export function comparedOf(p, shown, key) {
  const out = shown.slice();
  if (key !== "delay" && key !== "overrun") return out;
  const gone = Uint8Array.from(p.status.words, (word) => (GIVEN_UP.includes(word) ? 1 : 0));
  const kinds = [0, 0]; // in constant prices, as stated
  for (let k = 0; k < p.n; k++) {
    if (gone[p.status.codes[k]]) out[k] = 0;
    if (out[k] && key === "overrun" && p.measures?.stated?.[k] >= 0) kinds[p.measures.stated[k]]++;
  }
  if (key === "overrun" && kinds[0] && kinds[1]) {
    const fewer = kinds[0] < kinds[1] ? 0 : 1;
    for (let k = 0; k < p.n; k++) if (p.measures?.stated?.[k] === fewer) out[k] = 0;
  }
  return out;
}
