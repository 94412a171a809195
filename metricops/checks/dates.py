"""Dates that stand by name in the SQL of a check: `today`, `as_of`, and the ends of the periods around it.

The date wins over a column of the same name; a name in double quotes is always the column.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from metricops.periods import Calendar, Grain, floor, step

NAMES = (
    "as_of",
    "today",
    "week_start",
    "week_end",
    "month_start",
    "month_end",
    "quarter_start",
    "quarter_end",
    "year_start",
    "year_end",
)
ONE_DAY = timedelta(days=1)
WHOLE = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that a check takes for today, and the calendar around it."""

    day: date
    calendar: Calendar = Calendar()

    def day_of(self, name: str) -> date:
        """The date that one of NAMES stands for; quarters and years are the calendar's fiscal ones."""
        if name in ("as_of", "today"):
            return self.day
        word, end = name.split("_")
        grain = Grain(word)
        start = floor(self.day, grain, self.calendar)
        return start if end == "start" else step(start, 1, grain) - ONE_DAY

    def tree(self, name: str) -> exp.Expr:
        """The date that one of NAMES stands for, as SQL."""
        return literal(self.day_of(name))


class ByName(AsOf):
    """Leaves the names of dates standing, for what counts from the day on which it is asked."""

    __slots__ = ()

    def tree(self, name: str) -> exp.Expr:
        """The name itself."""
        return exp.column(name)


def dated(tree: exp.Expr, as_of: AsOf) -> exp.Expr:
    """A copy in which date names are typed literals, and such a date plus or minus whole days is one too."""
    copy = exp.Paren(this=tree.copy())
    for node in reversed(list(copy.walk())):  # children before parents
        if is_date_name(node):
            node.replace(as_of.tree(node.name.lower()))
        elif isinstance(node, exp.Add | exp.Sub):
            _fold(node)
    inner: exp.Expr = copy.this
    return inner.pop()


def is_date_name(node: exp.Expr) -> bool:
    """Whether a column node is really the name of a date."""
    if not isinstance(node, exp.Column) or node.table or node.this.args.get("quoted"):
        return False
    return node.name.lower() in NAMES


def literal(day: date) -> exp.Expr:
    """A date as SQL."""
    return exp.cast(exp.Literal.string(day.isoformat()), "date")


def _fold(node: exp.Add | exp.Sub) -> None:
    days = node.right
    if not isinstance(days, exp.Literal) or not WHOLE.fullmatch(days.name):
        return
    distance = timedelta(int(days.name) * (1 if isinstance(node, exp.Add) else -1))
    try:
        node.replace(literal(_day(node.left) + distance))
    except (ValueError, OverflowError):
        return  # no written date, or none so far away: left to the engine


def _day(node: exp.Expr) -> date:
    if isinstance(node, exp.Cast) and node.is_type("date") and isinstance(node.this, exp.Literal):
        return date.fromisoformat(node.this.name)
    raise ValueError(node)
