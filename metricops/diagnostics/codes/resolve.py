"""Codes of the family R: linking definitions. Each entry is code: (title, what it means and what to do)."""

RESOLVE: dict[str, tuple[str, str]] = {}
