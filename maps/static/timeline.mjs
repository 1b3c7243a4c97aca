/**
 * Event time: in which state every project stood, or is planned to stand, on any day. Pure.
 *
 * The state on a day is what statements about days up to then support, by the rules of standing.mjs, with starts and
 * openings as they are known by now (hindsight counts for what happened). Before the first trace of a project there is
 * none. After now only plans speak. The past is told by `basis` as ever; four words are added:
 * "unsure" (the day of the change is only known to lie within a month, a year, a range), "expected" (by plan) and
 * "perhaps" (by a plan that names only a month, a year, a range), "unknown" (there was a trace, but nothing tells the state).
 */

import { choose } from "./choose.mjs";
import { choicesOf, SILENCE, standingOf, UNFINISHED } from "./standing.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./decode.mjs").When} When
 * @typedef {{ [name: string]: import("./choose.mjs").Field }} Fields
 * @typedef {{ word: string, basis: string }} Phase word "" while there is no trace of the project
 * @typedef {{ from: number, word: string, basis: string }} Segment from a day on, until the next
 * @typedef {{ first: Uint32Array, from: Int32Array, word: Uint8Array, basis: Uint8Array, words: string[] }} Timeline
 */

/** Words of `basis` in a timeline. */
export const BASES = ["claimed", "derived", "inferred", "unsure", "expected", "perhaps", "unknown"];
const ENDED = ["suspended", "cancelled", "retired"];
const HAPPENED = ["start_actual", "completion_actual", "milestone"];
/** What is told of a day on which there was something. */
const ABOUT_A_DAY = ["status", "progress_pct", "spent_to_date"];
/** Days before this stand for an open beginning. */
const EVER = -700_000;

/**
 * The segments of one project from its visible claims.
 * @param {Claim[]} claims visible as known @param {Fields} fields @param {number} now the last day of which documents can tell @param {boolean} bounded an actual date after now does not count
 * @returns {Segment[]}
 */
export function segmentsOf(claims, fields, now, bounded) {
  const choices = choicesOf(claims.filter((c) => c.field === "start_actual" || c.field === "completion_actual" || c.field === "completion_planned" || c.field === "start_planned" || c.field === "status"), fields);
  const today = standingOf(choices, bounded ? now : Infinity);
  // in event time a statement stands on the day that it speaks of, whenever it was said
  const statuses = claims.filter((c) => c.field === "status" && c.scope === "whole" && dayOf(c)).map((c) => (c.about ? { ...c, asOf: c.about } : c));
  const plans = claims.filter((c) => (c.field === "completion_planned" || c.field === "start_planned") && c.scope === "whole");
  const announced = Math.min(Infinity, ...plans.map((c) => (c.asOf && c.asOf.lo > EVER ? c.asOf.lo : Infinity)));
  const events = [choices.start_actual, choices.completion_actual].map((c) => c?.winner.date).filter((d) => d && d.lo > EVER && d.lo <= now);
  const born = firstTrace(claims, now);
  const voices = evidence(claims, now);

  /** @param {number} day up to now @returns {Phase} */
  function past(day) {
    if (day < born) return { word: "", basis: "claimed" };
    /** @type {import("./standing.mjs").Choices} */
    const then = Object.create(null);
    const status = choose(fields.status, statuses.filter((c) => /** @type {When} */ (dayOf(c)).lo <= day));
    if (status) then.status = status;
    for (const name of ["start_actual", "completion_actual"]) if (choices[name]) then[name] = begun(choices[name], day, now);
    if (day >= announced && choices.completion_planned) then.completion_planned = choices.completion_planned;
    else if (day >= announced && choices.start_planned) then.start_planned = choices.start_planned;
    const { word, basis, decidedBy } = standingOf(then, day);
    const event = basis === "derived" && decidedBy && HAPPENED.includes(decidedBy.field) ? choices[decidedBy.field].winner.date : null;
    if (event && event.hi > day) return { word, basis: "unsure" };
    if (!decidedBy) return { word, basis: "unknown" };
    return { word, basis: quiet(word, day) ? "inferred" : basis };
  }

  /** True where nobody had spoken for two years and what comes next does not tell when it changed. @param {string} word @param {number} day */
  function quiet(word, day) {
    if (!UNFINISHED.includes(word)) return false;
    const last = lastBefore(voices, day);
    if (day - last <= SILENCE) return false;
    const next = Math.min(Infinity, ...events.map((d) => /** @type {When} */ (d).lo).filter((lo) => lo > day));
    const said = statuses.filter((c) => /** @type {When} */ (dayOf(c)).lo > day).sort((a, b) => /** @type {When} */ (dayOf(a)).lo - /** @type {When} */ (dayOf(b)).lo)[0];
    const saidDay = said ? /** @type {When} */ (dayOf(said)).lo : Infinity;
    return saidDay < next ? said.text !== word : next === Infinity;
  }

  const future = plannedPhases(claims, choices, today, fields, now);
  const days = new Set([born]);
  for (const c of statuses) days.add(/** @type {When} */ (dayOf(c)).lo);
  if (announced < Infinity) days.add(announced);
  for (const d of events) if (d) days.add(d.lo).add(d.hi);
  for (const day of voices) days.add(day).add(day + SILENCE + 1);
  const out = /** @type {Segment[]} */ ([]);
  for (const day of [...days].filter((d) => d <= now).sort((a, b) => a - b)) push(out, { from: day, ...past(day) });
  for (const phase of future) push(out, phase);
  return out;
}

