"""`pair_accepted`: two columns hold together only pairs of a list."""

from collections.abc import Iterator

from sqlglot import exp

from metricops.checks.given import Given, constant
from metricops.checks.kind import Kind
from metricops.checks.kinds.pair_greater import PAIR
from metricops.checks.missing_values import ignoring
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, any_of, missing, untrue
from metricops.checks.rule import RowRule
from metricops.manifest.checks import Argument


def rule(given: Given) -> RowRule:
    """Broken where the two together are no pair of the list; an empty item of a pair stands for an empty cell."""
    columns = (given.column("a"), given.column("b"))
    known = any_of(*_equal_to(given.items("pairs"), columns))
    return RowRule(scope=given.scope, eligible=ignoring(given.text("ignore_row_if"), columns), violation=untrue(known))


def _equal_to(pairs: tuple[Argument, ...], columns: tuple[exp.Expr, exp.Expr]) -> Iterator[exp.Expr]:
    for pair in pairs:
        assert isinstance(pair, tuple), "faults() has said so before"
        sides = (
            missing(column) if value is None else exp.EQ(this=column.copy(), expression=constant(value))
            for column, value in zip(columns, pair, strict=True)
        )
        yield all_of(*sides) or exp.true()


PAIR_ACCEPTED = Kind(
    name="pair_accepted",
    about="In every row columns `a` and `b` together hold one of the listed pairs, such as a country and its currency.",
    arguments=(
        *PAIR[:2],
        Parameter("pairs", ParameterType.PAIRS, "lists of two values", required=True, aliases=("value_pairs_set",)),
        PAIR[2],
    ),
    rule=rule,
    listed=("pairs",),
    aliases=("expect_column_pair_values_to_be_in_set",),
)
