"""The schema, once, for both homes of a ledger.

Days are integers (days since 1970-01-01, proleptic Gregorian), times are UTC ISO 8601 texts. NULL stands for the
common case: ``scope`` whole, ``qualifier`` exact, no ``item``, an ``as_of`` or ``about`` text that is a plain day.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles

#: Number of the newest migration; opening compares it with the file's.
SCHEMA = "0001"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# GDAL reads REAL as a 64-bit number; SQLAlchemy's Float would say FLOAT.
Real: sa.Double[float] = sa.Double().with_variant(sqlite.REAL(), "sqlite")
# Order is that of code points in both homes, whatever the database was made with.
Text: sa.Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# Sizes of files; SQLite's INTEGER takes them as it is.
Big: BigInteger = BigInteger().with_variant(Integer(), "sqlite")


class Day(sa.types.UserDefinedType[str]):
    """DATE by name, ISO text by content: what GDAL expects of a date column."""

    cache_ok = True

    def get_col_spec(self, **kw: object) -> str:
        """Return the type as DDL writes it."""
        return "DATE"


class Place(sa.types.UserDefinedType[bytes]):
    """Geometry in EPSG:4326, longitude first: a GeoPackage blob in the file, PostGIS's geometry on a server."""

    cache_ok = True


@compiles(Place)
def _blob(_type: Place, _compiler: object, **_: object) -> str:
    return "BLOB"


@compiles(Place, "postgresql")
def _geometry(_type: Place, _compiler: object, **_: object) -> str:
    return "geometry(Geometry, 4326)"


def _id() -> Column[int]:
    return Column("id", Integer, sa.Identity(), primary_key=True)


source = Table(
    "source",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),
)

snapshot = Table(
    "snapshot",
    metadata,
    _id(),
    Column("sha256", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False, default=""),
    Column("size", Big, nullable=False),
    Column("retrieved_at", Text, nullable=False),
)

# "import" is a word of Python, so the table is import_run. How the source described itself stands with each import,
# so that another name or licence holds from that import on, and is taken back with it.
import_run = Table(
    "import_run",
    metadata,
    _id(),
    Column("source_id", ForeignKey("source.id"), nullable=False, index=True),
    Column("snapshot_id", ForeignKey("snapshot.id"), nullable=False),
    Column("source_name", Text, nullable=False),
    Column("publisher", Text, nullable=False, default=""),
    Column("homepage", Text, nullable=False, default=""),
    Column("licence", Text, nullable=False, default=""),
    Column("attribution", Text, nullable=False, default=""),
    Column("releases", Text, nullable=False, default="complete"),
    Column("release_date", Text, nullable=False),
    Column("mapping_hash", Text, nullable=False, default=""),
    Column("options_hash", Text, nullable=False, default=""),
    Column("reader_version", Text, nullable=False, default=""),
    Column("recorded_at", Text, nullable=False, unique=True),
    Column("undone_at", Text),
    Column("n_records", Integer, nullable=False, default=0),
    Column("n_new", Integer, nullable=False, default=0),
    Column("n_unchanged", Integer, nullable=False, default=0),
    Column("n_withdrawn", Integer, nullable=False, default=0),
    Column("n_issues", Integer, nullable=False, default=0),
    sqlite_autoincrement=True,  # the number of a purged import is never given again
)

record = Table(
    "record",
    metadata,
    _id(),
    Column("source_id", ForeignKey("source.id"), nullable=False),
    Column("native_id", Text, nullable=False),
    # The project is the smallest record id of a cluster: merges rewrite this column and no claim.
    Column("project_id", Integer, nullable=False, index=True),
    UniqueConstraint("source_id", "native_id"),
)

record_version = Table(
    "record_version",
    metadata,
    _id(),
    Column("record_id", ForeignKey("record.id"), nullable=False, index=True),
    Column("import_id", ForeignKey("import_run.id"), nullable=False),
    Column("locator", Text, nullable=False, default=""),
    Column("content_hash", LargeBinary, nullable=False),
    Column("content", Text, nullable=False),
)

# One row per description of a document: a document that is ranked anew is a new row, and the old one stays.
document = Table(
    "document",
    metadata,
    _id(),
    Column("version", LargeBinary, nullable=False, unique=True),
    Column("url", Text, nullable=False, default=""),
    Column("publisher", Text, nullable=False, default=""),
    Column("original_publisher", Text, nullable=False, default=""),
    Column("rank", Integer, nullable=False),
    Column("licence", Text, nullable=False, default=""),
    Column("date", Text, nullable=False, default=""),
    Column("is_copy", Integer, nullable=False, default=0),
    Column("linkable", Integer, nullable=False, default=0),
    Column("note", Text, nullable=False, default=""),
)

