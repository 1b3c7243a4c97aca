"""Alembic's entry: it is given an open connection inside our own transaction."""

from alembic import context

from tracker.store.migrate import is_ours
from tracker.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=lambda name, kind, parents: kind != "table" or is_ours(name),
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is ours
)
context.run_migrations()
