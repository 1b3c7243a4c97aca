/**
 * "All N claims": every statement, field by field in the order of the dictionary, newest first, with what was chosen and
 * what stands against it. Filled when it is opened.
 */

import { clip, el } from "./dom.mjs";
import { formatDate, formatEdtf, formatValue, midpoint } from "./format.mjs";
import { dateSaid, publisher } from "./sources.mjs";
import { voice } from "./story.mjs";

/**
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./card.mjs").CardContext} CardContext
 */

/** @param {CardData} card @param {CardContext} ctx */
export function claimsSection(card, ctx) {
  const { words } = ctx.speech;
  if (!card.claims.length) return el("p", { class: "hint" }, words.t("noStatements"));
  const documents = new Set(card.claims.map((c) => c.document)).size;
  const body = el("div", { class: "claims" });
  const details = el(
    "details",
    { class: "all-claims", on: { toggle: () => /** @type {HTMLDetailsElement} */ (details).open && !body.firstChild && body.append(...groups(card, ctx)) } },
    el("summary", null, words.t("allClaims", { n: card.claims.length }), " ", el("span", { class: "small" }, words.t("documents", { n: documents }))),
    body,
  );
  return details;
}

/** Open the history of a field in the card around a node, and go there. @param {Element} node @param {string} field */
export function showHistory(node, field) {
  const details = /** @type {HTMLDetailsElement | null | undefined} */ (node.closest(".card-body")?.querySelector(".all-claims"));
  if (!details) return;
  const go = () => {
    const head = /** @type {HTMLElement | null} */ (details.querySelector(`h4[data-field="${CSS.escape(field)}"]`));
    head?.scrollIntoView({ block: "start" });
    head?.focus({ preventScroll: true });
  };
  if (details.open) return go();
  details.addEventListener("toggle", go, { once: true }); // after the one that fills it
  details.open = true;
}

/**
 * What became of each statement of a field when the value was chosen.
 * @param {CardData} card @param {string} field @returns {Map<Claim, "chosen" | "rival" | "outlier" | "otherCurrency">}
 */
export function standingOfClaims(card, field) {
  /** @type {Map<Claim, "chosen" | "rival" | "outlier" | "otherCurrency">} */
  const out = new Map();
  const choice = card.choices[field];
  if (!choice) return out;
  /** @param {number[]} places @param {"chosen" | "rival" | "outlier" | "otherCurrency"} what */
  const mark = (places, what) => places.forEach((k) => card.claims[k] && out.set(card.claims[k], what));
  mark(choice.notCompared, "otherCurrency");
  mark(choice.outliers, "outlier");
  if (choice.conflict) mark(choice.rivals, "rival");
  mark(choice.members.length ? choice.members : [choice.winner], "chosen");
  return out;
}

/** Newest first; without a day last, withdrawn ones after all. @param {Claim[]} claims @returns {Claim[]} */
export function newestFirst(claims) {
  const day = (/** @type {Claim} */ c) => (c.asOf ? midpoint(c.asOf) : -Infinity);
  return [...claims].sort((a, b) => Number(a.withdrawn) - Number(b.withdrawn) || (day(a) === day(b) ? 0 : day(b) - day(a)) || a.index - b.index);
}

/** @param {CardData} card @param {CardContext} ctx @returns {HTMLElement[]} */
function groups(card, ctx) {
  const { words } = ctx.speech;
  const fields = [...Object.keys(ctx.about.fields), ...new Set(card.claims.map((c) => c.field))];
  const order = [...Object.keys(ctx.about.groups), ""];
  const out = [];
  for (const group of order) {
    const inGroup = [...new Set(fields)].filter((f) => (ctx.about.fields[f]?.group ?? "") === group && card.claims.some((c) => c.field === f));
    if (!inGroup.length) continue;
    out.push(el("h3", { class: "kicker" }, words.word("group", group || "rest", ctx.about.groups[group])));
    for (const field of inGroup) {
      const claims = newestFirst(card.claims.filter((c) => c.field === field));
      const stands = claims.length > 1 ? standingOfClaims(card, field) : new Map();
      out.push(el("h4", { tabindex: -1, data: { field } }, clip(words.word("field", field, ctx.about.fields[field]?.label), 80), claims.length > 1 && el("span", { class: "small" }, ` ${words.t("statementsOf", { n: claims.length })}`)), el("ul", { class: "statements" }, claims.map((c) => statement(c, stands.get(c), ctx))));
    }
  }
  return out;
}

/** @param {Claim} claim @param {string | undefined} stand @param {CardContext} ctx */
function statement(claim, stand, ctx) {
  const { words } = ctx.speech;
  const { document } = claim;
  const value = clip(claim.field === "country" ? ctx.countryNames(claim.text) || claim.text : formatValue(claim, ctx.speech.typeOf(claim.field), words), 1000);
  const details = [
    claim.scope && claim.scope !== "whole" && words.t("scope", { scope: clip(claim.scope.replace(":", " "), 60) }),
    claim.about && words.t("about", { date: formatDate(claim.about, words) }),
    claim.priceYear && words.t("price", { year: claim.priceYear }),
    claim.raw && words.t("inSource", { raw: clip(claim.raw, 80) }),
    claim.basis === "report" && words.t("basisReport"),
    claim.basis === "data" && words.t("basisData"),
    claim.withdrawn && words.t("withdrawn"),
  ].filter(Boolean);
  return el(
    "li",
    { class: [claim.withdrawn && "withdrawn", stand].filter(Boolean).join(" ") || null },
    el("span", { class: "value num" }, el("bdi", null, value), stand && el("span", { class: "stand" }, words.t(stand))),
    claim.item && el("span", { class: "item" }, el("bdi", null, clip(claim.item, 200))),
    el("span", { class: "small" }, details.length > 0 && `${details.join(" · ")} · `, publisher(claim, words), `, ${dateSaid(claim, words)}`, provenance(claim, ctx)),
    claim.note && el("span", { class: "note" }, el("bdi", null, clip(claim.note, 600))),
    !document.linkable && document.url && el("span", { class: "url" }, clip(document.url, 200)),
  );
}

/** Rank of the document, and by which way it was read. @param {Claim} claim @param {CardContext} ctx */
function provenance(claim, ctx) {
  const { words } = ctx.speech;
  const { document } = claim;
  const parts = [words.t(`rank${document.rank}`)];
  if (document.publisher && document.publisher !== voice(claim)) parts.push(words.t("via", { name: clip(document.publisher, 80) }));
  if (document.isCopy) parts.push(words.t("copy") + (document.date ? ` (${formatEdtf(document.date, words)})` : ""));
  return ` · ${parts.join(", ")}`;
}
