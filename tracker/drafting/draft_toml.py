"""Write a draft of a mapping as TOML with comments, in the form of the mappings of data/mappings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import wrap

from tracker.drafting.guess_column import Column
from tracker.drafting.guess_plan import Plan, Rule
from tracker.drafting.toml_text import plain, toml_of
from tracker.fields import FIELDS

_WIDTH = 118
_LONGEST_SAMPLE = 40
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
#: More columns without a place than this are counted, not listed.
_LISTED = 300


def write(plan: Plan, source: Rule, head: Sequence[str], tail: Sequence[str]) -> str:
    """Return the text of a mapping; ``head`` and ``tail`` are remarks at its beginning and end."""
    parts = [[line for text in head for line in remark(text)]]
    if plan.ignored:
        parts.append(_ignored(plan))
    releases = 'releases = "vintage"   # each file speaks for its day; "complete": what a new one lacks is withdrawn'
    parts.append(["[source]", *_keys(Rule(source.keys)), releases, *_keys(Rule(offers=source.offers))])
    if plan.file.keys or plan.file.remarks:
        parts.append([*_remarks(plan.file), "[file]", *_keys(plan.file)])
    parts.append([*_remarks(plan.record), "[record]", *_keys(plan.record)])
    order = list(FIELDS)
    for rule in sorted(plan.fields, key=lambda r: order.index(r.field)):
        parts.append([*_remarks(rule), "[[field]]", *_keys(rule)])
    parts += [[*_remarks(rule), "[[geometry]]", *_keys(rule)] for rule in plan.places]
    parts += [[*_remarks(rule), "[[exclude]]", *_keys(rule)] for rule in plan.excludes]
    parts += [[*_remarks(rule), "# [[join]]", *_keys(rule)] for rule in plan.joins]
    if unplaced := plan.left():
        parts.append(_unplaced(plan, unplaced))
    parts.append([line for text in tail for line in remark(text)])
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def remark(text: str) -> list[str]:
    """Return a sentence as lines of comment."""
    return wrap(plain(text), _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False) or ["#"]


def _remarks(rule: Rule) -> list[str]:
    return [line for text in rule.remarks for line in remark(text)]


def _keys(rule: Rule) -> list[str]:
    lines = []
    for key, value in rule.keys.items():
        line = f"{key} = {toml_of(value)}"
        if isinstance(value, list) and len(line) > _WIDTH:
            rows = [f"    {toml_of(v)}," for v in value]
            lines += [f"{key} = [", *rows, "]"]
        else:
            lines.append(line)
    return lines + [f"# {offer}" for offer in rule.offers]


def _ignored(plan: Plan) -> list[str]:
    """Return the list of what is left out, each column or run of columns with the reason."""
    lines = ["ignore = ["]
    by_reason: dict[str, list[str]] = {}
    for c in plan.columns:
        if c.name in plan.ignored:
            by_reason.setdefault(plan.ignored[c.name], []).append(c.name)
    for reason, names in by_reason.items():
        lines += [f"    # {line[2:]}" for line in remark(reason)]
        lines += [f"    {line}" for line in _filled(f"{toml_of(name)}," for name in names)]
    return [*lines, "]"]


def _filled(words: Iterable[str]) -> list[str]:
    """Put words on as few lines as they fill; they are never parted."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= _WIDTH - 4:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _unplaced(plan: Plan, columns: Sequence[Column]) -> list[str]:
    lines = [
        "# Not placed, in the order of the file. They stay in the record, and the import reports them: map them (see"
    ]
    lines.append("# docs/how-to/mapping.md), or name them under ignore.")
    width = min(max(len(plain(c.name)) for c in columns[:_LISTED]), 40)
    for c in columns[:_LISTED]:
        what = plain(plan.why.get(c.name) or kind_of(c))
        samples = ", ".join(f'"{sample}"' for sample in map(_sample, c.samples()))
        lines.append(f"#   {plain(c.name):<{width}}  {what}{': ' if samples else ''}{samples}")
    if len(columns) > _LISTED:
        lines.append(f"#   and {len(columns) - _LISTED:,} more.")
    return lines


def kind_of(c: Column) -> str:
    """Return in words what a column holds."""
    if not c.filled:
        return "empty"
    told = c.heading.told
    if c.addresses > 0.5:
        return "web addresses"
    if c.is_years and c.dated > 0.8:
        return "years"
    if c.numeric > 0.8:
        return f"numbers ({told})" if told else "numbers"
    if c.dated > 0.8:
        return "dates"
    n = len(c.counts)
    return f"text, {n:,} different" if n < c.filled else "text"


def _sample(text: str) -> str:
    short = _MAIL.sub("(a mail address)", plain(text)).replace('"', "'")
    return short if len(short) <= _LONGEST_SAMPLE else short[:_LONGEST_SAMPLE].rstrip() + "…"
