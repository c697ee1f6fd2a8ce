"""Formats of dates and numbers by language, instead of Django's own (which read 01/02/2026 as 2 January)."""
