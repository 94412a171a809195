"""Listing: the rows that break a check, from the very condition that counted them."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlglot import exp

from metricops.checks.columns import Columns, spelled
from metricops.checks.compiling import rule_of
from metricops.checks.dates import AsOf
from metricops.checks.given import column
from metricops.checks.render import render
from metricops.checks.rule import HELPER, RowRule
from metricops.checks.scan import helper, renamed, source
from metricops.checks.waivers import label
from metricops.manifest import Check
from metricops.periods import Calendar
from metricops.sql.compiled import CompiledQuery

WAIVER = "metricops_waiver"


def exception_query(
    check: Check,
    as_of: date,
    dialect: str,
    keys: Sequence[str],
    limit: int | None = None,
    columns: Columns | None = None,
    calendar: Calendar = Calendar(),
) -> CompiledQuery | None:
    """The violating rows: keys first, then who mends them, then the columns the rule reads, ordered by all of them.

    A rule that reads no column lists whole rows. None for a rule on a value or on the table's shape, which no single
    row breaks. Raises QueryError for a check with faults. Without a limit there are as many rows as the scan counted
    violations. The rows of a check with waivers end in the column WAIVER: the number of the waiver that lets them
    pass, from 1, or NULL.
    """
    rule = rule_of(check, AsOf(as_of, calendar), dialect, columns or {})
    if not isinstance(rule, RowRule):
        return None
    windows = (rule.window,) if rule.window is not None else ()
    names = (columns or {}).get(check.relation, ())
    first = (*keys, *((check.owner_column,) if check.owner_column else ()))
    shown = selected(rule, [spelled(column(name), names, dialect) for name in first])
    query = exp.select(*shown or "*").from_(source(check.relation, windows))
    query = query.where(renamed(rule.found, helper(0)))
    if shown:
        order = (exp.Ordered(this=each.copy(), desc=False, nulls_first=False) for each in shown)
        query = query.order_by(*order)
    if rule.waivers:
        query = query.select(exp.alias_(renamed(label(rule.waivers), helper(0)), WAIVER))
    return render(query.limit(limit) if limit is not None else query, dialect)


def selected(rule: RowRule, keys: Sequence[exp.Expr]) -> list[exp.Expr]:
    """What a list of records shows: the keys, then the columns that the rule reads, each once."""
    found = {key.name.lower(): key for key in keys}
    for node in _columns_read(rule):
        found.setdefault(node.name.lower(), node.copy())
    return list(found.values())


def _columns_read(rule: RowRule) -> Iterator[exp.Column]:
    for tree in (rule.scope, rule.eligible, rule.window, rule.violation):
        for node in tree.find_all(exp.Column, bfs=False) if tree is not None else ():
            if node.name != HELPER and not node.find_ancestor(exp.Select):
                yield node
