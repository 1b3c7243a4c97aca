/** The key under the map's picture: what hue and mark tell of the projects that are shown, with counts. */

import { classText } from "./filterwords.mjs";
import { hueClasses, hueCodes } from "./hues.mjs";
import { swatch } from "./sprites.mjs";

/**
 * @typedef {{ label: string, n: number, mark: HTMLCanvasElement }} KeyEntry
 * @typedef {import("./rights.mjs").RightsEnv} RightsEnv
 */

/** Rows of the key: the hue where it tells something else than the status, then the statuses. @param {RightsEnv} env @returns {KeyEntry[][]} */
export function pictureKey(env) {
  const { projects, style, words, store } = env;
  const state = store.get();
  const shown = env.filters.shown(state);
  const { status } = projects;
  const byStatus = shownByCode(status.codes, shown, status.words.length);
  const plain = state.colour === "status" ? undefined : { light: style.themes.light.muted, dark: style.themes.dark.muted };
  const statuses = Object.keys(style.status).map((word) => ({
    label: words.word("status", word),
    n: byStatus[status.words.indexOf(word)] || 0,
    mark: swatch(style, word, env.scheme(), {}, false, plain),
  }));
  const classes = hueClasses(style, state.colour);
  const byClass = classes.length ? shownByCode(hueCodes(projects, style, state.colour), shown, 256) : [];
  const hues = classes.map((c, k) => ({ label: classText(state.colour, c, words), n: byClass[k], mark: swatch(style, "operating", env.scheme(), {}, false, c) }));
  return [hues, statuses].map((row) => row.filter((entry) => entry.n > 0)).filter((row) => row.length);
}

/** @param {ArrayLike<number>} codes @param {Uint8Array} shown @param {number} size @returns {Uint32Array} */
function shownByCode(codes, shown, size) {
  const out = new Uint32Array(size);
  for (let k = 0; k < shown.length; k++) if (shown[k]) out[codes[k]]++;
  return out;
}
