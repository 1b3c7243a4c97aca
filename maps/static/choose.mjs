/**
 * Choose a value among claims: tracker/resolve/choose.py, rule by rule (a test holds the two together over the whole
 * catalogue). Pure; the order in which claims come never matters.
 */

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {{ name: string, type: string, unit: string, cardinality: string, static: boolean, revisable: boolean, policy: string, tolerance: number, period: number }} Field
 * @typedef {{ winner: Claim, rivals: Claim[], conflict: boolean, notCompared: Claim[], outliers: Claim[], members: Claim[] }} Chosen
 */

/** From this rank on a document is weak, and gives way to a better one that spoke within so many days. */
export const WEAK = { rank: 4, days: 730 };
/** Kinds of progress that speak of the whole work. */
export const OVERALL = ["physical", "overall", "work volume", "unspecified", "investment", "financial"];

const ABOUT = 0.1; // "about 5 bn" agrees with what lies within a tenth of it
const OPEN = -700_000;
const NO_DAY = -(10 ** 7);
const RANGE = ["exact", "about", "high", "at_most", "at_least", "low"];
const GROWING = ["progress_pct", "progress_planned", "work_done", "spent_to_date"];

/** @param {Claim} c */
const said = (c) => c.asOf?.hi ?? NO_DAY;
/** @param {Claim} c */
const saidFrom = (c) => c.asOf?.lo ?? NO_DAY;
/** @param {Claim} c */
const aboutDay = (c) => c.about?.hi ?? said(c);
/** @param {Claim} c */
const wordsOf = (c) => c.date?.text ?? c.text;
/** Who really speaks: a repost is one voice with its original. @param {Claim} c */
const speaker = (c) => c.document.original || c.document.publisher;

/** Choose for one field of one project by its own policy; null where nothing may be chosen. @param {Field} field @param {Claim[]} claims @returns {Chosen | null} */
export function choose(field, claims) {
  if (claims.length === 1) return only(field, claims[0]);
  const every = [...claims].sort(byOrder);
  if (field.policy === "union") return union(every);
  let whole = every.filter((c) => c.scope === "whole" && (!field.unit || c.unit === "" || c.unit === field.unit));
  if (field.cardinality === "series") whole = headlineSeries(field, whole);
  if (!whole.length || field.cardinality === "events") return null;
  const kept = whole.filter((c) => !givesWay(field, c, whole));
  return compare(field, pick(field, kept), whole);
}

/** Where there is one statement nothing stands against it. @param {Field} field @param {Claim} claim */
function only(field, claim) {
  if (field.policy === "union") return chosenOf(claim, [claim]);
  const leads = claim.scope === "whole" && (!field.unit || claim.unit === "" || claim.unit === field.unit);
  if (!leads || field.cardinality === "events") return null;
  return field.cardinality === "series" && !headlineSeries(field, [claim]).length ? null : chosenOf(claim);
}

/** @param {Field} field @param {Claim[]} kept @returns {Claim} */
function pick(field, kept) {
  if (field.policy === "earliest-official") {
    return best(kept, (a, b) => Number(saidFrom(a) < OPEN) - Number(saidFrom(b) < OPEN) || saidFrom(a) - saidFrom(b) || said(a) - said(b) || byValue(a, b));
  }
  if (field.policy === "median") return lowerMedian(kept);
  if (field.cardinality === "series") return best(kept, (a, b) => aboutDay(b) - aboutDay(a) || newest(a, b));
  return best(kept, newest);
}

/** @param {Claim[]} claims @param {(a: Claim, b: Claim) => number} order @returns {Claim} */
function best(claims, order) {
  return claims.reduce((top, c) => (order(c, top) < 0 ? c : top));
}

/** Lower median of one value per voice (its newest), in the unit that most voices use. @param {Claim[]} kept */
function lowerMedian(kept) {
  /** @type {Map<string, Claim>} */
  const voices = new Map();
  for (const c of kept) if (!voices.has(speaker(c))) voices.set(speaker(c), c);
  const claims = [...voices.values()];
  const unitOf = (/** @type {Claim} */ c) => `('${c.unit}', ${c.priceYear ?? "None"})`;
  const count = (/** @type {string} */ unit) => claims.filter((c) => unitOf(c) === unit).length;
  const unit = claims.map(unitOf).sort(byText).reduce((best, u) => (count(u) > count(best) ? u : best));
  const size = (/** @type {Claim} */ c) => (Number.isNaN(c.number) ? (c.date?.lo ?? 0) : c.number);
  const alike = claims.filter((c) => unitOf(c) === unit).sort((a, b) => size(a) - size(b) || a.order - b.order);
  return alike[(alike.length - 1) >> 1];
}

