"""What a change is measured against: a window before the judged one, a target or another metric."""

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from metricops.evaluate.instances import Instance
from metricops.evaluate.readings import Gap
from metricops.evaluate.shapes import Shape
from metricops.evaluate.values import Status
from metricops.evaluate.windows import baseline_period, per_window, windows_before
from metricops.manifest import Baseline, BaselineKind
from metricops.periods import Period, Window, step

NO_CONTROL = "a control group is compared by an experiment, not by a threshold"


def baseline_value(baseline: Baseline, instance: Instance, period: Period) -> Fraction | Gap:
    """The value a change is relative to, never 0; or why there is none."""
    value = _value(baseline, instance, period)
    return Gap(Status.UNDEFINED, f"the value {said(baseline)} is 0") if value == 0 else value


def said(baseline: Baseline) -> str:
    """The baseline in a sentence: `over the trailing 8 weeks`."""
    match baseline.kind:
        case BaselineKind.TRAILING | BaselineKind.PREVIOUS:
            return f"over the {baseline.kind.value} {str(baseline.window).removeprefix('1 ')}"
        case BaselineKind.LAST_YEAR:
            return "a year earlier"
        case BaselineKind.TARGET:
            return "of the target"
        case BaselineKind.CONTROL:
            return "of the control group"
        case BaselineKind.METRIC:
            return f"of {baseline.metric}"
    assert_never(baseline.kind)


def _value(baseline: Baseline, instance: Instance, period: Period) -> Fraction | Gap:
    match baseline.kind:
        case BaselineKind.TARGET:
            return instance.target(period)
        case BaselineKind.CONTROL:
            return Gap(Status.NOT_JUDGED, NO_CONTROL)
        case BaselineKind.METRIC:
            return instance.other(baseline.metric, period)
    span = baseline_period(baseline, period)
    assert span is not None, "a trailing or previous baseline has a window"
    return _incomplete(baseline, instance, span) or _over(baseline, instance, span, period)


def _incomplete(baseline: Baseline, instance: Instance, span: Period) -> Gap | None:
    window = baseline.window or Window(instance.window.n, instance.window.unit)
    n = covered(instance.series.first, span, window)
    return Gap(Status.TOO_FEW, f"{n} of {Window(window.n, window.unit)}") if n < window.n else None


@lru_cache(maxsize=4096)  # segments began on few days
def covered(first: date | None, span: Period, window: Window) -> int:
    """How many of the window's units, laid from the start of `span`, end on or after the first row."""
    if first is None:
        return 0
    ends = (step(span.start, i + 1, window.unit) - timedelta(days=1) for i in range(window.n))
    before_first = next((i for i, end in enumerate(ends) if end >= first), window.n)
    return window.n - before_first


def _over(baseline: Baseline, instance: Instance, span: Period, period: Period) -> Fraction | Gap:
    n = per_window(baseline, instance.window, span, period)
    if instance.shape is Shape.TALLY and baseline.window and n.denominator == 1:
        values = [instance.value(p) for p in windows_before(period, instance.window, int(n))]
        counted = [v for v in values if not isinstance(v, Gap)]
        return sum(counted, Fraction(0)) / n if counted else _nothing(baseline, values[0])
    value = instance.value(span)
    if isinstance(value, Gap):
        return _nothing(baseline, value)
    return value / n if instance.shape in (Shape.TOTAL, Shape.TALLY) else value


def _nothing(baseline: Baseline, gap: Fraction | Gap) -> Gap:
    reason = gap.reason if isinstance(gap, Gap) else ""
    return Gap(Status.UNDEFINED, f"{reason} {said(baseline)}")
