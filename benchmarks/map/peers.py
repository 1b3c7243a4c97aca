"""Our page and its peers side by side: time to write, size, time to the first projects, a filter, frames while panning.

Run by hand, from the root of the repository::

    python -m benchmarks.map.peers PYTHON OUT NODE [counts]

PYTHON is the interpreter of a scratch environment with ``folium geopandas mapclassify matplotlib pydeck lonboard``
installed by pip; OUT a folder for the pages; NODE a ``node_modules`` folder with ``leaflet@1.9.3
leaflet.markercluster jquery bootstrap leaflet.awesome-markers @fortawesome/fontawesome-free`` installed by npm, from
which the scripts that folium's pages ask a network for are answered, as the browser has none. pydeck's and lonboard's
pages load their programs when they are opened and cannot open like that: they are only written. counts: 10000,100000.

Times to write are those of whole processes, interpreter and imports too. The peers' pages have no filter by attribute;
ours has one. Every figure is the least of so many runs as fit (three up to 10,000 projects, one above).
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.map.page import CHROMIUM, FLAGS, PAN, STEP, WATCH

ATTRIBUTES = (
    "slug", "name", "country", "sector", "status", "status_as_of", "start_planned", "completion_planned",
    "completion_actual", "cost_budget", "cost_budget_currency", "owner",
)  # fmt: skip

#: What a peer runs: reads the projects, writes its page. Each line of PEERS is the body of write(g, out).
WRITE = """
import sys
import geopandas
g = geopandas.read_file(sys.argv[1])
names = [c for c in g.columns if c != "geometry"]
out = sys.argv[2]
"""
FOLIUM = "import folium\nm = folium.Map(location=[20, 10], zoom_start=3, prefer_canvas=True)\n"
PEERS = {
    "folium FastMarkerCluster": FOLIUM
    + """
from folium.plugins import FastMarkerCluster
rows = [[p.y, p.x, *r] for p, r in zip(g.geometry, g[names].astype(object).where(g[names].notna(), None).values.tolist())]
make = "function(r){var m=L.circleMarker([r[0],r[1]],{radius:4});m.bindPopup(function(){return r.slice(2).join('<br>')});return m;}"
FastMarkerCluster(rows, callback=make).add_to(m)
m.save(out)
""",  # noqa: E501
    "folium.GeoJson": FOLIUM
    + """
marker = folium.CircleMarker(radius=4, fill=True)
folium.GeoJson(g, popup=folium.GeoJsonPopup(names), marker=marker).add_to(m)
m.save(out)
""",
    "explore()": "g.explore(popup=True, tooltip=False).save(out)\n",
    "pydeck": """
import pydeck
d = g[names].astype(object).where(g[names].notna(), None).assign(lon=g.geometry.x, lat=g.geometry.y)
layer = pydeck.Layer("ScatterplotLayer", d, get_position=["lon", "lat"], get_radius=20000, get_fill_color=[200, 30, 0], pickable=True)
view = pydeck.ViewState(latitude=20, longitude=10, zoom=2)
pydeck.Deck(layer, initial_view_state=view, map_style=None, tooltip={"text": "{name}"}).to_html(out, open_browser=False)
""",  # noqa: E501
    "lonboard": """
from lonboard import Map, ScatterplotLayer
Map(ScatterplotLayer.from_geopandas(g, radius_min_pixels=3, get_fill_color=[200, 30, 0])).to_html(out)
""",
}
OURS = "megaproject-tracker"
#: Ours, from the same file; what a list of projects does not say stays empty.
OURS_WRITE = """
import sys
from dataclasses import fields
import geopandas
import maps
from tracker.views import ProjectRow
g = geopandas.read_file(sys.argv[1])
g["fid"], g["status_basis"] = range(len(g)), "claimed"
for name in ("start_planned", "completion_planned", "completion_actual"):
    g[name + "_lo"] = g[name + "_hi"] = g[name]
for field in fields(ProjectRow):
    if field.name not in g.columns and field.name != "wkb":
        g[field.name] = None
