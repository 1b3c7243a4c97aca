/** What runs beside the page: a packed block in, its flat arrays out. maps/page.py joins it into a script of its own. */

import { buffersOf, cardTables } from "./claimcols.mjs";
import { unpack } from "./decode.mjs";

/** @param {string} block @param {number} nProjects */
export async function readTables(block, nProjects) {
  return cardTables(await unpack(block), nProjects);
}

/** Answer the page. @param {any} scope of the worker */
export function serve(scope) {
  scope.onmessage = async (/** @type {MessageEvent} */ event) => {
    try {
      const tables = await readTables(event.data.block, event.data.n);
      scope.postMessage({ tables }, buffersOf(tables));
    } catch (error) {
      scope.postMessage({ error: String(error) });
    }
  };
}
