"""Whether an expression always says the same of the same row: no clock, no chance, nothing that is not known here."""

from sqlglot import exp

from metricops.expressions.fragments import ParsedSql

SETTLED = (
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Paren,
    exp.Neg,
    exp.Not,
    exp.Binary,
    exp.Connector,
    exp.Between,
    exp.In,
    exp.Is,
    exp.Case,
    exp.If,
    exp.Coalesce,
    exp.Nullif,
    exp.Cast,
    exp.TryCast,
    exp.DataType,
    exp.DataTypeParam,
    exp.Var,
    exp.Interval,
    exp.TimestampTrunc,
    exp.DateTrunc,
    exp.Extract,
    exp.DateDiff,
    exp.Year,
    exp.Month,
    exp.Day,
    exp.Lower,
    exp.Upper,
    exp.Trim,
    exp.Substring,
    exp.Length,
    exp.Concat,
    exp.Abs,
    exp.Round,
    exp.Floor,
    exp.Ceil,
    exp.Greatest,
    exp.Least,
)
"""Anything else is taken for unsettled: a function that is not known may read the clock."""


def settled(parsed: ParsedSql) -> bool:
    """Whether the expression hangs on the row alone."""
    return all(isinstance(node, SETTLED) for node in parsed.tree.walk())
