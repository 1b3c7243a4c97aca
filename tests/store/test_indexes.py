"""Which index serves which query: the page that tells it holds on both homes, for the statements that really run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ledgers import bring, point
from make import VINTAGE, claim, record

from tracker import views
from tracker.store.read import Moment
from tracker.store.store import Store, create
from tracker.views import Filters

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "indexes.md"
_ROW = re.compile(r"^\| (?P<what>[^|]+) \| (?P<file>`[^|]+) \| (?P<server>`[^|]+) \|$", re.MULTILINE)
AT = Moment("2022-06-30")
OTHER_WAYS = ("seqscan", "hashjoin", "mergejoin")


def _release(n: int) -> list[Any]:
    return [
        record(
            f"p{i}",
            claim("name", f"Project {i}", ""),
            claim("geometry", point(i % 180, i % 80), "", unit="exact"),
            *(claim("status", word, f"{year}-01-01") for year, word in ((2020, "planned"), (2021, "construction"))),
            *(claim("cost_estimate", 1e9 + year, f"{year}-06-01", unit="EUR") for year in range(2018, 2018 + n)),
        )
        for i in range(200)
    ]


def _import(store: Store) -> None:
    bring(store, *_release(6), source=VINTAGE, release="2026-01-01")


#: What the page names -> what is done.
QUERIES: dict[str, Callable[[Store], object]] = {
    "`show ID`": lambda s: views.card(s, "v-p7"),
    "`show ID --as-of`": lambda s: views.card(s, "v-p7", AT),
    "`history ID`": lambda s: views.history(s, "v-p7"),
    "`list --status`": lambda s: views.projects(s, filters=Filters(status=("planned",))),
    "`list --limit`": lambda s: views.projects(s, limit=50),
    "`list --bbox`": lambda s: views.projects(s, filters=Filters(bbox=(5, 5, 9, 9))),
    "`list --as-of --limit`": lambda s: views.projects(s, AT, limit=50),
    "`list --as-of`": lambda s: views.projects(s, AT),
    "`issues`": lambda s: views.issues(s, import_id=1),
    "`import`": _import,
}


@contextmanager
def explained() -> Iterator[list[str]]:
    """Collect the plans of all statements that run inside. A server goes by indexes where it can: tables are short."""
    plans: list[str] = []

    def look(conn: sa.Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if many or not re.match(r"(select|with|insert|update|delete)\b", statement.lstrip(), re.IGNORECASE):
            return
        driver = conn.connection.driver_connection
        assert driver is not None
        with_plan = driver.cursor()
        if conn.dialect.name == "postgresql":
            for way in OTHER_WAYS:
                with_plan.execute(f"set local enable_{way} = off")
            with_plan.execute(f"explain {statement}", parameters or None)
            rows = with_plan.fetchall()
            for way in OTHER_WAYS:
                with_plan.execute(f"set local enable_{way} = on")
        else:
            rows = with_plan.execute(f"explain query plan {statement}", parameters).fetchall()
        plans.extend(str(row[-1]) for row in rows)

    sa.event.listen(sa.Engine, "before_cursor_execute", look)
    try:
        yield plans
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", look)


def test_the_page_names_the_indexes_that_serve(store: Store) -> None:
    told = {m["what"]: m.groupdict() for m in _ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    assert told.keys() == QUERIES.keys()
    bring(store, *_release(4), source=VINTAGE, release="2024-01-01")
    with store.read() as conn:
        home = "server" if conn.dialect.name == "postgresql" else "file"
    for what, do in QUERIES.items():
        with explained() as plans:
            do(store)
        used = "\n".join(plans)
        named = re.findall(r"`([^`]+)`", told[what][home])
        assert named
        assert not [name for name in named if name not in used], (what, used)


@pytest.mark.parametrize("at", [None, AT], ids=["now", "as of a date"])
def test_one_project_is_read_without_reading_others(store: Store, at: Moment | None) -> None:
    bring(store, *_release(4), source=VINTAGE, release="2024-01-01")
    with explained() as plans:
        views.card(store, "v-p7", at)
    long = r"\b(SCAN|Seq Scan on) (claim|carried|record|slug|c|k|r)\b"
    assert not [plan for plan in plans if re.search(long, plan)]


def test_a_file_with_a_constraint_in_the_place_of_the_index_is_filled_as_well(tmp_path: Path) -> None:
    store = create(tmp_path / "older.gpkg")
    with store.write("as ledgers were made before", None) as (conn, _):
        conn.exec_driver_sql("drop index uq_claim_key")
        conn.exec_driver_sql("create unique index older_claim_key on claim(key)")
    bring(store, record("a", claim("name", "Canal")))
    with store.read() as conn:
        names = "select name from sqlite_master where tbl_name = 'claim' and type = 'index'"
        made = set(conn.exec_driver_sql(names).scalars())
    assert made == {"older_claim_key", "ix_claim_probe"}
