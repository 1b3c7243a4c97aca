/** The card: one project in depth, in the order in which a reader asks. */

import { citeSection, shareable } from "./citing.mjs";
import { claimsSection, showHistory } from "./claims.mjs";
import { documentsSection, identifiersSection, lastEvidenceLine } from "./evidence.mjs";
import { chartSections } from "./figures.mjs";
import { clip, el, put } from "./dom.mjs";
import { formatChange, formatDate, formatMoney, formatNumber, formatValue, qualified } from "./format.mjs";
import { ledgers } from "./ledgers.mjs";
import { milestoneAxis, milestoneMarks } from "./milestones.mjs";
import { namesOf } from "./names.mjs";
import { saveButtons } from "./picture.mjs";
import { sourceLine, tell } from "./sources.mjs";
import { swatch } from "./sprites.mjs";
import { comparable, disagreements, plannedOpenings, statusStory, verdict, winnerOf, wholeClaims } from "./story.mjs";

/**
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./decode.mjs").CardData} CardData
 * @typedef {import("./decode.mjs").Claim} Claim
 * @typedef {import("./decode.mjs").When} When
 * @typedef {import("./sources.mjs").Speech} Speech
 * @typedef {object} CardContext
 * @property {Projects} projects
 * @property {any} about the page's own data: fields, groups, dates, version
 * @property {import("./sprites.mjs").Style} style
 * @property {"light" | "dark"} scheme
 * @property {string} title
 * @property {Speech} speech
 * @property {(codes: string) => string} countryNames
 * @property {number} now days since 1970-01-01
 * @property {() => void} close
 * @property {() => string} [address] of the page as it stands
 * @property {() => string[]} [credits] what has to stand under a picture that leaves the page
 * @property {(row: number) => void} [toMap] from another tab to the place of a project
 */

/** @param {Element} place @param {number} row @param {CardData | null} card null while the claims are being read, or where there are none @param {CardContext} ctx */
export function renderCard(place, row, card, ctx) {
  const { words } = ctx.speech;
  const close = el("button", { class: "close", type: "button", "aria-label": words.t("close"), on: { click: ctx.close } }, "×");
  put(
    place,
    close,
    head(row, card, ctx),
    statusPart(row, card, ctx),
    grid(row, card, ctx),
    card && milestones(card, ctx),
    card && chartSections(card, ctx.speech, row, ctx),
    card && ledgers(card, ctx),
    card && conflicts(card, ctx),
    card ? claimsSection(card, ctx) : ctx.about.has_cards && !ctx.about.without_cards ? null : el("p", { class: "hint" }, words.t("noCards", { slug: clip(ctx.projects.slug[row], 60) })),
    card && documentsSection(card, ctx),
    identifiersSection(row, card, ctx),
    cite(row, ctx),
  );
  if (ctx.credits) saves(place, row, ctx, ctx.credits());
}

/** Every chart of the card as a file. @param {Element} place @param {number} row @param {CardContext} ctx @param {string[]} credits */
function saves(place, row, ctx, credits) {
  const { projects: p, speech } = ctx;
  const name = clip(namesOf(p, row)[0], 200);
  for (const [k, figure] of [...place.querySelectorAll(".figure")].entries()) {
    const picture = /** @type {SVGElement | null} */ (figure.querySelector("svg.chart"));
    const next = figure.nextElementSibling;
    const note = [figure.querySelector("figcaption")?.textContent || picture?.getAttribute("aria-label"), next?.matches(".fan-note") && next.textContent].filter(Boolean).join(". ");
    if (picture) figure.append(saveButtons(picture, { title: name, note, file: `${p.slug[row]}-chart-${k + 1}`, credits, words: speech.words }));
  }
}

