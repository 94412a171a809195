"""One part as common table expressions, by the frame in which its rows count."""

from sqlglot import exp

from metricops.periods import Calendar
from metricops.plan.frames import InPeriods, Series
from metricops.plan.plan import Part
from metricops.sql import trees
from metricops.sql.by_day import by_day
from metricops.sql.dialects import Dialect
from metricops.sql.fills import again, filled
from metricops.sql.matches import Matched
from metricops.sql.rows import Ctes, Rows
from metricops.sql.series import of_series
from metricops.sql.windows import LATEST, STOCK_TIME, in_periods, stock_in_periods


def part_ctes(part: Part, schema: str | None, calendar: Calendar, dialect: Dialect) -> Ctes:
    """The common table expressions of a part in their order; the last has its name, keys and columns."""
    rows = Rows(part, schema, calendar) if part.match is None else Matched(part, schema, calendar, part.match)
    made = (by_day(rows) if dialect.slow_trunc else None) or _framed(rows)
    return made if part.fill is None else again(rows, part.fill, filled(rows, part.fill, made))


def _framed(rows: Rows) -> Ctes:
    part = rows.part
    match part.frame:
        case InPeriods() as frame:
            return stock_in_periods(rows, frame) if part.stock else in_periods(rows, frame)
        case Series() as frame:
            return of_series(rows, frame)
    if isinstance(rows, Matched):
        return [*rows.paired(), (part.name, rows.aggregated())]
    return _stock(rows) if part.stock else _direct(rows)


def _direct(rows: Rows) -> Ctes:
    """One SELECT; through a bridge, distinct pairs of row and group first."""
    name = rows.part.name
    if rows.part.scan.bridged:
        return [*rows.prepared(f"{name}__rows"), (name, rows.over_prepared(f"{name}__rows"))]
    return [(name, rows.aggregated())]


def _stock(rows: Rows) -> Ctes:
    """Rows marked with the last time of their period, then only the rows at that time."""
    stock, row, name = rows.part.stock, rows.row(), f"{rows.part.name}__rows"
    assert stock is not None, "asked for stocks only"
    time = row.value(stock.time)
    extreme = exp.Max(this=time.copy()) if stock.last else exp.Min(this=time.copy())
    groups = [row.value(v) for v in (*stock.periods, *stock.per)]
    latest = exp.Window(this=extreme, partition_by=groups)
    if rows.part.scan.bridged:
        latest = exp.Window(this=exp.Max(this=extreme) if stock.last else exp.Min(this=extreme), partition_by=groups)
        time = exp.Max(this=time)
    marks = [trees.named(time, STOCK_TIME), trees.named(latest, LATEST)]
    at_last = exp.EQ(this=trees.column(STOCK_TIME), expression=trees.column(LATEST))
    return [*rows.prepared(name, marks), (rows.part.name, rows.over_prepared(name, at_last))]
