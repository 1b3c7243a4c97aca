"""A ledger on a PostgreSQL server with PostGIS."""
