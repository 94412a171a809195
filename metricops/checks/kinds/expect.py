"""`where` / `expect`: a condition in SQL that every row, or every row under `where`, must meet."""

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import untrue
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where the condition is false or NULL."""
    return RowRule(scope=given.scope, violation=untrue(given.sql("expect")))


EXPECT = Kind(
    name="expect",
    about="Every row that meets `where` must meet this SQL condition; NULL does not meet it.",
    arguments=(Parameter("expect", ParameterType.SQL, "the condition", required=True),),
    rule=rule,
)
