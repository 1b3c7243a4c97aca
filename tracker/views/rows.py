"""The rows themselves: frozen, typed, without a connection behind them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What says a claim. ``url`` is a link only where ``linkable``; else it is shown as text."""

    url: str
    publisher: str
    original_publisher: str
    rank: int  # 1 official, 2 audit or statistics, 3 news, 4 encyclopaedia, 5 aggregator or repost
    licence: str
    date: str  # EDTF or ""
    is_copy: bool
    linkable: bool
    note: str

    @property
    def voice(self) -> str:
        """Who really speaks: a repost is one voice with its original."""
        return self.original_publisher or self.publisher


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim as stored. Dates are EDTF text with inclusive ISO days ``lo`` and ``hi`` ("" where undated).

    ``text`` is the value as text (a date's EDTF, a number's shortest repr, "" for geometry), ``number`` is set for
    money and numbers, ``lo`` and ``hi`` for dates, ``wkb`` for geometry (EPSG:4326, longitude first; ``unit`` then
    holds the precision). ``unit`` is an ISO 4217 code for money.
    """

    key: str  # 32 hex digits
    project: str  # slug
    source: str
    field: str
    item: str
    scope: str
    text: str
    number: float | None
    lo: str
    hi: str
    wkb: bytes | None
    qualifier: str
    unit: str
    price_year: int | None
    about: str
    about_lo: str
    about_hi: str
    as_of: str
    as_of_lo: str
    as_of_hi: str
    basis: str  # published | report | data | recalled | lookup
    document: DocumentRow
    raw: str
    note: str
    withdrawn: bool  # the newest release no longer carries it (only in histories)
    first_seen: str  # UTC time of the first active import that carried it
    last_seen: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for one field, and against what. Indices point into the claims of the card."""

    field: str
    winner: int
    rivals: tuple[int, ...] = ()  # differing statements of other voices about the same thing and time
    conflict: bool = False
    not_compared: tuple[int, ...] = ()  # other currency or price year
    outliers: tuple[int, ...] = ()  # weak statements that a better-ranked document of the time contradicts
    members: tuple[int, ...] = ()  # union fields: one claim per distinct value


# Not frozen, though nobody changes one: a frozen dataclass sets its attributes five times as slowly, and a map makes
# 100,000 of these.
@dataclass(slots=True, unsafe_hash=True)
class ProjectRow:
    """One project, as of a date. Columns equal the layer ``projects`` of the file; units and meaning in fields.py."""

    fid: int
    slug: str
    name: str
    name_local: str
    country: str  # alpha-3 codes joined by ";"
    sector: str
    status: str
    status_basis: str  # claimed | derived | inferred
    status_as_of: str
    progress_pct: float | None
    progress_item: str
    progress_about: str
    start_planned: str
    start_planned_lo: str
    start_planned_hi: str
    start_actual: str
    start_actual_lo: str
    start_actual_hi: str
    completion_planned: str
    completion_planned_lo: str
    completion_planned_hi: str
    completion_actual: str
    completion_actual_lo: str
    completion_actual_hi: str
    cost_budget: float | None
    cost_budget_currency: str
    cost_budget_price_year: int | None
    cost_estimate: float | None
    cost_estimate_currency: str
    cost_estimate_price_year: int | None
    cost_actual: float | None
    cost_actual_currency: str
    cost_actual_price_year: int | None
    spent_to_date: float | None
    spent_to_date_currency: str
    spent_to_date_price_year: int | None
    length_km: float | None
    owner: str
    conflicts: str  # fields in conflict, joined by ";"
    n_claims: int
    n_documents: int
    last_evidence: str
    geometry_precision: str
    geometry_type: str
    wkb: bytes | None  # EPSG:4326, longitude first


@dataclass(frozen=True, slots=True)
class Card:
    """One project in depth: its row, every visible claim in reading order, and what was chosen per field."""

    project: ProjectRow
    claims: tuple[ClaimRow, ...]
    choices: dict[str, Choice]

    def __repr__(self) -> str:
        """In short: with all claims it would fill the screen many times over."""
        return f"Card({self.project.slug!r}, {self.project.status}, {len(self.claims):,} claims)"

    def _repr_html_(self) -> str:
        from tracker.views.html import card_html

        return card_html(self)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with its licence, and what it holds."""

    key: str
    name: str
    publisher: str
    homepage: str
    licence: str
    attribution: str
    releases: str
    n_imports: int
    n_records: int
    n_claims: int
    last_release: str
    last_recorded: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import, for people. Times are UTC."""

    id: int
    source: str
    snapshot: str
    sha256: str
    release_date: str
    recorded_at: str
    undone_at: str
    n_records: int
    n_new: int
    n_unchanged: int
    n_withdrawn: int
    n_issues: int


@dataclass(frozen=True, slots=True)
class IssueRow:
    """Something odd that an import met: how often, where first (up to 20 locators), what to do."""

    import_id: int
    source: str
    severity: str
    code: str
    field: str
    raw: str
    count: int
    locators: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """A decision that two records are (or are not) one project; ``first`` and ``second`` are their own slugs."""

    id: int
    first: str
    second: str
    same: bool
    kind: str  # rule | model | person
    by: str
    reason: str
    recorded_at: str
    undone_at: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """All that a map needs. ``cards`` is empty where it was asked for without them (big ledgers).

    ``now`` is the page's today (ISO day): --as-of, else the newest recorded_at. ``data_version`` is a hash over the
    sorted keys of the active claims (16 hex digits).
    """

    projects: tuple[ProjectRow, ...]
    cards: dict[str, Card]
    now: str
    as_of: str  # "" where not bounded
    recorded_before: str  # "" where not bounded
    data_version: str
    sources: tuple[SourceRow, ...] = ()
    filters: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """In short: with all rows it would fill the screen many times over."""
        bounds = f", as_of={self.as_of!r}" if self.as_of else ""
        bounds += f", recorded_before={self.recorded_before!r}" if self.recorded_before else ""
        return f"Atlas({len(self.projects):,} projects, {len(self.cards):,} cards, now={self.now!r}{bounds})"
