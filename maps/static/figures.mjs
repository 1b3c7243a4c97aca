/** The charts of a card: money spent, progress, announced openings, cost estimates. Only series of two dates or more. */

import { axisNumber, chart } from "./charts.mjs";
import { clip, el } from "./dom.mjs";
import { fanFor, forecastMoment, forecastOf, forecastWords, quantileName, yearOf } from "./forecastpart.mjs";
import { formatDate, formatMoney, midpoint, moneyUnit } from "./format.mjs";
import { costSeries, partSeries, progressSeries, slippageSeries, spentSeries } from "./series.mjs";
import { say, tell } from "./sources.mjs";
import { countVoices } from "./story.mjs";

/**
 * @typedef {import("./series.mjs").Series} Series
 * @typedef {import("./sources.mjs").Speech} Speech
 * @typedef {import("./decode.mjs").CardData} CardData
 */

/** @param {CardData} card @param {Speech} speech @param {number} row @param {{ projects: import("./decode.mjs").Projects, about: any, now: number }} ctx @returns {HTMLElement[]} */
export function chartSections(card, speech, row, ctx) {
  const forecast = forecastOf(card);
  const opening = fanFor(forecast, "opening", ctx.about);
  const slip = slippageSeries(card, opening ? 1 : 2);
  const { cost_budget: budget } = ctx.projects;
  return [
    ...spentSeries(card).map((series) => moneyChart(series, "moneySpent", speech, budgetGuide(series, budget, row, speech))),
    ...progressCharts(card, speech),
    slip && slippageChart(slip, speech, ctx.projects.completion_actual.at(row), opening),
    slip && !(ctx.about.forecasts?.part && ctx.projects.completion_actual.at(row)) && forecastNote(card, "opening", opening, speech, ctx),
    ...partSeries(card).slice(0, 3).map((series) => slippageChart(series, speech, null, null)),
    ...costSeries(card).flatMap((series) => {
      const fan = series.unit === forecast?.cost?.currency && series.year === forecast.cost.year ? fanFor(forecast, "cost", ctx.about) : null;
      return [moneyChart(series, "costChart", speech, [], true, fan), forecastNote(card, "cost", fan, speech, ctx)];
    }),
  ].filter((part) => part instanceof HTMLElement);
}

/** @param {Series} series @param {import("./decode.mjs").Money} budget @param {number} row @param {Speech} speech */
function budgetGuide(series, budget, row, speech) {
  const year = Number.isFinite(budget.year[row]) ? budget.year[row] : null;
  if (!(budget.value[row] > 0) || budget.currency.words[budget.currency.codes[row]] !== series.unit || year !== series.year) return [];
  return [{ y: budget.value[row], label: speech.words.t("budgetLine", { value: formatMoney(budget.value[row], "", speech.words) }) }];
}

/** @param {Series} series @param {string} title @param {Speech} speech @param {{ y: number, label: string }[]} guides @param {boolean} [step] @param {import("./fan.mjs").Fan | null} [fan] */
function moneyChart(series, title, speech, guides, step = false, fan = null) {
  const { words } = speech;
  const [factor, unit] = moneyUnit(Math.max(...series.dots.map((d) => d.y), ...guides.map((g) => g.y)), words);
  const named = [series.unit, unit, series.year ? `(${words.t("prices", { year: series.year })})` : ""].filter(Boolean).join(" ");
  return chart({
    ...shared([series], speech),
    title: words.t(title, { unit: named }) + (series.item ? ` · ${clip(series.item, 40)}` : ""),
    series: [series],
    name: () => "",
    step,
    guides,
    fan,
    fanName: (p, y) => quantileName(p, axisNumber(y / factor)),
    format: (v) => axisNumber(v / factor),
    last: (d) => axisNumber(d.y / factor),
  });
}

/** All kinds of progress, each its own line with its own name; no more than four in a frame. @param {CardData} card @param {Speech} speech */
function progressCharts(card, speech) {
  const every = progressSeries(card);
  const { words } = speech;
  const out = [];
  for (let from = 0; from < every.length; from += 4) {
    const series = every.slice(from, from + 4);
    const one = series.length === 1;
    out.push(
      chart({
        ...shared(series, speech),
        title: words.t("progressChart", { item: one ? progressName(series[0], 40, words) : "" }).replace(/[::]\s*,/, ","),
        series,
        name: (s) => (one ? "" : progressName(s, 15, words)),
        format: axisNumber,
      }),
    );
  }
  return out;
}

/** What a series of progress measures, and whether it was planned only. @param {Series} series @param {number} most letters @param {import("./strings.mjs").Words} words */
function progressName(series, most, words) {
  const { item, planned } = series;
  if (planned) return item ? words.t("plannedOf", { item: clip(item, most - 4) }) : words.t("plannedAll");
  return clip(item || words.t("unknown"), most);
}

/** @param {Series} series @param {Speech} speech @param {import("./decode.mjs").When | null} opened @param {import("./fan.mjs").Fan | null} fan */
function slippageChart(series, speech, opened, fan) {
  const { words } = speech;
  const day = opened && midpoint(opened);
  return chart({
    ...shared([series], speech),
    title: words.t("slippage") + (series.item ? ` · ${words.t("scope", { scope: clip(series.item.replace(":", " "), 40) })}` : ""),
    series: [series],
    name: () => "",
    step: true,
    dates: true,
    fan,
    fanName: (p, y) => quantileName(p, yearOf(y)),
    diagonal: opened ? "" : words.t("opensToday"),
    marks: opened && day ? [{ x: day, y: day, label: words.t("opened", { date: formatDate(opened, words) }) }] : [],
    format: axisNumber,
    last: opened ? undefined : (d) => formatDate(d.claim.date, words),
  });
}

/**
 * What stands under a chart with a forecast; without one, why, where the reader has turned the clock.
 * @param {CardData} card @param {"opening" | "cost"} quantity @param {import("./fan.mjs").Fan | null} fan @param {Speech} speech @param {{ about: any, now: number }} ctx
 */
function forecastNote(card, quantity, fan, speech, { about, now }) {
  const forecast = forecastOf(card);
  const { words } = speech;
  const text = forecast && fan ? forecastWords(forecast, quantity, fan, about, words) : quantity === "opening" ? forecastMoment(about, now, words) : "";
  return text ? el("p", { class: "small fan-note" }, fan && el("strong", null, `${words.t("fan")}. `), text) : null;
}

/** @param {Series[]} series @param {Speech} speech */
function shared(series, speech) {
  const { words } = speech;
  const dots = series.flatMap((s) => s.dots);
  const n = dots.length;
  const voices = countVoices(dots.map((d) => d.claim));
  const parts = [`${n} ${words.t("statements", { n })} ${voices} ${words.t("publishers", { n: voices })}`];
  if (dots.some((d) => d.hollow)) parts.push(words.t("hollowNote"));
  if (dots.some((d) => d.outlier)) parts.push(words.t("outlierNote"));
  return {
    tell: (/** @type {import("./series.mjs").Dot} */ d) => tell(d.claim, speech),
    say: (/** @type {import("./series.mjs").Dot} */ d) => say(d.claim, speech),
    note: [el("span", null, `${parts.join("; ")}. `)],
  };
}
