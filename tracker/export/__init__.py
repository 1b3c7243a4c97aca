"""Export tables of the ledger: CSV, XLSX, GeoJSON, GeoPackage and GeoParquet, each with its data dictionary."""