/** @param {number} row @param {CardData | null} card @param {CardContext} ctx */
function head(row, card, ctx) {
  const { projects: p, speech } = ctx;
  const { words } = speech;
  const length = p.length[row] > 0 ? `${formatNumber(p.length[row], 4)}\u00a0km` : "";
  const sector = p.sector.words[p.sector.codes[row]];
  const facts = [ctx.countryNames(p.country.words[p.country.codes[row]]), sector && words.word("sector", sector), length].filter(Boolean);
  const [lead, other] = namesOf(p, row);
  const measured = length ? winnerOf(card, "length_km") : null;
  return [
    el("h2", { class: "name", dir: "auto", id: "card-name", tabindex: -1 }, clip(lead, 2000)),
    el("p", { class: "facts" }, other && [el("bdi", null, clip(other, 400)), " · "], el("bdi", null, clip(facts.join(" · "), 400)), measured && el("span", { class: "small" }, " (", sourceLine(measured, words), ")")),
    ctx.toMap && p.shapes.kind[row] > 0 && el("button", { type: "button", class: "text-button to-map", on: { click: () => ctx.toMap?.(row) } }, words.t("showOnMap")),
  ];
}

/** @param {number} row @param {CardData | null} card @param {CardContext} ctx */
function statusPart(row, card, ctx) {
  const { projects: p, speech } = ctx;
  const { words } = speech;
  const status = p.status.words[p.status.codes[row]];
  const basis = p.basis.words[p.basis.codes[row]];
  const opened = p.completion_actual.at(row);
  const story = statusStory(card, { status, basis, asOf: p.statusAsOf.at(row), opened }, words);
  const chip = el("span", { class: "chip", data: { status } }, swatch(ctx.style, status, ctx.scheme, { faint: basis === "inferred" }, false), clip(story.label, 80));
  const judged = verdict(card, { opened, planned: p.completion_planned.at(row), status, now: ctx.now }, words);
  return el(
    "section",
    { class: "state" },
    el("p", { class: "status" }, chip, " ", el("span", { class: "basis" }, story.basis, story.sources && ` · ${story.sources}`)),
    story.claims.length > 0 && el("p", { class: "small" }, story.claims.slice(0, 3).flatMap((c, k) => [k ? "; " : "", sourceLine(c, words)]), story.claims.length > 3 ? " …" : ""),
    progressBar(row, card, status, ctx),
    lastEvidenceLine(row, ctx),
    judged.text && el("p", { class: "verdict" }, judged.text, judged.claims.length > 0 && [" ", el("span", { class: "small" }, judged.claims.flatMap((c, k) => [k ? "; " : "", sourceLine(c, words)]))]),
  );
}

/** @param {number} row @param {CardData | null} card @param {string} status @param {CardContext} ctx */
function progressBar(row, card, status, ctx) {
  const { projects: p, speech } = ctx;
  const { words } = speech;
  const open = status === "operating" || status === "retired";
  const pct = open ? 100 : p.progress[row];
  if (!Number.isFinite(pct)) return null;
  const item = p.progressItem.words[p.progressItem.codes[row]];
  const about = p.progressAbout.at(row);
  const text = open ? words.t("open") : item && item !== "unspecified" ? words.t("progressDone", { pct: formatNumber(pct), item: clip(item, 60) }) : words.t("progressPlain", { pct: formatNumber(pct) });
  const claim = open ? null : headlineProgress(card, pct, item);
  const bar = el("progress", { max: 100, value: Math.max(0, Math.min(100, pct)), "aria-label": text, data: { status } });
  if (open) return bar;
  return [bar, el("p", { class: "small" }, text, about && `, ${words.t("stateOf", { date: formatDate(about, words) })}`, claim && [" · ", sourceLine(claim, words)])];
}

/** The statement behind the bar. @param {CardData | null} card @param {number} pct @param {string} item */
function headlineProgress(card, pct, item) {
  const winner = winnerOf(card, "progress_pct");
  if (winner && winner.number === pct) return winner;
  return wholeClaims(card, "progress_pct").find((c) => c.number === pct && c.item === item) || null;
}

/** Cost and dates, planned against actual. @param {number} row @param {CardData | null} card @param {CardContext} ctx */
function grid(row, card, ctx) {
  const cells = [...costCells(row, card, ctx), ...dateCells(row, card, ctx)].filter(Boolean);
  return cells.length ? el("dl", { class: "grid" }, cells) : null;
}

/**
 * One figure with the statements that it rests on.
 * @param {string} label @param {(Node | string | null | false)[]} value @param {(Claim | null | undefined)[]} claims @param {CardContext} ctx @param {string} [extra] @param {CardData | null} [card]
 */
