"""Numbers by month, or by any other stretch of days, and by nothing else: they are added up from those by day.

There are few days beside the rows, so that only few times are truncated. Truncating is what costs most otherwise.
"""

from sqlglot import exp

from metricops.manifest import Aggregation, SemanticModel
from metricops.periods import Grain
from metricops.plan.frames import Direct
from metricops.plan.plan import Aggregate, Part
from metricops.plan.rows import Attribute, Extracted, Key, Shown, Truncated, Value
from metricops.plan.scans import attribute
from metricops.sql import trees
from metricops.sql.rows import Ctes, Rows
from metricops.sql.values import Row

DAY = "__day"
ADDED = {
    Aggregation.SUM: exp.Sum,
    Aggregation.SUM_BOOLEAN: exp.Sum,
    Aggregation.COUNT: exp.Sum,
    Aggregation.MIN: exp.Min,
    Aggregation.MAX: exp.Max,
}
"""What makes one number of those of several days."""


def by_day(rows: Rows) -> Ctes | None:
    """The part in two steps; None where one is as good, or where days do not add up."""
    part = rows.part
    day = _only_day(part)
    if day is None or not all(a.agg in ADDED and not a.kept for a in part.aggregates):
        return None
    days, row = f"{part.name}__by_day", rows.row()
    shown = trees.named(trees.as_day(row.value(day)), DAY)
    first = rows.scanned([shown], [rows.column(row, a) for a in part.aggregates], 1)
    keys = [trees.named(Row(rows.calendar, False).value(_of_days(k.value)), k.name) for k in part.keys]
    columns = [trees.named(_added(a), a.column) for a in part.aggregates]
    return [(days, first), (part.name, trees.select([*keys, *columns], trees.table(days), None, len(keys)))]


def _only_day(part: Part) -> Attribute | None:
    """The days of which every key is a stretch or a part, at least one of them a stretch."""
    plain = isinstance(part.frame, Direct) and not (part.stock or part.match or part.splits or part.scan.bridged)
    read = {_read(key) for key in part.keys}
    day = read.pop() if len(read) == 1 else None
    if not plain or day is None or not any(isinstance(key.value, Truncated) for key in part.keys):
        return None
    return day if _is_day(part, day) else None


def _read(key: Key) -> Attribute | None:
    value = key.value
    inner = value.of if isinstance(value, Truncated | Extracted) else None
    return inner if isinstance(inner, Attribute) and not key.timed else None


def _is_day(part: Part, value: Attribute) -> bool:
    """Whether the model keeps this time by day: of finer times there may be as many as rows."""
    models = {part.scan.table: part.scan.source, **{join.table: join.right for join in part.scan.joins}}
    model = models.get(value.table)
    if not isinstance(model, SemanticModel):
        return False
    days = (d for d in model.dimensions if d.grain is Grain.DAY)
    return any(attribute(value.table, model, d.expr) == value for d in days)


def _of_days(value: Value) -> Value:
    """The key, of days that have a column of their own."""
    match value:
        case Truncated(_, grain):
            return Truncated(Shown(DAY), grain)
        case Extracted(_, part):
            return Extracted(Shown(DAY), part)
    return value


def _added(agg: Aggregate) -> exp.Expr:
    made = ADDED[agg.agg](this=trees.column(agg.column))
    return exp.cast(made, "BIGINT") if agg.agg is Aggregation.COUNT else made
