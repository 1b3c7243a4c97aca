"""Write docs/reference/ from the code: commands, fields, errors, issues.

``python docs/generate.py`` writes the pages; ``--check`` writes nothing and exits 1 where one is stale.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by docs/generate.py. Do not edit: change the code, then run it again. -->\n"

#: One plain sentence per issue code; a new code needs one here.
MEANINGS = {
    "unmapped-column": "A column that the mapping neither maps nor ignores; it stays in the record.",
    "unmatched-row": "A row of a joined file whose id no record has; it is not in the ledger.",
    "out-of-scope": "A row of a sector of defence; it is not in the ledger.",
    "nothing-joined": "A joined file of which no row belongs to any record; none of it is in the ledger.",
    "fiscal-year": "A fiscal year: which months it has is not told.",
    "season": "A season of one year: which months it has depends on the side of the equator.",
    "heading-unit": "A column whose heading says another scale, currency or unit than the mapping.",
    "event-ahead": "A date of something that happened, and that lies after the day of the import.",
    "open-mark": "A number with two readings, as 1.234: no other cell of its column tells what the mark parts.",
    "mixed-marks": "A column in which 1.234 was read as most cells are written, and a few are written otherwise.",
    "negative-money": "A cost below 0; (12) is minus 12.",
    "zero-money": "A cost of 0: often a sign for nothing told. It is kept.",
    "empty-date": "1 January 1900 or a day before: what a spreadsheet makes of an empty cell.",
    "shares": "A column of percent in which all cells lie between 0 and 1.",
    "person-column": "A column that is not mapped and seems to hold persons; the record keeps it.",
    "total-row": "A row called total, sum, 合计 ...: it adds up others, and is no project.",
    "older-release": "A newer complete release of the source stands; what this one says alone is kept and not shown.",
    "redact-missing": "A column that must not be stored has another heading, or is not in this file.",
    "no-stable-id": "A record without an id or key columns; it is known by a hash of its content.",
    "record-absent": "A vintage release lacks records that its source had before; nothing is withdrawn.",
    "bad-coordinate": "A waypoint whose longitude, latitude or order is no number, or not on the earth.",
    "bad-date": "A date that is not written as EDTF.",
    "bad-geometry": "A geometry that is no WKT, is empty, or is not on the earth.",
    "bad-number": "An amount or a number that cannot be read.",
    "bad-price-year": "A price year that is no year; the amount is kept without it.",
    "document-twice": "A document that is described twice; the later description counts.",
    "duplicate-claim": "A document that says the same thing twice.",
    "duplicate-id": "Two records with one id.",
    "duplicate-row": "One row of a source that stands twice.",
    "empty-value": "A row without a value.",
    "coordinate-out-of-range": "A place beyond 90 degrees of latitude or 180 of longitude.",
    "coordinate-wrong-axis": "A latitude with E or W, or a longitude with N or S.",
    "empty-geometry": "A shape without a point.",
    "null-island": "Latitude and longitude 0, which in tables stand for unknown.",
    "other-currency": "A cell that names another currency than its column.",
    "swapped-coordinates": "A place far outside its country, and inside when latitude and longitude change places.",
    "unknown-crs": "A shape in a coordinate system that PROJ does not know, or has no way from.",
    "unknown-unit": "A unit that the tracker does not know.",
    "no-currency": "An amount without a currency.",
    "no-precision": "A place of which nobody says how exact it is; it counts as approximate.",
    "no-project": "A row that names no project.",
    "outside-crs": "A place outside of the area for which the coordinate system of its easting and northing is made.",
    "other-unit": "A number in another unit than the field has; it is not converted.",
    "point-beside-line": "Single points in the same geometry as a line: only the line is drawn.",
    "said-later": "A statement that is dated after the day on which it was read.",
    "undated": "A statement without a date of saying.",
    "undescribed-document": "An address of which nobody says whose it is; it counts as the weakest kind.",
    "unknown-basis": "A word in `as_of_basis` that the tracker does not know.",
    "unknown-country": "A country that is no ISO 3166-1 alpha-3 code.",
    "unknown-currency": "A currency that is no ISO 4217 code.",
    "unknown-field": "A field that the dictionary does not have.",
    "unknown-qualifier": "A word in `qualifier` that the tracker does not know.",
    "unknown-rank": "A word in `rank` that the tracker does not know; the document counts as the weakest kind.",
    "unknown-scope": "A scope that is not written as the tracker reads it.",
    "unknown-sector": "A sector word that the tracker does not know.",
    "unknown-status": "A status word that the tracker does not know.",
}


def commands() -> dict[str, str]:
    """Return the help text of every command, 80 columns wide, in the order of ``tracker --help``."""
    import typer
    from typer.testing import CliRunner

    from tracker.cli.app import app

    def walk(group: Any, words: list[str]) -> Iterator[list[str]]:  # noqa: ANN401 - typer keeps its classes to itself
        yield words
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from walk(command, [*words, name])
            else:
                yield [*words, name]

    runner = CliRunner()
    out = {}
    for words in walk(typer.main.get_command(app), []):
        result = runner.invoke(app, [*words, "--help"], prog_name="tracker", terminal_width=80)
        assert result.exit_code == 0, result.output
        out[" ".join(["tracker", *words])] = "\n".join(line.rstrip() for line in result.output.rstrip().splitlines())
    return out


def cli_page() -> str:
    """Return cli.md."""
    texts = commands()
    out = [
        "# Commands\n",
        MADE,
        "Every command with its `--help` text. Data goes to stdout, messages go to stderr. For exit codes see",
        "[errors](errors.md). `--debug` works with every command: it shows a traceback where something fails inside",
        "the tracker. Colours are left out where the variable `NO_COLOR` is set.\n",
        *(f"- [`{name}`](#{name.replace(' ', '-')})" for name in texts),
    ]
    for name, text in texts.items():
        out += [f"\n## {name}\n", "```text", text, "```"]
    return "\n".join(out) + "\n"


def fields_page() -> str:
    """Return fields.md."""
    from tracker import fields as f
    from tracker.model import RANK_LABELS, RANKS, WEAK_RANK
    from tracker.vocab import table

    how = {"set": "several at once", "series": "a series", "events": "events"}
    out = [
        "# Fields\n",
        MADE,
        "What a claim can be about. `tracker fields` prints the same list. How a value is chosen is told in",
        "[The ledger](../explanation/ledger.md#choosing-a-value).\n",
        "- **type.** money: a number in plain units of a currency (ISO 4217). number: a number in a unit. date:",
        "  [EDTF](../explanation/ledger.md#partial-dates). code: a word from a list. geometry: WGS 84, longitude",
        "  first.",
        "- **kind.** one: one value is right at a time. several at once: all are right together. a series: one value",
        "  per item and day. events: one date per item.",
        "- **changes.** yes: a later statement may replace an earlier one without either being wrong (a forecast).",
        "  no: all statements speak of one fact, so differing ones are a conflict.",
        "- **agree within.** Two statements that differ by no more than this say the same.",
        "- **undated.** yes: a statement without a date is visible at every date.",
        "- **OC4IDS.** The field of the Open Contracting for Infrastructure Data Standard that means the same.",
    ]
    for group, title in f.GROUPS.items():
        out += [
            f"\n## {title}\n",
            "| field | label | type | kind | chosen by | item says | changes | agree within | undated | OC4IDS |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        members = [x for x in f.FIELDS.values() if x.group == group]
        for x in members:
            within = ""
            if x.tolerance:
                within = f"{x.tolerance:g} days" if x.type == "date" else f"{x.tolerance * 100:g} %"
            out.append(
                f"| `{x.name}` | {x.label} | {x.type}{f', {x.unit}' if x.unit else ''} |"
                f" {how.get(x.cardinality, 'one')} | {x.policy if x.cardinality != 'events' else ''} | {x.item} |"
                f" {'yes' if x.revisable else 'no'} | {within} | {'yes' if x.static else 'no'} | {x.oc4ids} |"
            )
        out += ["", *(f"- `{x.name}`: {x.meaning}" for x in members)]
    lists = {
        "Status words": [(w, f.STATUS_LABELS[w]) for w in f.STATUSES],
        "Qualifiers": [
            ("exact", "the figure as it stands (the same as an empty cell)"),
            ("at_least", '"over 33 bn"; of a date: not before'),
            ("at_most", '"up to 33 bn"; of a date: by'),
            ("about", '"some 33 bn"'),
            ("low", "lower end of a range"),
            ("high", "upper end of a range"),
        ],
        "How sure the date of saying is (`as_of_basis`)": [
            ("published", "the day on which the document came out (the same as an empty cell)"),
            ("report", "the period that the report is of"),
            ("data", "the date of its data; the document has no date of its own"),
            ("recalled", "a later document tells what was said then; the date is that of the old plan"),
            ("lookup", "nobody knows; said no later than the day on which the page was read"),
        ],
        "Scopes": [
            ("whole", "the whole project (the same as an empty cell)"),
            *((f"{k}:x", f"one {k}, named x") for k in f.SCOPE_KINDS),
        ],
        "Precision of a place": [
            ("exact", "the thing itself"),
            ("approximate", "near it; a line through some known points"),
            ("admin", "the centre of a town or a district"),
            ("country", "only the country is known"),
        ],
        "Kinds of document (`rank`), the best first": [
            (w, RANK_LABELS[n] + (" (weak)" if n >= WEAK_RANK else "")) for w, n in RANKS.items()
        ],
        "Kinds of `progress_pct` that may speak for the whole, the rest being series of their own": [
            (w, "") for w in f.OVERALL_PROGRESS
        ],
        "Sector words": [(w, row["label"]) for w, row in table("sectors").items()],
    }
    declared = {
        "Qualifiers": f.QUALIFIERS,
        "How sure the date of saying is (`as_of_basis`)": f.AS_OF_BASES,
        "Precision of a place": f.PRECISIONS,
    }
    out.append("\n## Words\n")
    for title, rows in lists.items():
        if title in declared:
            assert tuple(w for w, _ in rows) == declared[title], f"tell of the new words of {title!r} in generate.py"
        out += [f"### {title}\n", *(f"- `{w}`" + (f": {text}" if text else "") for w, text in rows), ""]
    out.append("Countries are ISO 3166-1 alpha-3 codes, currencies ISO 4217 codes.")
    return "\n".join(out) + "\n"


def exceptions() -> list[tuple[int, type[Exception]]]:
    """Return (depth, class) of every exception of the tracker, parents first."""
    from tracker import errors

    def walk(cls: type[Exception], depth: int) -> Iterator[tuple[int, type[Exception]]]:
        yield depth, cls
        for child in cls.__subclasses__():
            if child.__module__ == errors.__name__:
                yield from walk(child, depth + 1)

    return list(walk(errors.TrackerError, 0))


def errors_page() -> str:
    """Return errors.md."""
    tree = exceptions()
    out = [
        "# Errors\n",
        MADE,
        "Odd *data* is never an error: see [issues](issues.md). An error means that a command cannot go on. It prints",
        "what happened and, on a second line, what to do next. A command that fails leaves nothing half",
        "done; where it was given several files, those before the bad one stay imported.\n",
        "In Python every error is a `tracker.errors.TrackerError`: `str(error)` is the message, `error.hint` what to",
        "do next.\n",
        "## Exit codes\n",
        "| code | meaning |\n|---|---|",
        "| 0 | done (also where an import met odd rows: see `tracker issues`) |",
        "| 1 | the run failed |",
        "| 2 | the call was wrong: an unknown project, field, option or value; a file that nobody knows how to read |",
        "| 3 | `tracker import --strict` met problems and imported nothing |",
        "| 4 | another process is writing to the ledger: try again later |",
        "| 130 | interrupted (Ctrl-C); what was not finished left no trace |\n",
        "## Exceptions\n",
        "```text",
        *(f"{'  ' * depth}{cls.__name__}" for depth, cls in tree),
        "```\n",
        "| exception | exit code | when |\n|---|---|---|",
    ]
    for _, cls in tree:
        when = " ".join((inspect.getdoc(cls) or "").split()).replace("``", "`")
        out.append(f"| `{cls.__name__}` | {cls.exit_code} | {when} |")  # type: ignore[attr-defined]
    return "\n".join(out) + "\n"


#: Calls that name an issue -> their arguments.
_ORDER = {
    "Issue": ("code", "severity", "field", "raw", "locator", "advice"),
    "Problem": ("code", "severity", "advice"),
}


def issues() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Return (code, severity) -> {(module, advice)} of every issue that the package tracker names."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            order = _ORDER.get(getattr(node.func, "id", "")) if isinstance(node, ast.Call) else None
            if order is None:
                continue
            given: dict[str, ast.expr] = dict(zip(order, node.args, strict=False))
            given |= {k.arg: k.value for k in node.keywords if k.arg}
            code, severity = given["code"], given["severity"]
            if not isinstance(code, ast.Constant):  # it hands on what another place has named
                continue
            assert isinstance(severity, ast.Constant), f"{path}:{node.lineno}"
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            advice = _text_of(given["advice"], tree, module) if "advice" in given else ""
            found.setdefault((str(code.value), str(severity.value)), set()).add((module, advice))
    return found


def _text_of(node: ast.expr, tree: ast.Module, module: str) -> str:
    """Return a string expression as text; what is only known when it runs becomes "…"."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        # Of several texts with one name the last above the call is meant.
        values = {
            a.lineno: a.value
            for a in ast.walk(tree)
            if isinstance(a, ast.Assign) and any(isinstance(x, ast.Name) and x.id == node.id for x in a.targets)
        }
        near = max((n for n in values if n < node.lineno), default=min(values, default=0))
        return _text_of(values[near], tree, module) if values else "…"
    if not isinstance(node, ast.JoinedStr):
        return "…"
    names = vars(importlib.import_module(module))
    out = ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            try:
                # Only our own source code is evaluated: the same expression that the tracker itself runs.
                out += str(eval(compile(ast.Expression(part.value), module, "eval"), dict(names)))  # noqa: S307
            except (NameError, AttributeError):
                out += "…"
        else:
            out += _text_of(part, tree, module)
    return out