function cell(label, value, claims, ctx, extra = "", card = null) {
  const lines = [...new Set(claims)].map((claim) => claim && el("span", { class: "line" }, sourceLine(claim, ctx.speech.words)));
  return el(
    "div",
    null,
    el("dt", null, label),
    el("dd", null, el("span", { class: "figure-value num" }, value), extra && el("span", { class: "extra" }, ` ${extra}`), lines, card && historyButton(label, claims, card, ctx)),
  );
}

/** To all statements about a field, where there are more than stand here. @param {string} label @param {(Claim | null | undefined)[]} claims @param {CardData} card @param {CardContext} ctx */
function historyButton(label, claims, card, ctx) {
  const { words } = ctx.speech;
  const of = new Set(claims.map((c) => c?.field));
  const n = card.claims.filter((c) => of.has(c.field)).length;
  const first = Object.keys(ctx.about.fields).find((field) => of.has(field)); // where they begin in the list of all
  if (!first || n < 2) return null;
  /** @type {HTMLElement} */
  const button = el("button", { type: "button", class: "text-button history", "aria-label": words.t("historyOf", { what: label, n }), on: { click: () => showHistory(button, first) } }, words.t("allOf", { n }));
  return button;
}

/** @param {number} row @param {CardData | null} card @param {CardContext} ctx */
function costCells(row, card, ctx) {
  const { projects: p, speech } = ctx;
  const { words } = speech;
  /** @param {"cost_budget" | "cost_estimate" | "cost_actual" | "spent_to_date"} field */
  const amount = (field) => {
    const value = p[field].value[row];
    const claim = winnerOf(card, field);
    const year = p[field].year[row];
    return value > 0 || value < 0 ? { value, currency: p[field].currency.words[p[field].currency.codes[row]], year: Number.isFinite(year) ? year : null, claim } : null;
  };
  /** @param {NonNullable<ReturnType<typeof amount>>} a */
  const text = (a) => qualified(formatMoney(a.value, a.currency, words), a.claim?.qualifier || "", words);
  const [budget, estimate, actual, spent] = [amount("cost_budget"), amount("cost_estimate"), amount("cost_actual"), amount("spent_to_date")];
  const later = actual || estimate;
  const out = [];
  if (budget) {
    const said = budget.claim?.asOf?.text.slice(0, 4);
    out.push(cell(words.t("budget") + (said && /^\d{4}$/.test(said) ? ` (${said})` : ""), [text(budget)], [budget.claim], ctx, budget.year ? words.t("prices", { year: budget.year }) : "", card));
  }
  if (later) {
    const change = budget ? (comparable(budget, later) ? formatChange(budget.value, later.value) : words.t("notCompared")) : "";
    const prices = later.year ? words.t("prices", { year: later.year }) : "";
    out.push(cell(words.t(actual ? "finalCost" : "latestEstimate"), [text(later)], [later.claim], ctx, [prices, change].filter(Boolean).join(" · "), card));
  }
  if (spent && out.length < 2) out.push(cell(words.t("spent"), [text(spent)], [spent.claim], ctx, "", card));
  if (out.length === 1) out.push(cell(words.t(budget ? "latestEstimate" : "budget"), [el("span", { class: "none" }, words.t("notStated"))], [], ctx));
  return out;
}

/** @param {number} row @param {CardData | null} card @param {CardContext} ctx */
function dateCells(row, card, ctx) {
  const { projects: p, speech } = ctx;
  const { words } = speech;
  const said = (/** @type {When | null} */ when) => formatDate(when, words);
  const [startPlan, start, plan, opened] = [p.start_planned.at(row), p.start_actual.at(row), p.completion_planned.at(row), p.completion_actual.at(row)];
  const first = plannedOpenings(card)[0];
  const out = [];
  if (start || startPlan) {
    const claim = winnerOf(card, start ? "start_actual" : "start_planned");
    const moved = start && startPlan && startPlan.text !== start.text;
    const day = qualified(said(start || startPlan), claim?.qualifier || "", words, true);
    out.push(cell(words.t(start ? "started" : "startPlanned"), [moved ? `${said(startPlan)} → ${day}` : day], [moved && winnerOf(card, "start_planned"), claim].map((c) => c || null), ctx, "", card));
  }
  if (opened || plan) {
    const claim = winnerOf(card, opened ? "completion_actual" : "completion_planned");
    const end = /** @type {When} */ (opened || plan);
    const day = qualified(said(end), claim?.qualifier || "", words, true);
    const changed = first?.date && first.date.text !== end.text;
    const from = changed ? first.date : opened && plan && plan.text !== opened.text ? plan : null;
    const origin = changed ? first : from ? winnerOf(card, "completion_planned") : null;
    out.push(cell(words.t(opened ? "openingActual" : "openingPlanned"), [from ? `${said(from)} → ${day}` : day], [origin, claim], ctx, !from && plan && !opened && first ? words.t("noChange") : "", card));
  }
  return out;
}

