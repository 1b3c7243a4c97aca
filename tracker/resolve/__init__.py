"""Decisions: which value of a field is shown, which records are one project, what status follows."""
