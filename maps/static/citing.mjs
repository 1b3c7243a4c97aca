/** How to cite a project of the page: a sentence, and BibTeX with data version and both clocks. */

import { clip, el, put } from "./dom.mjs";
import { copyText } from "./save.mjs";

/**
 * @typedef {object} Citation
 * @property {string} slug
 * @property {string} name
 * @property {string} title of the page
 * @property {string[]} publishers of the data
 * @property {string} version
 * @property {string} asKnownOn ISO day
 * @property {string} address of the page, "" where it has none
 */

/** Characters that TeX takes for its own. @param {string} text */
export function texText(text) {
  const names = /** @type {{ [c: string]: string }} */ ({ "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" });
  return text.replace(/\s+/g, " ").replace(/[\\~^]|[{}&%$#_]/g, (c) => names[c] || `\\${c}`);
}

/** An address inside \url: what would end it or begin a comment is written as percent. @param {string} url */
export function texUrl(url) {
  return encodeURI(decodable(url)).replace(/[{}\\%#]/g, (c) => (c === "%" || c === "#" ? `\\${c}` : encodeURIComponent(c)));
}

/** @param {string} url */
function decodable(url) {
  try {
    return decodeURI(url);
  } catch {
    return url.replace(/%/g, "%25");
  }
}

/** @param {Citation} c @returns {string} */
export function bibtex(c) {
  const year = c.asKnownOn.slice(0, 4);
  const key = `${c.slug.replace(/[^\w-]+/g, "")}-${c.version.slice(0, 8).replace(/\W/g, "")}`;
  const lines = [
    ["title", `{${texText(c.name)}}`],
    ["booktitle", texText(c.title)],
    ["author", c.publishers.map((p) => `{${texText(p)}}`).join(" and ")],
    ["year", year],
    ["version", texText(c.version)],
    ["note", texText(`As known on ${c.asKnownOn}, data version ${c.version}`)],
    ["howpublished", c.address ? `\\url{${texUrl(c.address)}}` : ""],
  ];
  return `@misc{${key},\n${lines.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`).join(",\n")}\n}`;
}

/** The page's address, without the folder of whoever opened it from disk. @param {string} href */
export function shareable(href) {
  if (/^https?:/.test(href)) return href;
  const at = href.lastIndexOf("/");
  return /^file:/.test(href) ? href.slice(at + 1) : "";
}

/** @param {Citation} c @param {string} sentence @param {import("./strings.mjs").Words} words @returns {HTMLElement} */
export function citeSection(c, sentence, words) {
  const text = bibtex(c);
  const told = el("span", { class: "small", role: "status" });
  const copy = (/** @type {string} */ label, /** @type {string} */ what) => el("button", { type: "button", class: "text-button", on: { click: async () => put(told, words.t((await copyText(what)) ? "copied" : "copyByHand")) } }, label);
  return el(
    "section",
    { class: "cite" },
    el("h3", { class: "kicker" }, words.t("cite")),
    el("p", { class: "small", dir: "auto" }, clip(sentence, 800)),
    el("details", null, el("summary", null, "BibTeX"), el("pre", { class: "bibtex", dir: "ltr", tabindex: 0, "aria-label": "BibTeX" }, clip(text, 3000))),
    el("p", { class: "cite-tools small" }, copy(words.t("copySentence"), sentence), " · ", copy(words.t("copyBibtex"), text), " ", told),
  );
}
