"""Rights and mistakes on a server: viewers read, each refusal says what to do, and no password is ever printed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledgers import bring, point
from make import claim, record
from servers import Server

import tracker
from tracker import ingest, views
from tracker.errors import LedgerMissing, StoreError, TrackerError, UsageError
from tracker.store import care
from tracker.store.store import Store, create

SECRET = "sEc:ReT"
ENCODED = "sEc%3AReT"


@pytest.fixture
def home() -> str:
    return "server"


@pytest.fixture
def roles(server: Server) -> Iterator[Callable[[str], str]]:
    """Make a role that may log in, with a password; it goes at the end, with all that it owns."""
    made: list[str] = []

    def make(options: str = "") -> str:
        name = f"tracker_role_{id(made)}_{len(made)}"
        with server.engine.connect() as conn:
            conn.exec_driver_sql(f"create role {name} login password '{SECRET}' {options}")
        made.append(name)
        return name

    yield make
    with server.engine.connect() as conn:
        for name in made:
            # What a role owns or may read, wherever it is, stands in the way of dropping it.
            where = conn.exec_driver_sql(
                "select distinct d.datname from pg_shdepend s join pg_database d on d.oid = s.dbid"
                " or (s.classid = 'pg_database'::regclass and d.oid = s.objid)"
                f" where s.refobjid = '{name}'::regrole"
            )
            for database in where.scalars().all():
                conn.exec_driver_sql(f"drop database {database} with (force)")
        for name in reversed(made):
            conn.exec_driver_sql(f"drop role {name}")


def as_user(address: str, name: str) -> str:
    return sa.engine.make_url(address).set(username=name, password=SECRET).render_as_string(hide_password=False)


def sql(address: str, *statements: str) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as conn:
        for statement in statements:
            conn.exec_driver_sql(statement)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from tracker.cli.app import main; main()", *arguments],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


# --- viewers ---------------------------------------------------------------------------------------------------------


def test_a_viewer_reads_everything_and_changes_nothing(server: Server, roles: Callable[[str], str]) -> None:
    address, viewer = server.make(), roles("")
    store = Store(address)
    bring(store, record("p", claim("status", "planned"), claim("geometry", point(108, 22), unit="approximate")))
    care.let_read(store, viewer)
    seen = tracker.open(as_user(address, viewer))
    assert list(seen.projects().status) == ["planned"]
    assert seen.card("p").project.slug == "p"
    assert len(seen.history("p"))
    assert seen.atlas().projects
    assert care.describe(seen.store)["Projects"] == "1"
    assert care.log_rows(seen.store) == []
    with seen.store.read() as conn:
        for layer in ("projects", "projects_points", "projects_lines", "project_current"):
            assert conn.exec_driver_sql(f"select count(*) from {layer}").scalar_one() == int("lines" not in layer)
    for what in (
        lambda: bring(seen.store, record("q", claim("status", "planned"))),
        lambda: ingest.undo(seen.store, 1),
        lambda: ingest.rebuild(seen.store),
    ):
        with pytest.raises(StoreError, match="does not allow this: permission denied") as e:
            what()
        assert "a viewer's role can read only" in e.value.hint
    # By its own means, too: QGIS with an editable layer.
    for statement in ("delete from projects", "update project_current set name = 'x'", "create table x(a int)"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            sql(as_user(address, viewer), statement)
    assert [p.status for p in views.projects(store)] == ["planned"]
    # What an upgrade makes later is read as well.
    with store.write("new table") as (conn, _):
        conn.exec_driver_sql("create table later(a int)")
    sql(as_user(address, viewer), "select * from later")


def test_only_the_owner_lets_others_read(server: Server, roles: Callable[[str], str]) -> None:
    address, viewer, other = server.make(), roles(""), roles("")
    care.let_read(Store(address), viewer)
    with pytest.raises(StoreError, match=r"Only \w+, who owns the ledger") as e:
        care.let_read(Store(as_user(address, viewer)), other)
    assert "grant" in e.value.hint
    with pytest.raises(StoreError, match="permission denied"):
        Store(as_user(address, other))


def test_a_role_that_cannot_be_made_is_asked_for(server: Server, roles: Callable[[str], str]) -> None:
    address, owner = server.make(""), roles("")
    sql(address, "create extension postgis", f"alter database {sa.engine.make_url(address).database} owner to {owner}")
    store = create(as_user(address, owner))
    with pytest.raises(StoreError, match="There is no role new viewers") as e:
        care.let_read(store, "new viewers")
    assert 'create role "new viewers"' in e.value.hint


def test_every_member_of_the_team_may_import(server: Server, roles: Callable[[str], str]) -> None:
    """The database belongs to a role; what one member makes there, each may write."""
    address, team = server.make(""), roles("")
    one, two = roles(f"in role {team}"), roles(f"in role {team}")
    sql(address, "create extension postgis", f"alter database {sa.engine.make_url(address).database} owner to {team}")
    create(as_user(address, one))
    bring(Store(as_user(address, one)), record("p", claim("status", "planned")))
    second = Store(as_user(address, two))
    bring(second, record("p", claim("status", "operating")), record("q", claim("status", "planned")))
    assert {p.slug: p.status for p in views.projects(second)} == {"p": "operating", "q": "planned"}
    ingest.undo(second, 2)
    ingest.purge(second, 2, "why")
    care.let_read(second, roles(""))
    with second.read() as conn:
        owners = conn.exec_driver_sql("select distinct tableowner from pg_tables where schemaname = 'public'").scalars()
        assert set(owners) - {server.url.username} == {team}


# --- making one ------------------------------------------------------------------------------------------------------


def test_a_database_with_other_tables_is_refused(server: Server) -> None:
    address = server.make("")
    sql(address, "create table project(x int)")
    done = run("db", "create", "--db", address)
    assert done.returncode == 2
    assert "is not empty: it holds the table 'project'" in done.stderr
    sql(address, "drop table project", "create table alembic_version(version_num text)")
    with pytest.raises(LedgerMissing, match="no ledger"):
        Store(address)
    with pytest.raises(UsageError, match="not empty"):
        create(address)


def test_a_ledger_is_made_once_and_also_by_two_at_once(server: Server) -> None:
    address = server.make("")
    code = "from tracker.cli.app import main; main()"
    command = [sys.executable, "-c", code, "db", "create", "--db", address]
    two = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [p.communicate(timeout=60)[1] for p in two]
    assert sorted(p.returncode for p in two) == [0, 2], told
    assert "holds a ledger already" in "".join(told)
    assert Store(address).schema()


def test_who_lacks_a_right_is_told_which(server: Server, roles: Callable[[str], str]) -> None:
    address, poor = server.make(""), roles("")
    with pytest.raises(StoreError, match="may not add PostGIS") as e:
        create(as_user(address, poor))
    assert e.value.hint.endswith("create extension postgis")
    sql(address, "create extension postgis")
    with pytest.raises(StoreError, match="may not make tables") as e:
        create(as_user(address, poor))
    assert "grant create on schema public" in e.value.hint
    sql(address, f"grant create on schema public to {poor}")
    assert bring(create(as_user(address, poor)), record("p", claim("status", "planned"))).import_id == 1


def test_a_server_without_postgis_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    address = server.make("")
    was = sa.Connection.exec_driver_sql

    def without(conn: sa.Connection, statement: str, *rest: object) -> object:
        return was(conn, statement.replace("name = 'postgis'", "name = 'none'"), *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sa.Connection, "exec_driver_sql", without)
    with pytest.raises(StoreError, match="has no PostGIS") as e:
        create(address)
    assert "postgresql-postgis" in e.value.hint


# --- mistakes --------------------------------------------------------------------------------------------------------


def wrong(server: Server) -> dict[str, tuple[str, int, str]]:
    """Address -> exit code and what is said."""
    url = server.url.set(password=SECRET)
    host = f"{url.host}:{url.port}"
    text = url.render_as_string(hide_password=False)
    return {
        "port": (text.replace(f":{url.port}/", ":1/"), 1, "cannot be reached"),
        "host": (text.replace(f"@{url.host}", "@nohost.invalid"), 1, "failed to resolve host"),
        "database": (text.replace(f"/{url.database}", "/no_such_database"), 1, "There is no database at"),
        "empty": (server.make(""), 1, "Run `tracker db create`"),
        "user": (f"postgresql://no_such_role:{ENCODED}@{host}/postgres", 1, "refuses this user"),
        "no database": (f"postgresql://me:{ENCODED}@{host}", 2, "names no database"),
        "kind": (f"mysql://me:{ENCODED}@{host}/x", 2, "cannot live in 'mysql'"),
        "at": (f"postgresql://me:sEc@ReT@{host}/x", 2, "an @ too many"),
        "colon": (f"postgresql://me:sEc@x:ReT@{host}/x", 2, "is no number"),
        "query": (f"postgresql://{host}/no_such?user={url.username}&password={ENCODED}", 1, "There is no database at"),
        "nonsense": ("://sEcReT", 2, "cannot be read"),
    }


MISTAKES = """
import io, json, sys, traceback
from contextlib import redirect_stderr, redirect_stdout
from tracker.cli.app import main
said = []
for address in json.loads(sys.stdin.read()):
    for debug in ([], ["--debug"]):
        out, code = io.StringIO(), 0
        sys.argv = ["tracker", "list", "--db", address, *debug]
        with redirect_stdout(out), redirect_stderr(out):
            try:
                main()
            except SystemExit as e:
                code = e.code
            except Exception:
                traceback.print_exc()
        said.append([code, out.getvalue()])
