"""Codes of the family Q: checks and thresholds. Each entry is code: (title, what it means and what to do)."""

QUALITY: dict[str, tuple[str, str]] = {}