/** @param {Segment[]} list @param {Segment} segment */
function push(list, segment) {
  const last = list[list.length - 1];
  if (!last ? segment.word : last.word !== segment.word || last.basis !== segment.basis) list.push(segment);
}

/** The day that a statement of status speaks of. @param {Claim} c @returns {When | null} */
function dayOf(c) {
  const when = c.about || c.asOf;
  return when && when.lo > EVER ? when : null;
}

/** A start or an opening as it counts on a day: begun once its first possible day is there. @param {import("./choose.mjs").Chosen} choice @param {number} day @param {number} now */
function begun(choice, day, now) {
  const { winner } = choice;
  if (!winner.date || winner.date.lo > day || winner.date.hi <= day || winner.date.lo > now) return choice;
  return { ...choice, winner: { ...winner, date: { ...winner.date, hi: day } } };
}

/** The first day on which there is a trace: something happened, or somebody spoke of it. @param {Claim[]} claims @param {number} now */
function firstTrace(claims, now) {
  let first = Infinity;
  let looked = Infinity;
  for (const c of claims) {
    const happened = HAPPENED.includes(c.field) && c.date && c.date.lo > EVER ? c.date.lo : Infinity;
    const said = c.asOf && c.asOf.lo > EVER ? c.asOf.lo : Infinity;
    const told = ABOUT_A_DAY.includes(c.field) && c.about && c.about.lo > EVER ? c.about.lo : Infinity;
    first = Math.min(first, happened, told, c.basis === "lookup" ? Infinity : said);
    looked = Math.min(looked, said);
  }
  return first < Infinity ? first : Math.min(looked, now);
}

/** Days on which something was told or happened, in order. @param {Claim[]} claims @param {number} now */
function evidence(claims, now) {
  const days = new Set();
  for (const c of claims) {
    if (c.asOf && c.basis !== "lookup" && c.asOf.lo > EVER) days.add(c.asOf.hi);
    if (ABOUT_A_DAY.includes(c.field) && c.about && c.about.lo > EVER) days.add(c.about.hi);
    if (HAPPENED.includes(c.field) && c.scope === "whole" && c.date && c.date.lo > EVER) days.add(c.date.hi);
  }
  return [...days].filter((day) => day <= now).sort((a, b) => a - b);
}

/** @param {number[]} days in order @param {number} day */
function lastBefore(days, day) {
  let last = -Infinity;
  for (const d of days) if (d <= day) last = d;
  return last;
}

