/** The key under the map's picture: what hue, mark and size tell of the projects that are shown, with counts, and the notes in use. */

import { classText, figureText } from "./filterwords.mjs";
import { hasCosts, hasStatedCost, hueClasses, hueCodes } from "./hues.mjs";
import { BASIS_LOOKS, ROUGH_PLACES } from "./layer.mjs";
import { SAMPLE, sizeSample } from "./sizesample.mjs";
import { swatch } from "./sprites.mjs";

/**
 * @typedef {{ label: string, n: number | null, mark: HTMLCanvasElement | null, width: number, height: number }} KeyEntry `n`: projects, null for what is not counted; `mark`: of so many pixels
 * @typedef {import("./rights.mjs").RightsEnv} RightsEnv
 */

const SMALL_MARK = { width: 22, height: 22 };
const WIDE_MARK = { width: 46, height: 22 };

/** Rows of the key: the hue where it tells something else than the status, the statuses, the sizes, the notes. @param {RightsEnv} env @returns {KeyEntry[][]} */
export function pictureKey(env) {
  const { projects, style, words, store } = env;
  const state = store.get();
  const shown = env.filters.shown(state);
  const { status } = projects;
  const byStatus = shownByCode(status.codes, shown, status.words.length);
  const plain = state.colour === "status" ? undefined : { light: style.themes.light.muted, dark: style.themes.dark.muted };
  // with its dash where lines are shown
  const lines = projects.shapes.kind.some((/** @type {number} */ kind, /** @type {number} */ k) => kind >= 2 && shown[k]);
  const box = lines ? WIDE_MARK : SMALL_MARK;
  const statuses = Object.keys(style.status).map((word) => ({
    label: words.word("status", word),
    n: byStatus[status.words.indexOf(word)] || 0,
    mark: swatch(style, word, env.scheme(), {}, lines, plain),
    ...box,
  }));
  const classes = hueClasses(style, state.colour);
  const byClass = classes.length ? shownByCode(hueCodes(projects, style, state.colour), shown, 256) : [];
  const hues = classes.map((c, k) => ({ label: classText(state.colour, c, words), n: byClass[k], mark: swatch(style, "operating", env.scheme(), {}, false, c), ...SMALL_MARK }));
  const counted = [hues, statuses].map((row) => row.filter((entry) => entry.n > 0));
  return [...counted, sizesKey(env), notesKey(env, shown, box)].filter((row) => row.length);
}

/** Samples of the size, where it tells the cost. @param {RightsEnv} env @returns {KeyEntry[]} */
function sizesKey({ projects, style, words, store, about, scheme }) {
  if (store.get().size !== "cost" || !hasCosts(projects)) return [];
  const samples = style.cost_size.samples.map((cost) => ({ label: figureText("cost", cost, words).replace("USD\u00a0", ""), n: null, mark: sizeSample(style, scheme(), cost), ...SAMPLE }));
  return [...samples, { label: words.t("sizeNote", { year: about.money?.year ?? "" }), n: null, mark: null, width: 0, height: 0 }];
}

/** What the legend notes, of that which is there to be seen. @param {RightsEnv} env @param {Uint8Array} shown @param {{ width: number, height: number }} box @returns {KeyEntry[]} */
function notesKey({ projects, style, words, scheme }, shown, box) {
  const used = notesInUse(projects, shown);
  /** @param {string} text @param {import("./sprites.mjs").Look} look */
  const entry = (text, look) => ({ label: words.t(text), n: null, mark: swatch(style, "operating", scheme(), look, box === WIDE_MARK), ...box });
  return [
    ...(used.hollow ? [entry("noteHollow", { hollow: true })] : []),
    ...(used.soft ? [entry("noteSoft", { soft: true })] : []),
    ...(used.faint ? [entry("noteUnsure", { faint: true })] : []),
    ...(used.light ? [entry("notePlanned", { light: true })] : []),
  ];
}

/** Which looks the projects that are shown on the map have. @param {import("./decode.mjs").Projects} p @param {Uint8Array} shown */
export function notesInUse(p, shown) {
  const used = { hollow: false, soft: false, faint: false, light: false };
  for (let k = 0; k < p.n; k++) {
    if (!shown[k] || !p.shapes.kind[k]) continue;
    const basis = p.basis.words[p.basis.codes[k]];
    const bits = Object.hasOwn(BASIS_LOOKS, basis) ? BASIS_LOOKS[basis] : 0;
    if (bits & 1) used.faint = true;
    if (bits & 8) used.light = true;
    if (ROUGH_PLACES.includes(p.precision.words[p.precision.codes[k]])) used.soft = true;
    if (!hasStatedCost(p, k)) used.hollow = true;
  }
  return used;
}

/** @param {ArrayLike<number>} codes @param {Uint8Array} shown @param {number} size @returns {Uint32Array} */
function shownByCode(codes, shown, size) {
  const out = new Uint32Array(size);
  for (let k = 0; k < shown.length; k++) if (shown[k]) out[codes[k]]++;
  return out;
}
