/** What to think of a forecast, in a sentence or two: tracker/analysis/skill.py in the words of the page. */

/** The class of all projects: what it tells is a base rate. */
const EVERY = "all sectors";

/**
 * @param {any} about @param {"opening" | "cost"} quantity @param {import("./strings.mjs").Words} words
 * @param {{ cls: string, basis?: string } | null} [part] the forecast itself
 * @returns {string} "" where the page tells nothing
 */
export function forecastSkill(about, quantity, words, part = null) {
  const skill = about.forecasts?.skill?.[quantity];
  if (!skill) return "";
  if (part?.basis === "published") return words.t("fcPublished");
  const keys = /** @type {{ [verdict: string]: string }} */ ({ "no difference": "fcNoSkill", better: "fcBetter", worse: "fcWorse" });
  const said = words.t(keys[skill.verdict] || "fcUntested", { n: skill.n, projects: skill.projects, why: skill.why });
  return part?.cls === EVERY ? `${said} ${words.t("fcBaseRate")}` : said;
}
