"""What is special about the file home: SQLite settings, GeoPackage layers, triggers, the R*Tree."""
