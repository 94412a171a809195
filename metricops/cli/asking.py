"""The options that make a query, shared by every command that asks one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict

import click

from metricops.cli.options import text_option
from metricops.cli.ranges import in_order

MOST_ROWS = 2**63 - 1


class Arguments(TypedDict, total=False):
    """A query's arguments as the API takes them."""

    by: tuple[str, ...]
    where: tuple[str, ...]
    window: str | None
    order_by: tuple[str, ...]
    limit: int | None
    time_constraint: tuple[str | None, str | None] | None
    saved_query: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as typed."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    where: tuple[str, ...]
    window: str | None
    order_by: tuple[str, ...]
    limit: int | None
    start: str | None
    end: str | None
    saved_query: str | None
    use: str | None

    @property
    def plain(self) -> bool:
        """Metrics and group-bys only: the question of someone who wants to know how it goes."""
        rest = (self.where, self.window, self.order_by, self.limit is not None, self.start, self.end, self.saved_query)
        return not any(rest) and not any("metric_time" in item for item in self.by)

    def arguments(self) -> Arguments:
        """Everything but the metrics."""
        return Arguments(
            by=self.by,
            where=self.where,
            window=self.window,
            order_by=self.order_by,
            limit=self.limit,
            time_constraint=in_order(self.start, self.end),
            saved_query=self.saved_query,
        )


def asking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the arguments of a query, bundled as `asked`."""

    def command(scope: Any, **given: Any) -> Any:
        names = {name: given.pop(name) for name in Asked.__slots__}
        names |= {"by": _split(names["by"]), "metrics": _split(names["metrics"]), "order_by": _split(names["order_by"])}
        return function(scope, Asked(**names), **given)

    command.__doc__ = function.__doc__
    for option in OPTIONS[::-1]:
        command = option(command)
    return command


def _split(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Names may be separated by commas; objects such as TimeDimension('metric_time', 'week') stay whole."""
    parts = [part for text in texts for part in ([text] if "(" in text or " " in text else text.split(","))]
    return tuple(part for part in parts if part)


def _limit(context: click.Context, parameter: click.Parameter, rows: int | None) -> int | None:
    """More than a warehouse counts is all rows."""
    return None if rows is None else min(rows, MOST_ROWS)


OPTIONS: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
    click.argument("metrics", nargs=-1, metavar="[METRIC]..."),
    text_option("--by", multiple=True, metavar="DIM", help="Split by a dimension or a time: metric_time__week."),
    text_option("--where", multiple=True, metavar="FILTER", help="Keep rows only: \"segment = 'SMB'\"."),
    text_option("--window", metavar="WINDOW", help="Days to look at: 8w, 28d, 3 months, qtd, previous 4w."),
    text_option("--order-by", multiple=True, metavar="COLUMN", help="Sort; -COLUMN for descending."),
    click.option("--limit", type=click.IntRange(0), callback=_limit, metavar="N", help="At most N rows."),
    text_option("--start", metavar="DATE", help="The first day, included."),
    text_option("--end", metavar="DATE", help="The last day, included."),
    text_option("--saved-query", metavar="NAME", help="Start from a saved query."),
    text_option("--use", metavar="USE", help="For a contested word: what the number is for."),
)
