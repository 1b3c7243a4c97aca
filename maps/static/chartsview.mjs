/** The tab of charts: who slipped most, all stories in one frame, one by one, and by sector. */

import { clip, el, put } from "./dom.mjs";
import { formatChange, formatDate, formatMoney, formatNumber } from "./format.mjs";
import { saveButtons } from "./picture.mjs";
import { overlay, smallChart } from "./slipchart.mjs";
import { LEAST_FOR_MEDIAN, ranked, shortGap } from "./slip.mjs";
import { say, sourceLine, tell } from "./sources.mjs";
import { stripChart } from "./stripchart.mjs";
import { growth, nameOf } from "./table.mjs";

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

/** @param {HTMLElement} place @param {ViewContext} ctx */
export function chartsView(place, ctx) {
  const { projects: p, store } = ctx;
  const { words } = ctx.speech;
  let kind = /** @type {"opening" | "cost"} */ ("opening");
  let by = /** @type {"size" | "steps" | "latest"} */ ("size");
  let contemporary = false;
  let most = FIRST;
  let asked = 0;

  const readout = el("p", { class: "readout view-readout", "aria-live": "polite" });
  const body = el("div", { class: "view-body" });
  const radio = (/** @type {"opening" | "cost"} */ value) => {
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "radio", name: "story-kind", value, on: { change: () => ((kind = value), (most = FIRST), draw()) } }));
    input.checked = value === kind;
    return el("label", null, input, el("span", null, words.t(value === "opening" ? "kindOpening" : "kindCost")));
  };
  const sorter = /** @type {HTMLSelectElement} */ (el("select", { on: { change: () => ((by = /** @type {any} */ (sorter.value)), draw()) } }, ["size", "steps", "latest"].map((k) => el("option", { value: k }, words.t(`order_${k}`)))));
  const told = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", id: "contemporary", on: { change: () => ((contemporary = told.checked), draw()) } }));
  const tools = el("div", { class: "view-tools" }, el("fieldset", { class: "segments" }, el("legend", { class: "sr" }, words.t("charts")), radio("opening"), radio("cost")), el("label", null, words.t("orderBy"), " ", sorter), el("label", null, told, " ", words.t("onlyContemporary")));
  put(place, tools, body, readout);
  // charts are drawn to the width that there is: with the card open it is less
  let drawn = 0;
  new ResizeObserver(() => body.clientWidth > 0 && Math.abs(body.clientWidth - drawn) > 40 && body.querySelector(".plate") && void draw()).observe(body);

  async function draw() {
    if (store.get().tab !== "charts") return;
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
    put(body, topFive(largest), together(largest, without), oneByOne(ranked(list, by)), bySector(stories, shown));
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

  /** @param {number} row @param {string} [tag] */
  function nameButton(row, tag) {
    const button = el("button", { type: "button", class: "text-button", data: { row: String(row) }, on: { click: () => ctx.open(row) } }, el("bdi", null, clip(nameOf(p, row), 90)));
    return tag ? el(tag, { class: "story-name" }, button) : button;
  }

  /** The answer in words, before any picture. @param {Told[]} largest */
  function topFive(largest) {
    const items = largest.slice(0, 5).map(({ row, story }) => {
      const said = [story.first, story.last].filter((c) => c !== null);
      return el("li", null, el("strong", { class: "big num" }, sizeText(story)), nameButton(row), el("span", { class: "num" }, fromTo(story)), el("span", { class: "small" }, said.flatMap((c, k) => [k ? "; " : "", sourceLine(c, words)])));
    });
    return el("section", { class: "top-five" }, el("h2", null, words.t(kind === "opening" ? "topOpening" : "topCost")), el("ol", null, items));
  }

  /** @param {Told[]} largest @param {number} without */
  function together(largest, without) {
    const drawn = largest.length > 400 ? [...largest.slice(0, 200), ...largest.slice(-200)] : largest;
    const list = drawn.map(({ row, story }) => ({ row, story, name: clip(nameOf(p, row), 60), size: sizeText(story) }));
    const line = el("p", { class: "readout" });
    const rest = () => put(line, el("span", null, words.t("overlayHint")));
    const picture = overlay(list, words, { open: ctx.open, show: (k) => put(line, el("strong", null, list[k].name), ` · ${list[k].size} · ${fromTo(list[k].story)}`) }, Math.max(320, body.clientWidth));
    picture.addEventListener("pointerleave", rest);
    rest();
    const title = words.t(kind === "opening" ? "overlayTitle" : "overlayCostTitle");
    const note = [words.t(kind === "opening" ? "overlayNote" : "overlayCostNote"), words.t("withoutStory", { n: formatNumber(without, 9), of: formatNumber(without + largest.length, 9) }), drawn.length < largest.length ? words.t("drawnOf", { n: drawn.length, of: formatNumber(largest.length, 9) }) : ""];
    return figure(title, note.filter(Boolean).join(" "), picture, line, `slippage-${kind}`);
  }

  /** @param {string} title @param {string} note @param {SVGElement} picture @param {HTMLElement | null} line @param {string} file */
  function figure(title, note, picture, line, file) {
    return el("figure", { class: "plate" }, el("figcaption", null, el("h2", null, title), el("p", { class: "small" }, note)), picture, line, saveButtons(picture, { title, note, file, credits: ctx.credits(), words }));
  }

  /** @param {import("./stories.mjs").Stories} stories @param {Uint8Array} shown */
  function bySector(stories, shown) {
    const points = [];
    for (let row = 0; row < p.n; row++) {
      if (!shown[row]) continue;
      const story = stories.opening[row];
      const value = kind === "cost" ? growth(p, row) * 100 : story ? story.size / 365.25 : NaN;
      if (!Number.isFinite(value)) continue;
      const said = kind === "cost" ? formatChange(1, 1 + value / 100) : sizeText(/** @type {Story} */ (story));
      points.push({ row, value, said, name: clip(nameOf(p, row), 80), group: p.sector.words[p.sector.codes[row]], hollow: kind === "cost" ? !(p.cost_actual.value[row] > 0) : !story?.opened });
    }
    if (!points.length) return null;
    const line = el("p", { class: "readout" });
    const signed = (/** @type {number} */ v, /** @type {string} */ unit) => (v === 0 ? `0${unit}` : `${v > 0 ? "+" : "−"}${formatNumber(Math.abs(v), 2)}${unit}`);
    const picture = stripChart(
      {
        title: words.t(kind === "cost" ? "sectorCost" : "sectorDelay"),
        points,
        all: words.t("allSectors"),
        groupName: (word) => (word ? clip(words.word("sector", word), 40) : words.t("unknown")),
        ticks: kind === "cost" ? [-50, 0, 50, 100, 150, 200, 250, 300, 350, 400] : [-5, -2, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 25, 30],
        format: (v) => (kind === "cost" ? signed(v, "\u00a0%") : signed(v, words.t("yearShort"))),
        count: (n) => `n = ${n}`,
        median: words.t("median"),
        limits: kind === "cost" ? [-60, 400] : [-6, 30],
        show: (point) => put(line, point ? [el("strong", null, point.name), ` · ${point.said}${point.hollow ? ` · ${words.t(kind === "cost" ? "notFinal" : "notOpen")}` : ""}`] : null),
        open: ctx.open,
      },
      Math.max(320, body.clientWidth),
    );
    const note = `${words.t(kind === "cost" ? "sectorCostNote" : "sectorDelayNote")} ${words.t("medianNote", { n: LEAST_FOR_MEDIAN })}`;
    return figure(words.t(kind === "cost" ? "sectorCost" : "sectorDelay"), note, picture, line, `${kind === "cost" ? "overrun" : "delay"}-by-sector`);
  }

  /** @param {Told[]} list */
  function oneByOne(list) {
    const telling = { words, tell: (/** @type {any} */ d) => tell(d.claim, ctx.speech), say: (/** @type {any} */ d) => say(d.claim, ctx.speech) };
    const box = el("div", { class: "multiples" });
    const more = el("button", { type: "button", class: "more", on: { click: () => add() } });
    const add = () => {
      const from = box.children.length;
      most = from ? most + 2 * FIRST : most;
      for (const { row, story } of list.slice(from, most)) {
        const name = clip(nameOf(p, row), 90);
        const title = `${name} · ${fromTo(story)}`;
        const picture = smallChart(story, title, telling, readout);
        box.append(el("figure", { class: "multiple" }, el("figcaption", null, nameButton(row, "h3"), el("p", { class: "small num" }, el("strong", null, sizeText(story)), ` · ${fromTo(story)} · ${words.t("revised", { n: story.steps })}`)), picture, saveButtons(picture, { title: name, note: fromTo(story), file: `slippage-${kind}-${p.slug[row]}`, credits: ctx.credits(), words })));
      }
      more.hidden = most >= list.length;
      more.textContent = words.t("more", { n: Math.min(2 * FIRST, list.length - most) });
    };
    add();
    return el("section", { class: "one-by-one" }, el("h2", null, words.t("oneByOne")), el("p", { class: "small" }, words.t(kind === "opening" ? "oneByOneNote" : "oneByOneCostNote")), box, more);
  }

  return { update: draw };
}
