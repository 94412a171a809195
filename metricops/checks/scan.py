"""Counting: one aggregate scan per table for all its rules, and a query of its own for each that looks further."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from metricops.checks.columns import Columns, Types
from metricops.checks.compiling import Entry, LeftOut, Shape, sort_out
from metricops.checks.given import table
from metricops.checks.predicate import added_up, any_of, untrue
from metricops.checks.render import render
from metricops.checks.rule import HELPER, RowRule, ValueRule
from metricops.manifest import Check, Relation
from metricops.periods import Calendar
from metricops.sql.compiled import CompiledQuery

ROWS, TIER_1_ROWS = "row_count", "tier_1_rows"


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Where in a result row a check's counts stand; `observed` only for a rule on a value, `waived` with waivers.

    `by_waiver` are the places of each waiver's own count.
    """

    check: Check
    rule: RowRule | ValueRule
    rows: int
    eligible: int
    violations: int
    observed: int | None = None
    waived: int | None = None
    by_waiver: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CheckQuery:
    """A query that returns one row: the table's row count, each tally's counts, and rows that break any tier 1 rule.

    `tier_1` holds the rules behind that last count, which stands at `tier_1_rows` when this query has it.
    """

    relation: Relation
    compiled: CompiledQuery
    tallies: tuple[Tally, ...]
    rows: int = 0
    tier_1_rows: int | None = None
    tier_1: tuple[Entry, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks it counts for."""
        return tuple(tally.check for tally in self.tallies)


@dataclass(frozen=True, slots=True)
class CompiledChecks:
    """Everything to run, and what needs no running: checks with faults, and questions about a table's shape.

    `checks` are all of them in the order given.
    """

    checks: tuple[Check, ...]
    queries: tuple[CheckQuery, ...]
    left_out: tuple[LeftOut, ...] = ()
    shapes: tuple[Shape, ...] = ()


def compile_checks(
    checks: Iterable[Check],
    as_of: date,
    dialect: str,
    columns: Columns | None = None,
    calendar: Calendar = Calendar(),
    types: Types | None = None,
) -> CompiledChecks:
    """All checks as queries in the dialect: one scan per table, then those that stand alone.

    `columns` are the warehouse's, by table; checks that name others are left out with their diagnostics and hide
    nothing else. Tables that are not in it are taken on trust. `types` are those of the same columns, in order, as
    the warehouse writes them; checks on types need them.
    """
    checks = tuple(checks)
    sorted_out = sort_out(checks, as_of, dialect, columns or {}, calendar, types or {})
    tables: dict[Relation, list[Entry]] = {}
    for entry in sorted_out.entries:
        tables.setdefault(entry.check.relation, []).append(entry)
    queries = tuple(query for name, entries in tables.items() for query in _of_table(name, entries, dialect))
    return CompiledChecks(checks, queries, sorted_out.left_out, sorted_out.shapes)


def narrowed(query: CheckQuery, without: Collection[str]) -> CheckQuery:
    """The same query without the checks of these names, such as one that the engine could not evaluate."""
    entries = [Entry(t.check, t.rule) for t in query.tallies if t.check.name not in without]
    tier_1 = [entry for entry in query.tier_1 if entry.check.name not in without]
    return _scan(query.relation, entries, tier_1, query.compiled.dialect)


def _of_table(relation: Relation, entries: Sequence[Entry], dialect: str) -> Iterable[CheckQuery]:
    alone = [e for e in entries if e.rule.alone]
    together = [e for e in entries if e not in alone]
    tier_1 = [e for e in entries if e.check.tier == 1 and isinstance(e.rule, RowRule)]
    one_scan = not any(e in alone for e in tier_1)
    if together:
        yield _scan(relation, together, tier_1 if one_scan else (), dialect)
    for entry in alone:
        yield _scan(relation, (entry,), tier_1 if len(tier_1) == 1 and entry in tier_1 else (), dialect)
    if not one_scan and len(tier_1) > 1:
        yield _scan(relation, (), tier_1, dialect)


@dataclass(slots=True)
class _Select:
    """The columns of one scan while it is put together; an expression that is asked for twice is computed once."""

    columns: list[exp.Expr] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    windows: list[exp.Expr] = field(default_factory=list)

    def add(self, expression: exp.Expr, name: str) -> int:
        """The place of an expression among the columns."""
        key = expression.sql()
        if key not in self.places:
            self.places[key] = len(self.columns)
            self.columns.append(exp.alias_(expression, name))
        return self.places[key]

    def seen(self, rule: RowRule, condition: exp.Expr | None) -> exp.Expr | None:
        """A rule's condition with its window's column under the name it has in this scan."""
        if rule.window is None or condition is None:
            return condition
        if rule.window not in self.windows:
            self.windows.append(rule.window)
        return renamed(condition, helper(self.windows.index(rule.window)))


def _scan(relation: Relation, entries: Sequence[Entry], tier_1: Sequence[Entry], dialect: str) -> CheckQuery:
    select = _Select()
    rows = select.add(added_up(None), ROWS)
    tallies = tuple(_tally(n, entry, select) for n, entry in enumerate(entries, 1))
    rules = [entry.rule for entry in tier_1 if isinstance(entry.rule, RowRule)]
    each = [select.seen(rule, rule.broken) or exp.true() for rule in rules]
    broken = {condition.sql(): condition for condition in each}.values()
    tier_1_rows = select.add(added_up(any_of(*broken)), TIER_1_ROWS) if broken else None
    query = exp.select(*select.columns).from_(source(relation, select.windows))
    return CheckQuery(relation, render(query, dialect), tallies, rows, tier_1_rows, tuple(tier_1))


def _tally(n: int, entry: Entry, select: _Select) -> Tally:
    rule = entry.rule
    if isinstance(rule, RowRule):
        waived, each = rule.waived, [select.seen(rule, one) for one in rule.waived_by_each]
        rows, eligible, broken = (select.seen(rule, part) for part in (rule.scope, rule.judged, rule.broken))
        return Tally(
            entry.check,
            rule,
            select.add(added_up(rows), f"check_{n}_rows"),
            select.add(added_up(eligible), f"check_{n}_eligible"),
            select.add(added_up(broken), f"check_{n}_violations"),
            waived=select.add(added_up(select.seen(rule, waived)), f"check_{n}_waived") if waived else None,
            by_waiver=tuple(select.add(added_up(one), f"check_{n}_waiver_{i}") for i, one in enumerate(each, 1)),
        )
    failed = exp.Case(ifs=[exp.If(this=untrue(rule.holds), true=_digit(1))], default=_digit(0))
    return Tally(
        entry.check,
        rule,
        select.add(added_up(rule.scope), f"check_{n}_rows"),
        select.add(_digit(1), "one"),
        select.add(failed, f"check_{n}_violations"),
        select.add(rule.value, f"check_{n}_observed"),
    )


def source(relation: Relation, windows: Sequence[exp.Expr]) -> exp.Expr:
    """The table, or the table with each window beside its columns."""
    if not windows:
        return table(relation)
    beside = [exp.alias_(window.copy(), helper(n)) for n, window in enumerate(windows)]
    return exp.select("*", *beside).from_(table(relation)).subquery("checked")


def helper(n: int) -> str:
    """The column of a scan's n-th window."""
    return f"{HELPER}_{n}"


def renamed(condition: exp.Expr, name: str) -> exp.Expr:
    """A copy in which the rule's window stands under this name."""
    copy = condition.copy()
    for column in copy.find_all(exp.Column):
        if column.name == HELPER:
            column.set("this", exp.to_identifier(name))
    return copy


def _digit(n: int) -> exp.Expr:
    return exp.Literal.number(n)
