/** Names that come with the data: words of the vocabulary, and countries in the page's language. */

/** English words of the vocabulary, which come with the data. @param {any} about @returns {{ [key: string]: string }} */
export function vocabulary(about) {
  const out = Object.create(null);
  for (const [key, label] of Object.entries(about.status_labels)) out[`status:${key}`] = label;
  for (const [key, label] of Object.entries(about.groups)) out[`group:${key}`] = label;
  for (const [key, field] of Object.entries(about.fields)) out[`field:${key}`] = /** @type {any} */ (field).label;
  return out;
}

/** Names of countries: the browser's in the page's language, else those of the basemap, else the code. @param {string} lang @param {{ [code: string]: [string, string] }} used */
export function countryNames(lang, used) {
  const browser = new Intl.DisplayNames([lang === "zh" ? "zh-CN" : "en"], { type: "region", fallback: "none" });
  /** @type {Map<string, string>} */
  const known = new Map();
  /** @param {{ numeric: string, name: string }} label */
  function label({ numeric, name }) {
    if (lang !== "zh" || !numeric) return name;
    const region = Intl.getCanonicalLocales(`und-${numeric}`)[0]?.slice(4);
    return (region && /^[A-Z]{2}$/.test(region) && browser.of(region)) || name;
  }
  for (const [code, [numeric, name]] of Object.entries(used)) known.set(code, label({ numeric, name }));
  return {
    label,
    /** @param {string} codes alpha-3 codes joined by ";" */
    codes: (codes) => codes.split(";").map((code) => known.get(code) || code).filter(Boolean).join(", "),
  };
}

/**
 * Two names of a project: the one that leads, and another beside it, "" where there is none. On a Chinese page a local
 * name in Chinese characters leads (what is written with kana or hangul as well is another language).
 * @param {{ name: string[], nameLocal: string[], slug: string[], hanFirst?: boolean }} p @param {number} row @returns {[string, string]}
 */
export function namesOf(p, row) {
  const [name, local] = [p.name[row], p.nameLocal[row]];
  const lead = p.hanFirst && isHan(local) ? local : name || local || p.slug[row];
  return [lead, [local, name].find((other) => other && other !== lead) || ""];
}

/** @param {string} text */
function isHan(text) {
  return /\p{Script=Han}/u.test(text) && !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text);
}
