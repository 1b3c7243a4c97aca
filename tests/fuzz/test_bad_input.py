"""The matrix of bad input: a clear word and an exit code, never a traceback, half an import or a lost row."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

import pytest
from bad_files import IMPORTED, REFUSED, Case, page_row

from tracker import ingest, sources
from tracker.cli.app import main
from tracker.store.store import Store, create


@pytest.fixture(scope="session")
def ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that something was imported into."""
    folder = tmp_path_factory.mktemp("before")
    (folder / "good.csv").write_text(
        "project,field,value,as_of,url\np,name,Good,,https://x.example/\n", encoding="utf-8"
    )
    path = folder / "tracker.gpkg"
    ingest.run_import(create(path), sources.open_path(folder / "good.csv"))
    return path


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["tracker", *args])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def prepare(case: Case, ledger_file: Path, folder: Path) -> tuple[Path, list[str]]:
    ledger = Path(shutil.copy(ledger_file, folder / "tracker.gpkg"))
    (folder / "m").mkdir()
    mapping = folder / "m" / "mapping.toml"
    mapping.write_text(case.mapping, encoding="utf-8")
    path = str(case.build())
    return ledger, ["import", path, "--mapping", str(mapping), "--db", str(ledger)]


def name_of(case: Case) -> str:
    return f"{case.title} ({case.formats})"


@pytest.mark.parametrize("case", REFUSED, ids=name_of)
def test_refused(
    case: Case,
    ledger_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ledger, args = prepare(case, ledger_file, tmp_path)
    before = content(ledger)
    code, out, err = run(capsys, monkeypatch, *args)
    lines = err.splitlines()
    assert code == case.code, err
    assert out == ""
    assert lines[0].startswith("Error: ")
    assert case.says in err
    assert len(lines) >= 2, "no advice"
    assert all(line.startswith("  ") for line in lines[1:])
    assert len(err) < 2000
    assert "Traceback" not in err
    assert "inside the tracker" not in err
    assert content(ledger) == before
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith("tracker.gpkg-")]


@pytest.mark.parametrize("case", IMPORTED, ids=name_of)
def test_imported(
    case: Case,
    ledger_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ledger, args = prepare(case, ledger_file, tmp_path)
    code, out, err = run(capsys, monkeypatch, *args)
    assert code == 0, err
    found = re.match(r"Import 2 of bad: (\d+) records?, ", out)
    assert found, out
    assert int(found[1]) == case.records, out
    with Store(ledger).read() as conn:
        codes = set(conn.exec_driver_sql("select code from issue where import_id = 2").scalars())
    if case.says:
        assert case.says in codes, out
    else:
        assert codes <= {"unmapped-column"}, out


PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "bad-input.md"


def test_the_page_tells_of_every_case() -> None:
    """Where this fails: `python tests/fuzz/bad_files.py` prints the rows."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    missing = [row for case in [*REFUSED, *IMPORTED] if (row := page_row(case)) not in lines]
    assert not missing, "\n".join(missing)


def test_the_page_tells_what_readers_note() -> None:
    readers = Path(__file__).resolve().parents[2] / "tracker" / "readers"
    text = "\n".join(path.read_text(encoding="utf-8") for path in readers.glob("*.py"))
    codes = set(re.findall(r'[(\s]"([a-z]+(?:-[a-z]+)+)", ?[fw"\n]', text)) | {
        "transposed",
        "remark",
        "curves",
        "reprojected",
    }
    assert len(codes) > 20
    page = PAGE.read_text(encoding="utf-8")
    assert not [code for code in sorted(codes) if f"| `{code}` |" not in page]
