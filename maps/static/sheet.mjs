/** Sheets from below on a small screen: a handle to tap (larger, smaller, away), or to drag. On a wide screen they are columns. */

import { el } from "./dom.mjs";

/** A small screen, upright or on its side: the same as in the style sheets. */
export const SMALL_SCREEN = "(max-width: 820px), (max-height: 500px)";

/**
 * @param {HTMLElement} node the panel or the card @param {string} label of the handle @param {() => void} away called when the sheet is dragged off
 * @returns {{ handle: HTMLElement, show: (size: "closed" | "half" | "full") => void }}
 */
export function sheet(node, label, away) {
  const handle = el("button", { class: "handle", type: "button", "aria-label": label }, el("span", { "aria-hidden": "true" }));
  /** @param {"closed" | "half" | "full"} size */
  const show = (size) => {
    node.dataset.size = size;
    handle.setAttribute("aria-expanded", String(size === "full"));
  };
  let start = 0;
  let moved = 0;
  handle.addEventListener("pointerdown", (event) => {
    [start, moved] = [event.clientY, 0];
    handle.setPointerCapture(event.pointerId);
    node.classList.add("dragging");
  });
  handle.addEventListener("pointermove", (event) => {
    if (!node.classList.contains("dragging")) return;
    moved = event.clientY - start;
    node.style.setProperty("--drag", `${moved}px`);
  });
  const end = () => {
    if (!node.classList.contains("dragging")) return;
    node.classList.remove("dragging");
    node.style.removeProperty("--drag");
    if (moved > 60) {
      if (node.dataset.size === "full") show("half");
      else away();
    } else if (moved < -60) show("full");
  };
  handle.addEventListener("pointerup", end);
  handle.addEventListener("pointercancel", end);
  handle.addEventListener("click", () => {
    if (Math.abs(moved) < 8) show(node.dataset.size === "full" ? "half" : "full");
  });
  show("closed");
  return { handle, show };
}
