"""Habits of a rule: one that is red too often is not looked at any more, one that never was may not be able to."""

from fractions import Fraction

from metricops.diagnostics import Diagnostic, warning
from metricops.evaluate.track_record import Backtest

TOO_OFTEN = Fraction(1, 5)  # of the windows judged
ENOUGH = 26  # windows judged, before anything is said


def habit(replayed: Backtest) -> Diagnostic | None:
    """W054 or W055 for what a replay says against its rule; None when nothing does."""
    record, threshold = replayed.written.total, replayed.threshold
    if record.judged < ENOUGH:
        return None
    red, name = sum(record.runs), f'threshold "{threshold.name}" of "{replayed.metric.name}"'
    if red > TOO_OFTEN * record.judged:
        message = f"{name} would have been red in {red} of {record.judged} windows since {replayed.start}"
        return warning("W054", message, threshold.span, "metricops backtest --against tries another rule")
    if red == 0:
        message = f"{name} would never have been red in {record.judged} windows since {replayed.start}"
        return warning("W055", message, threshold.span, "metricops backtest --against tries another rule")
    return None
