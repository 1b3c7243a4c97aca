/** Keeps the state in the address of the page, and the page at what the address says: links, back and forth. */

import { el, put } from "./dom.mjs";
import { askedInVain, fragmentOf, isStep, stateOf } from "./link.mjs";

/** A notebook's frame has no address of its own: one that is written there would be the notebook's. */
const hasAddress = () => /^(file|https?):$/.test(location.protocol);
/** In a frame a step of this page would be a step of the page around it. */
const isFramed = () => window.parent !== window;

/** The fragment of a page that asks for nothing, where it opens asking. */
const NOTHING_ASKED = "#all";

const REST = 250; // ms: what changes quickly is written when it rests; browsers refuse more than a few writes a second

/**
 * @param {import("./state.mjs").Store} store @param {import("./link.mjs").Known} known
 * @param {(asked: Partial<import("./state.mjs").State>) => void} go brings the page to a state that the address asks for
 * @param {(slug: string) => void} lost told which project the address asks for that is not there; "" for none
 * @param {string} [initial] fragment of a page that opens already asking; one in the address goes before it
 */
export function keepAddress(store, known, go, lost, initial = "") {
  // an address without a fragment means the initial state: what asks for nothing has to say so
  const bare = initial ? NOTHING_ASKED : "";
  const fragmentNow = (/** @type {import("./state.mjs").State} */ state) => fragmentOf(state, known) || bare;
  const stateAt = (/** @type {string} */ fragment) => stateOf(fragment || initial, known);
  let written = location.hash;
  let before = store.get();
  let waiting = 0;
  let arriving = false;

  /** @param {"pushState" | "replaceState"} how @param {string} fragment */
  function write(how, fragment) {
    clearTimeout(waiting);
    if (fragment === written || !hasAddress()) return;
    try {
      history[isFramed() ? "replaceState" : how](null, "", fragment || `${location.pathname}${location.search}`);
      written = fragment;
    } catch {
      written = fragment;
    }
  }

  store.listen((state, changed) => {
    if (changed.size === 1 && changed.has("hovered")) return;
    const fragment = fragmentNow(state);
    const step = !arriving && isStep(before, state);
    if (step) write("replaceState", fragmentNow(before)); // what was still waiting to be written
    before = state;
    if (step) return write("pushState", fragment);
    clearTimeout(waiting);
    waiting = setTimeout(() => write("replaceState", fragmentNow(store.get())), REST);
  });

  function read() {
    if (location.hash === written) return;
    const ours = location.hash === "" || location.hash === bare || fragmentOf({ ...store.get(), ...stateAt(location.hash) }, known) !== "";
    if (!ours) return lost(askedInVain(location.hash, known)); // nothing in it that this page knows
    written = location.hash;
    arrive(stateAt(location.hash));
  }

  /** @param {Partial<import("./state.mjs").State>} asked */
  function arrive(asked) {
    const vain = askedInVain(location.hash, known);
    arriving = true;
    go(asked);
    arriving = false;
    lost(vain);
  }

  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
  return {
    /** A fragment of somebody else's, as a heading of the page around, asks for nothing. */
    asked: () => stateAt(location.hash === bare || fragmentOf({ ...store.get(), ...stateOf(location.hash, known) }, known) ? location.hash : ""),
    arrive,
    /** The address of the page as it is. */
    link: () => `${location.href.split("#")[0]}${fragmentNow(store.get())}`,
  };
}

/** A button that copies the address of the page as it is; a notebook's frame has none. @param {import("./strings.mjs").Words} words @param {() => string} link */
export function copyButton(words, link) {
  if (!hasAddress()) return [];
  const button = el("button", { type: "button", class: "copy-link", on: { click: copy } }, words.t("copyLink"));
  const said = el("span", { class: "sr", role: "status" });
  async function copy() {
    let done = "linkCopied";
    try {
      await navigator.clipboard.writeText(link());
    } catch {
      done = "linkShown"; // no clipboard here; the address bar has the same
    }
    put(button, words.t(done));
    put(said, words.t(done));
    setTimeout(() => put(button, words.t("copyLink")), 2500);
  }
  return [button, said];
}
