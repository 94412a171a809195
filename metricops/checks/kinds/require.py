"""`require … when`: columns that must be filled together, in every row or in rows that meet `when`."""

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import any_of, missing
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where any of the columns is NULL."""
    return RowRule(scope=given.scope, violation=any_of(*(missing(c) for c in given.columns("columns"))))


REQUIRE = Kind(
    name="require",
    about="These columns are all filled in every row that meets `when`.",
    arguments=(Parameter("columns", ParameterType.COLUMNS, "one or more columns", required=True, aliases=("column",)),),
    rule=rule,
    listed=("columns",),
)
