"""`is_json`, `is_date`, `fits_format`: the text of a column can be read as JSON, as a date, or in a date format."""

from collections.abc import Callable

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import filled, missing, untrue
from metricops.checks.rule import RowRule

COLUMN = Parameter("column", ParameterType.COLUMN, "the column", required=True)


def _rule(broken: Callable[[exp.Expr, Given], exp.Expr]) -> Callable[[Given], RowRule]:
    def rule(given: Given) -> RowRule:
        """Broken where a filled cell, read as text, cannot be read so."""
        column = given.column("column")
        text = exp.cast(column.copy(), "text")
        return RowRule(scope=given.scope, eligible=filled(column), violation=broken(text, given))

    return rule


def _no_json(text: exp.Expr, _: Given) -> exp.Expr:
    return untrue(exp.Anonymous(this="JSON_VALID", expressions=[text]))


def _no_date(text: exp.Expr, _: Given) -> exp.Expr:
    return missing(exp.TryCast(this=text, to=exp.DataType.build("timestamp"), safe=True))


def _misfit(text: exp.Expr, given: Given) -> exp.Expr:
    return missing(exp.Anonymous(this="TRY_STRPTIME", expressions=[text, given.value("format")]))


IS_JSON = Kind(
    name="is_json",
    about="Every filled cell of the column is well-formed JSON. On DuckDB.",
    arguments=(COLUMN,),
    rule=_rule(_no_json),
    aliases=("expect_column_values_to_be_json_parseable",),
)
IS_DATE = Kind(
    name="is_date",
    about="Every filled cell of the column is a date or a moment as the warehouse reads one: `2026-11-15 06:00`.",
    arguments=(COLUMN,),
    rule=_rule(_no_date),
    aliases=("expect_column_values_to_be_dateutil_parseable",),
)
FITS_FORMAT = Kind(
    name="fits_format",
    about="Every filled cell of the column is a date or a moment written in this format. On DuckDB.",
    arguments=(
        COLUMN,
        Parameter("format", ParameterType.TEXT, "such as `%Y-%m-%d`", required=True, aliases=("strftime_format",)),
    ),
    rule=_rule(_misfit),
    aliases=("expect_column_values_to_match_strftime_format",),
)