/** @param {CardData} card @param {CardContext} ctx */
function milestones(card, ctx) {
  const { words } = ctx.speech;
  const all = card.claims.filter((c) => (c.field === "milestone" || c.field === "milestone_planned") && c.date && !c.withdrawn);
  all.sort((a, b) => /** @type {When} */ (a.date).lo - /** @type {When} */ (b.date).lo || a.index - b.index);
  const axis = milestoneAxis(milestoneMarks(card, words), ctx.now, words);
  if (!all.length) return axis && el("section", null, el("h3", { class: "kicker" }, words.t("milestones")), axis);
  /** @param {Claim} c */
  const line = (c) =>
    el("li", { class: c.field === "milestone_planned" ? "planned" : null }, el("time", null, formatDate(c.date, words)), el("span", null, el("bdi", null, clip(c.item || c.raw, 300)), c.field === "milestone_planned" && ` (${words.t("plannedMark")})`, " ", el("span", { class: "small" }, sourceLine(c, words))));
  const most = 6;
  const latest = all.length > most + 2 ? all.slice(-most) : all;
  const earlier = all.length > latest.length ? el("details", null, el("summary", null, words.t("allMilestones", { n: all.length })), el("ol", { class: "milestones" }, all.map(line))) : null;
  return el("section", null, el("h3", { class: "kicker" }, words.t("milestones")), axis, el("ol", { class: "milestones" }, latest.map(line)), earlier);
}

/** @param {CardData} card @param {CardContext} ctx */
function conflicts(card, ctx) {
  const { words } = ctx.speech;
  const titles = { conflict: "disagree", weak: "weakDisagree", money: "otherMoney" };
  return disagreements(card).map(({ field, kind, winner, others }) => {
    const label = words.word("field", field, ctx.about.fields[field]?.label || "");
    const what = winner.item ? `${label} (${clip(winner.item, 60)})` : label;
    const most = 5;
    const rows = others.map(({ claim, why }) => el("li", { class: why === "outlier" ? "outlier" : "rival" }, tell(claim, ctx.speech), ` · ${words.t(`rank${claim.document.rank}`)}, ${words.t(why)}`));
    return el(
      "section",
      { class: "conflict", data: { field } },
      el("h3", { class: "kicker" }, words.t(titles[kind], { what: words.lang === "en" ? what.charAt(0).toLowerCase() + what.slice(1) : what })),
      el("ul", { class: "rivals" }, el("li", { class: "chosen" }, tell(winner, ctx.speech), ` · ${words.t(`rank${winner.document.rank}`)}, ${words.t("chosen")}`), rows.slice(0, most)),
      rows.length > most && el("details", null, el("summary", null, words.t("more", { n: rows.length - most })), el("ul", { class: "rivals" }, rows.slice(most))),
    );
  });
}

/** @param {number} row @param {CardContext} ctx */
function cite(row, ctx) {
  const { about, title, projects: p } = ctx;
  const { words } = ctx.speech;
  const date = about.as_of || about.now;
  const name = clip(p.name[row] || p.nameLocal[row] || p.slug[row], 300);
  const address = shareable(ctx.address ? ctx.address() : location.href);
  const sentence = [words.t("citeText", { name, title, version: about.data_version, date }), address].filter(Boolean).join(" ");
  const publishers = [...new Set(about.sources.map((/** @type {any} */ s) => clip(s.publisher || s.name || s.key, 200)))];
  return citeSection({ slug: p.slug[row], name, title, publishers: /** @type {string[]} */ (publishers), version: about.data_version, asKnownOn: date, address }, sentence, words);
}

/** What a value of a field reads like, for lists. @param {Claim} claim @param {Speech} speech */
export function valueText(claim, speech) {
  return formatValue(claim, speech.typeOf(claim.field), speech.words);
}
