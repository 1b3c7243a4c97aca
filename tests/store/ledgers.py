"""Look at a whole ledger: what its views say, what is kept ready in it, and releases drawn at random."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from make import CURATED, VINTAGE, claim, document, reading, record

from tracker import ingest, views
from tracker.model import Claim, Record, Source
from tracker.store import read
from tracker.store.dialect import is_server
from tracker.store.read import Moment
from tracker.store.store import Store
from tracker.store.write import Outcome
from tracker.views.claims import claim_rows

OTHER = Source("other", "Another source", releases="complete", prefix="o-", licence="CC0")

Everything = dict[str, object]


def bring(store: Store, *records: Record, source: Source = CURATED, release: str = "2026-01-01") -> Outcome:
    """Import a release."""
    return ingest.run_import(store, reading(records, source, release)).outcome


def everything(store: Store, at: Moment = Moment()) -> Everything:  # noqa: B008
    """All that readers can see at a moment, but for the list of imports."""
    atlas = views.atlas(store, at)
    with store.read() as conn:
        claims = list(read.claims(conn, at, withdrawn=True))
        rows, _ = claim_rows(conn, at, read.slugs(conn, at=at.recorded_before), claims)
    histories = {name: [r for r in rows if r.project == name] for name in sorted({r.project for r in rows})}
    for name in list(histories)[:1]:  # the others look the same
        assert views.history(store, name, at=at) == histories[name]
        assert name not in atlas.cards or views.card(store, name, at) == atlas.cards[name]
    return {
        "atlas": replace(atlas, recorded_before=""),
        "projects": views.projects(store, at),
        "histories": histories,
        "claims": views.all_claims(store, at),
        "sources": views.sources(store, at),
        "issues": views.issues(store, at),
        "count": views.count(store, at),
    }


def every_slug(store: Store) -> list[str]:
    with store.read() as conn:
        return list(conn.exec_driver_sql("select slug from slug order by slug").scalars())


def last_time(store: Store) -> str:
    """The newest time in the ledger."""
    with store.read() as conn:
        rows = conn.exec_driver_sql(
            "select recorded_at from import_run union all select undone_at from import_run"
            " union all select recorded_at from judgement union all select undone_at from judgement"
        )
        return max((t for t in rows.scalars() if t), default="")


def kept_ready(store: Store) -> dict[str, list[object]]:
    """The answers that are kept ready: what `db rebuild` makes anew."""
    queries = {
        "projects": "select * from project_current order by fid",
        "index": "select * from rtree_project_current_geom order by id",
        "live": "select id, live from claim order by id",
        "state": "select * from state order by name",
        "extent": "select table_name, min_x, min_y, max_x, max_y from gpkg_contents order by table_name",
    }
    with store.read() as conn:
        if is_server(conn):  # indexes and extents are its own business
            del queries["index"], queries["extent"]
        return {name: [tuple(r) for r in conn.exec_driver_sql(q)] for name, q in queries.items()}


def sound(store: Store) -> bool:
    """True where SQLite finds nothing wrong with the file, nor with its references."""
    with store.read() as conn:
        if is_server(conn):
            return True
        whole = conn.exec_driver_sql("pragma integrity_check").scalar_one() == "ok"
        return whole and not conn.exec_driver_sql("pragma foreign_key_check").all()


def stated(store: Store, name: str, what: str) -> dict[str, bool]:
    """Value -> withdrawn, of all that was ever stated of one field of a project."""
    return {row.text: row.withdrawn for row in views.history(store, name, what)}


def point(x: float, y: float) -> bytes:
    return struct.pack("<BIdd", 1, 1, x, y)


def line(*xy: tuple[float, float]) -> bytes:
    return struct.pack("<BII", 1, 2, len(xy)) + b"".join(struct.pack("<dd", x, y) for x, y in xy)


@dataclass
class Clock:
    """Stands for ``datetime`` in the store: 100 days pass from one look to the next."""

    time: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    step: timedelta = timedelta(days=100)
    looks: list[datetime] = field(default_factory=list)

    def now(self, _: object) -> datetime:
        self.time += self.step
        self.looks.append(self.time)
        return self.time

    fromisoformat = staticmethod(datetime.fromisoformat)


def slow_property(examples: int) -> settings:
    """For properties of whole ledgers: few examples, and no shrinking, since each takes most of a second."""
    return settings(
        max_examples=examples,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


# releases drawn at random: few words, so that releases overlap in all ways

_DATED = (
    ("status", ("planned", "construction", "operating")),
    ("completion_planned", ("2026", "2027-06", "2030~")),
    ("completion_actual", ("2025-05-01", "2026-02")),
    ("cost_estimate", (1e9, 2e9, 7e9)),
    ("progress_pct", (20.0, 55.0)),
)
_UNDATED = (
    ("name", ("First name", "Second name")),
    ("country", ("CHN", "VNM")),
    ("geometry", (point(108, 22), point(10, 50), line((1, 1), (2, 3)))),
)
_AS_OF = ("2019", "2020-06", "2021-01-31", "../2022-02-02", "2024-12-01")
DAYS = ("2019-12-31", "2020-06-29", "2021-01-31", "2024-12-01")
PUBLISHERS = ("Ministry", "Xinhua", "Blog")


@st.composite
def claims_drawn(draw: st.DrawFn, ranks: dict[str, int]) -> Claim:
    dated = draw(st.integers(0, 3)) > 0
    name, values = draw(st.sampled_from(_DATED if dated else _UNDATED))
    publisher = draw(st.sampled_from(PUBLISHERS))
    return claim(
        name,
        draw(st.sampled_from(values)),
        draw(st.sampled_from(_AS_OF)) if dated else "",
        by=document(publisher, ranks[publisher]),
        unit={"cost_estimate": "EUR", "geometry": "approximate"}.get(name, ""),
        item="overall" if name == "progress_pct" else "",
        scope=draw(st.sampled_from(("whole", "whole", "whole", "phase:1"))),
        as_of_basis=draw(st.sampled_from(("published", "recalled"))) if dated else "lookup",
        raw=draw(st.sampled_from(("", "as given"))),
        note=draw(st.sampled_from(("", "a note"))),
    )


@st.composite
def records_drawn(draw: st.DrawFn, native_ids: Sequence[str] = ("p", "q", "r")) -> list[Record]:
    """Records of one release, in any order; no claim twice. The rank of a publisher may differ between releases."""
    ranks = {name: draw(st.sampled_from((1, 3, 5))) for name in PUBLISHERS}
    ids = draw(st.lists(st.sampled_from(native_ids), min_size=1, max_size=len(native_ids), unique=True))
    return [
        record(
            i,
            *draw(st.lists(claims_drawn(ranks), min_size=1, max_size=5, unique_by=lambda c: c.key("", ""))),
        )
        for i in ids
    ]


RELEASES = st.sampled_from(("2024-01-01", "2025-01-01", "2026-01-01"))
SOURCES = st.sampled_from((CURATED, OTHER, VINTAGE))
