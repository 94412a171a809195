"""Codes of the family P: planning a query. Each entry is code: (title, what it means and what to do)."""

PLAN: dict[str, tuple[str, str]] = {}
