"""Drafts: a first mapping of somebody's table, guessed by its headings and its cells."""
