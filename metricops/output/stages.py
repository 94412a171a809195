"""The value of any stage as text: plans and SQL as they read best, everything else as JSON."""

from collections.abc import Mapping

from metricops.output.json_text import json_text
from metricops.sql.compiled import CompiledQuery


def stage_text(value: object) -> str:
    """Text that ends with a line break; several plans or queries stand under their names."""
    plain = _plain(value)
    if plain is not None:
        return plain.rstrip("\n") + "\n"
    if isinstance(value, Mapping) and value and all(_plain(item) is not None for item in value.values()):
        return "\n".join(f"== {name}\n{stage_text(item)}" for name, item in value.items())
    return json_text(value)


def _plain(value: object) -> str | None:
    match value:
        case str():
            return value
        case CompiledQuery():
            return value.sql
    return None
