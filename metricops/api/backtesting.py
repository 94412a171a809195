"""A threshold of a project replayed over its history. Reads the clock."""

from datetime import date
from typing import TYPE_CHECKING

from metricops.api.arguments import last_week
from metricops.diagnostics import Diagnostic, error
from metricops.errors import QueryError
from metricops.evaluate.habits import habit
from metricops.evaluate.questions import HISTORY, thresholds
from metricops.evaluate.track_record import Backtest
from metricops.periods import Period, Window, WindowKind, before
from metricops.pipeline import backtesting
from metricops.pipeline.world import Progress
from metricops.plan import ask
from metricops.plan.ask import TimeText
from metricops.plan.lookup import metric_named
from metricops.source import fragment

if TYPE_CHECKING:
    from metricops.api.project import Project

OVER = "2y"


def backtest(
    project: "Project",
    metric: str,
    threshold: str | None = None,
    *,
    start: TimeText = None,
    end: TimeText = None,
    over: str = OVER,
    against: str | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """What a metric's threshold would have said as of every step from `start` to `end`.

    `end` is by default the last day of the last complete week, `start` as long before it as `over` says. `against`
    is another red sentence, replayed on the same data. Raises QueryError for what cannot be replayed, and
    EngineError when the warehouse does not answer.
    """
    asked_for = fragment(metric)
    found = metric_named(project.manifest, asked_for)
    chosen = backtesting.threshold_named(found, asked_for, fragment(threshold) if threshold else None)
    tried = backtesting.with_rule(project.manifest, found, chosen, against) if against else None
    period = _period(project, start, end, over)
    history = project.settings.history if project.settings else HISTORY
    return backtesting.backtest(project.world(progress), found, chosen, period.start, period.end, history, tried)


def habits(project: "Project", as_of: TimeText = None, progress: Progress | None = None) -> tuple[Diagnostic, ...]:
    """What two years of history say against the thresholds of a project: red too often, or never.

    A threshold whose metric cannot be asked for is passed over, as lint tells of it anyway. Raises EngineError when
    the warehouse does not answer.
    """
    found = []
    for metric, threshold in thresholds(project.manifest):
        try:
            replayed = backtest(project, metric.name, threshold.name, end=as_of, progress=progress)
        except QueryError:
            continue
        found.append(habit(replayed))
    return tuple(one for one in found if one is not None)


def _period(project: "Project", start: TimeText, end: TimeText, over: str) -> Period:
    last = ask((), as_of=end).as_of or last_week(project.manifest)
    first = ask((), as_of=start).as_of or _days(over, last).start
    if first > last:
        text = str(start)
        message = f"a replay from {first} to {last} has no day: it starts after it ends"
        raise QueryError((error("P040", message, fragment(text).span, "the first day stands first"),))
    return Period(first, last)


def _days(over: str, last: date) -> Period:
    window = ask((), window=over).window
    assert window is not None, "a window that is none is refused"
    if window.kind is not WindowKind.CLOSED:
        message = f'"{over}" is no length of time to look back over'
        raise QueryError((error("P040", message, fragment(over).span, "lengths are 26w, 18 months, 2y"),))
    return _back(window, last)


def _back(window: Window, last: date) -> Period:
    tomorrow = date.fromordinal(last.toordinal() + 1)
    return before(Period(tomorrow, tomorrow), window.n, window.unit)
