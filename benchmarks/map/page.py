"""How big and how fast the page is: written, opened, asked and moved, with many made-up projects.

Run by hand, from the root of the repository::

    python -m benchmarks.map.page write 100000 map.html [points | lines | dated]
    python -m benchmarks.map.page measure map.html [runs]     # headless Chromium, offline, software rendering

``write`` gives each project what a list of projects usually has (12 attributes: slug, name, country, sector, status,
status date, planned and actual start, planned and actual completion, cost with currency, owner) and a place. ``lines``:
50 vertices each. ``dated``: a tenth of the projects have 20 dated claims more, and their cards.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.map import made

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def write(n: int, path: str, kind: str) -> None:
    """Write the page of `n` projects; print its size and the time without making the rows."""
    import maps

    atlas = made.atlas(n, lines=kind == "lines", carded=kind == "dated")
    begin, used = time.perf_counter(), time.process_time()
    m = maps.build(atlas)
    size = Path(path).write_bytes(m.get_root().render().encode())
    took = {"write_s": round(time.perf_counter() - begin, 2), "write_cpu_s": round(time.process_time() - used, 2)}
    print(json.dumps({"projects": n, "with_cards": m.carried, "mb": round(size / 1e6, 2), **took}))


def measure(path: str, runs: int = 3) -> None:
    """Open the page several times; print the least of each measure, and the load of the machine."""
    from playwright.sync_api import sync_playwright

    every: list[dict[str, float]] = []
    with sync_playwright() as playwright:
        for _ in range(runs):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
            every.append(_visit(browser, path))
            browser.close()
    least = {name: (max if name.endswith("fps") else min)(run[name] for run in every) for name in every[0]}
    print(json.dumps({"file": Path(path).name, "mb": round(Path(path).stat().st_size / 1e6, 2), **least}))
    print(f"least of {runs} runs, load {os.getloadavg()[0]:.1f}", file=sys.stderr)


def _visit(browser: Any, path: str) -> dict[str, float]:
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: print(error, file=sys.stderr))
    page.on("console", lambda message: message.type == "error" and print(message.text, file=sys.stderr))
    page.add_init_script(WATCH)
    cdp = context.new_cdp_session(page)
    cdp.send("Performance.enable")

    def cpu() -> float:
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        return next(float(m["value"]) for m in metrics if m["name"] == "ThreadTime")

    browser.start_tracing(page=page, categories=["toplevel"])
    begin = time.perf_counter()
    page.goto(f"file://{Path(path).resolve()}", wait_until="commit")
    page.wait_for_selector('html[data-ready="1"]', state="attached")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    out = {"painted_s": round(time.perf_counter() - begin, 2), "painted_cpu_s": round(cpu(), 2)}
    page.wait_for_selector('html[data-cards="1"]', state="attached")
    out |= {"settled_s": round(time.perf_counter() - begin, 2), "settled_cpu_s": round(cpu(), 2)}
    page.wait_for_timeout(1500)  # what is left for idle times, as the search index
    ready, now = page.evaluate("() => [ready, performance.now()]")
    out |= _longest(json.loads(browser.stop_tracing())["traceEvents"], now - ready)
    for name, (to, back) in STEPS.items():
        for fragment in (to, back) * 2:
            before = cpu()
            took = page.evaluate(STEP, fragment)
            if fragment == to:
                took |= {"cpu_ms": round(1000 * (cpu() - before))}
                out |= {f"{name}_{k}": min(v, out.get(f"{name}_{k}", v)) for k, v in took.items()}
    for zoom in (2, 5, 8):
        page.evaluate(STEP, f"#at={zoom}/22/80")
        out |= {f"pan{zoom}_{name}": value for name, value in page.evaluate(PAN).items()}
    return out


def _longest(events: list[dict[str, Any]], since_ready: float) -> dict[str, float]:
    """Return the longest tasks of the page's main thread before and after it was painted, in ms of wall and of CPU time."""  # noqa: E501
    threads = {
        (e["pid"], e["tid"]) for e in events if e.get("name") == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        e for e in events if e.get("ph") == "X" and e["name"].endswith("RunTask") and (e["pid"], e["tid"]) in threads
    ]
    ready = max(e["ts"] + e["dur"] for e in tasks) / 1000 - since_ready
    out = {}
    for when, some in (
        ("before", [e for e in tasks if (e["ts"] + e["dur"]) / 1000 <= ready]),
        ("after", [e for e in tasks if e["ts"] / 1000 > ready]),
    ):
        out[f"task_{when}_ms"] = round(max(e["dur"] for e in some) / 1000)
        out[f"task_{when}_cpu_ms"] = round(max(e.get("tdur", 0) for e in some) / 1000)
    return out