/**
 * True for a weak document when a better-ranked one spoke within 24 months: one aggregator never flips an official
 * status, unless a second voice says the same after the better-ranked documents spoke.
 * @param {Field} field @param {Claim} claim @param {Claim[]} among
 */
function givesWay(field, claim, among) {
  if (claim.document.rank < WEAK.rank) return false;
  const better = among.filter((b) => b.document.rank < claim.document.rank && spokeNear(field, b, claim));
  if (!better.length) return false;
  const since = Math.max(...better.map(said));
  if (said(claim) <= since) return true;
  return !among.some((c) => speaker(c) !== speaker(claim) && said(c) > since && alike(c, claim) && same(field, c, claim));
}

/** True where two statements give the same value within the field's tolerance. @param {Field} field @param {Claim} a @param {Claim} b */
export function same(field, a, b) {
  if (field.type === "date") {
    if (!a.date || !b.date) return wordsOf(a) === wordsOf(b);
    return Math.max(a.date.lo - b.date.hi, b.date.lo - a.date.hi) <= field.tolerance;
  }
  if (field.type === "money" || field.type === "number") {
    return Math.abs(a.number - b.number) <= field.tolerance * Math.max(Math.abs(a.number), Math.abs(b.number));
  }
  return folded(a.text) === folded(b.text);
}

/** True where two statements do not contradict each other. @param {Field} field @param {Claim} a @param {Claim} b */
function agree(field, a, b) {
  if (same(field, a, b)) return true;
  const more = (/** @type {Claim} */ c) => c.qualifier === "at_least" || c.qualifier === "low";
  const less = (/** @type {Claim} */ c) => c.qualifier === "at_most" || c.qualifier === "high";
  if (field.type === "date") {
    if (!a.date || !b.date) return true;
    const [early, late] = a.date.lo > b.date.hi ? [b, a] : [a, b];
    return more(early) || less(late);
  }
  if (field.type === "money" || field.type === "number") {
    if (Number.isNaN(a.number) || Number.isNaN(b.number) || a.number === b.number) return true;
    if (a.qualifier === "about" || b.qualifier === "about") {
      const rough = Math.max(field.tolerance, ABOUT);
      if (Math.abs(a.number - b.number) <= rough * Math.max(Math.abs(a.number), Math.abs(b.number))) return true;
    }
    const [small, big] = a.number < b.number ? [a, b] : [b, a];
    return more(small) || less(big);
  }
  return false;
}

/** Set the winner against the other statements about the same thing and time. @param {Field} field @param {Claim} winner @param {Claim[]} whole @returns {Chosen} */
function compare(field, winner, whole) {
  if (field.type === "text" || field.type === "geometry" || field.name === "sector") return chosenOf(winner);
  const others = whole.filter((c) => c !== winner && c.item === winner.item);
  let like = others.filter((c) => alike(c, winner));
  let unlike = others.filter((c) => !alike(c, winner));
  if (field.cardinality === "series") {
    const near = (/** @type {Claim} */ c) => Math.abs(aboutDay(c) - aboutDay(winner)) <= 31 * field.period;
    [like, unlike] = [like.filter(near), unlike.filter(near)];
    // what grows may differ by the days between: only the same day is compared
    if (GROWING.includes(field.name)) like = like.filter((c) => aboutDay(c) === aboutDay(winner));
  }
  let rivals = like.filter((c) => speaksApart(c, winner) && !agree(field, c, winner));
  if (field.revisable) {
    // a value that was said before the winner's was known is an older forecast, not a conflict
    const since = Math.min(...[...like, winner].filter((c) => same(field, c, winner)).map(said));
    rivals = rivals.filter((c) => said(c) >= since && said(c) >= said(winner) - 31 * field.period && saidFrom(c) >= OPEN);
  }
  const outliers = whole.filter((c) => standsOut(field, c, whole));
  return { winner, rivals, conflict: rivals.length > 0, notCompared: unlike, outliers, members: [] };
}

