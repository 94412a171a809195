"""Frames of moving windows: whole numbers say how far they reach back, so that days without rows do not matter."""

from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp

from metricops.manifest import Offset
from metricops.periods import Calendar, Grain, Window
from metricops.plan.frames import Reach
from metricops.sql import trees
from metricops.sql.values import truncated

EPOCH = "1970-01-01"
LONGEST_MONTH, MONTHS_A_YEAR = 31, 12
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
LONGEST = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 31, Grain.QUARTER: 92, Grain.YEAR: 366}


class Ruler(StrEnum):
    """Columns that number days, so that a window is always the same number of units long."""

    DAY = "__day_number"
    MONTH_DAY = "__month_day"  # as if every month had 31 days: a window then ends where clamped month ends put it
    MONTH = "__month_number"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a window adds up as of a day: units of a ruler back to that day, or all of the period so far.

    `days` is the longest that a row can count, None for ever.
    """

    name: str
    ruler: Ruler = Ruler.DAY
    back: int | None = None
    within: Grain | None = None
    days: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """What a grid needs for it: its ruler, and the start of its period."""
        return (self.ruler.value, *((period_start(self.within),) if self.within else ()))

    def holds(self, other: "Frame") -> bool:
        """Whether whatever is in the other window is in this one as well."""
        if self.back is None:
            return self.within is None or self == other
        return other.back is not None and other.back <= self.back and other.ruler is self.ruler


def frame_of(reach: Reach) -> Frame | None:
    """The frame of a reach; None where no whole number says how far it goes.

    A week is seven days, and a quarter three months: equal frames have equal names.
    """
    match reach:
        case "all":
            return Frame("all_time")
        case Grain() as grain if grain in LONGEST:
            return Frame(f"{grain.value}_to_date", within=grain, days=LONGEST[grain])
        case Offset(n, unit) | Window(n, unit) if unit in DAYS:
            back = n * DAYS[unit]
            return Frame(f"last_{back}_days", back=back, days=back)
        case Offset(n, unit) if unit in MONTHS:
            months = n * MONTHS[unit]
            back = months * LONGEST_MONTH
            return Frame(f"last_{months}_months", Ruler.MONTH_DAY, back, days=back)
        case Window(n, unit) if unit in MONTHS:
            back = n * MONTHS[unit]
            return Frame(f"last_{back}_whole_months", Ruler.MONTH, back, days=back * LONGEST_MONTH)
    return None


def period_start(grain: Grain) -> str:
    """The column of a grid that says in which period a day lies."""
    return f"__{grain.value}_start"


def measured(column: str, day: exp.Expr, calendar: Calendar) -> exp.Expr:
    """A column of a grid that frames need, from its day."""
    for grain in LONGEST:
        if period_start(grain) == column:
            return trees.named(truncated(day, grain, calendar), column)
    epoch = trees.as_day(exp.Literal.string(EPOCH))
    return trees.named(_number(day, epoch) if column == Ruler.DAY else _months(Ruler(column), day), column)


def distance(ruler: Ruler, earlier: exp.Expr, later: exp.Expr) -> exp.Expr:
    """How many units of a ruler lie between two days."""
    if ruler is Ruler.DAY:
        return _number(later, earlier)
    return exp.Sub(this=exp.Paren(this=_months(ruler, later)), expression=exp.Paren(this=_months(ruler, earlier)))


def _number(day: exp.Expr, since: exp.Expr) -> exp.Expr:
    return exp.DateDiff(this=day, expression=since, unit=exp.var("DAY"))


def _months(ruler: Ruler, day: exp.Expr) -> exp.Expr:
    years = exp.Mul(this=_part("YEAR", day), expression=trees.number(MONTHS_A_YEAR))
    months = exp.Add(this=years, expression=_part("MONTH", day))
    if ruler is Ruler.MONTH:
        return months
    days = exp.Mul(this=exp.Paren(this=months), expression=trees.number(LONGEST_MONTH))
    return exp.Add(this=days, expression=_part("DAY", day))


def _part(name: str, day: exp.Expr) -> exp.Expr:
    return exp.Extract(this=exp.var(name), expression=day.copy())


def over(tree: exp.Expr, frame: str) -> exp.Expr:
    """An expression of aggregates, each over the window of this name."""

    def moving(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.AggFunc):
            return exp.Window(this=node, alias=exp.to_identifier(frame), over="OVER")
        return node

    return tree.transform(moving, copy=False)


def window(frame: Frame, keys: tuple[str, ...], every_day: str | None = None) -> exp.Window:
    """The named window of a frame, for every group of these keys; it counts rows where there is one for every day."""
    start = "UNBOUNDED" if frame.back is None else trees.number(frame.back - 1)
    made = _named(frame.name, frame, keys, start, {"end": "CURRENT ROW"})
    if every_day is not None:
        made.set("order", exp.Order(expressions=[trees.column(every_day)]))
        made.args["spec"].set("kind", "ROWS")
    return made


def until(frame: Frame, keys: tuple[str, ...]) -> exp.Window:
    """Everything up to a day, by the ruler of a frame."""
    return _named(until_name(frame), frame, keys, "UNBOUNDED", {"end": "CURRENT ROW"})


def before(frame: Frame, keys: tuple[str, ...]) -> exp.Window:
    """Everything that has left the window of a frame."""
    back = trees.number(frame.back or 0)
    return _named(before_name(frame), frame, keys, "UNBOUNDED", {"end": back, "end_side": "PRECEDING"})


def until_name(frame: Frame) -> str:
    """The window of everything up to a day."""
    return frame.name if frame.back is None else f"until{frame.ruler.removesuffix('_number')[1:]}"


def before_name(frame: Frame) -> str:
    """The window of everything that has left another."""
    return f"before_{frame.name}"


def _named(name: str, frame: Frame, keys: tuple[str, ...], start: object, end: dict[str, object]) -> exp.Window:
    within = (period_start(frame.within),) if frame.within else ()
    return exp.Window(
        this=exp.to_identifier(name),
        partition_by=[trees.column(k) for k in (*keys, *within)],
        order=exp.Order(expressions=[trees.column(frame.ruler)]),  # never NULL, so it need not say where NULL stands
        spec=exp.WindowSpec(kind="RANGE", start=start, start_side="PRECEDING", **end),
    )
