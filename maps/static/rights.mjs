/** What goes with all that leaves the page: dates of both clocks, data version, sources, licences; and the parts of the map's picture. */

import { shareable } from "./citing.mjs";
import { isoDay } from "./decode.mjs";
import { pictureKey } from "./picturekey.mjs";

/**
 * @typedef {object} RightsEnv
 * @property {import("./decode.mjs").Projects} projects
 * @property {import("./filters.mjs").Filters} filters
 * @property {any} about
 * @property {string} title
 * @property {import("./state.mjs").Store} store
 * @property {import("./strings.mjs").Words} words
 * @property {{ eventDay: (state: import("./state.mjs").State) => number }} clocks
 * @property {() => string} link address of the page with its state
 * @property {HTMLElement} map
 * @property {import("./sprites.mjs").Style} style
 * @property {() => "light" | "dark"} scheme
 */

/** @param {RightsEnv} env */
export function makeRights(env) {
  const { about, words, store } = env;
  /** @returns {import("./tables.mjs").Rights} */
  const rights = () => ({
    title: env.title,
    asKnownOn: store.get().known || about.as_of || about.now,
    onDate: isoDay(env.clocks.eventDay(store.get())),
    recordedBefore: about.recorded_before || "",
    dataVersion: about.data_version,
    page: shareable(env.link()),
    priceYear: about.money?.year ?? null,
    sources: about.sources,
  });
  /** @returns {import("./mappicture.mjs").PictureParts} */
  const picture = () => {
    const at = rights();
    const { colour } = store.get();
    const dates = [words.t("asKnownOn", { date: at.asKnownOn }), at.onDate !== at.asKnownOn && words.t("stateOn", { date: at.onDate }), colour !== "status" && `${words.t("colourBy")}: ${words.t(`colour_${colour}`)}`].filter(Boolean).join(" · ");
    const borders = [words.t("borders"), about.osm && words.t("osm")].filter(Boolean).join(" · ");
    return { map: env.map, title: env.title, dates, key: pictureKey(env), credits: [...creditsOf(at, words), borders], theme: /** @type {any} */ (env.style.themes[env.scheme()]) };
  };
  return { rights, picture };
}

/** What has to stand under a picture: dates and version, then sources and licences. @param {import("./tables.mjs").Rights} rights @param {import("./strings.mjs").Words} words @returns {string[]} */
export function creditsOf(rights, words) {
  const state = rights.onDate === rights.asKnownOn ? "" : `; ${words.t("stateOn", { date: rights.onDate })}`;
  const sources = rights.sources.map((s) => [s.attribution || s.publisher || s.name, s.licence].filter(Boolean).join(" · "));
  return [words.t("madeFrom", { title: rights.title, known: rights.asKnownOn, version: rights.dataVersion + state }), ...sources];
}
