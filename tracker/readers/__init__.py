"""Formats: they stream rows with locators and know no publisher."""