maps.write(g, sys.argv[2])
"""
#: Pages that need more of a network than an npm folder can answer.
NO_BROWSER = ("lonboard", "pydeck")


def layer(n: int, path: Path) -> None:
    """Write the made-up projects as a GeoPackage that everybody reads."""
    import geopandas

    from benchmarks.map import made

    rows = made.rows(n)
    frame = geopandas.GeoDataFrame(
        {name: [getattr(row, name) for row in rows] for name in ATTRIBUTES},
        geometry=geopandas.GeoSeries.from_wkb([row.wkb for row in rows]),
        crs=4326,
    )
    frame.to_file(path, layer="projects")


def written(python: str, code: str, source: Path, out: Path, runs: int) -> dict[str, float]:
    """Run a script as a process of its own; return seconds and CPU seconds of the fastest run."""
    best = {"write_s": float("inf"), "write_cpu_s": float("inf")}
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.perf_counter()
        subprocess.run([python, "-c", code, str(source), str(out)], check=True, capture_output=True, timeout=600)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = {
            "write_s": min(best["write_s"], time.perf_counter() - begin),
            "write_cpu_s": min(best["write_cpu_s"], used),
        }
    return {name: round(value, 1) for name, value in best.items()} | {"mb": round(out.stat().st_size / 1e6, 1)}


def local(url: str, node: Path) -> Path | None:
    """Return the file of a script or style that a page asks for, from the folder of npm packages."""
    name = url.split("?")[0].rsplit("/", 1)[-1]
    wanted = re.search(r"(?:npm/|ajax/libs/|unpkg\.com/)((?:@[^/]+/)?[^/@]+)", url)
    package = wanted[1] if wanted else ""
    if "jquery" in name:
        package, name = "jquery", "jquery.min.js"
    for folder in (package, package.lower(), package.removesuffix(".js")):
        if folder and (node / folder).is_dir():
            found = sorted((node / folder).rglob(name), key=lambda p: ("dist" not in p.parts, len(p.parts)))
            if found:
                return found[0]
    return None


def opened(path: Path, node: Path, runs: int, ours: bool) -> dict[str, Any]:
    """Open a page without a network; return the least of each measure."""
    from playwright.sync_api import sync_playwright

    every = []
    with sync_playwright() as playwright:
        for _ in range(runs):
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, headless=True, args=[*FLAGS, "--allow-file-access-from-files"]
            )
            every.append(_visit(browser, path, node, ours))
            browser.close()
    return {name: (max if name == "fps" else min)(run[name] for run in every) for name in every[0]}


def _visit(browser: Any, path: Path, node: Path, ours: bool) -> dict[str, Any]:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(180_000)

    def answer(route: Any) -> None:
        found = local(route.request.url, node)
        if found:
            kind = "text/css" if found.suffix == ".css" else "text/javascript"
            route.fulfill(path=found, content_type=kind, headers={"access-control-allow-origin": "*"})
        else:
            route.abort()

    page.route(re.compile("^https?://"), answer)
    page.add_init_script(WATCH)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    begin = time.perf_counter()
    page.goto(f"file://{path.resolve()}", wait_until="commit")
    if ours:
        page.wait_for_selector('html[data-ready="1"]', state="attached")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    else:
        page.wait_for_function(DRAWN, polling="raf")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    out: dict[str, Any] = {"first_s": round(time.perf_counter() - begin, 2)}
    metrics = {m["name"]: m["value"] for m in cdp.send("Performance.getMetrics")["metrics"]}
    out["first_cpu_s"] = round(metrics["ThreadTime"], 2)
    if ours:
        page.wait_for_selector('html[data-cards="1"]', state="attached")
        page.wait_for_timeout(1000)
        took = [page.evaluate(STEP, f"#status={word}")["ms"] for word in ("construction", "planned", "operating")]
        out["filter_ms"] = sorted(took)[1]
    page.wait_for_timeout(500)
    moved = page.evaluate(PAN)
    out |= {"fps": moved["fps"], "p95_ms": moved["p95_ms"]}
    return out


#: True once a peer's page shows projects: drawn on a canvas, as paths, or as markers of clusters.
DRAWN = """() => {
  if (document.querySelector('.leaflet-marker-icon, .leaflet-overlay-pane path')) return true;
  for (const canvas of document.querySelectorAll('.leaflet-overlay-pane canvas')) {
    if (!canvas.width) continue;
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let k = 3; k < data.length; k += 4) if (data[k]) return true;
  }
  return false;
}"""


def main(python: str, out: Path, node: Path, counts: list[int]) -> None:
    """Measure everybody; one line of JSON each."""
    out.mkdir(parents=True, exist_ok=True)
    for n in counts:
        source = out / f"projects{n}.gpkg"
        if not source.exists():
            layer(n, source)
        runs = 3 if n <= 10_000 else 1
        scripts = {OURS: OURS_WRITE, **{name: WRITE + code for name, code in PEERS.items()}}
        for name, code in scripts.items():
            page = out / f"{re.sub(r'[^a-z]', '', name.lower())}{n}.html"
            row: dict[str, Any] = {"peer": name, "n": n}
            try:
                row |= written(sys.executable if name == OURS else python, code, source, page, runs)
                if name not in NO_BROWSER:
                    row |= opened(page, node, runs, name == OURS)
            except Exception as error:  # noqa: BLE001 - a peer that fails is a line of the table
                row["failed"] = f"{type(error).__name__}: {str(error)[:120]}"
            print(json.dumps(row | {"load": round(os.getloadavg()[0], 1)}), flush=True)


if __name__ == "__main__":
    given = [int(x) for x in (sys.argv[4:] or ["10000,100000"])[0].split(",")]
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), given)
