/** The tab of charts: who slipped most, all stories in one frame, one by one, and by sector. */

import { isoDay } from "./decode.mjs";
import { clip, el, put } from "./dom.mjs";
import { formatChange, formatDate, formatMoney, formatNumber } from "./format.mjs";
import { saveButtons } from "./picture.mjs";
import { overlay } from "./overlay.mjs";
import { smallChart } from "./slipchart.mjs";
import { atPlace, placeOf } from "./roving.mjs";
import { sectorFigure } from "./sectorview.mjs";
import { ranked, shortGap } from "./slip.mjs";
import { say, sourceLine, tell } from "./sources.mjs";
import { nameOf } from "./table.mjs";
import { chartOf, chartText } from "./tablechoice.mjs";

/**
 * @typedef {import("./slip.mjs").Story} Story
 * @typedef {{ row: number, story: Story }} Told
 * @typedef {object} ViewContext
 * @property {import("./decode.mjs").Projects} projects
 * @property {import("./state.mjs").Store} store
 * @property {import("./sources.mjs").Speech} speech
 * @property {import("./stories.mjs").StoryContext} stories
 * @property {ReturnType<typeof import("./stories.mjs").storyteller>} teller
 * @property {() => string} knownKey changes when what is known changes
 * @property {() => Uint8Array} shown
 * @property {() => boolean} hasCards
 * @property {(row: number) => void} open
 * @property {() => void} clear
 * @property {() => string[]} credits lines that stand under a picture that leaves the page
 */

const FIRST = 12;
/** Least width of a column of small charts and the gap between two, as in the style sheet (.multiples); pixels. */
const [COLUMN, GAP] = [228, 22];

/** How wide a small chart is where there are so many pixels. @param {number} width */
export function columnWidth(width) {
  const columns = Math.max(1, Math.floor((width + GAP) / (COLUMN + GAP)));
  return Math.max(200, Math.floor((width - GAP * (columns - 1)) / columns));
}