json.dump(said, sys.stdout)
"""


def test_mistakes_are_told_and_the_password_is_not(server: Server) -> None:
    cases = wrong(server)
    addresses = json.dumps([address for address, _, _ in cases.values()])
    done = subprocess.run(
        [sys.executable, "-c", MISTAKES], input=addresses, capture_output=True, text=True, check=True, timeout=100
    )
    said = iter(json.loads(done.stdout))
    for name, (_, code, words) in cases.items():
        (ended, plain), (_, debug) = next(said), next(said)
        assert words in plain, name
        assert ended == code, (name, plain)
        assert "Traceback" not in plain
        assert "Traceback" in debug
        assert not re.search("sEc|ReT", plain + debug), (name, debug)


def test_a_wrong_password_is_told() -> None:
    """The test server may trust everybody: the driver's words stand for it."""
    import psycopg

    from tracker.store.postgis.engine import translate

    for words in (
        'connection failed: connection to server at "10.0.0.1", port 5432 failed: FATAL:  password authentication'
        ' failed for user "me"',
        "connection failed: fe_sendauth: no password supplied",
        'connection failed: FATAL:  no pg_hba.conf entry for host "10.0.0.1"',
    ):
        error = translate(psycopg.OperationalError(words), "postgresql://me:***@db/x")
        assert "refuses this user" in str(error)
        assert "Check the user, the password" in error.hint
    several = "Multiple connection attempts failed. All failures were:\n- host: 'db', port 1: refused\n- host: 'db': no"
    assert "host: 'db', port 1: refused; host: 'db': no" in str(translate(psycopg.OperationalError(several), "x"))
    states = {psycopg.errors.DiskFull: 1, psycopg.errors.TooManyConnections: 4, psycopg.errors.QueryCanceled: 4}
    for kind, code in {**states, psycopg.errors.LockNotAvailable: 4, psycopg.errors.AdminShutdown: 1}.items():
        told = translate(kind("words"), "x")
        assert told.exit_code == code
        assert told.hint


