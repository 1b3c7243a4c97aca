"""Take the pictures of the page that the documents show, from the bundled catalogue.

Run it as: python docs/pictures.py
Needs Chromium and the development dependencies; the network stays off.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import maps
import tracker
from tracker import ingest, sources
from tracker.bundled import data_folder
from tracker.store.store import create

IMAGES = Path(__file__).with_name("images")
WIDE, PHONE = (1440, 900), (390, 844)
#: Name -> what the link says, and the size of the window.
PICTURES = {
    "map": ("#p=pinglu-canal", WIDE),
    "as-known-on": ("#p=pinglu-canal&k=2025-01-01", WIDE),
    "slider": ("#d=2015-12", WIDE),
    "table": ("#tab=list", WIDE),
    "charts": ("#tab=charts", WIDE),
    "revisions": ("#tab=revisions", WIDE),
    "phone": ("#p=high-speed-2", PHONE),
}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


def few_colours(picture: Image.Image) -> Image.Image:
    """Return a palette of 256 colours: grounds stay as they are, small marks nearly so, at a third of the bytes."""
    counts: list[tuple[int, tuple[int, int, int]]] = picture.getcolors(1 << 24)  # type: ignore[assignment]
    common = [part for _, colour in sorted(counts, reverse=True)[:128] for part in colour]
    spread = picture.quantize(128, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(common + spread[: 3 * 128])
    return palette


def main() -> None:
    """Make the page in a folder that goes away, and take the pictures."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        ingest.run_import(create(folder / "tracker.gpkg"), sources.open_path(data_folder() / "catalogue"))
        page_file = folder / "map.html"
        maps.write(tracker.open(folder / "tracker.gpkg").atlas(), page_file)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS.split())
        for picture, (fragment, (width, height)) in PICTURES.items():
            page = browser.new_context(offline=True, viewport={"width": width, "height": height}).new_page()
            page.goto(page_file.as_uri() + fragment)
            page.wait_for_selector('html[data-cards="1"]', state="attached")
            page.wait_for_timeout(2500)  # fonts, and the flight to the project
            taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
            few = taken.quantize(palette=few_colours(taken), dither=Image.Dither.NONE)
            few.save(IMAGES / f"{picture}.png", optimize=True)
            page.context.close()
            print(f"docs/images/{picture}.png")
        browser.close()


if __name__ == "__main__":
    main()
