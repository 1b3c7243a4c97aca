/** The tab of revisions: every change of a forecast as a dated event, with from, to, size and who said it. */

import { clip, el, put } from "./dom.mjs";
import { formatChange, formatDate, formatNumber, formatValue } from "./format.mjs";
import { virtualGrid } from "./grid.mjs";
import { shortGap } from "./slip.mjs";
import { sourceParts, sourceLine } from "./sources.mjs";
import { nameOf, ranks } from "./table.mjs";

/**
 * @typedef {import("./slip.mjs").Revision} Revision
 * @typedef {import("./chartsview.mjs").ViewContext} ViewContext
 */

/** @param {HTMLElement} place @param {ViewContext} ctx */
export function revisionsView(place, ctx) {
  const { projects: p, store } = ctx;
  const { words } = ctx.speech;
  /** @type {Revision[]} */
  let list = [];
  const zh = words.lang === "zh";
  let order = { key: "day", down: true };
  let kind = "";
  let asked = 0;
  /** @type {Float64Array | null} */
  let byName = null;

  const columns = [
    { key: "project", label: words.t("col_name"), width: 10.5, tight: 9 },
    { key: "day", label: words.t("saidOn"), width: zh ? 10.2 : 8.6, tight: zh ? 6.6 : 6.2, whole: true },
    { key: "kind", label: words.t("revisionOf"), width: zh ? 4.8 : 6.2, tight: zh ? 4.8 : 5.2 },
    { key: "from", label: words.t("from"), width: zh ? 12.6 : 11, tight: 8, whole: true, sorts: false },
    { key: "to", label: words.t("to"), width: zh ? 12.8 : 11.4, tight: 8.4, whole: true, sorts: false },
    { key: "size", label: words.t("change"), width: zh ? 7.6 : 9.4, tight: 7, right: true, whole: true, title: words.t("sizeOrder") },
    { key: "source", label: words.t("source"), width: 7.2, sorts: false },
  ];
  const grid = virtualGrid({
    label: words.t("revisionsLabel"),
    text: (k) => clip(nameOf(p, list[k].row), 300),
    cell,
    open: (k) => ctx.open(list[k].row),
    selected: (k) => store.get().selected === list[k].row,
    sort: (key) => {
      order = { key, down: order.key === key ? !order.down : key !== "project" };
      show(true);
    },
    order: () => order,
    sortLabel: (name) => words.t("sortBy", { name }),
    cutLabel: (n, of) => words.t("printedOf", { n: formatNumber(n, 9), of: formatNumber(of, 9) }),
  });
  const count = el("span", { class: "list-count", role: "status" });
  const picker = /** @type {HTMLSelectElement} */ (el("select", { on: { change: () => ((kind = picker.value), update()) } }, ["", "opening", "cost"].map((k) => el("option", { value: k }, words.t(k ? `revision_${k}` : "revision_all")))));
  const sorter = /** @type {HTMLSelectElement} */ (el("select", { class: "narrow-only", "aria-label": words.t("orderBy"), on: { change: () => ((order = { key: sorter.value, down: sorter.value !== "project" }), show(true)) } }, columns.filter((c) => c.sorts !== false).map((c) => el("option", { value: c.key }, c.label))));
  const empty = el("p", { class: "empty" });
  put(place, el("div", { class: "list-head" }, count, el("label", null, words.t("revisionOf"), " ", picker), sorter, el("span", { class: "small head-note" }, words.t("revisionsNote"))), grid.node, empty);

  /** @param {number} k @param {string} key */
  function cell(k, key) {
    const r = list[k];
    const value = (/** @type {import("./decode.mjs").Claim} */ c) => formatValue(c, ctx.speech.typeOf(c.field), words);
    if (key === "day") return formatDate(r.to.asOf, words);
    if (key === "kind") return words.t(`revision_${r.kind}`);
    if (key === "from") return el("span", { title: clip(sourceLine(r.from, words).textContent || "", 200), class: r.from.basis === "recalled" ? "recalled" : null }, value(r.from));
    if (key === "to") return el("strong", null, value(r.to));
    if (key === "size") return el("span", { class: r.size > 0 ? "worse" : "better" }, sizeText(r));
    return sourceParts(r.to, words).filter((_, n) => n === 0);
  }

  /** @param {Revision} r */
  function sizeText(r) {
    if (r.kind === "cost") return formatChange(1, 1 + r.size);
    const half = (/** @type {any} */ w) => (w.hi - w.lo) / 2;
    return shortGap(r.size, half(r.from.date) + half(r.to.date), words);
  }

  /** @param {boolean} top */
  function show(top) {
    const order_ = Uint32Array.from(list, (_, k) => k);
    if (order.key === "project") byName ??= ranks(Array.from({ length: p.n }, (_, k) => nameOf(p, k)), words.lang);
    const names = byName || new Float64Array(0);
    // delays and costs are no one quantity: each kind is ordered for itself
    const group = (/** @type {Revision} */ r) => (order.key === "size" && r.kind === "cost" ? 1 : 0);
    const value = (/** @type {Revision} */ r) => (order.key === "project" ? names[r.row] : order.key === "kind" ? (r.kind === "cost" ? 1 : 0) : order.key === "size" ? r.size : r.day);
    const sign = order.down ? -1 : 1;
    order_.sort((a, b) => group(list[a]) - group(list[b]) || sign * (value(list[a]) - value(list[b])) || list[b].day - list[a].day || a - b);
    sorter.value = order.key;
    grid.show(columns, order_, top);
  }

  async function update() {
    if (store.get().tab !== "revisions") return;
    grid.node.hidden = true;
    if (!ctx.hasCards()) return put(empty, words.t("noStories"));
    const turn = ++asked;
    const stories = await ctx.teller.tell(ctx.knownKey(), false);
    if (turn !== asked) return;
    const shown = ctx.shown();
    list = stories.revisions.filter((r) => shown[r.row] && (!kind || r.kind === kind));
    const n = new Set(list.map((r) => r.row)).size;
    put(count, el("strong", null, formatNumber(list.length, 9)), ` ${words.t("revisionsCount", { n: list.length })} ${words.t("inProjects", { n })}`);
    grid.node.hidden = !list.length;
    empty.hidden = list.length > 0;
    if (!list.length) put(empty, words.t("noRevisions"), " ", el("button", { class: "text-button", type: "button", on: { click: ctx.clear } }, words.t("clearFilters")));
    show(false);
  }

  return { update, mark: () => grid.mark() };
}
