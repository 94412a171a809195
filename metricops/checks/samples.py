"""Sampling: some of the rows that a check judged, for people to look at, with what the check says of each."""

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from metricops.checks.columns import Columns, spelled
from metricops.checks.compiling import rule_of
from metricops.checks.dates import AsOf
from metricops.checks.exceptions import selected
from metricops.checks.given import column
from metricops.checks.render import render
from metricops.checks.rule import RowRule
from metricops.checks.scan import helper, renamed, source
from metricops.manifest import Check
from metricops.periods import Calendar
from metricops.sql.compiled import CompiledQuery

VERDICT = "metricops_verdict"
BREAKS, WAIVED, HOLDS = "breaks it", "waived", "holds"


def sample_query(
    check: Check,
    as_of: date,
    dialect: str,
    keys: Sequence[str],
    n: int,
    seed: str,
    columns: Columns | None = None,
    calendar: Calendar = Calendar(),
) -> CompiledQuery | None:
    """At most n of the rows that a check judged: keys first, then the columns it reads, last the column VERDICT.

    Which rows these are hangs on their keys and the seed alone, so the same table gives the same sample. None for a
    rule on a value or on the table's shape, and without keys. Raises QueryError for a check with faults.
    """
    rule = rule_of(check, AsOf(as_of, calendar), dialect, columns or {})
    if not isinstance(rule, RowRule) or not keys:
        return None
    names = (columns or {}).get(check.relation, ())
    first = [spelled(column(name), names, dialect) for name in keys]
    shown = selected(rule, first)
    windows = (rule.window,) if rule.window is not None else ()
    query = exp.select(*shown, exp.alias_(renamed(_verdict(rule), helper(0)), VERDICT))
    query = query.from_(source(check.relation, windows))
    if rule.judged is not None:
        query = query.where(renamed(rule.judged, helper(0)))
    order = (exp.Ordered(this=each.copy(), desc=False, nulls_first=False) for each in (_draw(first, seed), *shown))
    return render(query.order_by(*order).limit(n), dialect)


def _verdict(rule: RowRule) -> exp.Expr:
    waived = [exp.If(this=rule.waived, true=exp.Literal.string(WAIVED))] if rule.waived is not None else []
    broken = exp.If(this=rule.found, true=exp.Literal.string(BREAKS))
    return exp.Case(ifs=[*waived, broken], default=exp.Literal.string(HOLDS))


def _draw(keys: Sequence[exp.Expr], seed: str) -> exp.Expr:
    """A number that only chance could foresee, the same for the same key and seed in every warehouse."""
    text: exp.Expr = exp.Literal.string(seed)
    for key in keys:
        written = exp.Coalesce(this=exp.cast(key.copy(), "text"), expressions=[exp.Literal.string("")])
        text = exp.DPipe(this=exp.DPipe(this=text, expression=exp.Literal.string("|")), expression=written)
    return exp.MD5(this=text)
