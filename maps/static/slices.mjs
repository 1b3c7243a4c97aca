/** Long work in slices, so that the page goes on drawing and answering. The work is a generator that yields where it may be interrupted. */

const SLICE_TIME = 10; // ms of work between two chances for the browser

/**
 * Do the work in slices. @template T @param {Generator<void, T, void>} steps
 * @param {() => boolean} [stopped] asked after each slice: the work is not wanted any more
 * @returns {Promise<T | null>} null where it was stopped
 */
export async function inSlices(steps, stopped = () => false) {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < SLICE_TIME) continue;
    await new Promise((go) => setTimeout(go));
    if (stopped()) return null;
    since = performance.now();
  }
}

/** Do all of the work now. @template T @param {Generator<void, T, void>} steps @returns {T} */
export function atOnce(steps) {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
