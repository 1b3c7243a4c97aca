"""What a notebook shows of a ledger and of a card: small HTML without scripts or style sheets; text is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from tracker.fields import FIELDS, STATUS_LABELS
from tracker.views import Card, ClaimRow, ProjectRow, SourceRow
from tracker.vocab import country_name, sector_label

#: Claims of a card that a notebook shows for each field: the chosen one; rivals are counted.
_HEADLINES = (
    "status", "progress_pct", "start_planned", "start_actual", "completion_planned", "completion_actual",
    "cost_budget", "cost_estimate", "cost_actual", "spent_to_date", "length_km", "owner",
)  # fmt: skip


def ledger_html(path: str, projects: Sequence[ProjectRow], sources: Sequence[SourceRow]) -> str:
    """Return a short summary of a ledger: how many projects by status, and its sources with their licences."""
    if not projects:
        return (
            f"<div><b>Ledger</b> <code>{escape(path)}</code>: empty. Import something: <code>tracker demo</code></div>"
        )
    counts = Counter(p.status for p in projects)
    stages = " · ".join(f"{label} {counts[word]:,}" for word, label in STATUS_LABELS.items() if counts[word])
    rows = [
        (s.name, f"{s.n_records:,}", f"{s.n_claims:,}", s.last_release, s.licence or "not stated", s.last_recorded[:10])
        for s in sources
    ]
    return (
        f"<div><b>Ledger</b> <code>{escape(path)}</code>: {len(projects):,} projects<br>{escape(stages)}"
        f"{_table(('Source', 'Records', 'Claims', 'Release', 'Licence', 'Recorded'), rows)}</div>"
    )


def card_html(card: Card) -> str:
    """Return one project in short: each chosen value with who said it when, and on what sources disagree."""
    p = card.project
    where = ", ".join(country_name(code) or code for code in p.country.split(";") if code)
    title = " · ".join(x for x in (where, sector_label(p.sector) if p.sector else "", p.slug) if x)
    rows = []
    for name in _HEADLINES:
        choice = card.choices.get(name)
        if name == "status":
            basis = {"claimed": "as stated", "derived": "derived from dates", "inferred": "no news for two years"}
            said = f"by {p.status_as_of}" if p.status_as_of else ""
            rows.append(
                ("Status", STATUS_LABELS.get(p.status, p.status), f"{basis[p.status_basis]} {said}".strip(), "")
            )
        elif choice is not None:
            claim = card.claims[choice.winner]
            if claim.scope != "whole":
                continue
            others = f"{len(choice.rivals)} disagree" if choice.conflict else ""
            rows.append((FIELDS[name].label, _value(claim), _said(claim), others))
    heads = ("", "Value", "Said", "Conflict")
    note = f"{len(card.claims):,} claims of {p.n_documents:,} documents; last evidence {p.last_evidence or 'undated'}"
    return (
        f"<div><b>{escape(p.name)}</b> {escape(p.name_local)}<br>{escape(title)}"
        f"{_table(heads, rows)}<small>{escape(note)}</small></div>"
    )


def _value(c: ClaimRow) -> str:
    words = {"at_least": "over ", "at_most": "up to ", "about": "about ", "low": "from ", "high": "to "}
    prices = f" ({c.price_year} prices)" if c.price_year else ""
    item = f" ({c.item})" if c.item else ""
    value = f"{c.number:,.10g} {c.unit}".strip() if c.number is not None else c.text
    return f"{words.get(c.qualifier, '')}{value}{prices}{item}"


def _said(c: ClaimRow) -> str:
    basis = f" ({c.basis})" if c.basis in ("recalled", "lookup") else ""
    return " · ".join(x for x in (c.document.voice or "no publisher named", f"{c.as_of}{basis}") if x)


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th scope='col' style='text-align:left'>{escape(h)}</th>" for h in heads)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