/**
 * What is planned after now: an opening, a start before it; what is finished or was given up stays as it is.
 * @param {Claim[]} claims @param {import("./standing.mjs").Choices} choices @param {Phase} today @param {Fields} fields @param {number} now @returns {Segment[]}
 */
function plannedPhases(claims, choices, today, fields, now) {
  if (!UNFINISHED.includes(today.word)) return [{ from: now + 1, word: today.word, basis: today.basis }];
  const out = [{ from: now + 1, word: today.word, basis: "expected" }];
  if (ENDED.includes(today.word)) return out;
  const start = choose({ ...fields.start_planned, policy: "latest" }, claims.filter((c) => c.field === "start_planned"))?.winner.date;
  const open = choices.completion_planned?.winner.date;
  // a plan of the past that nothing came of says nothing of the future
  const ahead = (/** @type {When | null | undefined} */ d) => (d && d.hi > now && d.hi < 2_900_000 ? Math.max(now + 1, d.lo > EVER ? d.lo : d.hi) : Infinity);
  const opening = ahead(open);
  const starting = today.word === "planned" || today.word === "proposed" ? ahead(start) : Infinity;
  /** @param {number} from @param {When | null | undefined} date @param {string} word @param {number} until */
  const phase = (from, date, word, until) => {
    const sure = Math.max(from, date?.hi ?? from);
    if (sure > from) out.push({ from, word, basis: "perhaps" });
    if (sure < until) out.push({ from: sure, word, basis: "expected" });
  };
  if (starting < opening) phase(starting, start, "construction", opening);
  if (opening < Infinity) phase(opening, open, "operating", Infinity);
  return out;
}

/** Segments of a project of which only the columns are in the page. @param {Projects} p @param {number} k @param {number} now @returns {Segment[]} */
export function segmentsOfRow(p, k, now) {
  const [start, open, plan, stated] = [p.start_actual.at(k), p.completion_actual.at(k), p.completion_planned.at(k), p.statusAsOf.at(k)];
  const word = p.status.words[p.status.codes[k]];
  const basis = p.basis.words[p.basis.codes[k]];
  const since = Math.min(stated?.lo ?? now, now);
  const out = /** @type {Segment[]} */ ([]);
  const events = /** @type {[When | null, string][]} */ ([[start, "construction"], [open, "operating"]]);
  for (const [when, state] of events) {
    if (!when || when.lo > now || when.lo <= EVER) continue;
    if (when.hi > when.lo) push(out, { from: when.lo, word: state, basis: "unsure" });
    push(out, { from: when.hi, word: state, basis: "derived" });
  }
  const last = out[out.length - 1];
  if (!last || last.from <= since || word !== last.word) push(out, { from: Math.max(since, last?.from ?? -Infinity), word, basis });
  const next = UNFINISHED.includes(word) && plan && plan.hi > now && !ENDED.includes(word) ? Math.max(now + 1, plan.lo) : Infinity;
  if (UNFINISHED.includes(word)) push(out, { from: now + 1, word, basis: "expected" });
  if (next < Infinity) push(out, { from: next, word: "operating", basis: "expected" });
  return out;
}

/** All segments in columns, added row by row. */
export class TimelineRows {
  /** @param {number} n rows @param {string[]} words of status */
  constructor(n, words) {
    this.words = [...words];
    this.first = new Uint32Array(n + 1);
    this.row = 0;
    this.size = 0;
    this.from = new Int32Array(4 * n + 16);
    this.word = new Uint8Array(4 * n + 16);
    this.basis = new Uint8Array(4 * n + 16);
  }

  /** @param {number} from @param {number} word code @param {number} basis code */
  push(from, word, basis) {
    if (this.size === this.from.length) {
      for (const name of /** @type {const} */ (["from", "word", "basis"])) {
        const longer = new /** @type {any} */ (this[name].constructor)(2 * this.size);
        longer.set(this[name]);
        /** @type {any} */ (this)[name] = longer;
      }
    }
    this.from[this.size] = from;
    this.word[this.size] = word;
    this.basis[this.size++] = basis;
  }

