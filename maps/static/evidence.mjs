/** What a card rests on: how old its newest statement is, its documents by rank, and the names by which a project is known. */

import { clip, el, outLink } from "./dom.mjs";
import { formatDate, formatDuration, formatEdtf, formatNumber } from "./format.mjs";

/**
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").Doc} Doc
 * @typedef {import("./card.mjs").CardContext} CardContext
 */

/** The newest statement with a day, and how long ago that is. @param {number} row @param {CardContext} ctx */
export function lastEvidenceLine(row, ctx) {
  const { words } = ctx.speech;
  const last = ctx.projects.lastEvidence.at(row);
  if (!last) return null;
  const days = ctx.now - last.hi;
  const date = formatDate(last, words);
  return el("p", { class: "small last-evidence" }, days < 1 ? words.t("lastEvidenceNow", { date }) : words.t("lastEvidence", { date, d: formatDuration(days, words) }));
}

/**
 * The documents of a card, best rank first, then those with most statements.
 * @param {CardData} card @returns {{ rank: number, documents: { document: Doc, n: number }[] }[]}
 */
export function documentsByRank(card) {
  /** @type {Map<Doc, number>} */
  const count = new Map();
  for (const c of card.claims) count.set(c.document, (count.get(c.document) || 0) + 1);
  /** @type {Map<number, { document: Doc, n: number }[]>} */
  const ranks = new Map();
  for (const [document, n] of count) ranks.set(document.rank, [...(ranks.get(document.rank) || []), { document, n }]);
  return [...ranks].sort((a, b) => a[0] - b[0]).map(([rank, documents]) => ({ rank, documents: documents.sort((a, b) => b.n - a.n || (a.document.publisher < b.document.publisher ? -1 : 1)) }));
}

/** "36 documents: 4 official, 20 established news". Filled when it is opened. @param {CardData} card @param {CardContext} ctx */
export function documentsSection(card, ctx) {
  const { words } = ctx.speech;
  const groups = documentsByRank(card);
  if (!groups.length) return null;
  const n = groups.reduce((sum, g) => sum + g.documents.length, 0);
  const counts = groups.map((g) => `${formatNumber(g.documents.length, 9)} ${words.t(`rank${g.rank}`)}`).join(", ");
  const body = el("div", { class: "documents" });
  const fill = () => body.firstChild || body.append(...groups.flatMap((g) => [el("h4", null, words.t(`rank${g.rank}`)), el("ul", null, g.documents.map((d) => documentLine(d, ctx)))]));
  return el("details", { class: "documents-part", on: { toggle: (/** @type {Event} */ event) => /** @type {HTMLDetailsElement} */ (event.target).open && fill() } }, el("summary", null, words.t("documentsByRank", { n }), " ", el("span", { class: "small" }, counts)), body);
}

/** @param {{ document: Doc, n: number }} item @param {CardContext} ctx */
function documentLine({ document, n }, ctx) {
  const { words } = ctx.speech;
  const notes = [
    document.date && formatEdtf(document.date, words),
    document.original && document.original !== document.publisher && words.t("repostOf", { name: clip(document.original, 80) }),
    document.isCopy && words.t("copy"),
    document.licence && clip(document.licence, 40),
    words.t("statementsOf", { n: formatNumber(n, 9) }),
  ].filter(Boolean);
  const shown = clip(document.publisher || document.original || words.t("unknown"), 80);
  return el("li", null, outLink(shown, document.linkable ? document.url : ""), el("span", { class: "small" }, ` ${notes.join(" · ")}`), document.url && el("span", { class: "url" }, clip(document.url.replace(/^https?:\/\/(www\.)?/i, ""), 90)));
}

/** Ids and other names. @param {number} row @param {CardData | null} card @param {CardContext} ctx */
export function identifiersSection(row, card, ctx) {
  const { projects: p, speech } = ctx;
  const { words } = speech;
  /** @param {string} field @returns {[string, string][]} what it is, and the name */
  const told = (field) => {
    const own = (card?.claims || []).filter((c) => c.field === field && !c.withdrawn && c.text);
    const said = own.map((c) => /** @type {[string, string]} */ ([clip(c.item || words.word("field", field), 60), clip(c.text, 160)]));
    return [...new Map(said.map((pair) => [pair.join("\x1f"), pair])).values()];
  };
  const rows = [/** @type {[string, string]} */ ([words.t("ownId"), clip(p.slug[row], 160)]), ...told("identifier"), ...told("aliases")];
  return el("section", { class: "identifiers" }, el("h3", { class: "kicker" }, words.t("identifiers")), el("dl", null, rows.flatMap(([label, value]) => [el("dt", null, el("bdi", null, label)), el("dd", null, el("bdi", null, value))])));
}
