/** What one document said at one time, as tracker/analysis/vintages.py sets it: the two ends of a range are one. Pure. */

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {object} Vintage
 * @property {Claim} claim stands for it
 * @property {Claim[]} claims one, or the low and the high end of a range
 * @property {number} low days since 1970-01-01, or an amount
 * @property {number} mid
 * @property {number} high
 */

/** 0001-01-01 and 9999-12-31 in days: ends that are not known. */
export const OPEN_START = -719162;
const OPEN_END = 2932896;
const NEVER = -(10 ** 7); // before all days: what has no date comes first

/** True where it is known when it was said, not only by when. @param {Claim} c */
export function isDated(c) {
  return c.asOf !== null && c.asOf.lo > OPEN_START && c.basis !== "lookup";
}

/** Above 0 where a claim was said after another: by the first, then the last day on which it may have been said. @param {Claim} a @param {Claim} b */
export function saidAfter(a, b) {
  return (a.asOf?.lo ?? NEVER) - (b.asOf?.lo ?? NEVER) || (a.asOf?.hi ?? NEVER) - (b.asOf?.hi ?? NEVER);
}

/** The one that a claim is part of. @param {Vintage[]} said @param {Claim | undefined} claim @returns {Vintage | null} */
export function vintageOf(said, claim) {
  return (claim && said.find((v) => v.claims.includes(claim))) || null;
}

/** The statements of one field that have a value, oldest first, the better document last. @param {Claim[]} claims @returns {Vintage[]} */
export function vintagesOf(claims) {
  /** @type {Map<string, Claim[]>} */
  const groups = new Map();
  for (const c of claims) {
    if (Number.isNaN(c.number) && !(c.date && (c.date.lo > OPEN_START || c.date.hi < OPEN_END))) continue;
    const said = [c.document.url || c.document.publisher, c.asOf?.text ?? "", c.about?.text ?? "", c.field, c.scope, c.item, c.unit, c.priceYear];
    const key = said.join("\x1f");
    const group = groups.get(key);
    if (group) group.push(c);
    else groups.set(key, [c]);
  }
  return [...groups.values()].flatMap(ranges).sort((a, b) => saidAfter(a.claim, b.claim) || b.claim.document.rank - a.claim.document.rank || a.mid - b.mid || a.low - b.low || a.claim.order - b.claim.order);
}

/** The vintages of what one document said of one thing at one time. @param {Claim[]} group @returns {Vintage[]} */
function ranges(group) {
  const low = group.filter((c) => c.qualifier === "low");
  const high = group.filter((c) => c.qualifier === "high");
  const paired = low.length === 1 && high.length === 1 && (low[0].date && high[0].date ? low[0].date.lo <= high[0].date.hi : low[0].number <= high[0].number);
  if (!paired) return group.map((c) => vintage(c, c));
  return [vintage(low[0], high[0]), ...group.filter((c) => c !== low[0] && c !== high[0]).map((c) => vintage(c, c))];
}

/** @param {Claim} claim @param {Claim} top the high end of the range whose low end `claim` is @returns {Vintage} */
function vintage(claim, top) {
  const claims = claim === top ? [claim] : [claim, top];
  if (!claim.date || !top.date) return { claim, claims, low: claim.number, mid: (claim.number + top.number) / 2, high: top.number };
  const { lo } = claim.date;
  const { hi } = top.date;
  if (lo === OPEN_START) return { claim, claims, low: hi, mid: hi, high: hi };
  if (hi === OPEN_END) return { claim, claims, low: lo, mid: lo, high: lo };
  return { claim, claims, low: lo, mid: lo + Math.floor((hi - lo) / 2), high: hi };
}
