/** Statement by statement: all that was said about the cost, or about the opening, in the order in which it was said. */

import { clip, el } from "./dom.mjs";
import { formatValue, midpoint } from "./format.mjs";
import { aboutPart, dateSaid, publisher } from "./sources.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./card.mjs").CardContext} CardContext
 */

/** @param {CardData} card @param {(field: string) => boolean} of @returns {Claim[]} oldest first, undated last */
export function inOrderOfSaying(card, of) {
  const day = (/** @type {Claim} */ c) => (c.asOf ? midpoint(c.asOf) : Infinity);
  return card.claims.filter((c) => of(c.field) && !c.withdrawn).sort((a, b) => (day(a) === day(b) ? 0 : day(a) - day(b)) || a.index - b.index);
}

/** @param {CardData} card @param {CardContext} ctx @returns {HTMLElement[]} */
export function ledgers(card, ctx) {
  const isCost = (/** @type {string} */ field) => field.startsWith("cost_") && ctx.about.fields[field]?.type === "money";
  const isOpening = (/** @type {string} */ field) => field === "completion_planned" || field === "completion_actual";
  return [ledger("openingsOneByOne", inOrderOfSaying(card, isOpening), ctx), ledger("costsOneByOne", inOrderOfSaying(card, isCost), ctx)].filter((node) => node !== null);
}

/** @param {string} title @param {Claim[]} claims @param {CardContext} ctx */
function ledger(title, claims, ctx) {
  if (claims.length < 2) return null;
  const { words } = ctx.speech;
  const place = el("div", { class: "ledger" });
  const fill = () => {
    if (place.firstChild) return;
    const heads = ["saidOn", "figure", "source"].map((key) => el("th", { scope: "col" }, words.t(key)));
    place.append(el("table", null, el("caption", { class: "sr" }, words.t(title, { n: claims.length })), el("thead", null, el("tr", null, heads)), el("tbody", null, claims.map((c) => row(c, ctx)))));
  };
  return el("details", { class: "ledger-part", data: { ledger: title }, on: { toggle: (/** @type {Event} */ event) => /** @type {HTMLDetailsElement} */ (event.target).open && fill() } }, el("summary", null, words.t(title, { n: claims.length })), place);
}

/** @param {Claim} c @param {CardContext} ctx */
function row(c, ctx) {
  const { words } = ctx.speech;
  const notes = [
    words.word("field", c.field, ctx.about.fields[c.field]?.label),
    c.item && clip(c.item, 80),
    c.scope && c.scope !== "whole" && words.t("scope", { scope: clip(c.scope.replace(":", " "), 60) }),
    c.priceYear && words.t("price", { year: c.priceYear }),
  ].filter(Boolean);
  return el(
    "tr",
    null,
    el("th", { scope: "row", class: "num" }, dateSaid(c, words)),
    el("td", null, el("strong", { class: "num" }, formatValue(c, ctx.speech.typeOf(c.field), words)), aboutPart(c, words), el("span", { class: "small" }, el("bdi", null, notes.join(" · "))), c.note && el("span", { class: "small" }, el("bdi", null, clip(c.note, 300)))),
    el("td", null, publisher(c, words), el("span", { class: "small" }, words.t(`rank${c.document.rank}`))),
  );
}
