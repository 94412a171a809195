"""A metric beside its targets, as the columns and rows of an answer with the words that stand under them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from metricops.engines.result import ResultColumn
from metricops.evaluate.attainment import RUN, Attainment, Stretch
from metricops.evaluate.exact import number
from metricops.evaluate.rolling import QUARTERS, Rolling
from metricops.evaluate.values import Number, Segment
from metricops.manifest import Metric

DAYS = (ResultColumn("period_start", "DATE"), ResultColumn("period_end", "DATE"))
NOTE = "target: "  # begins what explains the columns, apart from what is wrong with the numbers
SHARE = "%"


@dataclass(frozen=True, slots=True)
class Shown:
    """Columns, rows and notes of an answer."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[str, ...]


def attained(metric: Metric, by: Sequence[str], period: Stretch, found: Iterable[Attainment]) -> Shown:
    """Value to date, target to date, the share of it, the whole target, the run-rate, and the target among history."""
    found, unit = tuple(found), metric.unit
    columns = (
        *_keys(by),
        *DAYS,
        *_numbers((metric.name, unit), ("target_to_date", unit), ("attained", SHARE), ("target", unit)),
        *_numbers(("run_rate", unit)),
        ResultColumn("target_is", "VARCHAR"),
    )
    rows = tuple(_attained(one, period) for one in found)
    days = f"{NOTE}to date are {period.to_date.days} of {period.whole.days} days"
    run = f"{NOTE}run_rate is what the last {RUN} complete {period.grain}s brought, per {period.grain}"
    rank = f"{NOTE}p80 is one that 80% of these {period.grain}s did not pass"
    return Shown(columns, rows, (*_gaps((one.segment, one.reason) for one in found), days, run, rank))


def rolled(metric: Metric, by: Sequence[str], found: Iterable[Rolling]) -> Shown:
    """Every quarter's share of a year, that share of the last four quarters, the target that is set, and how far this
    lies beyond."""
    found, unit = tuple(found), metric.unit
    columns = (
        *_keys(by),
        *DAYS,
        *_numbers(("seasonality", SHARE), ("rolling_target", unit), ("target", unit), ("target_beyond", SHARE)),
    )
    rows = tuple(map(_rolled, found))
    told = f"{NOTE}rolling_target is the total of the last {QUARTERS} complete quarters, shared out as in those years"
    return Shown(columns, rows, (*_gaps((one.segment, one.reason) for one in found), told))


def _keys(by: Sequence[str]) -> Iterable[ResultColumn]:
    return (ResultColumn(dimension, "VARCHAR") for dimension in by)


def _numbers(*named: tuple[str, str]) -> Iterable[ResultColumn]:
    return (ResultColumn(name, "DECIMAL", unit) for name, unit in named)


def _attained(one: Attainment, period: Stretch) -> tuple[Any, ...]:
    values = (one.value, one.to_date, one.attained, one.target, one.run_rate)
    n, share = len(one.history), one.percentile
    rank = f"p{round(share * 100)} of last {n} {period.grain}{'' if n == 1 else 's'}" if share is not None else None
    days: tuple[date, date] = (period.whole.start, period.whole.end)
    return (*(value for _, value in one.segment), *days, *map(_number, values), rank)


def _rolled(one: Rolling) -> tuple[Any, ...]:
    beyond = one.target / one.rolling - 1 if one.target is not None and one.rolling else None
    values = (one.seasonality, one.rolling, one.target, beyond)
    return (*(value for _, value in one.segment), one.period.start, one.period.end, *map(_number, values))


def _number(value: Fraction | None) -> Number | None:
    return None if value is None else number(value)


def _gaps(reasons: Iterable[tuple[Segment, str]]) -> tuple[str, ...]:
    """Why targets are missing, each reason once."""
    told = ((", ".join(value or "(none)" for _, value in segment), reason) for segment, reason in reasons if reason)
    return tuple(dict.fromkeys(f"{who}: {reason}" if who else reason for who, reason in told))
