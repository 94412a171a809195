"""Compiling: checks become rules ready for one dialect, and those that cannot are set aside with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from metricops.checks.columns import Columns, Types, column_faults, spelled
from metricops.checks.dates import AsOf
from metricops.checks.faults import faults
from metricops.checks.kinds import KINDS
from metricops.checks.render import UnwritableError, writable
from metricops.checks.rule import Listing, RowRule, Rule, ShapeRule, Sight, ValueRule
from metricops.checks.waivers import condition
from metricops.diagnostics import Diagnostic, error
from metricops.errors import QueryError
from metricops.manifest import Check
from metricops.periods import Calendar


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A check with its rule, ready to be written into a query."""

    check: Check
    rule: RowRule | ValueRule


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A check that cannot be asked, and why."""

    check: Check
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A check on the table's columns with what was seen; None when the columns are not known."""

    check: Check
    sight: Sight | None


@dataclass(frozen=True, slots=True)
class SortedOut:
    """Checks by what can be done with them."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    shapes: tuple[Shape, ...]


def sort_out(
    checks: Iterable[Check], as_of: date, dialect: str, columns: Columns, calendar: Calendar, types: Types
) -> SortedOut:
    """Every check is in exactly one of the three groups, in the order given."""
    entries, left_out, shapes = [], [], []
    for check in checks:
        try:
            rule = rule_of(check, AsOf(as_of, calendar), dialect, columns)
        except QueryError as fault:
            left_out.append(LeftOut(check, fault.diagnostics))
            continue
        if isinstance(rule, ShapeRule):
            listed = columns.get(check.relation)
            listing = None if listed is None else Listing(listed, types.get(check.relation, ()), dialect)
            shapes.append(Shape(check, _seen(rule, listing)))
        else:
            entries.append(Entry(check, rule))
    return SortedOut(tuple(entries), tuple(left_out), tuple(shapes))


def rule_of(check: Check, as_of: AsOf, dialect: str, columns: Columns) -> Rule:
    """The check's rule for this dialect and these tables; raises QueryError with everything that is wrong."""
    found = faults(check) or column_faults(check, KINDS[check.kind], columns)
    if found:
        raise QueryError(found)
    kind = KINDS[check.kind]
    rule = kind.rule(kind.given(check, as_of))
    if isinstance(rule, ShapeRule):
        return rule
    if isinstance(rule, RowRule) and check.waivers:
        rule = replace(rule, waivers=tuple(condition(check, waiver, as_of) for waiver in check.waivers))
    try:
        return _written(rule, columns.get(check.relation, ()), dialect)
    except UnwritableError as fault:
        raise QueryError((error("Q109", f'check "{check.name}": {fault}', check.span),)) from None


def _written(rule: RowRule | ValueRule, names: tuple[str, ...], dialect: str) -> RowRule | ValueRule:
    """The rule with every tree spelled and written for the dialect."""

    def tree(written: exp.Expr) -> exp.Expr:
        return writable(spelled(written, names, dialect), dialect)

    def maybe(written: exp.Expr | None) -> exp.Expr | None:
        return None if written is None else tree(written)

    scope = maybe(rule.scope)
    if isinstance(rule, ValueRule):
        return replace(rule, scope=scope, value=tree(rule.value), holds=tree(rule.holds))
    eligible, window = maybe(rule.eligible), maybe(rule.window)
    waivers = tuple(map(tree, rule.waivers))
    violation = tree(rule.violation)
    return replace(rule, scope=scope, eligible=eligible, window=window, violation=violation, waivers=waivers)


def _seen(rule: ShapeRule, listing: Listing | None) -> Sight | None:
    sight = rule.look(listing) if listing is not None else None
    return sight if sight is not None and sight.known else None