#: Keeps long tasks (over 50 ms) and the moment of the first picture.
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });
window.ready = Infinity;
new MutationObserver(() => {
  if (ready === Infinity && document.documentElement?.dataset.ready) ready = performance.now();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-ready'] });
window.longest = (from, to = Infinity) =>
  Math.round(Math.max(0, ...tasks.filter((t) => t.startTime + t.duration > from && t.startTime < to).map((t) => t.duration)));
"""  # noqa: E501

#: What a reader asks -> fragments there and back: each is one change of the page's state.
STEPS = {
    "status": ("#status=construction", "#status=construction,planned"),
    "sector": ("#sector=canal,road", "#sector=canal"),
    "country": ("#country=CHN", "#country=CHN,IND"),
    "cost": ("#cost=1000000000,", "#cost=2000000000,"),
    "text": ("#text=north", "#text=northern"),
    "disagree": ("#disagree=1", "#"),
    "silent": ("#silent=24", "#silent=36"),
    "two_filters": ("#status=construction&sector=road", "#sector=road"),
    "colour": ("#colour=delay", "#"),
    "colour_progress": ("#colour=progress", "#"),
    "size": ("#size=none", "#"),
    "date": ("#d=2015-06", "#d=2015-07"),
    "known": ("#k=2015-06-30", "#k=2015-07-31"),
}

#: One step: milliseconds of work, until the next frame is there, and the longest task until all is quiet.
STEP = """async (fragment) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const begin = performance.now();
  const heard = new Promise((done) => addEventListener('hashchange', done, { once: true }));
  location.hash = fragment;
  await Promise.race([heard, new Promise((done) => setTimeout(done, 500))]);
  const busy = performance.now() - begin;
  await frame();
  let all = performance.now() - begin;
  const line = document.querySelector('.clock-line');
  while (line && line.textContent.includes('Reading what')) {
    await frame();
    all = performance.now() - begin;
  }
  await new Promise((done) => setTimeout(done, 300));
  return { busy_ms: Math.round(busy), ms: Math.round(all), longest_ms: longest(begin) };
}"""

#: Frames while the map is dragged to and fro for a while.
PAN = """async () => {
  const map = document.querySelector('.folium-map');
  const box = map.getBoundingClientRect();
  const fire = (kind, clientX, clientY) =>
    map.dispatchEvent(new MouseEvent(kind, { bubbles: true, clientX, clientY, button: 0, buttons: 1, view: window }));
  let [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  fire('mousedown', x, y);
  const gaps = [];
  let last = performance.now();
  for (let k = 0; k < 120; k++) {
    x += k % 80 < 40 ? 9 : -9;
    fire('mousemove', x, y);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  fire('mouseup', x, y);
  gaps.sort((a, b) => a - b);
  return {
    fps: Math.round(1000 * gaps.length / gaps.reduce((a, b) => a + b)),
    p95_ms: Math.round(gaps[Math.floor(gaps.length * 0.95)]),
    worst_ms: Math.round(gaps.at(-1)),
  };
}"""


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), sys.argv[3], (sys.argv[4:] or ["points"])[0])
    else:
        measure(sys.argv[2], *map(int, sys.argv[3:4]))
