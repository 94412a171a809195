"""`fresh`: the newest row is recent enough for the as-of date."""

from datetime import datetime

from sqlglot import exp

from metricops.checks.freshness import deadline
from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import when
from metricops.checks.rule import ValueRule


def rule(given: Given) -> ValueRule:
    """Broken when the newest value is older than the refresh allows, and when there is none."""
    refresh = given.text("within")
    due = deadline(refresh, given.as_of.day, given.as_of.calendar)
    assert due is not None, refresh  # `impossible` has said so before
    newest = exp.Max(this=when(given.scope, given.column("column")))
    side = exp.GTE if due.included else exp.GT
    holds = side(this=exp.cast(newest.copy(), "timestamp"), expression=_moment(due.moment))
    moment = f"{due.moment:%Y-%m-%d %H:%M}"
    needed = f"one from {moment} on" if due.included else f"one after {moment}"
    return ValueRule(newest, holds, "the newest row", f'{needed} ("{refresh}")', given.scope)


def impossible(given: Given) -> tuple[str, str] | None:
    """What is wrong with the refresh as written."""
    refresh = given.text("within")
    if deadline(refresh, given.as_of.day, given.as_of.calendar):
        return None
    needed = 'one such as "daily by 06:00", "weekly by Monday" or "24 hours" is needed'
    return "within", f'"{refresh}" is no refresh: {needed}'


def _moment(moment: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(moment.isoformat(sep=" ")), "timestamp")


FRESH = Kind(
    name="fresh",
    about="The newest value of a column that says when rows were loaded is recent enough.",
    arguments=(
        Parameter("column", ParameterType.COLUMN, "when a row was loaded", required=True, aliases=("loaded_at",)),
        Parameter("within", ParameterType.REFRESH, "`daily by 06:00`, `24 hours`", required=True, aliases=("refresh",)),
    ),
    rule=rule,
    judges="value",
    impossible=impossible,
)
