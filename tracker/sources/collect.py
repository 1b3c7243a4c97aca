"""Gather the rows of claim tables into one record per project, in the order in which projects first appear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tracker.clean.text import clean_text
from tracker.fields import FIELDS
from tracker.model import Claim, Document, Issue, IssueLog, Record
from tracker.sources.claim_rows import claim_from, describe


class Gathering:
    """Claims and contents by project.

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
        self._claims: dict[str, list[Claim]] = {}
        self._content: dict[str, list[dict[str, str]]] = {}
        self._locators: dict[str, str] = {}

    def add_rows(self, rows: Iterable[tuple[str, dict[str, str]]]) -> None:
        """Add rows of a claim table, each with its locator. Odd rows become issues and stay in the content."""
        for where, row in rows:
            project = clean_text(row["project"])
            if not project:
                self.issues.add(Issue("no-project", "error", "project", "", where, "Every row names its project."))
                continue
            document = describe(row["url"], self.documents, row, where, self.issues.add)
            said = self._dated(row)
            self._keep(project, where, [row], claim_from(said, document, self.retrieved, where, self.issues.add))

    def _dated(self, row: dict[str, str]) -> dict[str, str]:
        """Return a row with the date of those that have none. What is true at any date needs none."""
        field = FIELDS.get(clean_text(row.get("field", "")))
        if not self.as_of or clean_text(row.get("as_of", "")) or field is None or field.static:
            return row
        return {**row, "as_of": self.as_of, "as_of_basis": clean_text(row.get("as_of_basis", "")) or "report"}

    def add_claim(self, project: str, where: str, rows: list[dict[str, str]], claim: Claim | None) -> None:
        """Add a claim that was made from several rows; without one the rows stay in the content."""
        self._keep(project, where, rows, claim)

    def records(self) -> Iterator[Record]:
        """Yield one record per project."""
        for project, rows in self._content.items():
            yield Record(project, {"rows": rows}, tuple(self._claims.get(project, ())), self._locators[project])

    def _keep(self, project: str, where: str, rows: list[dict[str, str]], claim: Claim | None) -> None:
        self._locators.setdefault(project, where)
        self._content.setdefault(project, []).extend({k: v for k, v in row.items() if v} for row in rows)
        if claim is not None:
            self._claims.setdefault(project, []).append(claim)
