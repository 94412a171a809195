"""What people pass to a project, made into questions, days and checks. Reads the clock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from metricops.manifest import Manifest
from metricops.periods import Grain, Window, window_period
from metricops.plan import Query, ask
from metricops.plan.ask import TimeText, listed


def query_of(metrics: Sequence[str] | str = (), **asked: Any) -> Query:
    """A query as asked; a window without a day ends with the last complete unit before today."""
    group_by = (*listed(asked.pop("by", ())), *listed(asked.pop("group_by", ())))
    query = ask(metrics, group_by=group_by, **asked)
    if query.window is None or query.as_of is not None:
        return query
    return replace(query, as_of=yesterday())


def day_of(given: TimeText) -> date | None:
    """A day as given, None when none is."""
    return ask((), as_of=given).as_of


def last_week(manifest: Manifest) -> date:
    """The last day of the last complete week."""
    return window_period(Window(1, Grain.WEEK), yesterday(), manifest.calendar).end


def yesterday() -> date:
    """The last day that is over."""
    return date.today() - timedelta(days=1)
