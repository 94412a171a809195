"""`matches`: the text of a column matches a regular expression somewhere."""

import re

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled, negated
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where a filled cell, read as text, has no match."""
    column = given.column("column")
    match = exp.RegexpLike(this=exp.cast(column.copy(), "text"), expression=given.value("regex"))
    return RowRule(scope=given.scope, eligible=filled(column), violation=negated(match))


def impossible(given: Given) -> tuple[str, str] | None:
    """What is wrong with the expression itself."""
    try:
        re.compile(given.text("regex"))
    except re.error as fault:
        return "regex", f'"{given.text("regex")}" is not a regular expression: {fault}'
    return None


MATCHES = Kind(
    name="matches",
    about="Every filled cell of the column matches the regular expression; `^` and `$` anchor it.",
    arguments=(
        Parameter("column", ParameterType.COLUMN, "the column", required=True),
        Parameter("regex", ParameterType.TEXT, "the regular expression, in the engine's own flavour", required=True),
    ),
    rule=rule,
    aliases=("expect_column_values_to_match_regex",),
    impossible=impossible,
)
