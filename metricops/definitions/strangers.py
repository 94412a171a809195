"""Keys of dbt's mappings that dbt would ignore in silence although they look like a slip."""

from collections.abc import Iterator
from difflib import get_close_matches

from metricops.definitions.models import ColumnEntry, ModelEntry
from metricops.definitions.nodes import Mapping, Node, Sequence
from metricops.diagnostics import Diagnostic, warning

NEAR = 0.88
DBT = frozenset(
    {
        "access", "constraints", "data_tests", "data_type", "deprecation_date", "docs", "group", "latest_version",
        "policy_tags", "quote", "tags", "tests", "unit_tests", "version", "versions",
    }
)  # fmt: skip
MODEL, COLUMN = frozenset(ModelEntry.known_keys()), frozenset(ColumnEntry.known_keys())


def near_misses(model: Node) -> list[Diagnostic]:
    """A warning for every key of a model or column that is nearly one of those metricops reads."""
    if not isinstance(model, Mapping):
        return []
    found = list(_slips(model, MODEL, "model"))
    columns = model.at("columns")
    for column in columns if isinstance(columns, Sequence) else ():
        if isinstance(column, Mapping):
            found += _slips(column, COLUMN, "column")
    return found


def _slips(node: Mapping, known: frozenset[str], noun: str) -> Iterator[Diagnostic]:
    for key in node.keys() - known - DBT:
        if near := get_close_matches(key.lower(), sorted(known), n=1, cutoff=NEAR):
            hint = f'did you mean "{near[0]}"?'
            yield warning("L035", f'key "{key}" of a {noun} is not known and not read', key.span, hint)
