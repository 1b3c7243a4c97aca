/** Elements without HTML strings: every text from data becomes a text node. */

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {{ [name: string]: any }} Props
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. Props: `class`, `on` (listeners by event), `data` (data-* attributes), anything else an attribute;
 * true sets an empty attribute; null, undefined and false leave it out.
 * @param {string} tag @param {Props | null} [props] @param {...(Child | Child[])} children @returns {HTMLElement}
 */
export function el(tag, props, ...children) {
  return /** @type {HTMLElement} */ (fill(document.createElement(tag), props, children));
}

/**
 * Make an SVG element.
 * @param {string} tag @param {Props | null} [props] @param {...(Child | Child[])} children @returns {SVGElement}
 */
export function svg(tag, props, ...children) {
  return /** @type {SVGElement} */ (fill(document.createElementNS(SVG, tag), props, children));
}

/** @param {Element} node @param {Props | null | undefined} props @param {(Child | Child[])[]} children */
function fill(node, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, /** @type {any} */ (listener));
    else if (name === "data") for (const [key, text] of Object.entries(value)) /** @type {any} */ (node).dataset[key] = text;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

/** @param {Element} node @param {(Child | Child[])[]} children */
export function append(node, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/** Replace all children of a node. @param {Element} node @param {...(Child | Child[])} children */
export function put(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

/** Get an element of the skeleton. @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`#${id} is missing from the page`);
  return node;
}

/** Cut a text for places with little room. @param {string} text @param {number} [most] */
export function clip(text, most = 160) {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…`;
}

/**
 * Return an address that may become a link: http and https only.
 * @param {string} url @returns {string} "" where it may not
 */
export function safeUrl(url) {
  if (!/^https?:\/\//i.test(url)) return "";
  try {
    const parsed = new URL(url);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : "";
  } catch {
    return "";
  }
}

/** Make a link that opens elsewhere, or plain text where the address may not be linked. @param {string} text @param {string} url @param {Props} [props] */
export function outLink(text, url, props = {}) {
  const href = safeUrl(url);
  return href ? el("a", { href, rel: "noopener noreferrer", target: "_blank", dir: "auto", ...props }, text) : el("span", { dir: "auto", ...props }, text);
}
