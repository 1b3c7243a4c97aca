"""Gather the rows of claim tables into one record per project, in the order in which projects first appear.

A table may tell of its projects in any order and be longer than the memory: its rows wait in a temporary file, and only
their places are remembered.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping

from tracker.clean.text import clean_text
from tracker.errors import FormatError
from tracker.fields import FIELDS
from tracker.model import Claim, Document, Issue, IssueLog, Record
from tracker.sources.claim_rows import claim_from, describe


class Gathering:
    """Claims and contents by project. A context: at its end the temporary file goes.

    Parameters
    ----------
    retrieved
        ISO day after which no document can have spoken.
    documents
        Descriptions by url; a claim's row may describe its document itself.
    as_of
        Date on which rows without one of their own were said, EDTF; "" for no later than retrieval.
    """

    def __init__(
        self, retrieved: str, issues: IssueLog, documents: Mapping[str, Document] | None = None, as_of: str = ""
    ) -> None:
        self.retrieved = retrieved
        self.as_of = as_of
        self.issues = issues
        self.documents = documents or {}
        self._file = tempfile.TemporaryFile(prefix="tracker-")  # noqa: SIM115 - closed by __exit__
        self._end = 0
        self._last = ""
        #: Of each project where its rows begin, and how many follow each other there: place, number, place, number ...
        self._places: dict[str, array[int]] = {}
        self._made: dict[str, list[tuple[str, list[dict[str, str]], Claim | None]]] = {}

    def __enter__(self) -> Gathering:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add_rows(self, rows: Iterable[tuple[str, dict[str, str]]]) -> None:
        """Add rows of a claim table, each with its locator.

        Raises
        ------
        FormatError
            There is no room for them.
        """
        for where, row in rows:
            project = clean_text(row["project"])
            if not project:
                self.issues.add(Issue("no-project", "error", "project", "", where, "Every row names its project."))
                continue
            line = json.dumps((where, row)).encode() + b"\n"
            try:
                self._file.write(line)
            except OSError as e:
                hint = "Free some space, or name another folder in TMPDIR."
                raise FormatError(f"The rows cannot be kept in {tempfile.gettempdir()}: {e.strerror}.", hint) from e
            places = self._places.setdefault(project, array("Q"))
            if project == self._last:
                places[-1] += 1
            else:
                places.extend((self._end, 1))
            self._last = project
            self._end += len(line)

    def _dated(self, row: dict[str, str]) -> dict[str, str]:
        """Return a row with the date of those that have none. What is true at any date needs none."""
        field = FIELDS.get(clean_text(row.get("field", "")))
        if not self.as_of or clean_text(row.get("as_of", "")) or field is None or field.static:
            return row
        return {**row, "as_of": self.as_of, "as_of_basis": clean_text(row.get("as_of_basis", "")) or "report"}

    def add_claim(self, project: str, where: str, rows: list[dict[str, str]], claim: Claim | None) -> None:
        """Add a claim that was made from several rows; without one the rows stay in the content. They come last."""
        self._places.setdefault(project, array("Q"))
        self._made.setdefault(project, []).append((where, rows, claim))

    def records(self) -> Iterator[Record]:
        """Yield one record per project. Odd rows become issues and stay in the content."""
        for project in self._places:
            locator = ""
            content: list[dict[str, str]] = []
            claims: list[Claim] = []
            for where, rows, claim in (*self._rows_of(project), *self._made.get(project, ())):
                locator = locator or where
                content += [{k: v for k, v in row.items() if v} for row in rows]
                if claim is not None:
                    claims.append(claim)
            yield Record(project, {"rows": content}, tuple(claims), locator)

    def _rows_of(self, project: str) -> Iterator[tuple[str, list[dict[str, str]], Claim | None]]:
        """Yield the rows of a project as they stood in the tables, each with its locator and what it says."""
        places = self._places[project]
        for place, n in zip(places[::2], places[1::2], strict=True):
            self._file.seek(place)
            for _ in range(n):
                where, row = json.loads(self._file.readline())
                document = describe(row["url"], self.documents, row, where, self.issues.add)
                yield where, [row], claim_from(self._dated(row), document, self.retrieved, where, self.issues.add)
