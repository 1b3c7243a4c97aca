/** What goes with all that leaves the page: dates of both clocks, data version, sources, licences; and the parts of the map's picture. */

import { shareable } from "./citing.mjs";
import { isoDay } from "./decode.mjs";
import { filterName, filterText } from "./filterwords.mjs";
import { formatEdtf } from "./format.mjs";
import { pictureKey } from "./picturekey.mjs";
import { filtersSet } from "./state.mjs";

/**
 * @typedef {object} RightsEnv
 * @property {import("./decode.mjs").Projects} projects
 * @property {import("./filters.mjs").Filters} filters
 * @property {any} about
 * @property {string} title
 * @property {import("./state.mjs").Store} store
 * @property {import("./strings.mjs").Words} words
 * @property {(codes: string) => string} countryNames
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
  const asked = () => askedText(store.get(), { words, countryName: env.countryNames });
  /** @returns {import("./mappicture.mjs").PictureParts} */
  const picture = () => {
    const at = rights();
    const { colour } = store.get();
    const dates = [words.t("asKnownOn", { date: formatEdtf(at.asKnownOn, words) }), at.onDate !== at.asKnownOn && words.t("stateOn", { date: formatEdtf(at.onDate, words) }), asked(), colour !== "status" && words.t("pictureColour", { what: words.t(`colour_${colour}`) })].filter(Boolean).join(" · ");
    const borders = [words.t("borders"), about.osm && words.t("osm")].filter(Boolean).join(" · ");
    return { map: env.map, title: env.title, dates, key: pictureKey(env), credits: [...creditsOf(at, words), borders], theme: /** @type {any} */ (env.style.themes[env.scheme()]) };
  };
  return { rights, picture, asked };
}

/** "Filters: Status: Under construction; Country: China"; "" where none is set. @param {import("./state.mjs").State} state @param {import("./filterwords.mjs").Naming} naming */
export function askedText(state, naming) {
  const { words } = naming;
  const said = filtersSet(state).map((key) => {
    const text = filterText(key, state, naming);
    return text ? words.t("pictureFilter", { name: filterName(key, words), text }) : filterName(key, words);
  });
  return said.length ? words.t("pictureAsked", { what: said.join(words.t("comma")) }) : "";
}

/** What has to stand under a picture: dates and version, what was asked, then sources and licences. @param {import("./tables.mjs").Rights} rights @param {import("./strings.mjs").Words} words @param {string} [asked] filters in words @returns {string[]} */
export function creditsOf(rights, words, asked = "") {
  const state = rights.onDate === rights.asKnownOn ? "" : words.t("comma") + words.t("stateOn", { date: formatEdtf(rights.onDate, words) });
  const sources = rights.sources.map((s) => [s.attribution || s.publisher || s.name, s.licence].filter(Boolean).join(" · "));
  return [words.t("madeFrom", { title: rights.title, known: formatEdtf(rights.asKnownOn, words), version: rights.dataVersion + state }), ...(asked ? [asked] : []), ...sources];
}