  /** The segments of the next row. @param {Segment[]} segments */
  add(segments) {
    for (const s of segments) {
      let code = this.words.indexOf(s.word);
      if (code < 0) code = this.words.push(s.word) - 1;
      this.push(s.from, code, Math.max(0, BASES.indexOf(s.basis)));
    }
    this.first[++this.row] = this.size;
  }

  /** The next row as it is in another timeline, of the same words first. @param {Timeline} t */
  copy(t) {
    for (let s = t.first[this.row]; s < t.first[this.row + 1]; s++) this.push(t.from[s], t.word[s], t.basis[s]);
    this.first[++this.row] = this.size;
  }

  /** @returns {Timeline} */
  done() {
    const { first, size, words } = this;
    return { first, from: this.from.slice(0, size), word: this.word.slice(0, size), basis: this.basis.slice(0, size), words };
  }
}

/** All segments at once. @param {number} n @param {string[]} words of status @param {(row: number) => Segment[]} segments @returns {Timeline} */
export function timelineOf(n, words, segments) {
  const rows = new TimelineRows(n, words);
  for (let k = 0; k < n; k++) rows.add(segments(k));
  return rows.done();
}

/** The segment of a project on a day, or -1 before its first trace. @param {Timeline} t @param {number} row @param {number} day */
export function segmentAt(t, row, day) {
  let s = t.first[row + 1] - 1;
  while (s >= t.first[row] && t.from[s] > day) s--;
  return s >= t.first[row] ? s : -1;
}

/**
 * Columns of status and basis on a day, and who is there at all.
 * @param {Timeline} t @param {number} n @param {number} day
 */
export function phasesOn(t, n, day) {
  const codes = new Uint16Array(n);
  const bases = new Uint16Array(n);
  const there = new Uint8Array(n);
  for (let k = 0; k < n; k++) {
    const s = segmentAt(t, k, day);
    if (s < 0) continue;
    codes[k] = t.word[s];
    bases[k] = t.basis[s];
    there[k] = 1;
  }
  return { status: { words: t.words, codes }, basis: { words: BASES, codes: bases }, there };
}

/** Spells of one state: project, and the places among some days where it begins and ends. @typedef {{ days: number[], word: string, row: Uint32Array, begin: Uint16Array, end: Uint16Array }} Spells */
/** Made for the days last asked for: a slider asks again and again. @type {WeakMap<Timeline, Spells>} */
const spellsOf = new WeakMap();

/** @param {Timeline} t @param {string} word @param {number[]} days ascending @returns {Spells} */
function spells(t, word, days) {
  const old = spellsOf.get(t);
  if (old && old.word === word && old.days.length === days.length && old.days.every((day, k) => day === days[k])) return old;
  const code = t.words.indexOf(word);
  const [row, begin, end] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let k = 0; k + 1 < t.first.length; k++) {
    for (let s = t.first[k]; s < t.first[k + 1]; s++) {
      if (t.word[s] !== code) continue;
      row.push(k);
      begin.push(firstFrom(days, t.from[s]));
      end.push(s + 1 < t.first[k + 1] ? firstFrom(days, t.from[s + 1]) : days.length);
    }
  }
  const made = { days, word, row: Uint32Array.from(row), begin: Uint16Array.from(begin), end: Uint16Array.from(end) };
  spellsOf.set(t, made);
  return made;
}

/** How many projects stand in a state on each of some days, of those that may count. @param {Timeline} t @param {string} word @param {number[]} days ascending @param {Uint8Array | null} mask */
export function standingCounts(t, word, days, mask) {
  const { row, begin, end } = spells(t, word, days);
  const change = new Int32Array(days.length + 1);
  for (let s = 0; s < row.length; s++) {
    if (mask && !mask[row[s]]) continue;
    change[begin[s]]++;
    change[end[s]]--;
  }
  let n = 0;
  return days.map((_, k) => (n += change[k]));
}

/** The place of the first day that is not before another. @param {number[]} days ascending @param {number} day */
function firstFrom(days, day) {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle] < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
