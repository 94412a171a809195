"""Rules: what a check asks of its table, as SQL trees in no dialect yet."""

from dataclasses import dataclass

from sqlglot import exp

from metricops.checks.predicate import all_of

HELPER = "metricops_helper"  # the column a row rule's window stands under


@dataclass(frozen=True, slots=True, eq=False)
class RowRule:
    """A rule on single rows: of the rows in `scope` the `eligible` ones are judged, those in `violation` break it.

    Each is a condition over the table's columns; none means every row. `window` is computed over the whole table
    first and stands in the conditions as the column `metricops_helper`. A rule that looks beyond the row, with a
    window or into another table, is `alone`: it has a query of its own.
    """

    violation: exp.Expr
    scope: exp.Expr | None = None
    eligible: exp.Expr | None = None
    window: exp.Expr | None = None
    alone: bool = False

    @property
    def judged(self) -> exp.Expr | None:
        """The condition of rows that are judged."""
        return all_of(self.scope, self.eligible)

    @property
    def broken(self) -> exp.Expr:
        """The condition of rows that break the rule; the count and the list of exceptions both use it."""
        return all_of(self.scope, self.eligible, self.violation) or exp.true()


@dataclass(frozen=True, slots=True, eq=False)
class ValueRule:
    """A rule on one aggregate: `value` over the rows in scope must make `holds` true.

    In words: the `subject` is the value observed, and what is `expected` is needed.
    """

    value: exp.Expr
    holds: exp.Expr
    subject: str
    expected: str
    scope: exp.Expr | None = None


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """A rule on the table's shape: it has this column. No query, the listing of columns answers."""

    column: str


Rule = RowRule | ValueRule | ColumnRule
