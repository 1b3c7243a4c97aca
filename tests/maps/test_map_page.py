"""The document around the map: policy, warnings, self-containment, the joined script."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import fake_atlas
import folium
import pytest

import maps
from maps.bundle import BundleError, bundle
from tracker.errors import UsageError

HERE = Path(__file__).parent


def policy(html: str) -> str:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    return found.group(1) if found else ""


def test_it_is_a_folium_map() -> None:
    assert isinstance(maps.build(fake_atlas.small()), folium.Map)


def test_strict_policy_names_every_script_and_style(page_path: Path) -> None:
    html = page_path.read_text(encoding="utf-8")
    rules = policy(html)
    assert html.index("Content-Security-Policy") < html.index("<script")
    assert rules.startswith("default-src 'none'; ") and "unsafe" not in rules and "http" not in rules
    for part in (
        "connect-src 'none'",
        "worker-src blob:",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ):
        assert part in rules
    for tag in ("script", "style"):
        for text in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in rules
    assert not re.search(r"""<(?:script|link|img)[^>]*(?:src|href)=""", html)
    assert not re.search(r"""<[a-z][^>]* (?:style|on[a-z]+)=""", html.split("<body>")[1].split("<script>")[0])
    assert "user-scalable" not in html


def test_a_foreign_layer_takes_the_policy_away_and_warns() -> None:
    m = maps.build(fake_atlas.small())
    folium.Marker((22, 109), popup="mine").add_to(m)
    with pytest.warns(maps.ForeignLayerWarning, match=r"Marker.*no Content-Security-Policy"):
        html = m.get_root().render()
    assert policy(html) == ""
    assert "bootstrap" in html and "L.marker" in html and "tracker-projects" in html
    assert html.count("leaflet.js") == 0  # Leaflet is inlined, once


def test_foreign_parts_of_the_page_count_too() -> None:
    m = maps.build(fake_atlas.small())
    m.get_root().html.add_child(folium.Element("<p>mine</p>"))
    with pytest.warns(maps.ForeignLayerWarning):
        assert policy(m.get_root().render()) == ""


def test_rendering_before_adding_a_layer_changes_nothing() -> None:
    first, second = maps.build(fake_atlas.small()), maps.build(fake_atlas.small())
    assert policy(first.get_root().render())
    for m in (first, second):
        marker = folium.Marker((22, 109))
        marker._id = "same"
        marker.add_to(m)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", maps.ForeignLayerWarning)
        assert first.get_root().render() == second.get_root().render()


def test_online_tiles_are_the_only_host() -> None:
    html = maps.build(fake_atlas.small(), basemap="online").get_root().render()
    assert re.findall(r"https?://[^ ;]+", policy(html)) == ["https://tile.openstreetmap.org"]


def test_no_basemap_is_smaller(page_path: Path) -> None:
    html = maps.build(fake_atlas.small(), basemap="none").get_root().render()
    assert "tracker-basemap" not in html.split("<body>")[1].split("<script>")[0]
    assert len(html) < page_path.stat().st_size - 150_000


def test_title_is_text() -> None:
    html = maps.build(fake_atlas.small(), title="</title><script>{{ 7*7 }}").get_root().render()
    assert "&lt;/title&gt;&lt;script&gt;{{ 7*7 }}" in html and "<script>{{" not in html


def test_wrong_options() -> None:
    with pytest.raises(UsageError, match="basemap"):
        maps.build(fake_atlas.small(), basemap="moon")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="language"):
        maps.build(fake_atlas.small(), lang="xx")  # type: ignore[arg-type]


def test_shows_in_a_notebook() -> None:
    frame = maps.build(fake_atlas.small())._repr_html_()
    assert frame.startswith("<iframe") and "tracker-projects" in frame


def test_hostile_text_stays_out_of_the_html(tmp_path: Path) -> None:
    maps.write(fake_atlas.hostile(), tmp_path / "map.html")
    html = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "pwned" not in html and policy(html)


def modules(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.mjs").write_text(text, encoding="utf-8")
    return folder


def test_bundle_joins_in_order_of_imports(tmp_path: Path) -> None:
    folder = modules(
        tmp_path,
        app='import { b } from "./two.mjs";\nimport { a } from "./one.mjs";\nexport const go = () => a + b;\n',
        one="/** A comment. */\nexport const a = 1;\n",
        two='import { a } from "./one.mjs";\nexport const b = a + 1;\n',
    )
    joined = bundle("app.mjs", folder)
    assert re.findall(r"^// (\w+)\.mjs$", joined, re.MULTILINE) == ["one", "two", "app"]
    assert "import" not in joined and "export" not in joined and "A comment" not in joined


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"app": 'import { a } from "./one.mjs";\nconst a1 = 1;\n', "one": "export const a1 = 2;\n"}, "declared in"),
        ({"app": 'import { a as b } from "./one.mjs";\n', "one": "export const a = 2;\n"}, "outside the convention"),
        ({"app": "export default 1;\n"}, "outside the convention"),
        ({"app": 'import { a } from "./one.mjs";\n', "one": 'import { b } from "./app.mjs";\n'}, "circle"),
    ],
)
def test_bundle_refuses_what_it_does_not_understand(tmp_path: Path, texts: dict[str, str], message: str) -> None:
    with pytest.raises(BundleError, match=message):
        bundle("app.mjs", modules(tmp_path, **texts))


def test_no_module_makes_html_from_text() -> None:
    for path in (Path(maps.__file__).parent / "static").glob("*.mjs"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text("utf-8")
        ), path


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_pure_modules_in_node() -> None:
    tests = sorted(str(p) for p in (HERE / "js").glob("*.test.mjs"))
    run = subprocess.run(["node", "--test", *tests], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:]
