"""Grains, periods, windows and calendars: pure arithmetic on days, without a clock."""

from metricops.periods.calendar import Calendar, Period, floor, step
from metricops.periods.grain import DatePart, Grain
from metricops.periods.window import Window, WindowKind, before, parse_window, spelled_window, steps_back, window_period

__all__ = [
    "Calendar",
    "DatePart",
    "Grain",
    "Period",
    "Window",
    "WindowKind",
    "before",
    "floor",
    "parse_window",
    "spelled_window",
    "step",
    "steps_back",
    "window_period",
]
