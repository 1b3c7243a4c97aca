/** The time slider that stands on the map: a month, typed, stepped, dragged or played. */

import { isoDay } from "./decode.mjs";
import { el, put, svg } from "./dom.mjs";
import { formatEdtf } from "./format.mjs";
import { monthAt, monthEnd, monthIndex, parseMonth, axisYears } from "./moments.mjs";

/**
 * @typedef {object} TimebarContext
 * @property {import("./state.mjs").Store} store
 * @property {import("./strings.mjs").Words} words
 * @property {() => number} now the last day of which documents tell
 * @property {() => boolean} calm no motion is wanted
 * @property {() => [number, number]} span first and last month (index)
 * @property {(days: number[]) => number[] | null} counts projects under construction on some days; null while that is not known yet
 */

const PLAY = { beat: 110, calm: 1000 }; // ms; a month a beat, or where no motion is wanted a year a second
const HOLD = { first: 400, beat: 70 }; // ms until a pressed arrow repeats, and between repeats

/** @param {TimebarContext} ctx */
export function timebar(ctx) {
  const { store, words } = ctx;
  let [from, to] = ctx.span();
  let playing = 0;
  const nowIndex = () => monthIndex(isoDay(ctx.now()));
  const here = () => (store.get().date ? monthIndex(store.get().date) : nowIndex());

  /** @param {number} index month */
  function go(index) {
    const month = Math.max(Math.min(from, here()), Math.min(Math.max(to, here()), index));
    store.set({ date: month === nowIndex() ? "" : monthAt(month) });
  }

  const slider = /** @type {HTMLInputElement} */ (el("input", { type: "range", class: "month", step: 1, "aria-label": words.t("timeSlider"), on: { input: () => (stop(), go(Number(slider.value))), keydown: jump } }));
  const bars = svg("svg", { class: "bars", "aria-hidden": "true", preserveAspectRatio: "none" });
  const ticks = el("div", { class: "ticks", "aria-hidden": "true" });
  const typed = /** @type {HTMLInputElement} */ (el("input", { type: "text", class: "typed num", inputmode: "text", autocomplete: "off", spellcheck: "false", "aria-label": words.t("timeTyped"), "aria-describedby": "time-said", on: { change: type, keydown: enter, focus: () => typed.select() } }));
  const caption = el("span", { class: "said small", id: "time-said" });
  const play = el("button", { type: "button", class: "play", on: { click: () => (playing ? stop() : start()) } });
  const back = arrow(-1);
  const forth = arrow(1);
  const node = el("section", { class: "timebar", "aria-label": words.t("timeSlider") }, play, el("div", { class: "track" }, bars, slider, ticks), back, el("div", { class: "when" }, typed, caption), forth);

  /** An arrow: a month a press; held, month after month. @param {-1 | 1} way */
  function arrow(way) {
    let timer = 0;
    let held = false;
    const release = () => clearTimeout(timer);
    const repeat = () => {
      held = true;
      go(here() + way);
      timer = setTimeout(repeat, HOLD.beat);
    };
    const label = words.t(way < 0 ? "monthBack" : "monthForth");
    return el(
      "button",
      { type: "button", class: "step", "aria-label": label, title: label, on: {
        pointerdown: () => ((held = false), (timer = setTimeout(repeat, HOLD.first))),
        pointerup: release, pointerleave: release, pointercancel: release,
        click: () => (stop(), held || go(here() + way), (held = false)),
      } },
      drawn(way < 0 ? "M7 1 2 6l5 5" : "M2 1l5 5-5 5", 9, 12, false),
    );
  }

  /** Page up and down: a year. @param {KeyboardEvent} event */
  function jump(event) {
    const years = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
    if (!years) return;
    event.preventDefault();
    stop();
    go(here() + 12 * years);
  }

  function type() {
    const text = typed.value.trim();
    const month = /^(now|today|现在|今天)?$/i.test(text) ? monthAt(nowIndex()) : parseMonth(text);
    typed.setAttribute("aria-invalid", String(!month));
    if (!month) return put(caption, words.t("timeWrong"));
    stop();
    const index = monthIndex(month);
    [from, to] = [Math.min(from, index), Math.max(to, index)]; // what is typed may lie beyond what the slider shows
    store.set({ date: index === nowIndex() ? "" : month });
    update();
  }

  /** @param {KeyboardEvent} event */
  function enter(event) {
    const step = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (event.key === "Enter") typed.blur();
    if (event.key === "Escape") (update(), typed.select(), event.stopPropagation());
    if (step) (event.preventDefault(), go(here() + step), update(), typed.select());
  }

  function start() {
    const step = ctx.calm() ? 12 : 1;
    if (here() >= to) go(from);
    const beat = () => {
      if (here() >= to) return stop();
      go(Math.min(to, here() + step));
      playing = setTimeout(beat, ctx.calm() ? PLAY.calm : PLAY.beat);
    };
    playing = setTimeout(beat, 0);
    update();
  }

  function stop() {
    if (!playing) return;
    clearTimeout(playing);
    playing = 0;
    update();
  }

  function update() {
    const index = here();
    const { date, known } = store.get();
    const text = formatEdtf(date || isoDay(ctx.now()).slice(0, 7), words);
    slider.min = String(Math.min(from, index));
    slider.max = String(Math.max(to, index));
    slider.value = String(index);
    const kind = !date ? (known ? "timeKnown" : "timeNow") : index > nowIndex() ? "timePlanned" : "timeThen";
    slider.setAttribute("aria-valuetext", `${text}, ${words.t(kind)}`);
    if (document.activeElement !== typed || typed.getAttribute("aria-invalid") !== "true") typed.value = text;
    typed.removeAttribute("aria-invalid");
    put(caption, words.t(kind));
    node.dataset.kind = kind;
    put(play, playing ? drawn("M2 1h3v10H2zM8 1h3v10H8z", 13, 12, true) : drawn("M2 0l10 6-10 6z", 13, 12, true));
    const label = words.t(playing ? "pause" : "play");
    play.setAttribute("aria-label", label);
    play.title = label;
    back.toggleAttribute("disabled", index <= from);
    forth.toggleAttribute("disabled", index >= to);
  }

  /** Bars and years anew: other projects are shown, or something else was known. */
  function redraw() {
    [from, to] = ctx.span();
    const first = Math.floor(from / 12);
    const years = Array.from({ length: Math.ceil((to + 1) / 12) - first }, (_, k) => first + k);
    const counted = ctx.counts(years.map((year) => monthEnd(monthAt(year * 12 + 6))));
    const counts = counted || years.map(() => 0);
    const most = Math.max(...counts);
    const unit = Math.max(1, most);
    const nowYear = (nowIndex() - from) / 12;
    const width = (to - from) / 12;
    bars.setAttribute("viewBox", `0 0 ${width} 100`);
    put(
      bars,
      years.map((year, k) => {
        const x = year - from / 12;
        return svg("rect", { class: x >= nowYear ? "ahead" : null, x: Math.max(0, x) + 0.1, width: 0.8, y: 100 - (92 * counts[k]) / unit, height: (92 * counts[k]) / unit });
      }),
      svg("rect", { class: "now", x: nowYear, width: width / 400, y: 0, height: 100 }),
    );
    const at = (/** @type {number} */ index) => `${((index - from) / (to - from)) * 100}%`;
    put(
      ticks,
      axisYears(from, to, 9).map((year) => placed(el("span", null, String(year)), at(year * 12))),
      el("span", { class: "legend" }, counted && words.t(most ? "timeBars" : "timeBarsNone", { n: most })),
    );
    update();
  }

  update();
  return { node, update, redraw, stop };
}

/** @param {HTMLElement} node @param {string} left */
function placed(node, left) {
  node.style.insetInlineStart = left;
  return node;
}

/** A small drawing, so that no font has to have the sign. @param {string} d @param {number} width @param {number} height @param {boolean} filled */
function drawn(d, width, height, filled) {
  return svg("svg", { class: filled ? "icon filled" : "icon", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, svg("path", { d }));
}
