/**
 * axe-core on every view of a page: `node run.mjs MODULES PAGE.html PAGE-zh.html`.
 *
 * MODULES is the folder in which package.json was installed. Pages are opened from disk in Chromium without a network.
 * Ends with 1, and a list of what to mend and where, when any view breaks a rule; with 0 and a line a view otherwise.
 */

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { VIEWS } from "./views.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** All rules but the experimental ones; without `runOnly` axe would leave out those of WCAG 2.2. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const MOST = 6; // elements named per broken rule

const [modules, english, chinese] = process.argv.slice(2);
if (!chinese) {
  console.error("usage: node run.mjs MODULES PAGE.html PAGE-zh.html");
  process.exit(2);
}
const require = createRequire(resolve(modules, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const pages = { en: pathToFileURL(resolve(english)).href, zh: pathToFileURL(resolve(chinese)).href };
const found = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
const only = process.env.AXE_VIEW || ""; // to look at one view again

const browser = await chromium.launch({ executablePath: found, headless: true, args: FLAGS });
let broken = 0;
for (const view of VIEWS.filter((each) => each.name.includes(only))) {
  const context = await browser.newContext({ offline: true, reducedMotion: "reduce", viewport: { width: 1440, height: 900 }, ...view.options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  try {
    await page.goto(`${pages[view.lang || "en"]}${view.fragment || ""}`);
    await page.waitForSelector('html[data-cards="1"]', { state: "attached", timeout: 30_000 });
    if (view.act) await view.act(page);
    await page.evaluate(axe); // by the tools of the browser: the page's own policy lets no script in
    const result = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }), TAGS);
    if (result.passes.length < 10) throw new Error("axe looked at next to nothing");
    broken += result.violations.length;
    console.log(`${result.violations.length ? "BROKEN" : "ok"}  ${view.name}`);
    for (const rule of result.violations) tell(rule);
  } catch (error) {
    broken++;
    console.log(`FAILED  ${view.name}: ${error}`);
  }
  await context.close();
}
await browser.close();
console.log(broken ? `${broken} broken rules in all` : "no violation");
process.exit(broken ? 1 : 0);

/** @param {any} rule a broken one, as axe tells it */
function tell(rule) {
  console.log(`  ${rule.id} (${rule.impact}): ${rule.help}`);
  for (const node of rule.nodes.slice(0, MOST)) {
    console.log(`    ${node.target.join(" ")}`);
    console.log(`      ${node.html.slice(0, 160).replace(/\s+/g, " ")}`);
    for (const line of (node.failureSummary || "").split("\n").slice(1, 3)) console.log(`      ${line.trim()}`);
  }
  if (rule.nodes.length > MOST) console.log(`    and ${rule.nodes.length - MOST} more`);
}
