"""First schema."""

import sqlalchemy as sa
from alembic import op

from tracker.store.tables import Big, Day, Place, Real, Text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("version", sa.LargeBinary(), nullable=False),
        sa.Column("url", Text, nullable=False),
        sa.Column("publisher", Text, nullable=False),
        sa.Column("original_publisher", Text, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("licence", Text, nullable=False),
        sa.Column("date", Text, nullable=False),
        sa.Column("is_copy", sa.Integer(), nullable=False),
        sa.Column("linkable", sa.Integer(), nullable=False),
        sa.Column("note", Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("version", name=op.f("uq_document_version")),
    )
    op.create_table(
        "field",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field")),
        sa.UniqueConstraint("name", name=op.f("uq_field_name")),
    )
    op.create_table(
        "state",
        sa.Column("name", Text, nullable=False),
        sa.Column("value", Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_state")),
    )
    op.create_table(
        "log",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("at", Text, nullable=False),
        sa.Column("what", Text, nullable=False),
        sa.Column("detail", Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
    )
    op.create_table(
        "project_current",
        sa.Column("fid", sa.Integer(), nullable=False),
        sa.Column("slug", Text, nullable=False),
        sa.Column("name", Text, nullable=True),
        sa.Column("name_local", Text, nullable=True),
        sa.Column("country", Text, nullable=True),
        sa.Column("sector", Text, nullable=True),
        sa.Column("status", Text, nullable=False),
        sa.Column("status_basis", Text, nullable=False),
        sa.Column("status_as_of", Day(), nullable=True),
        sa.Column("progress_pct", Real, nullable=True),
        sa.Column("progress_item", Text, nullable=True),
        sa.Column("progress_about", Day(), nullable=True),
        sa.Column("start_planned", Text, nullable=True),
        sa.Column("start_planned_lo", Day(), nullable=True),
        sa.Column("start_planned_hi", Day(), nullable=True),
        sa.Column("start_actual", Text, nullable=True),
        sa.Column("start_actual_lo", Day(), nullable=True),
        sa.Column("start_actual_hi", Day(), nullable=True),
        sa.Column("completion_planned", Text, nullable=True),
        sa.Column("completion_planned_lo", Day(), nullable=True),
        sa.Column("completion_planned_hi", Day(), nullable=True),
        sa.Column("completion_actual", Text, nullable=True),
        sa.Column("completion_actual_lo", Day(), nullable=True),
        sa.Column("completion_actual_hi", Day(), nullable=True),
        sa.Column("cost_budget", Real, nullable=True),
        sa.Column("cost_budget_currency", Text, nullable=True),
        sa.Column("cost_budget_price_year", sa.Integer(), nullable=True),
        sa.Column("cost_estimate", Real, nullable=True),
        sa.Column("cost_estimate_currency", Text, nullable=True),
        sa.Column("cost_estimate_price_year", sa.Integer(), nullable=True),
        sa.Column("cost_actual", Real, nullable=True),
        sa.Column("cost_actual_currency", Text, nullable=True),
        sa.Column("cost_actual_price_year", sa.Integer(), nullable=True),
        sa.Column("spent_to_date", Real, nullable=True),
        sa.Column("spent_to_date_currency", Text, nullable=True),
        sa.Column("spent_to_date_price_year", sa.Integer(), nullable=True),
        sa.Column("length_km", Real, nullable=True),
        sa.Column("owner", Text, nullable=True),
        sa.Column("conflicts", Text, nullable=True),
        sa.Column("n_claims", sa.Integer(), nullable=False),
        sa.Column("n_documents", sa.Integer(), nullable=False),
        sa.Column("last_evidence", Day(), nullable=True),
        sa.Column("geometry_precision", Text, nullable=True),
        sa.Column("geometry_type", Text, nullable=True),
        sa.Column("geom", Place(), nullable=True),
        sa.PrimaryKeyConstraint("fid", name=op.f("pk_project_current")),
        sa.UniqueConstraint("slug", name=op.f("uq_project_current_slug")),
    )
    op.create_index("ix_project_current_status", "project_current", ["status"], unique=False)
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("sha256", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("url", Text, nullable=False),
        sa.Column("size", Big, nullable=False),
        sa.Column("retrieved_at", Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("sha256", name=op.f("uq_snapshot_sha256")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("key", Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("key", name=op.f("uq_source_key")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("source_name", Text, nullable=False),
        sa.Column("publisher", Text, nullable=False),
        sa.Column("homepage", Text, nullable=False),
        sa.Column("licence", Text, nullable=False),
        sa.Column("attribution", Text, nullable=False),
        sa.Column("releases", Text, nullable=False),
        sa.Column("release_date", Text, nullable=False),
        sa.Column("mapping_hash", Text, nullable=False),
        sa.Column("options_hash", Text, nullable=False),
        sa.Column("reader_version", Text, nullable=False),
        sa.Column("recorded_at", Text, nullable=False),
        sa.Column("undone_at", Text, nullable=True),
        sa.Column("n_records", sa.Integer(), nullable=False),
        sa.Column("n_new", sa.Integer(), nullable=False),
        sa.Column("n_unchanged", sa.Integer(), nullable=False),
        sa.Column("n_withdrawn", sa.Integer(), nullable=False),
        sa.Column("n_issues", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_import_run_snapshot_id_snapshot")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_import_run_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("recorded_at", name=op.f("uq_import_run_recorded_at")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_run_source_id"), "import_run", ["source_id"], unique=False)
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("native_id", Text, nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_record_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("source_id", "native_id", name=op.f("uq_record_source_id_native_id")),
    )
    op.create_index(op.f("ix_record_project_id"), "record", ["project_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("item", Text, nullable=True),
        sa.Column("scope", Text, nullable=True),
        sa.Column("value_text", Text, nullable=True),
        sa.Column("value_num", Real, nullable=True),
        sa.Column("value_lo", sa.Integer(), nullable=True),
        sa.Column("value_hi", sa.Integer(), nullable=True),
        sa.Column("value_geom", sa.LargeBinary(), nullable=True),
        sa.Column("qualifier", Text, nullable=True),
        sa.Column("unit", Text, nullable=True),
        sa.Column("price_year", sa.Integer(), nullable=True),
        sa.Column("about", Text, nullable=True),
        sa.Column("about_lo", sa.Integer(), nullable=True),
        sa.Column("about_hi", sa.Integer(), nullable=True),
        sa.Column("as_of", Text, nullable=True),
        sa.Column("as_of_lo", sa.Integer(), nullable=True),
        sa.Column("as_of_hi", sa.Integer(), nullable=True),
        sa.Column("live", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["field.id"], name=op.f("fk_claim_field_id_field")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_claim_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index("uq_claim_key", "claim", ["key"], unique=True)
    op.create_index(
        "ix_claim_probe",
        "claim",
        ["record_id", "field_id", sa.literal_column("as_of_lo DESC"), sa.literal_column("as_of_hi DESC")],
        unique=False,
    )
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("code", Text, nullable=False),
        sa.Column("severity", Text, nullable=False),
        sa.Column("field", Text, nullable=False),
        sa.Column("raw", Text, nullable=False),
        sa.Column("advice", Text, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("locators", Text, nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_issue_import_id_import_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    op.create_index(op.f("ix_issue_import_id"), "issue", ["import_id"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("record_a", sa.Integer(), nullable=False),
        sa.Column("record_b", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("by", Text, nullable=False),
        sa.Column("reason", Text, nullable=False),
        sa.Column("recorded_at", Text, nullable=False),
        sa.Column("undone_at", Text, nullable=True),
        sa.ForeignKeyConstraint(["record_a"], ["record.id"], name=op.f("fk_judgement_record_a_record")),
        sa.ForeignKeyConstraint(["record_b"], ["record.id"], name=op.f("fk_judgement_record_b_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint("recorded_at", name=op.f("uq_judgement_recorded_at")),
    )
    op.create_table(
        "record_version",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("locator", Text, nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("content", Text, nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_record_version_import_id_import_run")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_version_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_version")),
    )
    op.create_index(op.f("ix_record_version_record_id"), "record_version", ["record_id"], unique=False)
    op.create_table(
        "slug",
        sa.Column("slug", Text, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("curated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_slug_record_id_record")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_slug")),
    )
    op.create_index(op.f("ix_slug_record_id"), "slug", ["record_id"], unique=False)
    op.create_table(
        "carried",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("first_import", sa.Integer(), nullable=False),
        sa.Column("last_import", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("raw", Text, nullable=True),
        sa.Column("note", Text, nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_carried_claim_id_claim")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_carried_document_id_document")),
        sa.ForeignKeyConstraint(["first_import"], ["import_run.id"], name=op.f("fk_carried_first_import_import_run")),
        sa.ForeignKeyConstraint(["last_import"], ["import_run.id"], name=op.f("fk_carried_last_import_import_run")),
        sa.PrimaryKeyConstraint("claim_id", "first_import", name=op.f("pk_carried")),
        sqlite_with_rowid=False,
    )
