"""What people see of values: query rows, findings, checks and definitions as tables of text."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from metricops.engines.result import Result, ResultColumn
from metricops.evaluate.colours import status_text
from metricops.evaluate.values import CheckResult, Finding, Status
from metricops.output.records import segment_text
from metricops.output.table import Column, Table
from metricops.units import is_noun, plain, short

NUMBERS = (int, float, Decimal)


def result_table(result: Result, metrics: Collection[str] = ()) -> Table:
    """Rows of a query: numbers in their units, a missing metric as "no data", a missing group as "(none)".

    `metrics` are the names of columns that are metrics; those with a unit are known to be.
    """
    columns = tuple(
        Column(_heading(column), right=_numeric(column, at, result)) for at, column in enumerate(result.columns)
    )
    rows = (
        tuple(_cell(value, column, metrics) for value, column in zip(row, result.columns, strict=True))
        for row in result.rows
    )
    return Table(columns, tuple(rows))


def findings_table(findings: Iterable[Finding]) -> Table:
    """Findings in the order given: status, money, date, owner, and what happened where."""
    columns = (
        Column("status", painted=True),
        Column("$ at stake", right=True),
        Column("due"),
        Column("owner", wraps=True),
        Column("what", wraps=True),
    )
    return Table(columns, tuple(_finding_row(finding) for finding in findings))


def checks_table(checks: Iterable[CheckResult]) -> Table:
    """Checks in the order given, with what to do about a violation."""
    columns = (
        Column("status", painted=True),
        Column("tier", right=True),
        Column("violations", right=True),
        Column("of", right=True),
        Column("owner", wraps=True),
        Column("check", wraps=True),
    )
    return Table(columns, tuple(_check_row(check) for check in checks))


def _finding_row(finding: Finding) -> tuple[str, ...]:
    what = [finding.sentence or f"{finding.metric} {segment_text(dict(finding.segment))}".rstrip()]
    if finding.reason and finding.reason not in what[0]:
        what.append(finding.reason)
    what += [f"→ {action}" for action in finding.action if finding.status is Status.BREACH]
    what += [finding.span.place, *([f"confidence {finding.confidence}"] if finding.confidence else [])]
    at_stake = "" if finding.at_stake is None else short(finding.at_stake)
    due = "" if finding.due is None else finding.due.isoformat()
    return (status_text(finding.status, finding.state), at_stake, due, finding.owner, "\n".join(what))


def _check_row(check: CheckResult) -> tuple[str, ...]:
    what = [check.check]
    what += _waived(check)
    if check.status is not Status.OK:
        what += [line for line in (check.reason, f"→ {check.fix}" if check.fix else "") if line]
        what.append(check.span.place)
    judged = check.status is not Status.NOT_JUDGED
    counts = (f"{check.violations:,}", f"{check.eligible:,}") if judged else ("", "")
    return (status_text(check.status), str(check.tier), *counts, check.owner, "\n".join(what))


def _waived(check: CheckResult) -> list[str]:
    """How many records are let pass, and until when."""
    until = sorted({waiver.until for waiver in check.declared.waivers}) if check.declared else []
    days = f" until {until[-1]}" if until else ""
    return [f"{check.waived:,} waived{days}"] if check.waived else []


def _heading(column: ResultColumn) -> str:
    said = not is_noun(column.unit) or column.unit in column.name.split("_")
    return column.name if said else f"{column.name} ({column.unit})"


def _numeric(column: ResultColumn, at: int, result: Result) -> bool:
    values = [row[at] for row in result.rows if row[at] is not None]
    return bool(column.unit) or (bool(values) and all(_is_number(value) for value in values))


def _is_number(value: Any) -> bool:
    return isinstance(value, NUMBERS) and not isinstance(value, bool)


def _cell(value: Any, column: ResultColumn, metrics: Collection[str]) -> str:
    match value:
        case None:
            return "no data" if column.unit or column.name in metrics else "(none)"
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal() if column.unit:
            return plain(value, column.unit)
        case int() | float() | Decimal():
            return _number(value)
        case datetime():
            return value.isoformat(" ").removesuffix("+00:00").removesuffix(" 00:00:00")  # sessions stand in UTC
        case date():
            return value.isoformat()
    return str(value)


def _number(value: int | float | Decimal) -> str:
    """A number without a unit may be a key or a year: no thousands separators, no rounding of exact values."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
