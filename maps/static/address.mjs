/** Keeps the state in the address of the page, and the page at what the address says: links, back and forth. */

import { el, put } from "./dom.mjs";
import { fragmentOf, isStep, stateOf } from "./link.mjs";

const REST = 250; // ms: what changes quickly is written when it rests; browsers refuse more than a few writes a second

/**
 * @param {import("./state.mjs").Store} store @param {import("./link.mjs").Known} known
 * @param {(asked: Partial<import("./state.mjs").State>) => void} go brings the page to a state that the address asks for
 */
export function keepAddress(store, known, go) {
  let written = location.hash;
  let before = store.get();
  let waiting = 0;
  let arriving = false;

  /** A notebook's frame has no address to keep anything in. @param {"pushState" | "replaceState"} how @param {string} fragment */
  function write(how, fragment) {
    clearTimeout(waiting);
    if (fragment === written) return;
    try {
      history[how](null, "", fragment || `${location.pathname}${location.search}`);
      written = fragment;
    } catch {
      written = fragment;
    }
  }

  store.listen((state, changed) => {
    if (changed.size === 1 && changed.has("hovered")) return;
    const fragment = fragmentOf(state, known);
    const step = !arriving && isStep(before, state);
    if (step) write("replaceState", fragmentOf(before, known)); // what was still waiting to be written
    before = state;
    if (step) return write("pushState", fragment);
    clearTimeout(waiting);
    waiting = setTimeout(() => write("replaceState", fragmentOf(store.get(), known)), REST);
  });

  function read() {
    if (location.hash === written) return;
    const ours = location.hash === "" || fragmentOf({ ...store.get(), ...stateOf(location.hash, known) }, known) !== "";
    if (!ours) return; // nothing in it that this page knows
    written = location.hash;
    arrive(stateOf(location.hash, known));
  }

  /** @param {Partial<import("./state.mjs").State>} asked */
  function arrive(asked) {
    arriving = true;
    go(asked);
    arriving = false;
  }

  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
  return {
    asked: () => stateOf(location.hash, known),
    arrive,
    /** The address of the page as it is. */
    link: () => `${location.href.split("#")[0]}${fragmentOf(store.get(), known)}`,
  };
}

/** A button that copies the address of the page as it is; a notebook's frame has none. @param {import("./strings.mjs").Words} words @param {() => string} link */
export function copyButton(words, link) {
  if (!/^(file|https?):$/.test(location.protocol)) return [];
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
