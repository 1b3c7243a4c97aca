"""SQL that finds the winner of a field among its visible statements, and where finding it that way may be wrong.

Text of SQL, by the rules of :mod:`tracker.resolve.choose`. In it ``p`` is a project of one record, the alias that is
named like a field its winner there, ``x`` any other statement of that field. What is in doubt may be too much, never
too little.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import sqlalchemy as sa

from tracker.clean.days import day_number
from tracker.fields import FIELDS, OVERALL_PROGRESS, Field
from tracker.model import WEAK_RANK
from tracker.resolve.choose import _OPEN as OPEN
from tracker.store import dialect
from tracker.store import tables as t
from tracker.store.read import Moment

#: Fields of which a row shows the value.
SHOWN = (
    "name", "name_local", "country", "sector", "owner", "status", "progress_pct", *t.DATE_FIELDS, *t.MONEY_FIELDS,
    "length_km", "geometry",
)  # fmt: skip
#: Other fields whose statements may be in conflict: nothing but that is shown of them.
OTHERS = tuple(
    name
    for name, f in FIELDS.items()
    if name not in SHOWN and f.cardinality != "events" and f.policy != "union" and f.type != "text"
)
#: The id of the winner stands in the last bits of the number by which the winner is found.
_ID_BITS = 32
ID_MASK = 2**_ID_BITS - 1
_PROGRESS = ("progress_pct", "progress_planned")
#: What two statements of one field must share to be the same for a row, whichever is taken.
_TOLD = (
    "value_text", "value_num", "value_lo", "value_hi", "unit", "price_year", "item", "as_of_lo", "as_of_hi", "about_hi",
)  # fmt: skip
_NO_DAY = -(10**7)
_FAR = 4 * 10**7  # more than any day, so that a number made of both is positive

Same = Callable[[str, str], str]


def key(field: Field) -> str:
    """SQL for a number whose maximum stands at the winner among the statements ``c``, its id in the last bits."""
    return f"({_order(field, 'c')} + {_FAR}) * {2**_ID_BITS} + c.id"


def _order(field: Field, a: str) -> str:
    """SQL for the day that decides: the greatest wins."""
    lo = f"coalesce({a}.as_of_lo, {_NO_DAY})"
    if field.cardinality == "series":
        return f"coalesce({a}.about_hi, {a}.as_of_hi, {_NO_DAY})"
    if field.policy == "earliest-official":  # an unknown past comes after all that is dated
        return f"(case when {lo} < {OPEN} then {-2 * 10**7} else 0 end - {lo})"
    return lo


def leads(name: str, a: str, ids: Mapping[str, int]) -> str:
    """SQL for: this statement may stand in the headline."""
    field = FIELDS[name]
    out = [f"{a}.field_id = {ids[name]}", f"{a}.scope is null"]
    if name == "geometry":
        out += [f"{a}.item is null", f"{a}.value_geom is not null"]
    elif field.unit and field.policy != "union":
        out.append(f"({a}.unit is null or {a}.unit = '{field.unit}')")
    if name in _PROGRESS:
        out.append(f"{a}.item in ({', '.join(repr(word) for word in OVERALL_PROGRESS)})")
    return " and ".join(out)


def odd(ids: Mapping[str, int], shown: Sequence[str]) -> str:
    """SQL for: a statement ``c`` that takes part in a choice in another way than by being the newest of the whole.

    Parts of a set or of a place are put together with the whole; of a series those of an item give way to others.
    """
    out = []
    for name in shown:
        if FIELDS[name].policy == "union":
            out.append(f"c.field_id = {ids[name]} and c.scope is not null")
        elif name == "geometry":
            out.append(f"c.field_id = {ids[name]} and c.scope is not null and c.item is null")
        elif FIELDS[name].cardinality == "series" and name not in _PROGRESS:
            out.append(f"c.field_id = {ids[name]} and c.item is not null")
    return f"(c.scope is not null or c.item is not null) and ({' or '.join(out) or '1 = 0'})"


def doubts(
    conn: sa.Connection, moment: Moment, ids: Mapping[str, int], shown: Sequence[str], *, conflicts: bool
) -> list[str]:
    """SQL for each reason to choose anew: another winner, or where asked a conflict, of a field that is shown."""
    same = partial(dialect.same, conn)
    return ["p.n_odd > 0", *(_exists(moment, name, ids, same, conflicts=conflicts) for name in shown)]


def others(conn: sa.Connection, moment: Moment, ids: Mapping[str, int]) -> list[str]:
    """SQL for each reason to choose anew: statements of fields that are not shown may be in conflict."""
    same = partial(dialect.same, conn)
    by_rule: dict[str, list[str]] = {}
    for name in OTHERS:
        field = FIELDS[name]
        near = ""
        if field.cardinality == "series":
            days = 31 * field.period
            near = f" and abs({_order(field, 'x')} - {_order(field, 'w')}) <= {days}"
        by_rule.setdefault(_against(field, "x", "w", same) + near, []).append(str(ids[name]))
    rules = " or ".join(f"x.field_id in ({', '.join(numbers)}) and {rule}" for rule, numbers in by_rule.items())
    return [
        "p.n_others > 1 and exists(select 1 from claim w join claim x on x.record_id = w.record_id"
        f" and x.field_id = w.field_id and x.id <> w.id where w.record_id = p.fid"
        f" and {_visible(moment, 'w')} and {_visible(moment, 'x')} and ({rules}))"
    ]


def _visible(moment: Moment, a: str) -> str:
    """SQL for: maybe visible. What is not visible after all only adds doubt."""
    out = [] if moment.recorded_before else [f"{a}.live = 1"]
    if moment.as_of:
        out.append(f"({a}.as_of_hi <= {day_number(moment.as_of)} or {a}.as_of_hi is null)")
    return " and ".join(out) or "1 = 1"


def _exists(moment: Moment, name: str, ids: Mapping[str, int], same: Same, *, conflicts: bool) -> str:
    """SQL for: beside the winner of a field another statement could matter."""
    field, w = FIELDS[name], name
    told = " and ".join(same(f"x.{column}", f"{w}.{column}") for column in _TOLD)
    near = ""
    if field.policy == "union":
        matters = f"not ({same('x.value_text', f'{w}.value_text')})"
    elif name == "geometry":
        matters = f"not ({same('x.value_geom', f'{w}.value_geom')} and {same('x.unit', f'{w}.unit')})"
    else:
        tie = f"{_order(field, 'x')} = {_order(field, w)} and not ({told})"
        weak = f"p.n_weak > 0 and {_outranked(w)}"
        matters = f"({tie}) or ({weak})"
        if conflicts and field.type != "text" and name != "sector" and field.cardinality != "series":
            matters += f" or ({_against(field, 'x', w, same)}{_since(field, w)})"
        if field.cardinality != "series" and field.revisable and field.policy == "latest":
            # Said again of the index alone, which spares a look at what is too old to matter.
            near = f" and (x.as_of_lo = {w}.as_of_lo or x.as_of_lo is null or {w}.as_of_hi is null or p.n_weak > 0"
            near += f" or x.as_of_hi >= {w}.as_of_hi - {31 * field.period})" if conflicts else ")"
    return (
        f"exists(select 1 from claim x where x.record_id = {w}.record_id and x.id <> {w}.id{near}"
        f" and {leads(name, 'x', ids)} and {_visible(moment, 'x')} and ({matters}))"
    )


def _since(field: Field, w: str) -> str:
    """SQL for: told late enough to be no older forecast."""
    if not field.revisable:
        return ""
    return (
        f" and coalesce(x.as_of_hi, {_NO_DAY}) >= coalesce({w}.as_of_hi, {_NO_DAY}) - {31 * field.period}"
        f" and coalesce(x.as_of_lo, {_NO_DAY}) >= {OPEN}"
    )


def _against(field: Field, x: str, w: str, same: Same) -> str:
    """SQL for: of the same thing in the same money another value, told by another voice or in the same breath."""
    alike = " and ".join(same(f"{x}.{column}", f"{w}.{column}") for column in ("item", "unit", "price_year"))
    if field.type == "date":
        apart = (
            f"{x}.value_lo - {w}.value_hi > {field.tolerance:g} or {w}.value_lo - {x}.value_hi > {field.tolerance:g}"
        )
    elif field.type in ("money", "number"):
        gap = f"abs({x}.value_num - {w}.value_num)"
        apart = " and ".join(f"{gap} > {field.tolerance!r} * abs({a}.value_num)" for a in (x, w))
    else:
        apart = f"{x}.value_text <> {w}.value_text"
    breath = " and ".join(
        same(f"{x}.{column}", f"{w}.{column}") for column in ("as_of_lo", "as_of_hi", "about_lo", "about_hi")
    )
    return (
        f"{alike} and coalesce({apart}, 1 = 1)"
        f" and exists({_documents(x, w)} and ({_voice('dx')} <> {_voice('dw')} or dx.id = dw.id and {breath}))"
    )


def _outranked(w: str) -> str:
    """SQL for: the winner is told by a weak document, the other by a better one."""
    return f"exists({_documents('x', w)} and dw.rank >= {WEAK_RANK} and dx.rank < dw.rank)"


def _documents(x: str, w: str) -> str:
    """SQL for the documents of two statements, in any run of imports."""
    return (
        "select 1 from carried kx join document dx on dx.id = kx.document_id, carried kw join document dw"
        f" on dw.id = kw.document_id where kx.claim_id = {x}.id and kw.claim_id = {w}.id"
    )


def _voice(document: str) -> str:
    return f"coalesce(nullif({document}.original_publisher, ''), {document}.publisher)"
