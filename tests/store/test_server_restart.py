"""A server that stops in the middle of an import, and is started again: a server of our own, and real processes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from ledgers import bring, everything
from make import claim, record
from servers import Cluster, Server, own_cluster
from test_locks import python
from test_server_processes import CLI_IMPORT
from test_server_rights import run

from tracker import ingest, views
from tracker.bundled import data_folder
from tracker.errors import StoreError
from tracker.store.store import Store

UNCHANGED = "Nothing was changed. Check that the server runs"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with own_cluster() as one:
        yield one


@pytest.fixture(scope="module")
def databases(cluster: Cluster) -> Server:
    return Server(cluster.address)


@pytest.fixture
def address(databases: Server) -> str:
    """A ledger with one import in it."""
    made = databases.make()
    bring(Store(made), record("p", claim("status", "planned"), claim("name", "Canal", "", as_of_basis="lookup")))
    return made


def importing(address: str, where: str) -> subprocess.Popen[str]:
    """Begin to import the catalogue with the command and stop in the middle; a line on stdin lets it go on."""
    process = python(CLI_IMPORT, address)
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{where}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "open\n", process.communicate()
    return process


@pytest.mark.parametrize(
    ("where", "how", "told"),
    [
        ("staging", "fast", UNCHANGED),
        ("writing", "immediate", UNCHANGED),
        ("end", "immediate", "Look with `tracker imports`"),
    ],
)
def test_a_restart_in_mid_import_is_a_clear_error_and_the_same_import_works_after(
    cluster: Cluster, address: str, where: str, how: str, told: str
) -> None:
    ledger = Store(address)  # stays open through it all
    before = everything(ledger)
    process = importing(address, where)
    cluster.stop(how)
    try:
        down = run("list", "--db", address)
        if how == "immediate":  # it goes on while there is no server
            out, err = process.communicate("\n", timeout=60)
    finally:
        cluster.start()
    if how == "fast":  # it goes on when the server is there again
        out, err = process.communicate("\n", timeout=60)
    assert (process.returncode, out) == (1, ""), err
    assert len(err.splitlines()) == 2, err
    assert err.startswith(f"Error: {ledger.name} ")
    assert "went away" in err
    assert told in err
    assert (down.returncode, down.stdout) == (1, "")
    assert f"Error: {ledger.name} cannot be reached" in down.stderr

    assert everything(ledger) == before
    assert len(views.imports(ledger)) == 1
    again = run("import", str(data_folder() / "catalogue"), "--db", address)
    assert again.returncode == 0, again.stderr
    assert "154 records, 3,558 new claims" in again.stdout
    assert len(views.imports(ledger)) == 2
    assert views.count(ledger) == 155
    assert ingest.undo(ledger, views.imports(ledger)[-1].id) == 154
    assert everything(ledger) == before


def test_who_reads_while_it_stops_is_told_and_reads_on_after(cluster: Cluster, address: str) -> None:
    ledger = Store(address)
    with pytest.raises(StoreError, match="went away") as e, ledger.read() as conn:
        cluster.stop("fast")
        cluster.start()
        conn.exec_driver_sql("select 1")
    assert e.value.hint
    assert views.count(ledger) == 1
