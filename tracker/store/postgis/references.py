"""References between the long tables on a server, checked once a statement instead of once a row.

A foreign key of PostgreSQL looks every row up by itself: with six of them on a claim and its carrier that was a third
of an import. Here a trigger looks at all rows of a statement in one join. It refuses the same (SQLSTATE 23503): a row
that refers to nothing, and a row that goes while another refers to it. Who writes holds the ledger's lock, so nobody
takes away in the meantime what was found. The declared keys stay where few rows are written, and in the file.
"""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa

from tracker.store import tables as t

#: Tables of which an import writes many rows.
LONG = (t.record, t.record_version, t.slug, t.claim, t.carried)

_FUNCTIONS = """
create or replace function public.tracker_refers() returns trigger language plpgsql as $$
-- Arguments: column, the table that it refers to, and so on.
declare missing bigint;
begin
  for i in 0 .. tg_nargs - 2 by 2 loop
    -- By a text that is planned anew each time: one row and a million want other plans.
    execute format(
      'select min(n.%1$I) from told n where not exists(select from public.%2$I p where p.id = n.%1$I)'
      ' and n.%1$I is not null', tg_argv[i], tg_argv[i + 1]) into missing;
    if missing is not null then
      raise foreign_key_violation using
        message = format('%s.%s refers to %s, which is not in %s', tg_table_name, tg_argv[i], missing, tg_argv[i + 1]);
    end if;
  end loop;
  return null;
end $$;
create or replace function public.tracker_referred() returns trigger language plpgsql as $$
-- Arguments: a table that refers to this one, its column, and so on.
declare missed bigint;
begin
  for i in 0 .. tg_nargs - 2 by 2 loop
    execute format(
      'select min(g.id) from gone g where exists(select from public.%I c where c.%I = g.id)',
      tg_argv[i], tg_argv[i + 1]) into missed;
    if missed is not null then
      raise foreign_key_violation using
        message = format('%s %s is referred to by %s.%s', tg_table_name, missed, tg_argv[i], tg_argv[i + 1]);
    end if;
  end loop;
  return null;
end $$;
create or replace function public.tracker_stays() returns trigger language plpgsql as $$
begin
  raise foreign_key_violation using message = format('Rows of %s are referred to by their number', tg_table_name);
end $$
"""


def create(conn: sa.Connection) -> None:
    """Put triggers in the place of the foreign keys of the long tables; what is there already is checked once.

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        A row refers to nothing.
    """
    conn.exec_driver_sql(_FUNCTIONS.replace("%", "%%"))
    referred: dict[str, list[str]] = defaultdict(list)
    for table in LONG:
        refers: list[str] = []
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            column, parent = key.parent.name, key.column.table.name
            declared = f"fk_{table.name}_{column}_{parent}"
            conn.exec_driver_sql(f"alter table {table.name} drop constraint if exists {declared}")
            refers += [column, parent]
            referred[parent] += [table.name, column]
        for verb in ("insert", "update"):
            conn.exec_driver_sql(
                f"create trigger refers_{verb} after {verb} on {table.name} referencing new table as told"
                f" for each statement execute function public.tracker_refers({', '.join(map(repr, refers))})"
            )
        _check(conn, table.name, refers)
    for parent, by in sorted(referred.items()):
        conn.exec_driver_sql(
            f"create trigger referred_delete after delete on {parent} referencing old table as gone"
            f" for each statement execute function public.tracker_referred({', '.join(map(repr, by))})"
        )
        for verb in ("update of id", "truncate"):
            conn.exec_driver_sql(
                f"create trigger referred_{verb.partition(' ')[0]} before {verb} on {parent}"
                " for each statement execute function public.tracker_stays()"
            )


def drop(conn: sa.Connection) -> None:
    """Drop the triggers (first in every migration; :func:`create` checks all rows at its end)."""
    conn.exec_driver_sql(
        "drop function if exists public.tracker_refers, public.tracker_referred, public.tracker_stays cascade"
    )


def _check(conn: sa.Connection, table: str, refers: list[str]) -> None:
    """Raise where a row of a table refers to nothing."""
    for column, parent in zip(refers[::2], refers[1::2], strict=True):
        missing = conn.exec_driver_sql(
            f"select min({column}) from {table} n where {column} is not null"
            f" and not exists(select from {parent} p where p.id = n.{column})"
        ).scalar()
        if missing is not None:
            raise sa.exc.IntegrityError(f"{table}.{column} refers to {missing}, not in {parent}", None, ValueError())
