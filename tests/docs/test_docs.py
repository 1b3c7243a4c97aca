"""The documents tell the truth: pages are fresh, examples run and print what they show, links lead somewhere.

Fenced blocks are marked by their first word. ``console``: lines after ``$ tracker`` run, in order, in one empty folder
per document, and the lines shown must come out in that order (``...`` stands for what was left out). ``python`` runs
too, and a ``text`` block right after it is its output. A second word is the name of a file that the block makes
(``toml``, ``csv``) or changes (``diff``).
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import shlex
import shutil
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from tracker.fields import FIELDS, GROUPS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "data" / "README.md", *DOCS.rglob("*.md")])
LESSONS = [ROOT / "README.md", DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]
HAS_MAPS = importlib.util.find_spec("maps") is not None and importlib.util.find_spec("maps.page") is not None

_FENCE = re.compile(r"^```(\w*)[ ]*([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
#: What differs from run to run, and counts that any edit of the catalogue changes.
_VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), "TIME"),
    (re.compile(r"\bundone \d{4}-\d\d-\d\d"), "undone DAY"),
    (re.compile(r"[\d.]+ (s|MB)\b"), r"N \1"),
    (re.compile(r"[\d,]+ (new claims|unchanged|claims|documents|of|standing|ever)\b"), r"N \1"),
    (re.compile(r"(SQLite) [\d.]+"), r"\1 N"),
    (re.compile(r"[─\s]+"), " "),
)


@dataclass
class Block:
    """A fenced block: language, rest of its first line, body, line number."""

    lang: str
    info: str
    body: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for m in _FENCE.finditer(text):
        yield Block(m[1], m[2].strip(), m[3], text.count("\n", 0, m.start()) + 1)


def names(pages: list[Path]) -> list[str]:
    return [p.relative_to(ROOT).as_posix() for p in pages]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reference(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def test_reference_pages_are_fresh(generate: ModuleType) -> None:
    assert generate.main(["--check"]) == 0, "run: python docs/generate.py"


def test_stale_page_is_noticed(generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "REFERENCE", tmp_path)
    assert generate.main(["--check"]) == 1
    assert not list(tmp_path.iterdir())
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_every_command_appears(generate: ModuleType) -> None:
    page, commands = reference("cli.md"), generate.commands()
    assert {"tracker", "tracker demo", "tracker db backup"} <= commands.keys()
    assert all(f"\n## {name}\n" in page for name in commands)
    told = "".join(p.read_text(encoding="utf-8") for p in LESSONS)
    assert not [name for name in commands if not re.search(rf"\b{name}\b", told)], "no lesson shows these commands"


def test_every_field_appears() -> None:
    page = reference("fields.md")
    assert all(f"| `{f.name}` |" in page and f"- `{f.name}`: {f.meaning}" in page for f in FIELDS.values())
    assert {f.group for f in FIELDS.values()} == set(GROUPS)


def test_every_exception_appears(generate: ModuleType) -> None:
    page = reference("errors.md")
    classes = [cls for _, cls in generate.exceptions()]
    assert len(classes) >= 10
    assert all(f"| `{cls.__name__}` | {cls.exit_code} |" in page for cls in classes)


def test_every_issue_appears(generate: ModuleType) -> None:
    page, found = reference("issues.md"), generate.issues()
    assert len(found) >= 20
    assert all(f"| `{code}` | {severity} |" in page for code, severity in found)
    assert {code for code, _ in found} == generate.MEANINGS.keys(), "MEANINGS tells of a code that is gone"


@pytest.mark.parametrize("name", names(LESSONS))
def test_examples_run_and_print_what_they_show(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("CI", "true")  # opens no browser
    scope: dict[str, object] = {"__name__": "__main__"}
    printed = None
    for block in blocks(ROOT / name):
        where = f"{name}:{block.line}"
        if block.lang == "console":
            for command, shown in commands_of(block):
                if command[:2] in (["tracker", "map"], ["tracker", "demo"]) and not HAS_MAPS:
                    continue
                if command[0] == "tracker":
                    code, out = run(command[1:])
                    assert code == 0, f"{where}: {shlex.join(command)}\n{out}"
                    check_output(shown, out, f"{where}: {shlex.join(command)}")
        elif block.lang == "python":
            with contextlib.redirect_stdout(io.StringIO()) as stream, warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                exec(compile(block.body, where, "exec"), scope)
            printed = stream.getvalue()
            continue
        elif block.lang == "text" and printed is not None:
            check_output(block.body.splitlines(), printed, where)
        elif block.lang == "diff" and block.info:
            patch(Path(block.info), block.body, where)
        elif block.info:
            path = Path(block.info)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        printed = None


def commands_of(block: Block) -> Iterator[tuple[list[str], list[str]]]:
    """Yield (words, lines shown below) of each command."""
    for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
        first, *shown = part.splitlines()
        yield shlex.split(first, comments=True), shown


def run(words: list[str]) -> tuple[int, str]:
    """Run the tracker in this process; return (exit code, all that it wrote). ``> FILE`` at the end is obeyed."""
    from tracker.cli.app import main

    target = None
    if ">" in words:
        *words, _, target = words
    code = 0
    out = io.StringIO()
    argv, sys.argv = sys.argv, ["tracker", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out if not target else io.StringIO()):
            main()
    except SystemExit as e:
        code = int(e.code or 0)
    finally:
        sys.argv = argv
    if target:
        Path(target).write_text(out.getvalue(), encoding="utf-8")
        return code, ""
    return code, out.getvalue()


def check_output(shown: list[str], out: str, where: str) -> None:
    """Each line shown comes out, in that order; one that ends in ... may go on."""
    lines = iter([plain(line) for line in out.splitlines()])
    for line in shown:
        wanted = plain(line)
        if wanted in ("", "..."):
            continue
        if wanted.endswith("..."):
            start = wanted.removesuffix("...").rstrip()
            found = any(one.startswith(start) for one in lines)
        else:
            found = any(one == wanted for one in lines)
        assert found, f"{where} does not print\n  {line}\nbut\n{out}"


def plain(line: str) -> str:
    for pattern, instead in _VOLATILE:
        line = pattern.sub(instead, line)
    return line.strip()


def patch(path: Path, body: str, where: str) -> None:
    """Replace the line that begins with - by the one that begins with +; ... at the end is the rest of the line."""
    old, new = (next(line[1:] for line in body.splitlines() if line.startswith(sign)) for sign in "-+")
    if old.endswith("..."):
        old, new = old.removesuffix("..."), new.removesuffix("...")
    text = path.read_text(encoding="utf-8")
    assert text.count(f"\n{old}") == 1, f"{where}: {path.name} has not (or twice)\n{old}"
    path.write_text(text.replace(f"\n{old}", f"\n{new}"), encoding="utf-8")


@pytest.mark.parametrize("name", names(PAGES))
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for link in _LINK.findall(text):
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name}: {link}"
        assert target.is_relative_to(ROOT), f"{name}: {link} leaves the repository"
        if anchor:
            assert anchor in anchors(target), f"{name}: {link}"


def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page make."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def test_every_page_is_reached_from_the_index() -> None:
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        for link in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
            if not link.startswith("http"):
                todo.append((page.parent / link.partition("#")[0]).resolve())
    assert not set(PAGES) - reached


def test_nothing_of_this_machine() -> None:
    for page in [*PAGES, DOCS / "generate.py", ROOT / "constraints.txt"]:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(work|tmp|home|root|Users)/", text), page
