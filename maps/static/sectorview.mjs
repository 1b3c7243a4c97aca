/** Delay and overrun by sector: a point a project, the measure of the table, medians where there are enough of them. */

import { comparedOf } from "./compared.mjs";
import { clip, el, put } from "./dom.mjs";
import { formatChange, formatNumber } from "./format.mjs";
import { LEAST_FOR_MEDIAN } from "./slip.mjs";
import { stripChart } from "./stripchart.mjs";
import { measureOf, nameOf, signedYears } from "./table.mjs";

/**
 * @typedef {import("./stripchart.mjs").Point} Point
 * @typedef {import("./decode.mjs").Projects} Projects
 * @typedef {import("./chartsview.mjs").ViewContext} ViewContext
 */

/**
 * The points of the projects shown, and how many of these have no figure. Pure.
 * @param {Projects} p @param {Uint8Array} shown @param {"delay" | "overrun"} measure
 * @returns {{ points: { row: number, value: number, group: string, final: boolean, apart?: boolean }[], without: number }}
 */
export function sectorPoints(p, shown, measure) {
  const points = [];
  let without = 0;
  const compared = comparedOf(p, shown, measure);
  for (let row = 0; row < p.n; row++) {
    if (!shown[row]) continue;
    const value = measureOf(p, measure, row);
    if (!Number.isFinite(value)) {
      without++;
      continue;
    }
    const final = measure === "delay" ? p.completion_actual.at(row) !== null : p.cost_actual.value[row] > 0;
    points.push({ row, value, group: p.sector.words[p.sector.codes[row]], final, ...(compared[row] ? {} : { apart: true }) });
  }
  return { points, without };
}

/**
 * @param {"opening" | "cost"} kind @param {Uint8Array} shown @param {ViewContext} ctx
 * @param {(title: string, note: string, picture: SVGElement, line: HTMLElement, file: string) => HTMLElement} figure @param {number} width pixels that there are
 */
export function sectorFigure(kind, shown, ctx, figure, width) {
  const { projects: p } = ctx;
  const { words } = ctx.speech;
  const cost = kind === "cost";
  const { points, without } = sectorPoints(p, shown, cost ? "overrun" : "delay");
  if (!points.length) return null;
  const unit = (/** @type {number} */ v) => `\u00a0${cost ? "%" : words.t("year", { n: Math.abs(v) })}`;
  const said = (/** @type {number} */ v) => (cost ? formatChange(1, 1 + v) : `${signedYears(v)}${unit(v)}`);
  const round = (/** @type {number} */ v, full = true) => `${v === 0 ? "" : v > 0 ? "+" : "−"}${formatNumber(Math.abs(v), 2)}${full || cost ? unit(v) : ""}`;
  const line = el("p", { class: "readout" });
  const title = words.t(cost ? "sectorCost" : "sectorDelay");
  const picture = stripChart(
    {
      title,
      points: points.map(({ row, value, group, final, apart }) => ({ row, group, apart, value: cost ? 100 * value : value, said: said(value), name: clip(nameOf(p, row), 80), hollow: !final })),
      all: words.t("allSectors"),
      groupName: (word) => (word ? clip(words.word("sector", word), 40) : words.t("unknown")),
      ticks: cost ? [-50, 0, 50, 100, 150, 200, 250, 300, 350, 400] : [-5, -2, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 25, 30],
      format: round,
      count: (n) => `n = ${n}`,
      median: words.t("median"),
      limits: cost ? [-60, 400] : [-6, 30],
      show: (point) => put(line, point ? [el("strong", null, point.name), ` · ${point.said}${point.hollow ? ` · ${words.t(cost ? "notFinal" : "notOpen")}` : ""}`] : null),
      open: ctx.open,
    },
    Math.max(320, width),
  );
  const n = (/** @type {number} */ k) => formatNumber(k, 9);
  const apart = points.filter((point) => point.apart).length;
  const counted = words.t(!apart ? "sectorCounted" : cost ? "sectorCountedCost" : "sectorCountedDelay", { n: n(points.length - apart), apart: n(apart), without: n(without) });
  const note = [words.t(cost ? "sectorCostNote" : "sectorDelayNote"), counted, words.t("medianNote", { n: LEAST_FOR_MEDIAN })].join(" ");
  return figure(title, note, picture, line, `${cost ? "overrun" : "delay"}-by-sector`);
}
