/** Reading a data block beside the page, in a worker, so that the page goes on drawing; in the page where there can be none. */

import { unpack } from "./decode.mjs";
import { readTables } from "./worker.mjs";

const WORTH = 400_000; // characters of a block for which a worker is started

/** Take the text of a data block out of the page, "" where there is none. @param {string} id */
export function takeBlock(id) {
  const node = document.getElementById(id);
  const text = node?.textContent || "";
  node?.remove();
  return text;
}

/** @param {string} block packed @param {number} nProjects @returns {Promise<import("./claimcols.mjs").CardTables>} */
export async function readBeside(block, nProjects) {
  const code = takeBlock("tracker-worker");
  if (!code || block.length < WORTH) return readTables(block, nProjects);
  try {
    return await fromWorker(await unpack(code), block, nProjects);
  } catch {
    return readTables(block, nProjects); // a frame without an origin may not start workers
  }
}

/** @param {string} code @param {string} block @param {number} nProjects @returns {Promise<import("./claimcols.mjs").CardTables>} */
function fromWorker(code, block, nProjects) {
  return new Promise((done, fail) => {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const worker = new Worker(url);
    const end = () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    };
    worker.onmessage = (event) => {
      end();
      if (event.data.tables) done(event.data.tables);
      else fail(new Error(event.data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end();
      fail(new Error(event.message));
    };
    worker.postMessage({ block, n: nProjects });
  });
}