def issues_page() -> str:
    """Return issues.md."""
    found = issues()
    out = [
        "# Issues\n",
        MADE,
        "What was odd in the data of an import. An issue never stops an import, unless `--strict` asks for that. It is",
        "stored with the import, counted, and listed by `tracker issues` with the first 20 places (file and line)",
        "where it was met. `tracker import --errors FILE.csv` writes every one with its place. Rows that a",
        "mapping leaves out by `[[exclude]]` are remarks with the code it names there, else `excluded`.\n",
        "| severity | what became of it |\n|---|---|",
        "| error | the row (of waypoints: the point) was left out; its text stays in the record |",
        "| warning | it was kept: as it is, or without the part that could not be read |",
        "| info | it was kept; good to know |\n",
        "| code | severity | what it is | what to do |\n|---|---|---|---|",
    ]
    order = ("error", "warning", "info")
    for (code, severity), where in sorted(found.items(), key=lambda x: (x[0][0], order.index(x[0][1]))):
        assert code in MEANINGS, f"docs/generate.py: say in MEANINGS what the issue {code!r} is"
        advice = " Or: ".join(sorted({text for _, text in where if text}))
        out.append(f"| `{code}` | {severity} | {MEANINGS[code]} | {advice} |")
    return "\n".join(out) + "\n"


PAGES = {"cli.md": cli_page, "fields.md": fields_page, "errors.md": errors_page, "issues.md": issues_page}


def main(arguments: list[str]) -> int:
    """Write the pages, or check them; return the exit code."""
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    if "--check" in arguments and stale:
        print(f"Stale: {', '.join(stale)}. Run: python docs/generate.py")
        return 1
    print(f"{len(stale)} of {len(PAGES)} pages written." if stale else "All pages are fresh.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