/** @param {Claim} winner @param {Claim[]} [members] @returns {Chosen} */
function chosenOf(winner, members = []) {
  return { winner, rivals: [], conflict: false, notCompared: [], outliers: [], members };
}

/** True for another voice, and for a document that says two things in one breath. @param {Claim} a @param {Claim} b */
function speaksApart(a, b) {
  if (speaker(a) !== speaker(b)) return true;
  return a.document === b.document && a.asOf?.lo === b.asOf?.lo && a.asOf?.hi === b.asOf?.hi && a.about?.lo === b.about?.lo && a.about?.hi === b.about?.hi;
}

/** A weak statement that every comparable better-ranked document of its time contradicts. @param {Field} field @param {Claim} claim @param {Claim[]} whole */
function standsOut(field, claim, whole) {
  if (!givesWay(field, claim, whole)) return false;
  const better = whole.filter((b) => b.document.rank < claim.document.rank && alike(b, claim) && (field.cardinality !== "series" || aboutDay(b) === aboutDay(claim)) && spokeNear(field, b, claim));
  if (better.some((b) => agree(field, claim, b))) return false;
  return better.some((b) => !field.revisable || said(b) <= said(claim));
}

/** One claim per distinct value: the best-ranked, then newest statement of each. @param {Claim[]} every @returns {Chosen | null} */
function union(every) {
  /** @type {Map<string, Claim>} */
  const best = new Map();
  for (const claim of every) {
    const value = `${claim.item}\x1f${folded(claim.text.trim())}`;
    const old = best.get(value);
    if (!old || claim.document.rank < old.document.rank || (claim.document.rank === old.document.rank && byOrder(claim, old) < 0)) best.set(value, claim);
  }
  if (!best.size) return null;
  const members = [...best.values()].sort((a, b) => a.document.rank - b.document.rank || saidFrom(b) - saidFrom(a) || said(b) - said(a) || byText(a.item, b.item) || byText(a.text, b.text) || a.order - b.order);
  return chosenOf(members[0], members);
}

/** @param {Field} field @param {Claim} a @param {Claim} b */
function spokeNear(field, a, b) {
  if (!field.revisable && field.policy === "latest") return true;
  return Math.abs(said(a) - said(b)) <= WEAK.days;
}

/** True where two statements measure the same thing in the same money. @param {Claim} a @param {Claim} b */
function alike(a, b) {
  return a.unit === b.unit && a.priceYear === b.priceYear && a.item === b.item;
}

/** The statements of a series that may stand for the whole work. @param {Field} field @param {Claim[]} whole */
function headlineSeries(field, whole) {
  if (field.name === "progress_pct" || field.name === "progress_planned") return whole.filter((c) => OVERALL.includes(c.item));
  const plain = whole.filter((c) => !c.item);
  return plain.length ? plain : whole;
}

/** Newest first, then rank, then the claim's key. @param {Claim} a @param {Claim} b */
function byOrder(a, b) {
  return saidFrom(b) - saidFrom(a) || said(b) - said(a) || a.document.rank - b.document.rank || a.order - b.order;
}

/** Newest first; the value stands before the key, so that no source wins by its name. @param {Claim} a @param {Claim} b */
function newest(a, b) {
  return saidFrom(b) - saidFrom(a) || said(b) - said(a) || byValue(a, b);
}

/** @param {Claim} a @param {Claim} b */
function byValue(a, b) {
  const range = (/** @type {Claim} */ c) => (RANGE.indexOf(c.qualifier) + RANGE.length + 1) % (RANGE.length + 1);
  return a.document.rank - b.document.rank || range(a) - range(b) || byText(wordsOf(a), wordsOf(b)) || (a.number || 0) - (b.number || 0) || a.order - b.order;
}

/** By code points, as Python compares. @param {string} a @param {string} b */
function byText(a, b) {
  if (a === b) return 0;
  let k = 0;
  while (k < a.length && a[k] === b[k]) k++;
  if (k > 0 && a.charCodeAt(k) >= 0xdc00 && a.charCodeAt(k) <= 0xdfff) k--; // within a pair: from its beginning
  return (a.codePointAt(k) ?? -1) - (b.codePointAt(k) ?? -1);
}

/** A text without its case. @param {string} text */
function folded(text) {
  return text.toLowerCase().toUpperCase().toLowerCase();
}
