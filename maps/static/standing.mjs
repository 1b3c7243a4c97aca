/**
 * How a project stands by its claims: status and headline values, as tracker/resolve/status.py and current.py compute
 * them (a test holds them together over the whole catalogue). Pure.
 */

import { choose } from "./choose.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").When} When
 * @typedef {import("./choose.mjs").Chosen} Chosen
 * @typedef {import("./choose.mjs").Field} Field
 * @typedef {{ [field: string]: Chosen }} Choices
 * @typedef {{ word: string, basis: "claimed" | "derived" | "inferred", decidedBy: Claim | null }} Standing
 */

/** Silent for longer than this (days), an unfinished project's status is inferred, not known. */
export const SILENCE = 730;
export const UNFINISHED = ["proposed", "planned", "construction", "suspended", "completed"];
const WITHDRAWN = ["cancelled", "suspended", "retired"];
const LONG_AGO = -(10 ** 7);

/**
 * The claims that were visible on a day: said by then, or undated and of a field that does not change. Null where the
 * project was not known yet: it is once a dated document spoke of it; one of which none ever did always is.
 * @param {Claim[]} claims @param {number} day @param {{ [name: string]: Field }} fields @returns {Claim[] | null}
 */
export function visibleOn(claims, day, fields) {
  const seen = claims.filter((c) => (c.asOf ? c.asOf.hi <= day : fields[c.field]?.static === true));
  const quiet = seen.every((c) => !c.asOf);
  return !seen.length || (quiet && claims.some((c) => c.asOf)) ? null : seen;
}

/** Choose every headline field. @param {Claim[]} claims visible ones @param {{ [name: string]: Field }} fields @returns {Choices} */
export function choicesOf(claims, fields) {
  /** @type {Map<string, Claim[]>} */
  const groups = new Map();
  for (const claim of claims) {
    const field = Object.hasOwn(fields, claim.field) ? fields[claim.field] : null;
    if (!field || field.cardinality === "events" || field.type === "geometry") continue;
    const group = groups.get(claim.field);
    if (group) group.push(claim);
    else groups.set(claim.field, [claim]);
  }
  /** @type {Choices} */
  const out = Object.create(null);
  for (const [name, group] of groups) {
    const found = choose(fields[name], group);
    if (found) out[name] = found;
  }
  return out;
}

/**
 * A claimed status holds, unless a document that spoke later tells of the opening or the start of works after it.
 * Without a claim: opened -> operating, started -> construction, planned -> planned, else proposed.
 * @param {Choices} choices @param {number} day an actual date counts once it is reached; Infinity for no bound @returns {Standing}
 */
export function standingOf(choices, day) {
  const claimed = choices.status?.winner;
  const opened = reached(choices.completion_actual, day);
  const started = reached(choices.start_actual, day);
  if (claimed) {
    const word = claimed.text || "proposed";
    if (!WITHDRAWN.includes(word)) {
      if (opened && word !== "operating" && isAfter(opened, claimed)) return { word: "operating", basis: "derived", decidedBy: opened };
      if (started && (word === "proposed" || word === "planned") && isAfter(started, claimed)) return { word: "construction", basis: "derived", decidedBy: started };
    }
    return { word, basis: "claimed", decidedBy: claimed };
  }
  if (opened) return { word: "operating", basis: "derived", decidedBy: opened };
  if (started) return { word: "construction", basis: "derived", decidedBy: started };
  const plan = choices.completion_planned || choices.start_planned;
  return { word: plan ? "planned" : "proposed", basis: "derived", decidedBy: plan?.winner || null };
}

/** @param {Chosen | undefined} choice @param {number} day @returns {Claim | null} */
function reached(choice, day) {
  return choice?.winner.date && choice.winner.date.hi <= day ? choice.winner : null;
}

/** True where the event was told later than the status was stated, and happened after it. @param {Claim} event @param {Claim} claimed */
function isAfter(event, claimed) {
  return (event.asOf?.hi ?? LONG_AGO) > (claimed.asOf?.hi ?? LONG_AGO) && event.date !== null && event.date.hi > (claimed.asOf?.lo ?? LONG_AGO);
}

/** The newest day on which a dated document spoke; look-ups and undated recalls do not count. @param {Claim[]} claims @returns {number} -Infinity where none did */
export function lastEvidence(claims) {
  let last = -Infinity;
  for (const c of claims) if (c.asOf && c.basis !== "lookup" && c.asOf.lo > -719_162) last = Math.max(last, c.asOf.hi);
  return last;
}

/** True where an unfinished project has been silent for two years. @param {string} word @param {number} last @param {number} today */
export function isSilent(word, last, today) {
  return UNFINISHED.includes(word) && last > -Infinity && today - last > SILENCE;
}
