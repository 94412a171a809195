"""Rows that a rule over several columns leaves out because values are missing: Great Expectations' `ignore_row_if`."""

from collections.abc import Sequence

from sqlglot import exp

from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, any_of, filled

ALL_MISSING = "all_values_are_missing"
IGNORED = Parameter(
    "ignore_row_if",
    ParameterType.CHOICE,
    "which rows are not compared",
    default=ALL_MISSING,
    choices=(ALL_MISSING, "any_value_is_missing", "never"),
)


def ignoring(choice: str, columns: Sequence[exp.Expr]) -> exp.Expr | None:
    """The condition of rows that stay; none when all do."""
    present = [filled(column) for column in columns]
    match choice:
        case "all_values_are_missing" | "both_values_are_missing":
            return any_of(*present)
        case "any_value_is_missing" | "either_value_is_missing":
            return all_of(*present)
    return None