field = Table(
    "field",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
)

claim = Table(
    "claim",
    metadata,
    _id(),
    Column("key", LargeBinary, nullable=False),
    Column("record_id", ForeignKey("record.id"), nullable=False),
    Column("field_id", ForeignKey("field.id"), nullable=False),
    Column("item", Text),
    Column("scope", Text),
    Column("value_text", Text),
    Column("value_num", Real),
    Column("value_lo", Integer),
    Column("value_hi", Integer),
    Column("value_geom", LargeBinary),
    Column("qualifier", Text),
    Column("unit", Text),
    Column("price_year", Integer),
    Column("about", Text),
    Column("about_lo", Integer),
    Column("about_hi", Integer),
    Column("as_of", Text),
    Column("as_of_lo", Integer),
    Column("as_of_hi", Integer),
    # True while the claim stands today: an answer kept ready, made anew by `db rebuild`.
    Column("live", Integer, nullable=False, default=0),
)
# An index and no constraint of the table, so that it can be made after filling; older ledgers have the constraint.
Index("uq_claim_key", claim.c.key, unique=True)
Index("ix_claim_probe", claim.c.record_id, claim.c.field_id, claim.c.as_of_lo.desc(), claim.c.as_of_hi.desc())

# Runs of imports (of one source) that carry a claim. What may change without making another claim stands here:
# the basis of its as_of, the raw text, the note, and how its document is described.
carried = Table(
    "carried",
    metadata,
    Column("claim_id", ForeignKey("claim.id"), primary_key=True),
    Column("first_import", ForeignKey("import_run.id"), primary_key=True),
    Column("last_import", ForeignKey("import_run.id"), nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("basis", Integer, nullable=False),
    Column("raw", Text),
    Column("note", Text),
    sqlite_with_rowid=False,
)

judgement = Table(
    "judgement",
    metadata,
    _id(),
    Column("record_a", ForeignKey("record.id"), nullable=False),
    Column("record_b", ForeignKey("record.id"), nullable=False),
    Column("same", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # rule, model or person
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("recorded_at", Text, nullable=False, unique=True),
    Column("undone_at", Text),
)

slug = Table(
    "slug",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("record_id", ForeignKey("record.id"), nullable=False, index=True),
    Column("curated", Integer, nullable=False, default=0),
)

issue = Table(
    "issue",
    metadata,
    _id(),
    Column("import_id", ForeignKey("import_run.id"), nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("field", Text, nullable=False, default=""),
    Column("raw", Text, nullable=False, default=""),
    Column("advice", Text, nullable=False, default=""),
    Column("count", Integer, nullable=False),
    Column("locators", Text, nullable=False, default="[]"),
)

#: Ready answers about the whole ledger: name -> value.
state = Table(
    "state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

#: What was done to the ledger outside imports: purges, upgrades, rebuilds.
log = Table(
    "log",
    metadata,
    _id(),
    Column("at", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False, default=""),
)

_DATES = ("start_planned", "start_actual", "completion_planned", "completion_actual")
_MONEY = ("cost_budget", "cost_estimate", "cost_actual", "spent_to_date")


def _current_columns() -> list[Column[object]]:
    cols: list[Column[object]] = [
        Column("slug", Text, nullable=False, unique=True),
        Column("name", Text),
        Column("name_local", Text),
        Column("country", Text),
        Column("sector", Text),
        Column("status", Text, nullable=False),
        Column("status_basis", Text, nullable=False),
        Column("status_as_of", Day()),
        Column("progress_pct", Real),
        Column("progress_item", Text),
        Column("progress_about", Day()),
    ]
    for name in _DATES:
        cols += [Column(name, Text), Column(f"{name}_lo", Day()), Column(f"{name}_hi", Day())]
    for name in _MONEY:
        cols += [Column(name, Real), Column(f"{name}_currency", Text), Column(f"{name}_price_year", Integer)]
    cols += [
        Column("length_km", Real),
        Column("owner", Text),
        Column("conflicts", Text),
        Column("n_claims", Integer, nullable=False),
        Column("n_documents", Integer, nullable=False),
        Column("last_evidence", Day()),
        Column("geometry_precision", Text),
        Column("geometry_type", Text),
        Column("geom", Place()),
    ]
    return cols


#: One row per project under default policies, no as-of bound, nothing that depends on today.
project_current = Table("project_current", metadata, Column("fid", Integer, primary_key=True), *_current_columns())
Index("ix_project_current_status", project_current.c.status)

CURRENT_COLUMNS = tuple(c.name for c in project_current.columns)
DATE_FIELDS = _DATES
MONEY_FIELDS = _MONEY
