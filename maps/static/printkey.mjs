/** What stands under the map on paper: its dates, what hue, mark and size tell, and whose data and borders they are. */

import { el, put } from "./dom.mjs";
import { formatNumber } from "./format.mjs";

/** @param {HTMLElement} stage what it stands under @param {{ picture: () => import("./mappicture.mjs").PictureParts, words: import("./strings.mjs").Words }} ctx */
export function printKey(stage, ctx) {
  const node = el("section", { class: "print-key", "aria-hidden": "true" });
  stage.after(node);
  return {
    /** As the page is now. */
    fill() {
      const { key, dates, credits } = ctx.picture();
      const row = (/** @type {import("./picturekey.mjs").KeyEntry[]} */ entries) => el("ul", null, entries.map(({ label, n, mark }) => el("li", null, mark, el("bdi", null, label), n !== null && el("span", { class: "num small" }, formatNumber(n, 9)))));
      put(node, el("p", null, dates), key.map(row), credits.map((line) => el("p", { class: "small" }, line)));
    },
  };
}
