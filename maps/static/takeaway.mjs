/** The menu of downloads: what is shown as CSV and GeoJSON, and the map as a picture. */

import { copyButton } from "./address.mjs";
import { el, put } from "./dom.mjs";
import { mapPicture } from "./mappicture.mjs";
import { blobOf } from "./picture.mjs";
import { saveBlob, slugged } from "./save.mjs";
import { csvText, geojsonText, projectTable, statementTable } from "./tables.mjs";

/**
 * @typedef {object} TakeawayContext
 * @property {import("./strings.mjs").Words} words
 * @property {import("./tables.mjs").TakeContext["projects"]} projects
 * @property {import("./tables.mjs").TakeContext["cardOf"]} cardOf
 * @property {() => Uint8Array} shown
 * @property {() => boolean} hasCards
 * @property {() => import("./tables.mjs").Rights} rights
 * @property {() => import("./mappicture.mjs").PictureParts} picture
 * @property {() => string} link address of the page with its state
 */

/** @param {TakeawayContext} ctx @returns {HTMLElement} */
export function takeaway(ctx) {
  const { words } = ctx;
  const told = el("p", { class: "small", role: "status" });
  const body = el("div", { class: "menu-body" });
  const menu = /** @type {HTMLDetailsElement} */ (el("details", { class: "menu download-menu" }, el("summary", null, words.t("download")), body));
  const rows = () => {
    const shown = ctx.shown();
    const out = [];
    for (let k = 0; k < shown.length; k++) if (shown[k]) out.push(k);
    return out;
  };
  const take = () => ({ projects: ctx.projects, cardOf: ctx.cardOf, rights: ctx.rights() });
  /** Projects, day of knowledge and data version stand in the name of the file. @param {string} what @param {string} end */
  const named = (what, end) => {
    const { asKnownOn, onDate, dataVersion } = ctx.rights();
    return `${slugged(["tracker", what, `known-${asKnownOn}`, onDate === asKnownOn ? "" : `state-${onDate}`, dataVersion.slice(0, 8)].filter(Boolean).join("-"))}.${end}`;
  };
  const text = (/** @type {string} */ what, /** @type {string} */ end, /** @type {string} */ type, /** @type {() => string} */ make) => () => saveBlob(named(what, end), new Blob([make()], { type: `${type};charset=utf-8` }));
  /** @type {[string, () => void | Promise<void>][]} */
  const items = [
    ["takeProjects", text("projects", "csv", "text/csv", () => csvText(projectTable(rows(), take())))],
    ["takeStatements", text("statements", "csv", "text/csv", () => csvText(statementTable(rows(), take())))],
    ["takeGeojson", text("projects", "geojson", "application/geo+json", () => geojsonText(rows(), take()))],
    ["takeMap", async () => saveBlob(named("map", "png"), await blobOf(mapPicture(ctx.picture())))],
  ];
  const buttons = items.map(([key, act]) => {
    const button = /** @type {HTMLButtonElement} */ (el("button", { type: "button", data: { take: key } }, words.t(key)));
    button.addEventListener("click", async () => {
      put(told, words.t("making"));
      await new Promise((resume) => setTimeout(resume, 30)); // let the line be seen: a big file takes a second
      await act();
      put(told, words.t("saved"));
    });
    return button;
  });
  const link = copyButton(words, ctx.link);
  if (link.length) link[0].className = "menu-link"; // for where the button beside this menu has no room
  put(body, link, buttons, told, el("p", { class: "small menu-note" }, words.t("takeNote")));
  menu.addEventListener("toggle", () => {
    put(told);
    buttons[1].hidden = !ctx.hasCards();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (menu.open && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  return menu;
}
