"""Time spines as tables: their times at a grain, the ends of periods, and shifts by a custom calendar."""

from sqlglot import exp

from metricops.manifest import Offset, TimeSpine
from metricops.periods import Grain
from metricops.plan.frames import Series
from metricops.plan.plan import Part
from metricops.plan.rows import Truncated
from metricops.sql import trees
from metricops.sql.rows import Rows
from metricops.sql.values import SPINE, SPINE_TIME, truncated

SEEN_TIME = "__seen_time"
FIRST, NUMBER, NTH = "__first_day", "__period_number", "__day_number"
MONTHS = {"quarter": ("month", 3)}


def spine(of: TimeSpine, base: Grain, rows: Rows, ends: Grain | None = None) -> exp.Expr:
    """The spine's times at a grain, under the names that values use; only the last of each period where asked."""
    table = trees.relation(of.relation, rows.schema)
    time = trees.column(of.column)
    if ends is not None and ends.rank > base.rank:
        last = exp.Max(this=truncated(time, base, rows.calendar) if base is not of.grain else time)
        made = trees.select([trees.named(last, SPINE_TIME)], table)
        made.set("group", exp.Group(expressions=[truncated(time.copy(), ends, rows.calendar)]))
        return trees.subquery(made, SPINE)
    if base is of.grain:
        return trees.subquery(trees.select([trees.named(time, SPINE_TIME)], table), SPINE)
    shown = trees.named(truncated(time, base, rows.calendar), SPINE_TIME)
    return trees.subquery(trees.select([shown], table, distinct=True), SPINE)


def times(frame: Series, rows: Rows) -> exp.Expr:
    """The spine of a frame: its times, and where a custom grain shifts them the times that are looked at."""
    if frame.custom is None:
        return spine(frame.spine, frame.base, rows, frame.ends)
    later, earlier = "later", "earlier"
    number = exp.Sub(this=trees.column(NUMBER, later), expression=trees.number(frame.custom.n))
    on: list[exp.Expr] = [exp.EQ(this=trees.column(NUMBER, earlier), expression=number)]
    day = trees.column(NTH, later)
    whole = exp.EQ(this=day, expression=trees.number(1))
    on.append(whole if frame.custom.whole else exp.EQ(this=trees.column(NTH, earlier), expression=day))
    shown = [trees.column(SPINE_TIME, later), trees.named(trees.column(SPINE_TIME, earlier), SEEN_TIME)]
    made = trees.select(shown, _numbered(frame, rows, later))
    trees.joined(made, _numbered(frame, rows, earlier), trees.all_of(on), side="")
    return trees.subquery(made, SPINE)


def _numbered(frame: Series, rows: Rows, alias: str) -> exp.Expr:
    """The spine's days with the number of their custom period, by its first day, and their own number in it."""
    assert frame.custom is not None, "asked for custom grains only"
    table = trees.relation(frame.spine.relation, rows.schema)
    day, period = trees.column(frame.spine.column), trees.column(frame.custom.column)
    first = exp.Window(this=exp.Min(this=day.copy()), partition_by=[period.copy()])
    order = exp.Order(expressions=[exp.Ordered(this=day.copy(), nulls_first=False)])
    nth = exp.Window(this=exp.RowNumber(), partition_by=[period.copy()], order=order)
    known = exp.Not(this=exp.Is(this=period.copy(), expression=exp.null()))
    columns = [trees.named(day, SPINE_TIME), trees.named(first, FIRST), trees.named(nth, NTH)]
    inner = trees.subquery(trees.select(columns, table, known), "days")
    by_first = exp.Order(expressions=[exp.Ordered(this=trees.column(FIRST), nulls_first=False)])
    number = exp.Window(this=exp.DenseRank(expressions=[]), order=by_first)
    shown = [trees.column(SPINE_TIME), trees.column(NTH), trees.named(number, NUMBER)]
    return trees.subquery(trees.select(shown, inner), alias)


def at_base(part: Part, frame: Series) -> bool:
    """Whether a key shows the base grain itself, so that there is nothing to pick from."""
    times = [k.value for k in part.keys if k.timed]
    return any(isinstance(v, Truncated) and v.grain is frame.base for v in times)


def minus(at: exp.Expr, back: Offset) -> exp.Expr:
    """A time moved back; quarters are months, which every engine knows."""
    unit, each = MONTHS.get(back.unit, (back.unit, 1))
    return exp.Sub(this=at, expression=interval(back.n * each, unit))


def interval(n: int, unit: str) -> exp.Interval:
    """`INTERVAL n unit`."""
    return exp.Interval(this=exp.Literal.string(str(n)), unit=exp.var(unit.upper()))
