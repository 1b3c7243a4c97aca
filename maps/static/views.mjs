/** The views beside the map and what they share: which projects, which statements, how a project is opened. */

import { chartsView } from "./chartsview.mjs";
import { byId } from "./dom.mjs";
import { printKey } from "./printkey.mjs";
import { listView } from "./list.mjs";
import { creditsOf, makeRights } from "./rights.mjs";
import { revisionsView } from "./revisionsview.mjs";
import { storyteller } from "./stories.mjs";
import { takeaway } from "./takeaway.mjs";

/** Pixels between the margins of a sheet of A4 paper, less the frame of the map; letter paper is a little wider. */
const PAPER = 693;

/**
 * @typedef {object} ViewsEnv
 * @property {import("./decode.mjs").Projects} projects
 * @property {any} about
 * @property {import("./state.mjs").Store} store
 * @property {import("./sources.mjs").Speech} speech
 * @property {import("./sprites.mjs").Style} style
 * @property {() => "light" | "dark"} scheme
 * @property {(codes: string) => string} countryNames
 * @property {() => Uint8Array} shown one byte a project: what all filters and both clocks let through
 * @property {(row: number) => import("./decode.mjs").CardData | null} cardOf the statements as the page knows them, null while they are being read
 * @property {(row: number) => import("./decode.mjs").When | null} openedAt
 * @property {() => boolean} cardsRead
 * @property {() => string} knownKey changes when what is known changes
 * @property {string} title
 * @property {import("./rights.mjs").RightsEnv["clocks"] & { knownDay: (state: import("./state.mjs").State) => number }} clocks
 * @property {() => string} link
 * @property {HTMLElement} map
 * @property {(row: number) => void} open
 * @property {() => void} clear takes all filters off
 * @property {import("./filters.mjs").Filters} filters
 */

/** @param {ViewsEnv} env */
export function makeViews(env) {
  const { projects, store, speech } = env;
  const { rights, picture, asked } = makeRights({ ...env, words: speech.words });
  const stories = { projects, cardOf: env.cardOf, openedAt: env.openedAt };
  const shared = { projects, store, speech, stories, teller: storyteller(stories), knownKey: () => `${env.knownKey()}|${env.cardsRead()}`, shown: env.shown, hasCards: () => env.about.has_cards, open: env.open, clear: env.clear, credits: () => creditsOf(rights(), speech.words, asked()) };
  const menu = takeaway({ words: speech.words, projects, cardOf: env.cardOf, shown: env.shown, hasCards: shared.hasCards, rights, picture, link: env.link });
  const list = listView(byId("list"), { projects, store, words: speech.words, style: env.style, scheme: env.scheme, countryNames: env.countryNames, open: env.open, shown: env.shown, clear: env.clear, priceYear: env.about.money?.year ?? null, now: () => env.clocks.knownDay(store.get()) });
  const charts = chartsView(byId("charts"), shared);
  const revisions = revisionsView(byId("revisions"), shared);
  const key = printKey(byId("stage"), { picture, words: speech.words });
  // on paper the map is as wide as the paper, whatever it was on the screen
  window.addEventListener("beforeprint", () => {
    if (store.get().tab === "map") key.fill();
    const { clientWidth: width, clientHeight: height } = env.map;
    if (!width) return;
    for (const [name, value] of Object.entries({ zoom: String(Math.min(1, PAPER / width)), width: `${width}px`, height: `${height}px` })) document.documentElement.style.setProperty(`--print-${name}`, value);
  });
  return {
    menu,
    /** Of a chart of one project, which no filter changes. */
    credits: () => creditsOf(rights(), speech.words),
    /** What is shown, known or looked at has changed. */
    update() {
      list.update();
      void charts.update();
      void revisions.update();
    },
    /** Another project is selected. */
    mark() {
      list.mark();
      revisions.mark();
    },
  };
}
