/** How much is shown: projects, countries, conflicts; money and delays with how many projects have the figure. */

import { el } from "./dom.mjs";
import { figuresOf } from "./filters.mjs";
import { figureText } from "./filterwords.mjs";
import { formatMoney, formatNumber } from "./format.mjs";
import { filtersSet } from "./state.mjs";
import { FEWEST, totals } from "./totals.mjs";

/** @param {import("./legend.mjs").LegendContext} ctx @returns {(Node | string | false | null)[]} */
export function countsOf(ctx) {
  const { words, store, projects } = ctx;
  const filtered = filtersSet(store.get()).length > 0;
  const sum = totals(projects, ctx.filters.shown(store.get()));
  if (!projects.n) return [el("p", { class: "empty" }, words.t("emptyAtlas"))];
  const button = (/** @type {string} */ key, /** @type {Partial<import("./state.mjs").State>} */ patch) => el("button", { class: "text-button", type: "button", on: { click: () => store.set(patch) } }, words.t(key));
  if (!sum.projects && !filtered) return [el("p", { class: "empty" }, words.t("nothingYet"), " ", button("backToNow", { date: "", known: "" }))];
  if (!sum.projects) return [el("p", { class: "empty" }, words.t("nothingHint"))]; // the chips below take them off
  const figure = (/** @type {number} */ n, /** @type {string} */ label) => el("div", null, el("strong", { class: "big num" }, formatNumber(n, 9)), el("span", null, label));
  const where = el("button", { class: "figure-button", type: "button", on: { click: () => store.set({ tab: "list", unlocated: true }) } }, el("strong", { class: "big num" }, formatNumber(sum.unlocated, 9)), el("span", null, words.t("withoutLocation")));
  return [
    el("h2", { class: "kicker" }, `${formatNumber(sum.projects, 9)} ${words.t("shown", { n: sum.projects })}`, filtered && ` ${words.t("ofAll", { n: formatNumber(projects.n, 9) })}`),
    el("div", { class: "figures" }, figure(sum.countries, words.t("countries", { n: sum.countries })), figure(sum.costs, words.t("withBothCosts")), figure(sum.conflicts, words.t("withConflict")), sum.unlocated ? where : figure(0, words.t("withoutLocation"))),
    totalsOf(ctx, sum),
  ];
}

/** Money, delay and overrun of what is shown; none of few. @param {import("./legend.mjs").LegendContext} ctx @param {ReturnType<typeof totals>} sum */
function totalsOf({ words, projects, about }, sum) {
  const has = (/** @type {string} */ key) => figuresOf(projects, key) !== null;
  const count = (/** @type {"cost" | "delay" | "overrun"} */ key, /** @type {number} */ n) => words.t({ cost: "haveFigure", delay: "comparedFigure", overrun: "comparedPrices" }[key], { n: formatNumber(n, 9), of: formatNumber(sum.projects, 9) });
  const median = (/** @type {"cost" | "delay" | "overrun"} */ key) => (sum[key].n < FEWEST ? "" : words.t("medianOf", { v: figureText(key, rounded(key, sum[key].median), words).replace("USD\u00a0", "") }));
  const name = (/** @type {string} */ key) => (key === "cost" ? words.t("totalCost", { year: about.money?.year ?? "" }) : words.t(`group_${key}`));
  const line = (/** @type {"cost" | "delay" | "overrun"} */ key) => {
    const few = sum[key].n > 0 && sum[key].n < FEWEST && words.t("tooFew", { n: FEWEST });
    const lead = key === "cost" && sum.cost.n > 0 ? formatMoney(sum.cost.sum, "USD", words, 3) : median(key);
    const apart = key === "cost" && sum.apart > 0 && words.t("costApart", { n: sum.apart, count: formatNumber(sum.apart, 9), year: about.money?.year ?? "" });
    const flat = key === "cost" && sum.carried > 0 && words.t("carriedFlat", { n: formatNumber(sum.carried, 9) });
    return [el("dt", null, name(key)), el("dd", { data: { total: key } }, el("strong", { class: "num" }, lead), el("span", null, [key === "cost" && median(key), count(key, sum[key].n), apart, flat, few].filter(Boolean).join(" · ")))];
  };
  const keys = /** @type {("cost" | "delay" | "overrun")[]} */ (["cost", "delay", "overrun"].filter(has));
  return keys.length > 0 ? el("dl", { class: "totals" }, keys.flatMap(line)) : null;
}

/** A median needs no more digits than it can carry. @param {string} key @param {number} value */
function rounded(key, value) {
  if (key === "delay") return Math.round(value * 10) / 10;
  return key === "overrun" ? Math.round(value * 100) / 100 : value;
}
