"""Pure functions from raw text to clean values. They know no source and never raise on odd data."""
