"""Codes of the family W: policy. Each entry is code: (title, what it means and what to do)."""

LINT: dict[str, tuple[str, str]] = {}
