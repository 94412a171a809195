"""The agenda: six blocks with their times, the opening rule, and what the conflict costs."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from fractions import Fraction

from metricops.units import shown
from metricops.workshop.page import RULE, page, table, title
from metricops.workshop.page import text as quoted
from metricops.workshop.values import Contested

LENGTH = 90
BLOCKS = (
    (0, "Frame", "Read the opening rule. Say what the conflict costs."),
    (10, "Side by side", "Each team reads its column of board.md as submitted. Questions only."),
    (25, "Decision table", "Fill the blanks of decision-table.md, one question at a time."),
    (
        45,
        "Costly decisions",
        "Settle the uses that block something now. What stays open gets who decides, and by when.",
    ),
    (65, "Owners and fixes", "Name who approves changes, and an owner and a date for every fix."),
    (80, "Rollout message", "Read rollout-note.md aloud, correct it, agree on who sends it today."),
)
"""Minutes after the start, name, and what happens."""


def agenda(contested: Sequence[Contested], start: time) -> str:
    """The agenda of ninety minutes from `start`."""
    return page(_lines(contested, start))


def clock(start: time, minutes: int) -> str:
    """The time so many minutes later, `14:25`; a day ends at midnight."""
    return f"{datetime.combine(datetime.min, start) + timedelta(minutes=minutes):%H:%M}"


def _lines(contested: Sequence[Contested], start: time) -> Iterator[str]:
    yield from (f"# Workshop: {title(contested)}", "", f"**Opening rule.** {RULE}", "")
    yield from table(("time", "block", "what happens"), ((clock(start, at), *rest) for at, *rest in BLOCKS))
    yield from ("", f"Ends at {clock(start, LENGTH)}.", "", "## What it costs")
    for one in contested:
        yield from ("", f"**{quoted(one.definition.term)}**", "")
        yield from (f"- {line}" for line in _costs(one))


def _costs(one: Contested) -> Iterator[str]:
    definition = one.definition
    reports = {version.report for version in definition.versions if version.report}
    yield f"{_gap(one)} {_counted(len(one.kpis), 'KPI')} and {_counted(len(reports), 'report')} depend on it."
    yield from (f"KPI: {quoted(name)}" for name in one.kpis)
    for question in definition.unresolved:
        by = f" by {question.by}" if question.by else ""
        yield f"Undecided: {quoted(question.question)} {quoted(question.decides)} decides{by}."
        if question.cost:
            yield f"Cost so far: {quoted(question.cost)}"


def _gap(one: Contested) -> str:
    """How far the versions lie apart, where at least two are numbers of one unit."""
    known = [(s.metric.unit, Fraction(s.value)) for s in one.standpoints if s.metric and s.value is not None]
    values, units = [value for _, value in known], {unit for unit, _ in known}
    if len(values) < 2 or len(units) > 1:
        return "Gap: not known."
    gap = max(values) - min(values)
    unit = units.pop()
    return f"Gap: {f'{shown(gap * 100)} points' if unit == '%' else shown(gap, unit)}."


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
