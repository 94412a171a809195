"""Tiers: the counts of checks become outcomes, check by check, and what they say of a table as a whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from metricops.checks import CheckQuery, CompiledChecks, Tally
from metricops.checks.rule import Sight, ValueRule
from metricops.evaluate.check_runs import Outcome
from metricops.evaluate.values import CheckResult, Observed, Status
from metricops.manifest import Check, Relation

FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class TableQuality:
    """What the checks say of one table: rows that break any tier 1 rule, and the names of checks by what came out.

    `violated` are tier 1 checks, `stale` the freshness checks of any tier, `not_judged` tier 1 checks that could not
    run. `breaking` is None when rows could not be counted.
    """

    relation: Relation
    rows: int = 0
    breaking: int | None = None
    violated: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    not_judged: tuple[str, ...] = ()

    @property
    def share(self) -> Decimal:
        """The share of the table's rows that break a tier 1 rule; 0 when none does or none was counted."""
        return Decimal(self.breaking) / self.rows if self.breaking and self.rows else Decimal(0)


def judge_checks(compiled: CompiledChecks, outcomes: Iterable[Outcome]) -> tuple[CheckResult, ...]:
    """One result per check, in the order in which they were compiled."""
    found = {result.check: result for outcome in outcomes for result in _judged(outcome)}
    for left_out in compiled.left_out:
        reason = "; ".join(diagnostic.message for diagnostic in left_out.diagnostics)
        found[left_out.check.name] = _result(left_out.check, Status.NOT_JUDGED, reason=reason)
    for shape in compiled.shapes:
        found[shape.check.name] = _shape(shape.check, shape.sight)
    return tuple(found[check.name] for check in compiled.checks)


def table_quality(results: Sequence[CheckResult], outcomes: Iterable[Outcome]) -> Mapping[Relation, TableQuality]:
    """The quality of every table that is checked."""
    tables: dict[Relation, TableQuality] = {}
    for result in results:
        if result.declared is not None:
            relation = result.declared.relation
            tables[relation] = _with(tables.get(relation, TableQuality(relation)), result)
    for outcome in outcomes:
        table, query = tables[outcome.query.relation], outcome.query
        if outcome.row is not None and query.tier_1_rows is not None:
            rows, breaking = outcome.row[query.rows], outcome.row[query.tier_1_rows]
            tables[query.relation] = replace(table, rows=rows, breaking=breaking)
    return tables


def confirmed(result: CheckResult, listed: int) -> CheckResult:
    """The result after its exceptions were listed: a list of another length than the count is said aloud."""
    counted = result.violations + result.waived
    if result.status is Status.NOT_JUDGED or listed == counted:
        return result
    told = f"{counted} rows were counted but {listed} listed: the table changed in between"
    return replace(result, reason="; ".join(part for part in (result.reason, told) if part))


def _with(table: TableQuality, result: CheckResult) -> TableQuality:
    breach, unknown = result.status is Status.BREACH, result.status is Status.NOT_JUDGED
    stale = breach and result.declared is not None and result.declared.kind == FRESH
    return replace(
        table,
        violated=(*table.violated, result.check) if breach and result.tier == 1 else table.violated,
        stale=(*table.stale, result.check) if stale else table.stale,
        not_judged=(*table.not_judged, result.check) if unknown and result.tier == 1 else table.not_judged,
    )


def _judged(outcome: Outcome) -> Iterator[CheckResult]:
    for check, reason in outcome.failed:
        yield _result(check, Status.NOT_JUDGED, reason=reason)
    for tally in outcome.query.tallies if outcome.row is not None else ():
        yield _counted(tally, outcome.query, outcome.row or ())


def _counted(tally: Tally, query: CheckQuery, row: Sequence[Any]) -> CheckResult:
    check, eligible, violations = tally.check, int(row[tally.eligible]), int(row[tally.violations])
    if check.require_rows and not row[query.rows]:
        return _result(check, Status.NOT_JUDGED, reason=f'"{check.on}" has no rows')
    if isinstance(tally.rule, ValueRule) and tally.observed is not None:
        observed = _plain(row[tally.observed])
        reason = _value_reason(observed, tally.rule) if violations else ""
        status = Status.BREACH if violations else Status.OK
        return _result(check, status, row[tally.rows], eligible, violations, reason, observed)
    enough = eligible - violations >= check.mostly * eligible
    reason = "" if enough else _share_reason(check, eligible, violations)
    status = Status.OK if enough else Status.BREACH
    result = _result(check, status, row[tally.rows], eligible, violations, reason)
    if tally.waived is None:
        return result
    return replace(result, waived=int(row[tally.waived]), by_waiver=tuple(int(row[at]) for at in tally.by_waiver))


def _value_reason(observed: Observed, rule: ValueRule) -> str:
    shown = ", ".join(map(str, observed)) if isinstance(observed, tuple) else observed
    found = "there is no value" if observed is None else f"{rule.subject} is {shown}"
    return f"{found}; {rule.expected} is needed"


def _share_reason(check: Check, eligible: int, violations: int) -> str:
    if check.mostly == 1:
        return ""
    return f"{eligible - violations} of {eligible} rows hold it; {(check.mostly * 100).normalize():f}% are needed"


def _shape(check: Check, sight: Sight | None) -> CheckResult:
    if sight is None:
        return _result(check, Status.NOT_JUDGED, reason=f'the columns of "{check.on}" are not known')
    status = Status.BREACH if sight.wrong else Status.OK
    return _result(check, status, 0, 1, int(bool(sight.wrong)), sight.wrong, sight.observed)


def _plain(value: Any) -> Observed:
    if value is None or isinstance(value, int | float | Decimal | str):
        return value
    if isinstance(value, list):
        return tuple(_plain(item) for item in value)
    return str(value)  # dates and moments, as ISO writes them


def _result(
    check: Check,
    status: Status,
    rows: int = 0,
    eligible: int = 0,
    violations: int = 0,
    reason: str = "",
    observed: Observed = None,
) -> CheckResult:
    return CheckResult(
        check=check.name,
        tier=check.tier,
        table=check.on,
        status=status,
        eligible=eligible,
        violations=violations,
        owner=check.owner,
        fix=check.fix,
        span=check.span,
        reason=reason,
        rows=rows,
        observed=observed,
        declared=check,
    )
