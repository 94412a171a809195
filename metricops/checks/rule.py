"""Rules: what a check asks of its table, as SQL trees in no dialect yet."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from metricops.checks.predicate import all_of, any_of, negated

HELPER = "metricops_helper"  # the column a row rule's window stands under


@dataclass(frozen=True, slots=True, eq=False)
class RowRule:
    """A rule on single rows: of the rows in `scope` the `eligible` ones are judged, those in `violation` break it.

    Each is a condition over the table's columns; none means every row. `window` is computed over the whole table
    first and stands in the conditions as the column `metricops_helper`. A rule that looks beyond the row, with a
    window or into another table, is `alone`: it has a query of its own. Rows in one of `waivers` are
    let pass: they are counted apart. Where `violation` is NULL on every row that is not eligible, as a comparison
    with an empty cell is, `implied` spares asking twice.
    """

    violation: exp.Expr
    scope: exp.Expr | None = None
    eligible: exp.Expr | None = None
    window: exp.Expr | None = None
    alone: bool = False
    waivers: tuple[exp.Expr, ...] = ()
    implied: bool = False

    @property
    def judged(self) -> exp.Expr | None:
        """The condition of rows that are judged."""
        return all_of(self.scope, self.eligible)

    @property
    def found(self) -> exp.Expr:
        """The condition of rows that break the rule, waived or not; the list of exceptions uses it."""
        return all_of(self.scope, None if self.implied else self.eligible, self.violation) or exp.true()

    @property
    def broken(self) -> exp.Expr:
        """The condition of rows that break the rule and are not waived."""
        return all_of(self.found, *map(negated, self.waivers)) or exp.true()

    @property
    def waived(self) -> exp.Expr | None:
        """The condition of rows that break the rule and are waived; none without waivers."""
        return all_of(self.found, any_of(*self.waivers)) if self.waivers else None

    @property
    def waived_by_each(self) -> tuple[exp.Expr, ...]:
        """For every waiver the condition of rows that break the rule and that it lets pass."""
        return tuple(all_of(self.found, waiver) or exp.true() for waiver in self.waivers)


@dataclass(frozen=True, slots=True, eq=False)
class ValueRule:
    """A rule on one aggregate: `value` over the rows in scope must make `holds` true.

    In words: the `subject` is the value observed, and what is `expected` is needed. A rule whose trees look into
    another table, or at the groups of its own, is `alone`: it has a query of its own.
    """

    value: exp.Expr
    holds: exp.Expr
    subject: str
    expected: str
    scope: exp.Expr | None = None
    alone: bool = False


Observed = str | int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A table's columns in order with their types as the warehouse writes them; no types where they are not known."""

    names: tuple[str, ...]
    types: tuple[str, ...] = ()
    dialect: str = ""

    def index(self, column: str) -> int | None:
        """Where a column stands, whatever the case of its letters; None when there is none."""
        names = [name.lower() for name in self.names]
        return names.index(column.lower()) if column.lower() in names else None

    def type_of(self, column: str) -> str | None:
        """The type of a column; None when the column or the types are not known."""
        at = self.index(column)
        return self.types[at] if at is not None and at < len(self.types) else None


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of a table's shape; `wrong` says what is needed instead, and is empty when the rule holds.

    Without an answer, because types are not known, `known` is False.
    """

    observed: Observed = None
    wrong: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class ShapeRule:
    """A rule on the table's columns. No query: their listing answers."""

    look: Callable[[Listing], Sight]


Rule = RowRule | ValueRule | ShapeRule
