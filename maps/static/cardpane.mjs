/** Where the card of a project opens and closes, and what it says of the moment of the clocks. */

import { renderCard } from "./card.mjs";
import { byId, el, put } from "./dom.mjs";
import { dateNote, unknownCard } from "./knownbox.mjs";
import { atPlace, placeOf } from "./roving.mjs";
import { sheet } from "./sheet.mjs";
import { TABS } from "./state.mjs";

/**
 * @typedef {object} CardPaneContext
 * @property {any} map Leaflet's
 * @property {import("./card.mjs").CardContext} card
 * @property {import("./knownbox.mjs").KnownContext} known
 * @property {(row: number) => string} nameOf
 * @property {() => "light" | "dark"} scheme
 * @property {() => boolean} narrow
 * @property {(row: number, fly: boolean) => void} goTo moves the map
 * @property {() => void} beforeOpen
 */

/** @param {CardPaneContext} ctx */
export function cardPane(ctx) {
  const { store, words, about, clocks } = ctx.known;
  const { projects } = ctx.card;
  const node = byId("card");
  const pane = sheet(node, words.t("expand"), () => close());
  const atDate = el("p", { class: "at-date", role: "status" });
  /** Where the reader was before a card opened: a chart is drawn anew beside the card, so the node alone may be gone. @type {{ node: HTMLElement | null, tab: string, place: import("./roving.mjs").Place | null }} */
  let opener = { node: null, tab: "", place: null };
  /** Opened in another tab: the map goes there when it is looked at. */
  let toFly = -1;

  function draw() {
    const { selected, known } = store.get();
    if (selected < 0) return;
    Object.assign(ctx.card, { scheme: ctx.scheme(), now: clocks.knownDay(store.get()), about: known ? { ...about, as_of: known } : about });
    const inner = el("div", { class: "card-body" });
    if (clocks.known.there && !clocks.known.there[selected]) put(inner, unknownCard(ctx.nameOf(selected), selected, ctx.known, el("button", { class: "close", type: "button", "aria-label": words.t("close"), on: { click: close } }, "×")));
    else renderCard(inner, selected, clocks.card(selected), ctx.card);
    put(node, pane.handle, inner);
    (inner.querySelector(".facts") || inner.querySelector(".name"))?.after(atDate);
    tellDate();
    node.setAttribute("aria-labelledby", "card-name");
    node.scrollTop = 0;
  }

  function tellDate() {
    const { selected } = store.get();
    const text = selected < 0 ? "" : dateNote(selected, ctx.known);
    put(atDate, text);
    atDate.hidden = !text;
  }

  function close() {
    const { selected, tab } = store.get();
    store.set({ selected: -1 });
    if (selected < 0) return;
    const { node: before } = opener;
    const there = before?.isConnected && before !== document.body ? before : tab === opener.tab ? atPlace(byId(TABS[/** @type {keyof typeof TABS} */ (tab)]), opener.place) : null;
    (there || document.getElementById("search"))?.focus({ preventScroll: true });
  }

  /** Open a project's card, at a date when the project exists; `fly` also moves the map there. @param {number} row @param {boolean} fly */
  function open(row, fly) {
    const { tab, date } = store.get();
    const at = /** @type {HTMLElement | null} */ (document.activeElement);
    if (!node.contains(at)) opener = { node: at, tab, place: placeOf(at) };
    ctx.beforeOpen();
    store.set({ selected: row, date: date && clocks.dateFor(row, date), tab: fly && projects.shapes.kind[row] && ctx.narrow() && tab === "list" ? "map" : tab });
    ctx.map.invalidateSize({ pan: false });
    if (store.get().tab === "map") ctx.goTo(row, fly);
    else toFly = row;
    document.getElementById("card-name")?.focus({ preventScroll: true });
  }

  return {
    open,
    close,
    draw,
    tellDate,
    /** Another project is selected, or none. */
    select() {
      const { selected } = store.get();
      node.hidden = selected < 0;
      byId("page").classList.toggle("with-card", selected >= 0);
      pane.show(selected < 0 ? "closed" : "half");
      draw();
      ctx.map.invalidateSize({ pan: false });
    },
    /** Another tab: what was opened elsewhere is flown to when the map is looked at. */
    flyLater() {
      const { tab, selected } = store.get();
      if (tab !== "map") return;
      if (toFly >= 0 && toFly === selected) ctx.goTo(toFly, true);
      toFly = -1;
    },
  };
}
