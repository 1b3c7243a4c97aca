/** Who says it and when: the small print that stands at every figure. */

import { clip, el, outLink } from "./dom.mjs";
import { formatDate, formatValue } from "./format.mjs";
import { voice } from "./story.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./strings.mjs").Words} Words
 * @typedef {{ words: Words, typeOf: (field: string) => string }} Speech
 */

/** The publisher, as a link where its page may be linked. @param {Claim} claim @param {Words} words */
export function publisher(claim, words) {
  const { document } = claim;
  return outLink(clip(voice(claim) || words.t("unknown"), 80), document.linkable ? document.url : "");
}

/** "Xinhua, 27 Aug 2023", the publisher linked. @param {Claim} claim @param {Words} words @returns {(Node | string)[]} */
export function sourceParts(claim, words) {
  return [publisher(claim, words), `, ${dateSaid(claim, words)}`];
}

/** @param {Claim} claim @param {Words} words */
export function sourceLine(claim, words) {
  return el("span", { class: "source" }, sourceParts(claim, words));
}

/** The day of saying, and where it is not the document's own how it is known. @param {Claim} claim @param {Words} words */
export function dateSaid(claim, words) {
  if (!claim.asOf) return words.t("undated");
  const date = formatDate(claim.asOf, words);
  const how = claim.basis === "recalled" || claim.basis === "lookup" ? ` (${words.t(claim.basis)})` : "";
  return date + how;
}

/** A statement in one line: value, source, date. @param {Claim} claim @param {Speech} speech @returns {(Node | string)[]} */
export function tell(claim, speech) {
  const { words } = speech;
  return [el("strong", { class: "num" }, formatValue(claim, speech.typeOf(claim.field), words)), aboutPart(claim, words), " · ", ...sourceParts(claim, words)];
}

/** The same as plain text, for readers of the screen. @param {Claim} claim @param {Speech} speech */
export function say(claim, speech) {
  const { words } = speech;
  return `${formatValue(claim, speech.typeOf(claim.field), words)}${aboutPart(claim, words)}, ${voice(claim)}, ${dateSaid(claim, words)}`;
}

/** The day that a value describes, where it is not the day on which it was said. @param {Claim} claim @param {Words} words */
export function aboutPart(claim, words) {
  return claim.about && claim.about.text !== claim.asOf?.text ? `, ${words.t("stateOf", { date: formatDate(claim.about, words) })}` : "";
}