def test_nothing_that_shows_itself_shows_the_password(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    url = sa.engine.make_url(server.make()).set(password=SECRET)
    ledger = tracker.open(url.render_as_string(hide_password=False))
    bring(ledger.store, record("p", claim("status", "planned")))
    store = ledger.store
    shown = [repr(x) + str(x) for x in (ledger, store, store.home, store.home.engine, store.name)]  # type: ignore[attr-defined]
    shown += care.describe(store).values()
    with server.engine.connect() as conn, store.read():
        rows = conn.exec_driver_sql("select application_name, query from pg_stat_activity")
        shown += [str(row) for row in rows]
    for broken in (lambda: ingest.undo(store, 9), lambda: Store(str(url.set(port=1, password=SECRET)))):
        try:
            broken()
        except TrackerError as e:
            shown += traceback.format_exception(e)
    assert not re.search("sEc|ReT", "\n".join((*shown, caplog.text)))


# --- layers and order ------------------------------------------------------------------------------------------------


@pytest.fixture
def located(server: Server) -> str:
    from ledgers import line

    address: str = server.make()
    places = {"a": point(108, 22), "b": line((10, 50), (11, 51))}
    rows = [record(n, claim("status", "planned"), claim("geometry", g, unit="exact")) for n, g in places.items()]
    bring(Store(address), *rows, record("c", claim("status", "planned")))
    return address


def test_postgis_knows_the_layers(located: str) -> None:
    with Store(located).read() as conn:
        known = conn.exec_driver_sql(
            "select f_table_name, f_geometry_column, coord_dimension, srid, type from geometry_columns order by 1"
        ).all()
    names = ("project_current", "projects", "projects_lines", "projects_points")
    assert [tuple(row) for row in known] == [(name, "geom", 2, 4326, "GEOMETRY") for name in names]


def test_gdal_lists_the_layers(located: str) -> None:
    url = sa.engine.make_url(located)
    where = f"PG:host={url.host} port={url.port} user={url.username} dbname={url.database}"
    if url.password:
        where += f" password={url.password}"
    try:
        listed = subprocess.run(["ogrinfo", "-ro", "-so", "-al", where], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("no ogrinfo")
    parts = {p.split("\n", 1)[0]: p for p in listed.stdout.split("Layer name: ")[1:]}
    assert {name: re.search(r"Feature Count: (\d+)", text)[1] for name, text in parts.items()} == {  # type: ignore[index]
        "project_current": "3", "projects": "3", "projects_points": "1", "projects_lines": "1",
    }  # fmt: skip
    for text in parts.values():
        assert "Geometry: Unknown (any)" in text
        assert "Geometry Column = geom" in text
        assert 'ID["EPSG",4326]' in text
        assert "status_as_of: Date" in text
        assert "cost_budget: Real" in text


NAMES = (
    "Ärlanda", "Zug", "arlanda", "Arlanda", "平陆运河", "Канал", "канал", "قناة", "Łódź", "Lodz", "ébène", "Ebene",
    "z", "_x", "-x", "10", "9", "Øresund", "ﬁ", "😀", "नहर", "คลอง", "Ελλάδα", "a b", "ab", "a-b",
)  # fmt: skip


def test_names_of_any_script_stand_in_the_same_order_in_both_homes(server: Server, tmp_path: Path) -> None:
    """Also in a database that sorts by the rules of a language."""
    address = server.make("")
    name = f"{sa.engine.make_url(address).database}_icu"
    with server.engine.connect() as conn:
        conn.exec_driver_sql(
            f"create database {name} template template0 encoding 'UTF8' locale 'C' locale_provider icu"
            " icu_locale 'en-US'"
        )
    stores = [create(tmp_path / "tracker.gpkg"), create(str(server.url.set(database=name)))]
    rows = [
        record(f"{text}/{n}", claim("status", "planned"), claim("name", text), claim("owner", text))
        for n, text in enumerate(NAMES)
    ]
    answers: list[object] = []
    for store in stores:
        bring(store, *rows)
        by_sort = {s: [p.slug for p in views.projects(store, sort=s)] for s in ("name", "slug", "evidence", "claims")}
        out = tmp_path / f"{len(answers)}.csv"
        done = run("export", str(out), "--db", store.name)
        assert done.returncode == 0, done.stderr
        claims = [(c.key, c.project, c.field, c.text) for c in views.all_claims(store)]
        answers.append((by_sort, claims, out.read_text(encoding="utf-8")))
    assert answers[0] == answers[1]
