"""Made-up projects and cards for the benchmarks of the page; the same for the same numbers."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.views import Atlas, Card, ClaimRow, DocumentRow, ProjectRow

SECTORS = ("canal", "railway", "road", "bridge", "hydropower", "solar", "wind", "metro", "port", "airport")
COUNTRIES = (
    "CHN", "IND", "USA", "BRA", "DEU", "FRA", "GBR", "NGA", "KEN", "IDN", "AUS", "ZAF", "TUR", "EGY", "VNM",
)  # fmt: skip
WORDS = ("North", "South", "Upper", "Lower", "New", "Grand", "Eastern", "Western", "Central", "Coastal")
_FIRST = date(1970, 1, 1).toordinal()


def rows(n: int, lines: bool = False) -> tuple[ProjectRow, ...]:
    """Return `n` projects, clustered as cities are, of 12 attributes; with `lines` each has 50 vertices."""
    import numpy as np
    import shapely

    from tracker.fields import STATUSES
    from tracker.views import ProjectRow

    rng = np.random.default_rng(1)
    centres = np.column_stack([rng.uniform(-120, 150, 300), rng.uniform(-40, 62, 300)])
    xy = centres[rng.integers(0, 300, n)] + rng.normal(0, 3, (n, 2))
    xy[:, 0] = np.clip(xy[:, 0], -179, 179)
    if lines:
        steps = (rng.normal(0, 0.02, (n, 50, 2)) + rng.normal(0, 0.03, (n, 1, 2))).cumsum(axis=1) + xy[:, None, :]
        wkb = shapely.to_wkb(shapely.linestrings(np.clip(steps, (-180, -85), (180, 85))))
    else:
        wkb = shapely.to_wkb(shapely.points(xy))
    pick = random.Random(1)
    places = [f"{pick.choice(WORDS)} {''.join(pick.choices('aeioubdklmnrst', k=6)).title()}" for _ in range(4000)]
    owners = [f"{place} Authority" for place in places[:2500]]
    blank: dict[str, Any] = {f.name: "" for f in fields(ProjectRow)}
    blank |= dict.fromkeys(("progress_pct", "length_km", "wkb"))
    for name in ("cost_budget", "cost_estimate", "cost_actual", "spent_to_date"):
        blank |= {name: None, name + "_price_year": None}
    out = []
    for k in range(n):
        sector, status, year = pick.choice(SECTORS), pick.choice(STATUSES), pick.randint(1990, 2026)
        day = f"{year}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        end = f"{year + pick.randint(2, 12)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        done = end if status in ("operating", "retired") else ""
        said = f"{pick.randint(2019, 2026)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        given = blank | {
            "fid": k + 1, "slug": f"gem-g{100000 + k}", "name": f"{pick.choice(places)} {sector} {pick.randint(1, 99)}",
            "country": pick.choice(COUNTRIES), "sector": sector, "status": status, "status_basis": "claimed",
            "status_as_of": said, "last_evidence": said, "start_planned": day, "start_planned_lo": day,
            "start_planned_hi": day, "completion_planned": end, "completion_planned_lo": end,
            "completion_planned_hi": end, "completion_actual": done, "completion_actual_lo": done,
            "completion_actual_hi": done, "cost_budget": float(pick.randint(10, 9999)) * 1e6,
            "cost_budget_currency": pick.choice(("USD", "EUR", "CNY")), "owner": pick.choice(owners), "n_claims": 8,
            "n_documents": 1, "geometry_precision": "exact", "wkb": wkb[k],
        }  # fmt: skip
        out.append(ProjectRow(**given))
    return tuple(out)


def cards(projects: tuple[ProjectRow, ...], every: int = 10, dated: int = 20) -> dict[str, Card]:
    """Return cards of every so-manieth project: its attributes, each a claim, and `dated` claims of as many days.

    A third of these are costs, a third planned openings, the rest progress, each from one of 4,000 documents.
    """
    from tracker.views import Card, Choice

    pick = random.Random(2)
    documents = [_document(pick, k) for k in range(4000)]
    out = {}
    for row in projects[::every]:
        claims = _claims(row, pick, sorted(pick.sample(documents, dated), key=lambda d: d.date))
        newest: dict[str, int] = {}
        for k, claim in enumerate(claims):
            newest[claim.field] = k
        choices = {name: Choice(name, k) for name, k in sorted(newest.items()) if name != "geometry"}
        out[row.slug] = Card(row, tuple(claims), choices)
    return out


def _document(pick: random.Random, k: int) -> DocumentRow:
    from tracker.views import DocumentRow

    day = f"{pick.randint(2000, 2026)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
    who = pick.choice(WORDS) + pick.choice((" Times", " Ministry of Works", " Audit Office", " Gazette"))
    return DocumentRow(
        f"https://news.example/{day}/{k * 7919 % 99991}", who, "", pick.randint(1, 3), "", day, False, True, ""
    )


def _claims(row: ProjectRow, pick: random.Random, documents: list[DocumentRow]) -> list[ClaimRow]:
    from tracker.views import ClaimRow

    given: dict[str, Any] = {f.name: "" for f in fields(ClaimRow)}
    given |= dict.fromkeys(("number", "wkb", "price_year")) | {"withdrawn": False, "scope": "whole"}
    given |= {
        "qualifier": "exact",
        "basis": "published",
        "project": row.slug,
        "source": "made",
        "document": documents[0],
    }
    blank = ClaimRow(**given)

    def claim(field: str, document: DocumentRow, **values: Any) -> ClaimRow:
        day = document.date
        key = f"{pick.getrandbits(128):032x}"
        return replace(blank, key=key, field=field, document=document, as_of=day, as_of_lo=day, as_of_hi=day, **values)

    def day(text: str) -> dict[str, str]:
        return {"text": text, "lo": text, "hi": text}

    first = documents[0]
    out = [claim(name, first, text=getattr(row, name)) for name in ("name", "country", "sector", "owner")]
    out.append(claim("status", documents[-1], text=row.status))
    out.append(claim("start_planned", first, **day(row.start_planned)))
    end = date.fromisoformat(row.completion_planned).toordinal()
    cost, currency = row.cost_budget or 0.0, row.cost_budget_currency
    for k, document in enumerate(documents[::3]):
        out.append(claim("completion_planned", document, **day(str(date.fromordinal(end + 97 * k)))))
    out.append(claim("cost_budget", first, number=cost, text=f"{cost:.15g}", unit=currency))
    for document in documents[1::3]:
        cost = round(cost * pick.uniform(0.98, 1.15), -5)
        out.append(claim("cost_estimate", document, number=cost, text=f"{cost:.15g}", unit=currency))
    for k, document in enumerate(documents[2::3]):
        share = round(min(100.0, 14 * k + 10 * pick.random()), 1)
        out.append(claim("progress_pct", document, number=share, text=str(share), unit="percent", item="physical"))
    return out


def atlas(n: int, lines: bool = False, carded: bool = False) -> Atlas:
    """Return the atlas; `carded`: a tenth of the projects have 20 dated claims."""
    from tracker.views import Atlas

    made = rows(n, lines)
    told = cards(made) if carded else {}
    if told:
        made = tuple(
            replace(r, n_claims=len(told[r.slug].claims), n_documents=20) if r.slug in told else r for r in made
        )
    return Atlas(made, told, "2026-11-22", "", "", "0" * 16)
