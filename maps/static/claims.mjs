/** "All N claims": every statement, grouped by field in the order of the dictionary. Filled when it is opened. */

import { clip, el } from "./dom.mjs";
import { formatDate, formatEdtf, formatValue } from "./format.mjs";
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
      const claims = card.claims.filter((c) => c.field === field);
      out.push(el("h4", null, clip(words.word("field", field, ctx.about.fields[field]?.label), 80)), el("ul", { class: "statements" }, claims.map((c) => statement(c, ctx))));
    }
  }
  return out;
}

/** @param {Claim} claim @param {CardContext} ctx */
function statement(claim, ctx) {
  const { words } = ctx.speech;
  const { document } = claim;
  const value = clip(formatValue(claim, ctx.speech.typeOf(claim.field), words), 1000);
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
    { class: claim.withdrawn ? "withdrawn" : null },
    el("span", { class: "value num" }, el("bdi", null, value)),
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
