/** Pointer and touch on the map: hover marks and names, a click opens, a click beside everything closes nothing. */

import { clip, el, put } from "./dom.mjs";

/**
 * @param {any} map @param {import("./layer.mjs").ProjectLayer} layer @param {ReturnType<typeof import("./canvas.mjs").canvasLayer>} canvas @param {import("./state.mjs").Store} store
 * @param {{ tip: HTMLElement, tell: (row: number) => string, open: (row: number) => void, own: ReturnType<typeof import("./ownparts.mjs").ownParts> }} parts the reader's own data lie above the projects
 */
export function pointing(map, layer, canvas, store, parts) {
  /** @param {any} event @param {number} reach */
  const under = (event, reach) => {
    const view = canvas.view();
    if (!view) return -1;
    const at = map.getPixelOrigin().add(event.layerPoint);
    return layer.at(at.x - view.left, at.y - view.top, reach);
  };
  let waiting = false;
  map.on("mousemove", (/** @type {any} */ event) => {
    if (waiting || event.originalEvent.pointerType === "touch") return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const mine = parts.own.under(event, 6);
      const row = mine ? -1 : under(event, 6);
      store.set({ hovered: row });
      map.getContainer().classList.toggle("pointing", row >= 0 || mine !== null);
      parts.tip.hidden = row < 0 && !mine;
      if (parts.tip.hidden) return;
      put(parts.tip, el("bdi", null, clip(mine ? parts.own.tell(mine) : parts.tell(row), 80)));
      const { x, y } = event.containerPoint;
      const flip = x > map.getSize().x - 240;
      parts.tip.style.transform = `translate(${Math.round(x + (flip ? -12 : 14))}px, ${Math.round(y + 12)}px)${flip ? " translateX(-100%)" : ""}`;
    });
  });
  map.on("mouseout movestart zoomstart", () => {
    store.set({ hovered: -1 });
    parts.tip.hidden = true;
  });
  map.on("click", (/** @type {any} */ event) => {
    const coarse = event.originalEvent.pointerType === "touch" || window.matchMedia("(pointer: coarse)").matches;
    const mine = parts.own.under(event, coarse ? 20 : 6);
    if (mine) return parts.own.open(mine);
    const row = under(event, coarse ? 20 : 6);
    if (row >= 0) parts.open(row);
  });
}
