/** Many marks, one stop for the keyboard: arrows, Home and End lead through them. And where the focus was, when all is drawn anew. */

/**
 * @param {(HTMLElement | SVGElement)[]} nodes in the order of the arrows @param {(index: number) => void} enter what Enter and the space bar do
 */
export function roving(nodes, enter) {
  let at = 0;
  nodes.forEach((node, k) => {
    node.setAttribute("tabindex", k ? "-1" : "0");
    node.addEventListener("focus", () => {
      nodes[at].setAttribute("tabindex", "-1");
      node.setAttribute("tabindex", "0");
      at = k;
    });
    node.addEventListener("keydown", (event) => {
      const { key } = /** @type {KeyboardEvent} */ (event);
      const next = key === "Enter" || key === " " ? k : nextOf(key, k, nodes.length);
      if (next < 0) return;
      event.preventDefault();
      if (next !== k) nodes[next].focus();
      else if (key === "Enter" || key === " ") enter(k);
    });
  });
}

/** Where a key leads, −1 where it leads nowhere. @param {string} key @param {number} at @param {number} n @returns {number} */
export function nextOf(key, at, n) {
  if (key === "Home") return 0;
  if (key === "End") return n - 1;
  const next = key === "ArrowRight" || key === "ArrowDown" ? at + 1 : key === "ArrowLeft" || key === "ArrowUp" ? at - 1 : -1;
  return next < n ? next : -1;
}

/** @typedef {{ frame: string, row: string, nth: number }} Place `frame`: the chart or list; `row`: the project; `nth`: else the how manieth stop */

const STOPS = "button, [tabindex]";

/** Where in a view the focus is: by chart and project, since the nodes do not outlive the drawing. @param {Element | null} node @returns {Place | null} */
export function placeOf(node) {
  if (!node || node === document.body) return null;
  const frame = /** @type {HTMLElement | null} */ (node.closest("[data-frame]"));
  const row = /** @type {HTMLElement} */ (node).dataset?.row || "";
  if (!frame && !row) return null;
  return { frame: frame?.dataset.frame || "", row, nth: frame ? [...frame.querySelectorAll(STOPS)].indexOf(node) : -1 };
}

/** The same place in what is drawn now. @param {Element} root @param {Place | null} place @returns {HTMLElement | null} */
export function atPlace(root, place) {
  if (!place) return null;
  const inside = place.frame ? root.querySelector(`[data-frame="${CSS.escape(place.frame)}"]`) : root;
  const found = place.row ? inside?.querySelector(`:is(button, [tabindex])[data-row="${CSS.escape(place.row)}"]`) : inside?.querySelectorAll(STOPS)[place.nth];
  return /** @type {HTMLElement | null} */ (found || null);
}
