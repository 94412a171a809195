"""`on_change … requires`: in a history table, a change of a field needs other columns filled, such as a note."""

from sqlglot import exp

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, any_of, missing
from metricops.checks.rule import RowRule


def rule(given: Given) -> RowRule:
    """Broken where the field changed, by more than `beyond` if that is given, and a required column is NULL."""
    field = exp.EQ(this=given.column("field_column"), expression=exp.Literal.string(given.text("field")))
    lacking = any_of(*(missing(c) for c in given.columns("requires")))
    return RowRule(scope=given.scope, eligible=all_of(field, _changed(given)), violation=lacking)


def _changed(given: Given) -> exp.Expr:
    old, new, beyond = given.column("old_column"), given.column("new_column"), given.value("beyond")
    if beyond is None:
        return exp.NullSafeNEQ(this=new, expression=old)
    distance = exp.Abs(this=exp.Sub(this=_number(new), expression=_number(old)))
    return exp.GT(this=distance, expression=beyond)


def _number(value: exp.Expr) -> exp.Expr:
    """A history keeps values of every field as text; what is no number did not change by an amount."""
    return exp.TryCast(this=value, to=exp.DataType.build("double"), safe=True)


ON_CHANGE = Kind(
    name="on_change",
    about="In a table of field changes, every change of this field comes with the required columns filled.",
    arguments=(
        Parameter("field", ParameterType.TEXT, "the field that changed, as the table names it", required=True),
        Parameter("requires", ParameterType.COLUMNS, "columns that must then be filled", required=True),
        Parameter("beyond", ParameterType.NUMBER, "only changes by more than this; any change when missing"),
        Parameter("field_column", ParameterType.COLUMN, "the column with the field's name", default="field"),
        Parameter("old_column", ParameterType.COLUMN, "the column with the value before", default="old_value"),
        Parameter("new_column", ParameterType.COLUMN, "the column with the value after", default="new_value"),
    ),
    rule=rule,
)
