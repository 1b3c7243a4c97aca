"""What readers see: plain typed rows. Maps, exports and the command line read these, never tables or sources."""

from tracker.store.read import Moment
from tracker.store.store import Store
from tracker.views.atlas import CARDS_UP_TO, atlas, dates_of, most_told
from tracker.views.history import all_claims, history, imports, issues, judgements, sources
from tracker.views.moments import moment, today
from tracker.views.projects import Filters, card, count, find, listed, projects
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
from tracker.views.selection import PROVEN, Proven, Selection, select

__all__ = [
    "CARDS_UP_TO",
    "PROVEN",
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
    "Proven",
    "Selection",
    "SourceRow",
    "Store",
    "all_claims",
    "atlas",
    "card",
    "count",
    "dates_of",
    "find",
    "history",
    "imports",
    "issues",
    "judgements",
    "listed",
    "moment",
    "most_told",
    "projects",
    "select",
    "sources",
    "today",
]
