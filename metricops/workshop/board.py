"""The board: one column for each version, as submitted, over its live number."""

from collections.abc import Iterator, Sequence
from datetime import date

from metricops.units import shown
from metricops.workshop.page import RULE, label, page, table, text, title
from metricops.workshop.values import Contested, Standpoint

UNWRITTEN = "not written"
FAULTY = "left out: its definition has faults (metricops lint)"


def board(contested: Sequence[Contested], as_of: date | None) -> str:
    """A table for each word; `as_of` is the day that the numbers look from."""
    return page(_lines(contested, as_of))


def _lines(contested: Sequence[Contested], as_of: date | None) -> Iterator[str]:
    yield from (f"# Side by side: {title(contested)}", "", f"**Opening rule.** {RULE}")
    for one in contested:
        yield from ("", f"## {text(one.definition.term)}", "")
        heads = ("", *(standpoint.version.metric for standpoint in one.standpoints))
        columns = [_column(standpoint, as_of) for standpoint in one.standpoints]
        yield from table(heads, ((name, *(column[name] for column in columns)) for name in columns[0]))


def _column(standpoint: Standpoint, as_of: date | None) -> dict[str, str]:
    version, metric = standpoint.version, standpoint.metric
    return {
        "label": label(standpoint),
        "definition": (metric.description or UNWRITTEN) if metric else FAULTY,
        "source model": ", ".join(standpoint.models) or UNWRITTEN,
        "team": version.team or UNWRITTEN,
        "serves": version.serves or UNWRITTEN,
        "report": version.report or UNWRITTEN,
        f"number as of {as_of}" if as_of else "number": shown(standpoint.value, metric.unit if metric else ""),
    }
