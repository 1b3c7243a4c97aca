"""Mappings: which column of somebody's table says which field, written as TOML."""
