/** The stories of all projects, told from their statements in slices, so that the page stays awake; kept until the statements change. */

import { costStory, openingStory, revisionsOf } from "./slip.mjs";

/**
 * @typedef {import("./slip.mjs").Story} Story
 * @typedef {import("./slip.mjs").Revision} Revision
 * @typedef {{ opening: (Story | null)[], cost: (Story | null)[], revisions: Revision[] }} Stories by project
 * @typedef {object} StoryContext
 * @property {import("./decode.mjs").Projects} projects
 * @property {(row: number) => import("./decode.mjs").CardData | null} cardOf the statements as they are known on the date of the page
 * @property {(row: number) => import("./decode.mjs").When | null} openedAt
 */

const SLICE_MS = 14;

/** @param {StoryContext} ctx */
export function storyteller(ctx) {
  /** @type {Map<string, Promise<Stories>>} */
  const told = new Map();
  return {
    /**
     * @param {string} key changes when what is known changes @param {boolean} contemporary leave out what was recalled later
     * @returns {Promise<Stories>}
     */
    tell(key, contemporary) {
      const full = `${key}|${contemporary}`;
      const known = told.get(full);
      if (known) return known;
      if (told.size > 3) told.clear();
      const made = tellAll(ctx, contemporary);
      told.set(full, made);
      return made;
    },
  };
}

/** @param {StoryContext} ctx @param {boolean} contemporary @returns {Promise<Stories>} */
async function tellAll(ctx, contemporary) {
  const { n } = ctx.projects;
  /** @type {Stories} */
  const out = { opening: new Array(n).fill(null), cost: new Array(n).fill(null), revisions: [] };
  let since = performance.now();
  for (let row = 0; row < n; row++) {
    if (!(ctx.projects.nClaims[row] > 0)) continue;
    const card = ctx.cardOf(row);
    if (!card) continue;
    // where the measure tells no delay there is none to draw: `tracker slippage` and the table have the same projects
    if (contemporary || Number.isFinite(ctx.projects.measures.delay[row])) out.opening[row] = openingStory(card, ctx.openedAt(row), contemporary);
    out.cost[row] = costStory(card, contemporary);
    out.revisions.push(...revisionsOf(card, row));
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise((resume) => setTimeout(resume));
    since = performance.now();
  }
  return out;
}
