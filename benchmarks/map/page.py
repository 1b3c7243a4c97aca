"""How big and how fast the page is: write, size, paint, filter and search on many made-up projects.

Run by hand, from the root of the repository::

    python -m benchmarks.map.page write 100000 map.html [lines]     # whole process; time it with `time`
    python -m benchmarks.map.page measure map.html                  # headless Chromium, offline, software rendering

``write`` gives each project what a list of projects usually has (12 attributes: slug, name, country, sector, status,
status date, planned and actual start, planned and actual completion, cost with currency, owner) and a place.
"""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import fields
from pathlib import Path

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


def fake_rows(n: int, lines: bool = False) -> tuple[object, ...]:
    """Return `n` made-up project rows, clustered as cities are; the same for the same `n`."""
    import numpy as np
    import shapely

    from tracker.fields import STATUSES
    from tracker.views import ProjectRow

    rng = np.random.default_rng(1)
    centres = np.column_stack([rng.uniform(-120, 150, 300), rng.uniform(-40, 62, 300)])
    xy = centres[rng.integers(0, 300, n)] + rng.normal(0, 3, (n, 2))
    xy[:, 0] = np.clip(xy[:, 0], -179, 179)
    if lines:
        steps = rng.normal(0, 0.05, (n, 50, 2)).cumsum(axis=1) + xy[:, None, :]
        wkb = shapely.to_wkb(shapely.linestrings(np.clip(steps, (-180, -85), (180, 85))))
    else:
        wkb = shapely.to_wkb(shapely.points(xy))
    pick = random.Random(1)
    kinds = ("canal", "railway", "road", "bridge", "hydropower", "solar", "wind", "metro", "port", "airport")
    words = ("North", "South", "Upper", "Lower", "New", "Grand", "Eastern", "Western", "Central", "Coastal")
    places = [f"{pick.choice(words)} {''.join(pick.choices('aeioubdklmnrst', k=6)).title()}" for _ in range(4000)]
    owners = [f"{place} Authority" for place in places[:2500]]
    codes = ("CHN", "IND", "USA", "BRA", "DEU", "FRA", "GBR", "NGA", "KEN", "IDN", "AUS", "ZAF", "TUR", "EGY", "VNM")
    blank = {f.name: "" for f in fields(ProjectRow)}
    blank |= dict.fromkeys(("progress_pct", "length_km", "wkb"))
    for name in ("cost_budget", "cost_estimate", "cost_actual", "spent_to_date"):
        blank |= {name: None, name + "_price_year": None}
    out = []
    for k in range(n):
        sector, status, year = pick.choice(kinds), pick.choice(STATUSES), pick.randint(1990, 2026)
        day = f"{year}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        end = f"{year + pick.randint(2, 12)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        done = end if status in ("operating", "retired") else ""
        said = f"{pick.randint(2019, 2026)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        given = blank | {
            "fid": k + 1,
            "slug": f"gem-g{100000 + k}",
            "name": f"{pick.choice(places)} {sector} {pick.randint(1, 99)}",
            "country": pick.choice(codes),
            "sector": sector,
            "status": status,
            "status_basis": "claimed",
            "status_as_of": said,
            "last_evidence": said,
            "start_planned": day,
            "start_planned_lo": day,
            "start_planned_hi": day,
            "completion_planned": end,
            "completion_planned_lo": end,
            "completion_planned_hi": end,
            "completion_actual": done,
            "completion_actual_lo": done,
            "completion_actual_hi": done,
            "cost_budget": float(pick.randint(10, 9999)) * 1e6,
            "cost_budget_currency": pick.choice(("USD", "EUR", "CNY")),
            "owner": pick.choice(owners),
            "n_claims": 8,
            "n_documents": 2,
            "geometry_precision": "exact",
            "wkb": wkb[k],
        }
        out.append(ProjectRow(**given))
    return tuple(out)


def write(n: int, path: str, lines: bool) -> None:
    """Write the page of `n` projects; print its size and the time without making the rows."""
    from tracker.views import Atlas

    rows = fake_rows(n, lines)
    begin = time.perf_counter()
    import maps

    size = maps.write(Atlas(rows, {}, "2026-11-22", "", "", "0" * 16), path)
    print(json.dumps({"projects": n, "mb": round(size / 1e6, 2), "write_s": round(time.perf_counter() - begin, 2)}))


def measure(path: str) -> None:
    """Open the page and print seconds to the first paint of projects, and milliseconds of the steps of a reader."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.on("pageerror", lambda error: print(error, file=sys.stderr))
        begin = time.perf_counter()
        page.goto(f"file://{Path(path).resolve()}", wait_until="commit")
        page.wait_for_selector('html[data-ready="1"]', state="attached")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
        painted = time.perf_counter() - begin
        page.wait_for_selector('html[data-cards="1"]', state="attached")
        settled = time.perf_counter() - begin
        steps = page.evaluate(STEPS)
        print(json.dumps({"painted_s": round(painted, 2), "settled_s": round(settled, 2), **steps}))
        browser.close()


#: Milliseconds that a step keeps the page busy, and until the next frame is there: a filter, all again, the first
#: letter in the search box (which makes the index), more letters, the list; then a drag of the map.
STEPS = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const timed = async (act) => {
    const t = performance.now();
    act();
    const busy = performance.now() - t;
    await frame();
    return [Math.round(busy), Math.round(performance.now() - t)];
  };
  const input = document.getElementById('search');
  const type = (text) => () => { input.value = text; input.dispatchEvent(new Event('input')); };
  const buttons = document.querySelectorAll('.facet-status button');
  const out = {};
  out.filter_ms = await timed(() => buttons[1].click());
  out.all_ms = await timed(() => buttons[1].click());
  out.first_key_ms = await timed(type('n'));
  out.key_ms = await timed(type('north'));
  out.key2_ms = await timed(type('north canal 7'));
  type('')();
  const list = document.getElementById('tab-list');
  out.list_ms = await timed(() => list.click());
  document.getElementById('tab-map').click();
  await frame();
  const map = document.querySelector('.folium-map');
  const box = map.getBoundingClientRect();
  const fire = (kind, clientX, clientY) =>
    map.dispatchEvent(new MouseEvent(kind, { bubbles: true, clientX, clientY, button: 0, buttons: 1, view: window }));
  let [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  fire('mousedown', x, y);
  const gaps = [];
  let last = performance.now();
  for (let k = 0; k < 90; k++) {
    x += k % 60 < 30 ? 9 : -9;
    fire('mousemove', x, y);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  fire('mouseup', x, y);
  gaps.sort((a, b) => a - b);
  out.pan_fps = Math.round(1000 * gaps.length / gaps.reduce((a, b) => a + b));
  out.pan_p95_ms = Math.round(gaps[Math.floor(gaps.length * 0.95)]);
  return out;
}"""


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), sys.argv[3], "lines" in sys.argv[4:])
    else:
        measure(sys.argv[2])
