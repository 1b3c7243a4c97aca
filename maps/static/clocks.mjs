/**
 * The two clocks: the columns of all projects at a moment of event time and of knowledge time.
 *
 * `known`: the columns as documents had told them by a day, with the state of that day. `shown`: the same with status,
 * basis and who is there of the month in which the map stands. Both are changed in place, so that every part of the page
 * that reads them follows.
 */

import { dayNumber, isoDay } from "./decode.mjs";
import { monthAt, monthEnd, monthIndex, spanOf } from "./moments.mjs";
import { cardOn, columnsOn } from "./replay.mjs";
import { standingCounts, phasesOn, segmentsOf, segmentsOfRow, timelineOf } from "./timeline.mjs";
import { visibleOn } from "./standing.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./decode.mjs").Cards} Cards
 * @typedef {import("./state.mjs").State} State
 * @typedef {ReturnType<typeof makeClocks>} Clocks
 */

const SLICE = 12; // ms of work between two chances for the browser to draw and to answer

/** @param {Projects} columns as the page brought them @param {any} about @param {string[]} statuses all words of status, in their order */
export function makeClocks(columns, about, statuses) {
  const page = { ...columns };
  const known = columns;
  /** @type {Projects} */
  const shown = Object.create(known);
  const today = dayNumber(about.now);
  /** @type {Cards | null} */ let cards = null;
  /** @type {import("./timeline.mjs").Timeline | null} */ let timeline = null;
  /** @type {Int32Array | null} the day on which each project was first spoken of */ let spoken = null;
  let at = { date: "", known: "" };

  /** @param {Pick<State, "known">} state */
  const knownDay = (state) => (state.known ? dayNumber(state.known) : today);

  /** The segments of the first projects, as far as they are made. @type {import("./timeline.mjs").Segment[][]} */
  let made = [];

  /** @param {number} k row */
  function segmentsOn(k) {
    if (known.there && !known.there[k]) return [];
    const day = knownDay(at);
    const claims = cards ? cards.card(k).claims : [];
    if (!claims.length) return segmentsOfRow(known, k, day);
    return segmentsOf((at.known && visibleOn(claims, day, about.fields)) || claims, about.fields, day, Boolean(at.known || about.as_of));
  }

  /** The segments of all projects as known now. */
  function segments() {
    if (timeline) return timeline;
    while (made.length < known.n) made.push(segmentsOn(made.length));
    timeline = timelineOf(known.n, [...new Set([...statuses, ...known.status.words])], (k) => made[k]);
    made = [];
    return timeline;
  }

  /** Make the segments in slices, so that the page goes on answering. @returns {Promise<void>} */
  async function prepare() {
    let since = performance.now();
    while (!timeline && made.length < known.n) {
      made.push(segmentsOn(made.length));
      if (performance.now() - since < SLICE) continue;
      await new Promise((go) => setTimeout(go));
      since = performance.now();
    }
    segments();
  }

  function forget() {
    timeline = null;
    made = [];
  }

  /** Turn both clocks. @param {Pick<State, "date" | "known">} state @returns {boolean} whether anything changed */
  function turn(state) {
    const next = { date: state.date, known: cards ? state.known : "" };
    const changed = { date: next.date !== at.date, known: next.known !== at.known };
    if (!changed.date && !changed.known) return false;
    at = next;
    if (changed.known) {
      forget();
      Object.assign(known, page);
      if (at.known && cards) {
        const { known: there, ...then } = columnsOn(page, cards, dayNumber(at.known), about.fields);
        Object.assign(known, then, { there });
      }
    }
    const own = /** @type {any} */ (shown);
    for (const name of ["status", "basis", "there"]) delete own[name];
    if (at.date) Object.assign(shown, phasesOn(segments(), known.n, eventDay(at)));
    return true;
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
      const days = cards.card(k).claims.filter((c) => c.asOf).map((c) => /** @type {import("./decode.mjs").When} */ (c.asOf).hi);
      if (days.length) spoken[k] = Math.min(...days);
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
      const t = segments();
      if (t.first[row] === t.first[row + 1]) return date;
      const month = monthAt(monthIndex(isoDay(t.from[t.first[row]])));
      return month <= date ? date : monthEnd(month) > knownDay(at) ? "" : month;
    },
    /** First and last month (index) of a slider: most starts and openings, known and planned. */
    span() {
      const t = segments();
      const moves = [...t.from].filter((_, s) => t.words[t.word[s]] === "construction" || t.words[t.word[s]] === "operating");
      return spanOf(moves.filter((day) => day > -700_000), knownDay(at));
    },
    /** @param {Cards} read */
    read(read) {
      cards = read;
      forget();
    },
    hasCards: () => cards !== null,
    /** The card of a project as known on the day of the clock; null where nothing was known, or nothing is in the page. @param {number} row */
    card(row) {
      const card = cards?.card(row) || null;
      return card && at.known ? cardOn(card, dayNumber(at.known), about.fields) : card;
    },
    /** Projects under construction on some days, of those that a mask lets through. @param {number[]} days @param {Uint8Array | null} mask */
    underConstruction: (days, mask) => standingCounts(segments(), "construction", days, mask),
  };
}
