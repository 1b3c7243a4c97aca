"""What readers see: plain typed rows. Maps, exports and the command line read these, never tables or sources."""

from tracker.store.read import Moment
from tracker.views.atlas import CARDS_UP_TO, atlas
from tracker.views.history import all_claims, history, imports, issues, judgements, sources
from tracker.views.moments import moment, today
from tracker.views.projects import Filters, card, count, find, projects
from tracker.views.rows import (
    Atlas,
    Card,
    Choice,
    ClaimRow,
    DocumentRow,
    ImportRow,
    IssueRow,
    JudgementRow,
    ProjectRow,
    SourceRow,
)

__all__ = [
    "CARDS_UP_TO",
    "Atlas",
    "Card",
    "Choice",
    "ClaimRow",
    "DocumentRow",
    "Filters",
    "ImportRow",
    "IssueRow",
    "JudgementRow",
    "Moment",
    "ProjectRow",
    "SourceRow",
    "all_claims",
    "atlas",
    "card",
    "count",
    "find",
    "history",
    "imports",
    "issues",
    "judgements",
    "moment",
    "projects",
    "sources",
    "today",
]
