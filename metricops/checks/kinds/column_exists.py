"""`column_exists`: the table has a column of this name, at this place if one is given."""

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.rule import Listing, ShapeRule, Sight


def rule(given: Given) -> ShapeRule:
    """Answered by the listing of the table's columns."""
    column, index = given.text("column"), given.argument("column_index")

    def look(listing: Listing) -> Sight:
        at = listing.index(column)
        if at is None:
            return Sight(wrong=f'"{given.check.on}" has no such column')
        if index is not None and at != index:
            return Sight(wrong=f'"{column}" is column {at} of "{given.check.on}", counted from 0; {index} is needed')
        return Sight()

    return ShapeRule(look)


COLUMN_EXISTS = Kind(
    name="column_exists",
    about="The table has this column.",
    arguments=(
        Parameter("column", ParameterType.TEXT, "the column's name", required=True),
        Parameter("column_index", ParameterType.NUMBER, "its place, counted from 0; any when missing"),
    ),
    rule=rule,
    judges="shape",
    aliases=("expect_column_to_exist",),
)
