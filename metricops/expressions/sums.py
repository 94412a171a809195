"""Which columns an expression adds to or subtracts from each other, so that their units can be compared."""

from collections.abc import Iterator

from sqlglot import exp

from metricops.expressions.fragments import ColumnUse, parse_sql, place
from metricops.source import Fragment


def added_columns(fragment: Fragment) -> Iterator[tuple[ColumnUse, ColumnUse]]:
    """Pairs of columns that stand in one sum or difference; each column is paired with the first of its sum."""
    for node in parse_sql(fragment).tree.walk():
        if isinstance(node, exp.Add | exp.Sub) and not isinstance(_around(node), exp.Add | exp.Sub):
            uses = [ColumnUse(column.name, place(column, fragment)) for column in _terms(node)]
            yield from ((uses[0], other) for other in uses[1:])


def _terms(node: exp.Expr) -> Iterator[exp.Column]:
    match node:
        case exp.Add() | exp.Sub():
            yield from _terms(node.left)
            yield from _terms(node.right)
        case exp.Paren():
            yield from _terms(node.this)
        case exp.Column():
            yield node


def _around(node: exp.Expr) -> exp.Expr | None:
    """What a node stands in, brackets aside."""
    parent = node.parent
    while isinstance(parent, exp.Paren):
        parent = parent.parent
    return parent
