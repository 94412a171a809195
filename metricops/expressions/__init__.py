"""Fragments, filter templates, names and sentences: parsed, checked and placed, never executed."""

from metricops.expressions.filters import ParsedFilter, parse_filter
from metricops.expressions.fragments import ColumnUse, ParsedSql, column, in_table, parse_sql
from metricops.expressions.names import NameParts, split_name
from metricops.expressions.references import Reference, ReferenceKind, is_object, parse_reference

__all__ = [
    "ColumnUse",
    "NameParts",
    "ParsedFilter",
    "ParsedSql",
    "Reference",
    "ReferenceKind",
    "column",
    "in_table",
    "is_object",
    "parse_filter",
    "parse_reference",
    "parse_sql",
    "split_name",
]
