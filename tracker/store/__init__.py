"""The store: one schema, two homes (a GeoPackage file; later a PostGIS server)."""
