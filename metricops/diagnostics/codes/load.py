"""Codes of the family L: reading files. Each entry is code: (title, what it means and what to do)."""

LOAD: dict[str, tuple[str, str]] = {}
