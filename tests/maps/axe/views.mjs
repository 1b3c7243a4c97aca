/** The views that axe looks at: every tab, what opens over them, a phone, the dark ground, the other language. */

const DARK = { colorScheme: "dark" };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const CARD = "#p=pinglu-canal";
const THEN = "d=2015-06&k=2024-12-31"; // both clocks away from now

/** Open all that folds in a part of the page. @param {string} within selector */
const unfold = (within) => async (/** @type {any} */ page) => {
  await page.evaluate((place) => document.querySelectorAll(`${place} details`).forEach((node) => ((/** @type {any} */ (node)).open = true)), within);
  await page.waitForTimeout(200);
};
/** @param {string} selector */
const press = (selector) => async (/** @type {any} */ page) => {
  await page.click(selector);
  await page.waitForTimeout(400);
};
/** @param {...((page: any) => Promise<void>)} acts */
const then = (...acts) => async (/** @type {any} */ page) => {
  for (const act of acts) await act(page);
};
const searched = (/** @type {string} */ text) => async (/** @type {any} */ page) => {
  await page.fill("#search", text);
  await page.waitForSelector("#results :is(li, p)");
};
/** @param {string} sheet selector */
const full = (sheet) => press(`${sheet} .handle`);

/** @type {{ name: string, fragment?: string, lang?: "en" | "zh", options?: any, act?: (page: any) => Promise<void> }[]} */
export const VIEWS = [
  { name: "map", act: unfold("#panel") },
  { name: "map, dark", options: DARK, act: unfold("#panel") },
  { name: "map, both clocks back", fragment: `#${THEN}` },
  { name: "map, results of a search", act: searched("canal") },
  { name: "map, nothing found", act: searched("zzzz") },
  { name: "map, nothing shown", fragment: "#status=-" },
  { name: "map, as known on opened", act: press(".known-menu > summary") },
  { name: "map, downloads opened", act: press(".download-menu > summary") },
  ...["sector", "progress", "delay", "overrun"].map((word) => ({ name: `map, coloured by ${word}`, fragment: `#colour=${word}` })),
  { name: "card", fragment: CARD, act: unfold("#card") },
  { name: "card, dark", fragment: CARD, options: DARK, act: unfold("#card") },
  { name: "card, both clocks back", fragment: `${CARD}&${THEN}` },
  { name: "card of what was not known yet", fragment: `${CARD}&k=1990-01-01` },
  { name: "table", fragment: "#tab=list" },
  { name: "table, dark, card open, columns opened", fragment: `${CARD}&tab=list`, options: DARK, act: press(".columns-menu > summary") },
  { name: "table, nothing shown", fragment: "#tab=list&status=-" },
  { name: "charts", fragment: "#tab=charts", act: press("#charts .pick") },
  { name: "charts, costs, dark", fragment: "#tab=charts", options: DARK, act: press("#charts .segments label:nth-of-type(2)") },
  { name: "revisions", fragment: "#tab=revisions" },
  { name: "revisions, dark, card open", fragment: `${CARD}&tab=revisions`, options: DARK },
  { name: "phone, map", options: PHONE },
  { name: "phone, filters half open", options: PHONE, act: then(press(".filter-button"), unfold("#panel")) },
  { name: "phone, filters open, dark", options: { ...PHONE, ...DARK }, act: then(press(".filter-button"), full("#panel"), unfold("#panel")) },
  { name: "phone, results of a search", options: PHONE, act: then(press(".filter-button"), searched("canal")) },
  { name: "phone, card half open", fragment: CARD, options: PHONE },
  { name: "phone, card open", fragment: CARD, options: PHONE, act: then(full("#card"), unfold("#card")) },
  { name: "phone, both clocks back", fragment: `#${THEN}`, options: PHONE },
  { name: "phone, table", fragment: "#tab=list", options: PHONE },
  { name: "phone, charts", fragment: "#tab=charts", options: PHONE },
  { name: "phone, revisions, dark", fragment: "#tab=revisions", options: { ...PHONE, ...DARK } },
  { name: "Chinese, map and card", fragment: CARD, lang: "zh", act: then(unfold("#panel"), unfold("#card")) },
  { name: "Chinese, table", fragment: "#tab=list", lang: "zh" },
  { name: "Chinese, charts", fragment: "#tab=charts", lang: "zh" },
  { name: "Chinese, revisions on a phone", fragment: "#tab=revisions", lang: "zh", options: PHONE },
];
