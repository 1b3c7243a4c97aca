/** What a filter says in words: in its chip, in the line of its group, in the rows of the legend. Pure. */

import { clip } from "./dom.mjs";
import { figuresOf } from "./filters.mjs";
import { formatMoney, formatNumber } from "./format.mjs";

/**
 * @typedef {import("./strings.mjs").Words} Words
 * @typedef {import("./state.mjs").State} State
 * @typedef {import("./filters.mjs").FilterKey} FilterKey
 * @typedef {{ words: Words, countryName: (code: string) => string }} Naming
 */

/** How a figure of a range is typed and shown: what is stored is what is typed times `unit`. @param {string} key @param {Words} words */
export function unitOf(key, words) {
  if (key === "cost") return { unit: words.lang === "zh" ? 1e8 : 1e9, suffix: `${words.t("bn")} USD` };
  if (key === "overrun") return { unit: 0.01, suffix: "%" };
  return key === "progress" ? { unit: 1, suffix: "%" } : { unit: 1, suffix: words.t("year", { n: 2 }) };
}

/** One figure of a range. @param {string} key @param {number} value @param {Words} words */
export function figureText(key, value, words) {
  if (key === "cost") return formatMoney(value, "USD", words, 3);
  if (key === "delay") return `${formatNumber(value, 4)}\u00a0${words.t("year", { n: Math.abs(value) })}`;
  return `${key === "overrun" ? formatNumber(value * 100, 6) : formatNumber(value, 6)}\u00a0%`;
}

/** A range in words: "1 to 3 years", "5 years and more", "under 0 %". @param {string} key @param {import("./state.mjs").Range} range @param {Words} words */
export function rangeText(key, [low, high], words) {
  const said = (/** @type {number} */ value) => figureText(key, value, words);
  if (low === null) return words.t("underBound", { b: said(high ?? 0) });
  return high === null ? words.t("fromBound", { a: said(low) }) : words.t("fromTo", { a: unitless(key, low, words), b: said(high) });
}

/** The first of two bounds, without the unit that the second has; money keeps its own. @param {string} key @param {number} value @param {Words} words */
function unitless(key, value, words) {
  return key === "cost" ? figureText(key, value, words) : formatNumber(key === "overrun" ? value * 100 : value, 6);
}

/** A class of the hue in words; early and late, under and over are said. @param {string} colour @param {import("./hues.mjs").HueClass} c @param {Words} words */
export function classText(colour, c, words) {
  if (c.missing) return words.t(colour === "sector" ? "family_other" : `no_${colour}`);
  if (c.sectors) return words.t(`family_${c.key}`);
  const [low, high] = /** @type {import("./state.mjs").Range} */ (c.range);
  if (colour === "progress") return rangeText(colour, [low, high], words);
  if (high !== null && high <= 0) {
    const size = low === null ? (high === 0 ? "" : words.t("overBound", { a: figureText(colour, -high, words) })) : high === 0 ? words.t("upTo", { b: figureText(colour, -low, words) }) : words.t("fromTo", { a: unitless(colour, -high, words), b: figureText(colour, -low, words) });
    return size ? words.t(`${colour}Below`, { v: size }) : words.t(`${colour}Less`);
  }
  const size = high === null ? words.t("fromBound", { a: figureText(colour, low ?? 0, words) }) : words.t("fromTo", { a: unitless(colour, low ?? 0, words), b: figureText(colour, high, words) });
  return words.t(`${colour}Above`, { v: size });
}

/** Some of many: the first names and how many more. @param {string[]} names @param {Words} words @param {number} [most] */
export function someOf(names, words, most = 2) {
  if (!names.length) return words.t("none");
  const rest = names.length - most;
  return names.slice(0, most).map((name) => clip(name, 40)).join(words.t("listComma")) + (rest > 0 ? ` ${words.t("andMore", { n: rest })}` : "");
}

/** The name of a filter. @param {FilterKey} key @param {Words} words */
export function filterName(key, words) {
  return words.t(`filter_${key}`);
}

/** What a filter is set to; "" where its name says all. @param {FilterKey} key @param {State} state @param {Naming} naming */
export function filterText(key, state, { words, countryName }) {
  switch (key) {
    case "statuses":
      return someOf((state.statuses || []).map((word) => words.word("status", word) || words.t("unknown")), words);
    case "sectors":
      return someOf((state.sectors || []).map((word) => words.word("sector", word) || words.t("unknown")), words);
    case "countries":
      return someOf((state.countries || []).map((code) => countryName(code) || words.t("unknown")), words);
    case "text":
      return clip(state.text, 40);
    case "silent":
      return `${state.silent} ${words.t("month", { n: state.silent })}`;
    case "disagree":
    case "unlocated":
      return "";
    default:
      return rangeText(key, state[key] || [null, null], words);
  }
}

/** What the hue of a project tells, in words; "" for the status, which its mark tells. @param {import("./decode.mjs").Projects} p @param {number} row @param {string} colour @param {Words} words */
export function toldBy(p, row, colour, words) {
  if (colour === "status") return "";
  if (colour === "sector") return words.word("sector", p.sector.words[p.sector.codes[row]]);
  const value = figuresOf(p, colour)?.[row] ?? NaN;
  const name = words.t(`colour_${colour}`);
  return `${name}: ${Number.isNaN(value) ? words.t(`no_${colour}`) : figureText(colour, colour === "delay" ? Math.round(value * 10) / 10 : Math.round(value * 100) / 100, words)}`;
}
