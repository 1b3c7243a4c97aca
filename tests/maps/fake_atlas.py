"""A small atlas made in code: a dozen projects, one of them like the Pinglu Canal, and a hostile one.

Names of people, firms and figures are made up but for the shape of the Pinglu story (plan brought forward from December
to September 2026, one weak source for the opening, one outlier), which the page has to tell right.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import shapely

from tracker.views import Atlas, Card, Choice, ClaimRow, DocumentRow, ProjectRow, SourceRow

NOW = "2026-11-22"


def ends(text: str) -> tuple[str, str]:
    """Return first and last day of a year, month, day or interval of months."""
    text = text.strip("~?")
    if "/" in text:
        a, b = text.split("/")
        return ends(a)[0], ends(b)[1]
    if len(text) == 4:
        return f"{text}-01-01", f"{text}-12-31"
    if len(text) == 7:
        last = {"02": 28, "04": 30, "06": 30, "09": 30, "11": 30}.get(text[5:], 31)
        return f"{text}-01", f"{text}-{last}"
    return text, text


def document(publisher: str, rank: int = 3, **kw: Any) -> DocumentRow:
    slug = publisher.lower().replace(" ", "-")
    given = {
        "url": f"https://example.org/{slug}",
        "publisher": publisher,
        "original_publisher": "",
        "rank": rank,
        "licence": "",
        "date": "",
        "is_copy": False,
        "linkable": True,
        "note": "",
    }
    return DocumentRow(**(given | kw))


def claim(project: str, field: str, value: Any, doc: DocumentRow, as_of: str = "", **kw: Any) -> ClaimRow:
    """Make a claim. Text that looks like a date becomes one where the field is a date."""
    given: dict[str, Any] = {f.name: "" for f in fields(ClaimRow)}
    given |= {
        "number": None,
        "wkb": None,
        "price_year": None,
        "withdrawn": False,
        "scope": "whole",
        "qualifier": "exact",
    }
    given |= {"basis": "published", "project": project, "field": field, "document": doc, "source": "catalogue"}
    if isinstance(value, (int, float)):
        given |= {"number": float(value), "text": repr(float(value))}
    elif field.startswith(("start_", "completion_", "milestone")):
        lo, hi = ends(value)
        given |= {"text": value, "lo": lo, "hi": hi}
    else:
        given["text"] = value
    for name, text in (("as_of", as_of), ("about", kw.pop("about", ""))):
        if text:
            lo, hi = ends(text)
            given |= {name: text, name + "_lo": lo, name + "_hi": hi}
    given |= kw
    given["key"] = hashlib.blake2b(
        repr(sorted(given.items(), key=str)).encode("utf-8", "replace"), digest_size=16
    ).hexdigest()
    return ClaimRow(**given)


def row(fid: int, slug: str, name: str, shape: Any = None, **kw: Any) -> ProjectRow:
    """Make a project row; dates are given as EDTF text and get their ends."""
    given: dict[str, Any] = {f.name: "" for f in fields(ProjectRow)}
    for name_ in ("progress_pct", "length_km", "cost_budget", "cost_estimate", "cost_actual", "spent_to_date", "wkb"):
        given[name_] = None
    for name_ in ("cost_budget", "cost_estimate", "cost_actual", "spent_to_date"):
        given[name_ + "_price_year"] = None
    given |= {"fid": fid, "slug": slug, "name": name, "n_claims": 0, "n_documents": 0, "status_basis": "claimed"}
    given |= {"status": "planned", "sector": "other", "status_as_of": "2026-01-15", "last_evidence": "2026-01-15"}
    for name_ in ("start_planned", "start_actual", "completion_planned", "completion_actual"):
        if kw.get(name_):
            given[name_ + "_lo"], given[name_ + "_hi"] = ends(kw[name_])
    if shape is not None:
        given |= {"wkb": shapely.to_wkb(shape), "geometry_type": shape.geom_type, "geometry_precision": "approximate"}
    return ProjectRow(**(given | kw))


ROUTE = shapely.LineString(
    [(109.07, 22.65), (109.0, 22.58), (108.94, 22.49), (108.93, 22.33), (108.86, 22.2), (108.62, 21.9)]
)

XINHUA = document("Xinhua", 3, url="https://example.org/xinhua/1")
SCMP = document("South China Morning Post", 3)
MINISTRY = document("Ministry of Transport", 1)
WEAK = document("Canal Facts", 5)
KHABAR = document("Khabar Asia", 5)
REPOST = document(
    "Mirror Site", 3, original_publisher="Xinhua", is_copy=True, linkable=False, url="http://hijacked.example/1"
)
OSM = document("OpenStreetMap contributors", 4, licence="ODbL-1.0")


def pinglu() -> Card:
    p = "pinglu-canal"
    c = [
        claim(p, "name", "Pinglu Canal", XINHUA),
        claim(p, "name_local", "平陆运河", XINHUA),
        claim(p, "geometry", "", OSM, "2026-06-01", wkb=shapely.to_wkb(ROUTE), unit="exact"),
        claim(p, "start_actual", "2022-08-28", XINHUA, "2022-08-28"),
        claim(p, "completion_planned", "2026-12", XINHUA, "2023-08-27"),
        claim(p, "completion_planned", "2026-12", MINISTRY, "2024-08-30"),
        claim(p, "completion_planned", "2028-12", KHABAR, "2026-02-03"),
        claim(p, "completion_planned", "2026-09", SCMP, "2026-02-25", qualifier="at_most"),
        claim(p, "completion_planned", "2026-09", XINHUA, "2026-05-28"),
        claim(p, "completion_actual", "2026-09-16", WEAK, "2026-09"),
        claim(p, "cost_budget", 72_730_000_000.0, SCMP, "2022-08", unit="CNY"),
        claim(p, "cost_estimate", 72_700_000_000.0, MINISTRY, "2023-08-27", unit="CNY"),
        claim(p, "cost_estimate", 72_719_000_000.0, XINHUA, "2025-06-25", unit="CNY"),
        claim(p, "cost_estimate", 4_200_000_000.0, KHABAR, "2026-02-02", unit="USD"),
        claim(
            p,
            "spent_to_date",
            25_070_000_000.0,
            XINHUA,
            "2024-01-04",
            unit="CNY",
            about="2023-12-31",
            qualifier="at_least",
        ),
        claim(p, "spent_to_date", 33_300_000_000.0, REPOST, "2024-06-24", unit="CNY", about="2024-06-20"),
        claim(p, "spent_to_date", 50_000_000_000.0, MINISTRY, "2025-03-03", unit="CNY", about="2025-02-28"),
        claim(p, "spent_to_date", 65_200_000_000.0, XINHUA, "2026-01-25", unit="CNY", basis="recalled"),
        claim(p, "progress_pct", 68.8, XINHUA, "2025-03-03", item="investment", unit="percent"),
        claim(p, "progress_pct", 89.7, SCMP, "2026-01-25", item="investment", unit="percent"),
        claim(p, "progress_pct", 87.0, XINHUA, "2025-03-03", item="excavation", unit="percent"),
        claim(p, "progress_pct", 99.0, XINHUA, "2026-01-20", item="excavation", unit="percent"),
        claim(p, "milestone", "2022-08-28", XINHUA, "2022-08-28", item="ground-breaking at the Madao hub"),
        claim(p, "milestone", "2026-05-28", SCMP, "2026-05-28", item="main channel fully excavated"),
        claim(p, "length_km", 134.2, XINHUA, "2025-06-25", unit="km"),
        claim(p, "owner", "Pinglu Canal Group", SCMP, "2024-06-12"),
        claim(
            p, "capacity", 89_000_000.0, WEAK, "2026-09", item="one way", unit="t per year", note="design throughput"
        ),
        claim(p, "cost_estimate", 9_000_000_000.0, SCMP, "2024-01-10", unit="CNY", scope="section:ship locks"),
    ]
    at = {(x.field, x.document.publisher, x.as_of): k for k, x in enumerate(c)}
    choices = {
        "completion_planned": Choice(
            "completion_planned", at["completion_planned", "Xinhua", "2026-05-28"], outliers=(6,)
        ),
        "completion_actual": Choice("completion_actual", at["completion_actual", "Canal Facts", "2026-09"]),
        "start_actual": Choice("start_actual", 3),
        "cost_budget": Choice("cost_budget", at["cost_budget", "South China Morning Post", "2022-08"]),
        "cost_estimate": Choice("cost_estimate", at["cost_estimate", "Xinhua", "2025-06-25"], not_compared=(13,)),
        "spent_to_date": Choice("spent_to_date", 17),
        "progress_pct": Choice("progress_pct", 19, rivals=(21,), conflict=True),
    }
    project = row(
        1,
        p,
        "Pinglu Canal",
        ROUTE,
        name_local="平陆运河",
        country="CHN",
        sector="canal",
        status="operating",
        status_basis="derived",
        status_as_of="2026-09",
        start_actual="2022-08-28",
        completion_planned="2026-09",
        completion_actual="2026-09-16",
        cost_budget=72.73e9,
        cost_budget_currency="CNY",
        cost_estimate=72.719e9,
        cost_estimate_currency="CNY",
        spent_to_date=65.2e9,
        spent_to_date_currency="CNY",
        progress_pct=89.7,
        progress_item="investment",
        progress_about="2026-01-25",
        length_km=134.2,
        owner="Pinglu Canal Group",
        conflicts="progress_pct",
        n_claims=len(c),
        n_documents=8,
        last_evidence="2026-09",
    )
    return Card(project, tuple(c), choices)


def tunnel() -> Card:
    """A delayed tunnel under construction with a price year, a recalled plan and silence since 2023."""
    p = "alpine-tunnel"
    c = [
        claim(p, "status", "construction", MINISTRY, "2023-03-03"),
        claim(p, "completion_planned", "2016", MINISTRY, "2004", basis="recalled"),
        claim(p, "completion_planned", "2025", MINISTRY, "2012-04-01"),
        claim(p, "completion_planned", "2032", MINISTRY, "2023-03-03"),
        claim(p, "cost_budget", 6.0e9, MINISTRY, "2004", unit="EUR", price_year=2004),
        claim(p, "cost_estimate", 10.5e9, MINISTRY, "2023-03-03", unit="EUR", price_year=2023),
        claim(p, "milestone_planned", "2028", MINISTRY, "2023-03-03", item="breakthrough"),
    ]
    choices = {
        "status": Choice("status", 0),
        "completion_planned": Choice("completion_planned", 3),
        "cost_budget": Choice("cost_budget", 4),
        "cost_estimate": Choice("cost_estimate", 5),
    }
    project = row(
        2,
        p,
        "Alpine Base Tunnel",
        shapely.LineString([(11.4, 47.26), (11.6, 46.8)]),
        name_local="Galleria di base",
        country="ITA;AUT",
        sector="tunnel",
        status="construction",
        status_basis="inferred",
        status_as_of="2023-03-03",
        completion_planned="2032",
        cost_budget=6.0e9,
        cost_budget_currency="EUR",
        cost_budget_price_year=2004,
        cost_estimate=10.5e9,
        cost_estimate_currency="EUR",
        cost_estimate_price_year=2023,
        owner="Brenner Gesellschaft",
        n_claims=len(c),
        n_documents=1,
    )
    return Card(project, tuple(c), choices)


def others() -> list[ProjectRow]:
    point, line = shapely.Point, shapely.LineString
    return [
        row(
            3,
            "north-dam",
            "North Dam",
            point(-70.2, -15.1),
            country="PER",
            sector="hydropower",
            status="suspended",
            geometry_precision="admin",
        ),
        row(4, "sao-tome-port", "Porto de São Tomé", point(6.7, 0.3), country="STP", sector="port", status="proposed"),
        row(
            5,
            "gulf-line",
            "Gulf Railway",
            line([(46.7, 24.6), (50.1, 26.4), (55.3, 25.2)]),
            country="SAU;ARE",
            sector="railway",
            status="planned",
        ),
        row(6, "old-reactor", "Old Reactor", point(2.1, 48.7), country="FRA", sector="nuclear", status="retired"),
        row(7, "dead-bridge", "Strait Bridge", point(15.6, 38.2), country="ITA", sector="bridge", status="cancelled"),
        row(
            8,
            "new-airport",
            "New Airport",
            point(-99.0, 19.7),
            country="MEX",
            sector="airport",
            status="completed",
            cost_budget=1e9,
            cost_budget_currency="USD",
        ),
        row(
            9,
            "fiji-cable",
            "Pacific Cable",
            line([(177.0, -17.8), (181.5, -16.0), (185.0, -14.2)]),
            country="FJI",
            sector="telecom",
            status="construction",
        ),
        row(
            10,
            "lake",
            "Reservoir Area",
            shapely.box(30.0, 0.5, 32.5, 2.0),
            country="UGA",
            sector="dam",
            status="operating",
            cost_actual=2e9,
            cost_actual_currency="USD",
        ),
        row(
            11,
            "islands",
            "Wind Parks",
            shapely.MultiPoint([(3.0, 54.0), (4.2, 54.9)]),
            country="NLD",
            sector="wind",
            status="construction",
        ),
        row(12, "nowhere-1", "Unplaced Scheme", country="DEU", sector="road", status="planned"),
        row(13, "nowhere-2", "Zweite Straße", country="DEU", sector="road", status="proposed"),
    ]


@lru_cache(maxsize=1)
def small() -> Atlas:
    """Return the atlas of a dozen projects."""
    cards = [pinglu(), tunnel()]
    rows = [c.project for c in cards] + others()
    every = {c.project.slug: c for c in cards} | {r.slug: Card(r, (), {}) for r in others()}
    source = SourceRow(
        "catalogue",
        "The catalogue",
        "The tracker",
        "https://example.org",
        "CC-BY-4.0",
        "",
        "complete",
        1,
        13,
        35,
        "2026-11-01",
        "2026-11-22T10:00:00Z",
    )
    return Atlas(tuple(rows), every, NOW, "", "", "0123456789abcdef", (source,))


EVIL = (
    "</script><img src=x onerror=window.pwned=1>`${window.pwned=2}`"
    "\u2028\u2029'\"\\{{7*7}}{% raw %}\u202eabc\U0001f6a7\ud800<!--"
)


def hostile() -> Atlas:
    """Return the small atlas with every text replaced by hostile text; one name is a megabyte long."""
    base = small()

    def bad_document(d: DocumentRow, k: int) -> DocumentRow:
        url = (
            "javascript:window.pwned=3",
            "data:text/html,<script>window.pwned=4</script>",
            f"https://example.org/{EVIL}",
        )[k % 3]
        return replace(
            d,
            url=url,
            publisher=EVIL,
            original_publisher=EVIL if k % 2 else "",
            licence=EVIL,
            note=EVIL,
            date=EVIL,
            linkable=True,
        )

    def bad_claim(c: ClaimRow, k: int) -> ClaimRow:
        text = EVIL if not c.lo and c.number is None else c.text
        return replace(
            c,
            text=text,
            item=c.item and EVIL,
            scope="whole",
            unit=EVIL,
            qualifier=EVIL,
            raw=EVIL,
            note=EVIL,
            source=EVIL,
            document=bad_document(c.document, k),
        )

    def bad_row(r: ProjectRow) -> ProjectRow:
        changed = dict.fromkeys(
            (
                "name",
                "name_local",
                "country",
                "sector",
                "status",
                "status_basis",
                "owner",
                "progress_item",
                "conflicts",
                "geometry_precision",
                "cost_budget_currency",
            ),
            EVIL,
        )
        name = "x" * 1_000_000 + EVIL if r.fid == 3 else EVIL
        return replace(r, **(changed | {"name": name, "slug": f"{r.slug}{EVIL}"}))

    rows = tuple(bad_row(r) for r in base.projects)
    cards = {}
    for old, new in zip(base.projects, rows, strict=True):
        card = base.cards[old.slug]
        claims = tuple(bad_claim(c, k) for k, c in enumerate(card.claims))
        choices = {f: replace(choice, field=f) for f, choice in card.choices.items()}
        cards[new.slug] = Card(new, claims, choices | {EVIL: Choice(EVIL, 0)} if claims else choices)
    source = SourceRow(EVIL, EVIL, EVIL, "javascript:window.pwned=5", EVIL, EVIL, "complete", 1, 1, 1, "", "")
    return Atlas(rows, cards, NOW, "", "", EVIL, (source,), {EVIL: EVIL})