/** @param {HTMLElement} place @param {ViewContext} ctx */
export function chartsView(place, ctx) {
  const { projects: p, store } = ctx;
  const { words } = ctx.speech;
  let most = FIRST;
  let asked = 0;

  const readout = el("p", { class: "readout view-readout", "aria-live": "polite" });
  const body = el("div", { class: "view-body" });
  const chosen = () => chartOf(store.get().chart);
  const choose = (/** @type {Partial<import("./tablechoice.mjs").ChartChoice>} */ part) => store.set({ chart: chartText({ ...chosen(), ...part }) });
  const radios = /** @type {const} */ (["opening", "cost"]).map((value) => /** @type {HTMLInputElement} */ (el("input", { type: "radio", name: "story-kind", value, on: { change: () => choose({ kind: value }) } })));
  const sorter = /** @type {HTMLSelectElement} */ (el("select", { on: { change: () => choose({ by: /** @type {any} */ (sorter.value) }) } }, ["size", "steps", "latest"].map((k) => el("option", { value: k }, words.t(`order_${k}`)))));
  const told = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", id: "contemporary", on: { change: () => choose({ contemporary: told.checked }) } }));
  const tools = el("div", { class: "view-tools" }, el("fieldset", { class: "segments" }, el("legend", { class: "sr" }, words.t("charts")), radios.map((radio) => el("label", null, radio, el("span", null, words.t(radio.value === "opening" ? "kindOpening" : "kindCost"))))), el("label", null, words.t("orderBy"), " ", sorter), el("label", null, told, " ", words.t("onlyContemporary")));
  put(place, tools, body, readout);
  // charts are drawn to the width that there is: with the card open it is less
  let drawn = 0;
  new ResizeObserver(() => body.clientWidth > 0 && Math.abs(body.clientWidth - drawn) > 40 && body.querySelector(".plate") && void draw()).observe(body);

  store.listen((_, changed) => {
    if (!changed.has("chart")) return;
    most = FIRST;
    void draw();
  });

  async function draw() {
    if (store.get().tab !== "charts") return;
    const { kind, by, contemporary } = chosen();
    for (const radio of radios) radio.checked = radio.value === kind;
    sorter.value = by;
    told.checked = contemporary;
    if (!ctx.hasCards()) return put(body, el("p", { class: "hint" }, words.t("noStories")));
    const turn = ++asked;
    if (!body.firstChild) put(body, el("p", { class: "hint", role: "status" }, words.t("loading")));
    const stories = await ctx.teller.tell(ctx.knownKey(), contemporary);
    if (turn !== asked) return;
    const shown = ctx.shown();
    const of = stories[kind];
    /** @type {Told[]} */
    const list = [];
    let without = 0;
    for (let row = 0; row < p.n; row++) {
      if (!shown[row]) continue;
      const story = of[row];
      if (story) list.push({ row, story });
      else without++;
    }
    put(readout);
    drawn = body.clientWidth;
    if (!list.length) return put(body, el("p", { class: "empty" }, words.t(list.length + without ? "noStoriesHere" : "nothing"), " ", el("button", { class: "text-button", type: "button", on: { click: ctx.clear } }, words.t("clearFilters"))));
    const largest = ranked(list, "size");
    const held = body.contains(document.activeElement) ? placeOf(document.activeElement) : null;
    put(body, topFive(largest, kind), together(largest, without, kind), oneByOne(ranked(list, by), kind), sectorFigure(kind, shown, ctx, figure, body.clientWidth));
    atPlace(body, held)?.focus({ preventScroll: true });
  }

  /** "+17 years", "+42 %". @param {Story} story */
  function sizeText(story) {
    if (story.kind === "cost") return formatChange(1, 1 + story.size);
    if (story.same) return words.t("asPlanned");
    return shortGap(story.size, story.half, words);
  }

  /** @param {Story} story */
  function fromTo(story) {
    if (story.kind === "cost") {
      const amount = (/** @type {import("./decode.mjs").Claim} */ c) => formatMoney(c.number, "", words);
      return `${story.unit} ${amount(story.first)} → ${amount(/** @type {any} */ (story.last))}${story.year ? ` (${words.t("prices", { year: story.year })})` : ""}`;
    }
    return `${formatDate(story.first.date, words)} → ${formatDate(story.opened || story.last?.date || null, words)}${story.opened ? ` (${words.t("openedMark")})` : ""}`;
  }

  /** How often it was revised, and whether its beginning is only known from a later document. @param {Story} story */
  function revisedText(story) {
    const recalled = story.lead ? words.t("firstRecalled") : "";
    return [story.steps || !recalled ? words.t("revised", { n: story.steps }) : "", recalled].filter(Boolean).join(" · ");
  }

  /** @param {number} row @param {string} [tag] */
  function nameButton(row, tag) {
    const button = el("button", { type: "button", class: "text-button", data: { row: String(row) }, on: { click: () => ctx.open(row) } }, el("bdi", null, clip(nameOf(p, row), 90)));
    return tag ? el(tag, { class: "story-name" }, button) : button;
  }

  /** The answer in words, before any picture. @param {Told[]} largest @param {Story["kind"]} kind */
  function topFive(largest, kind) {
    const items = largest.slice(0, 5).map(({ row, story }) => {
      const said = [story.first, story.last].filter((c) => c !== null);
      return el("li", null, el("strong", { class: "big num" }, sizeText(story)), nameButton(row), el("span", { class: "num" }, fromTo(story)), el("span", { class: "small" }, said.flatMap((c, k) => [k ? "; " : "", sourceLine(c, words)])));
    });
    return el("section", { class: "top-five", data: { frame: "top-five" } }, el("h2", null, words.t(kind === "opening" ? "topOpening" : "topCost")), el("ol", null, items));
  }

  /** @param {Told[]} largest @param {number} without @param {Story["kind"]} kind */
  function together(largest, without, kind) {
    const drawn = largest.length > 400 ? [...largest.slice(0, 200), ...largest.slice(-200)] : largest;
    const list = drawn.map(({ row, story }) => ({ row, story, name: clip(nameOf(p, row), 60), size: sizeText(story), status: p.status.words[p.status.codes[row]] }));
    const line = el("p", { class: "readout" });
    const rest = () => put(line, el("span", null, words.t("overlayHint")));
    const show = (/** @type {number} */ k) => {
      const { name, size, status, story } = list[k];
      put(line, el("strong", null, name), ` · ${[size, fromTo(story), words.word("status", status), words.t("firstSaidOn", { date: formatDate(story.first.asOf, words) })].join(" · ")}`);
    };
    const { picture, before, from } = overlay(list, words, { open: ctx.open, show }, Math.max(320, body.clientWidth));
    picture.addEventListener("pointerleave", rest);
    rest();
    const title = words.t(kind === "opening" ? "overlayTitle" : "overlayCostTitle");
    const note = [words.t(kind === "opening" ? "overlayNote" : "overlayCostNote"), words.t("withoutStory", { n: formatNumber(without, 9), of: formatNumber(without + largest.length, 9) }), drawn.length < largest.length ? words.t("drawnOf", { n: drawn.length, of: formatNumber(largest.length, 9) }) : "", words.t("overlayHue"), before ? words.t("fromBefore", { n: before, year: isoDay(Math.floor(from)).slice(0, 4) }) : ""];
    return figure(title, note.filter(Boolean).join(" "), picture, line, `slippage-${kind}`);
  }

  /** @param {string} title @param {string} note @param {SVGElement} picture @param {HTMLElement | null} line @param {string} file */
  function figure(title, note, picture, line, file) {
    return el("figure", { class: "plate" }, el("figcaption", null, el("h2", null, title), el("p", { class: "small" }, note)), picture, line, saveButtons(picture, { title, note, file, credits: ctx.credits(), words }));
  }

  /** @param {Told[]} list @param {Story["kind"]} kind */
  function oneByOne(list, kind) {
    const telling = { words, tell: (/** @type {any} */ d) => tell(d.claim, ctx.speech), say: (/** @type {any} */ d) => say(d.claim, ctx.speech) };
    const box = el("div", { class: "multiples" });
    const column = columnWidth(body.clientWidth);
    const more = el("button", { type: "button", class: "more", on: { click: () => add() } });
    const add = () => {
      const from = box.children.length;
      most = from ? most + 2 * FIRST : most;
      for (const { row, story } of list.slice(from, most)) {
        const name = clip(nameOf(p, row), 90);
        const title = `${name} · ${fromTo(story)}`;
        const picture = smallChart(story, title, telling, readout, column);
        box.append(el("figure", { class: "multiple", data: { frame: `story-${row}` } }, el("figcaption", null, nameButton(row, "h3"), el("p", { class: "small num" }, el("strong", null, sizeText(story)), ` · ${fromTo(story)} · ${revisedText(story)}`)), picture, saveButtons(picture, { title: name, note: fromTo(story), file: `slippage-${kind}-${p.slug[row]}`, credits: ctx.credits(), words })));
      }
      more.hidden = most >= list.length;
      more.textContent = words.t("more", { n: Math.min(2 * FIRST, list.length - most) });
    };
    add();
    return el("section", { class: "one-by-one" }, el("h2", null, words.t("oneByOne")), el("p", { class: "small" }, words.t(kind === "opening" ? "oneByOneNote" : "oneByOneCostNote")), box, more);
  }

  return { update: draw };
}
