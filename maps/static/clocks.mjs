/**
 * The two clocks: the columns of all projects at a moment of event time and of knowledge time.
 *
 * `known`: the columns as documents had told them by a day, with the state of that day. `shown`: the same with status,
 * basis and who is there of the month in which the map stands. Both are changed in place, so that every part of the page
 * that reads them follows.
 */

import { dayNumber, isoDay } from "./decode.mjs";
import { carriedRows, columnsInSteps } from "./knowncols.mjs";
import { monthAt, monthEnd, monthIndex, spanOf } from "./moments.mjs";
import { cardOn } from "./replay.mjs";
import { atOnce, inSlices } from "./slices.mjs";
import { standingCounts, phasesOn, segmentsOf, segmentsOfRow, TimelineRows } from "./timeline.mjs";
import { visibleOn } from "./standing.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./decode.mjs").Cards} Cards
 * @typedef {import("./state.mjs").State} State
 * @typedef {import("./timeline.mjs").Timeline} Timeline
 * @typedef {ReturnType<typeof makeClocks>} Clocks
 */

/** Above so many projects, or statements' worth of them, the clocks turn in slices: the page stands as before until all is ready. */
const MANY = { rows: 5000, carried: 400 };

/** @param {Projects} columns as the page brought them @param {any} about @param {string[]} statuses all words of status, in their order @param {boolean} [hanFirst] names in Chinese characters lead (names.mjs) */
export function makeClocks(columns, about, statuses, hanFirst = false) {
  Object.assign(columns, { hanFirst });
  const page = { ...columns };
  const known = columns;
  /** @type {Projects} */
  const shown = Object.create(known);
  const today = dayNumber(about.now);
  /** @type {Cards | null} */ let cards = null;
  /** Of the columns in `known`. @type {Timeline | null} */ let timeline = null;
  /** Of the page's own moment: projects without cards keep it. @type {Timeline | null} */ let ownLine = null;
  /** @type {Int32Array | null} the day on which each project was first spoken of */ let spoken = null;
  /** @type {{ of: Timeline, now: number, span: [number, number] } | null} kept while the segments are the same */ let spanned = null;
  let carried = 0;
  let turns = 0;
  let at = { date: "", known: "" };
  let goal = at;

  /** @param {Pick<State, "known">} state */
  const knownDay = (state) => (state.known ? dayNumber(state.known) : today);
  const many = () => page.n > MANY.rows || carried > MANY.carried;
  const bare = (/** @type {number} */ k) => cards !== null && !cards.has(k);

  /** @param {Projects} p columns as known @param {typeof at} moment @param {number} k row */
  function segmentsOn(p, moment, k) {
    if (p.there && !p.there[k]) return [];
    const day = knownDay(moment);
    const claims = cards && cards.has(k) ? cards.card(k).claims : [];
    if (!claims.length) return segmentsOfRow(p, k, bare(k) ? today : day);
    return segmentsOf((moment.known && visibleOn(claims, day, about.fields)) || claims, about.fields, day, Boolean(moment.known || about.as_of));
  }

  /** The segments of all projects. @param {Projects} p columns as known @param {typeof at} moment @returns {Generator<void, Timeline, void>} */
  function* lineInSteps(p, moment) {
    const rows = new TimelineRows(p.n, [...new Set([...statuses, ...p.status.words])]);
    const old = ownLine && ownLine.words.every((word, k) => rows.words[k] === word) ? ownLine : null;
    for (let k = 0; k < p.n; k++) {
      if (moment.known && old && bare(k)) rows.copy(old);
      else rows.add(segmentsOn(p, moment, k));
      if (k % 32 === 31) yield;
    }
    const line = rows.done();
    if (!moment.known) ownLine = line;
    return line;
  }

  /** The segments of all projects as known now. */
  function segments() {
    timeline ??= atOnce(lineInSteps(known, at));
    return timeline;
  }

  /** Make the segments in slices, so that the page goes on answering. @returns {Promise<void>} */
  async function prepare() {
    if (timeline) return;
    const mine = turns;
    const line = await inSlices(lineInSteps(known, at), () => mine !== turns);
    if (!line || timeline) return;
    timeline = line;
    if (at.date) Object.assign(shown, phasesOn(line, known.n, eventDay(at)));
  }

  /** All that a moment needs, and then the turn itself. @param {typeof at} next @returns {Generator<void, void, void>} */
  function* turning(next) {
    const asKnown = next.known !== at.known;
    const columns = !asKnown ? null : next.known && cards ? yield* columnsInSteps(page, cards, dayNumber(next.known), about.fields) : { there: null };
    let line = !asKnown ? timeline : next.known ? null : ownLine;
    if (next.date && !line) line = yield* lineInSteps(columns ? { ...page, ...columns } : known, next);
    at = next;
    timeline = line;
    if (columns) Object.assign(known, page, columns);
    const own = /** @type {any} */ (shown);
    for (const name of ["status", "basis", "there"]) delete own[name];
    if (at.date) Object.assign(shown, phasesOn(segments(), known.n, eventDay(at)));
  }

  /**
   * Turn both clocks. Where that is long work it is done in slices, and `later` is told when they have turned.
   * @param {Pick<State, "date" | "known">} state @param {(asKnown: boolean) => void} [later] whether what was known has changed, not only the date
   * @returns {boolean} whether they have turned now
   */
  function turn(state, later = () => undefined) {
    const next = { date: state.date, known: cards ? state.known : "" };
    if (next.date === goal.date && next.known === goal.known) return false;
    goal = next;
    const mine = ++turns; // what was under way is not wanted any more
    const asKnown = next.known !== at.known;
    if (next.date === at.date && !asKnown) return false;
    if (!many() || ((!next.date || timeline) && !asKnown)) {
      atOnce(turning(next));
      return true;
    }
    inSlices(turning(next), () => mine !== turns).then(() => mine === turns && later(asKnown));
    return false;
  }

  /** The day on which the map stands: the end of its month, or now. @param {Pick<State, "date" | "known">} state */
  function eventDay(state) {
    return state.date ? monthEnd(state.date) : knownDay(state);
  }

  /** The day on which each project was first spoken of by a dated document. */
  function firstSpoken() {
    if (spoken || !cards) return spoken;
    spoken = new Int32Array(page.n).fill(-(2 ** 31));
    for (let k = 0; k < page.n; k++) {
      const day = cards.firstDay(k);
      if (!Number.isNaN(day)) spoken[k] = day;
    }
    return spoken;
  }

  return {
    known,
    shown,
    turn,
    eventDay,
    knownDay,
    prepare,
    firstSpoken,
    /** The month nearest to a date in which there is a trace of a project; the date where there never is. @param {number} row @param {string} date YYYY-MM @returns {string} "" for now */
    dateFor(row, date) {
      if (!timeline && many()) return date;
      const t = segments();
      if (t.first[row] === t.first[row + 1]) return date;
      const month = monthAt(monthIndex(isoDay(t.from[t.first[row]])));
      return month <= date ? date : monthEnd(month) > knownDay(at) ? "" : month;
    },
    /** First and last month (index) of a slider: most starts and openings, known and planned. */
    span() {
      if (!timeline && many()) return spanOf([], knownDay(at)); // until the segments are there
      const t = segments();
      if (spanned?.of === t && spanned.now === knownDay(at)) return spanned.span;
      const moving = t.words.map((word) => word === "construction" || word === "operating");
      const every = Math.ceil(t.from.length / 40_000); // of very many some are enough
      const moves = [];
      for (let s = 0; s < t.from.length; s += every) if (moving[t.word[s]] && t.from[s] > -700_000) moves.push(t.from[s]);
      spanned = { of: t, now: knownDay(at), span: spanOf(moves, knownDay(at)) };
      return spanned.span;
    },
    /** @param {Cards} read */
    read(read) {
      cards = read;
      carried = carriedRows(read, page.n).length;
      timeline = ownLine = null;
      turns++;
    },
    /** Projects that stand as the page tells of its own moment while "as known on" is another day: their statements are not in the page. */
    bare: () => (at.known && cards && !cards.whole ? page.n - carried : 0),
    /** True while the clocks are being turned in slices. */
    busy: () => goal.date !== at.date || goal.known !== at.known,
    hasCards: () => cards !== null,
    /** The card of a project as known on the day of the clock; null where nothing was known, or nothing is in the page. @param {number} row */
    card(row) {
      const card = cards?.has(row) ? cards.card(row) : null;
      return card && at.known ? cardOn(card, dayNumber(at.known), about.fields) : card;
    },
    /** Projects under construction on some days, of those that a mask lets through; null while that is not known yet. @param {number[]} days @param {Uint8Array | null} mask */
    underConstruction: (days, mask) => (!timeline && many() ? null : standingCounts(segments(), "construction", days, mask)),
  };
}
