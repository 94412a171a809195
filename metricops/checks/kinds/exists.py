"""`exists`: the value of a column is found in another table; a foreign key with no row behind it breaks it."""

from sqlglot import exp

from metricops.checks.given import Given, column, table
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled, negated
from metricops.checks.rule import RowRule

OTHER = "metricops_other"


def rule(given: Given) -> RowRule:
    """Broken where a filled cell is not among the other table's keys."""
    own = given.column("column")
    key = column(given.text("key") or given.text("column"))
    key.set("table", exp.to_identifier(OTHER))  # a key the other table lacks must not be read from this one
    other = exp.alias_(table(given.other("in")), OTHER, table=True)
    found = exp.select(key).from_(other).where(filled(key))
    member = exp.In(this=own.copy(), query=found.subquery())
    return RowRule(scope=given.scope, eligible=filled(own), violation=negated(member), alone=True)


EXISTS = Kind(
    name="exists",
    about="Every filled cell of the column is found in a column of another table.",
    arguments=(
        Parameter("column", ParameterType.COLUMN, "the column of this table", required=True),
        Parameter("in", ParameterType.TABLE, "the other model or `source.table`", required=True),
        Parameter("key", ParameterType.KEY, "its column; the same name when missing"),
    ),
    rule=rule,
)
