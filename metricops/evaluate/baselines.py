"""What a change is measured against: a window before the judged one, a target or another metric."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from metricops.evaluate.exact import parts
from metricops.evaluate.instances import Instance
from metricops.evaluate.readings import Gap
from metricops.evaluate.shapes import Shape
from metricops.evaluate.values import Number, Status
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
    if instance.shape.by_windows and baseline.window and n.denominator == 1:
        return _over_windows(baseline, instance, windows_before(period, instance.window, int(n)))
    if instance.shape.by_windows and n != 1:
        return Gap(Status.UNDEFINED, f"{baseline.window} hold no whole number of windows, and only those compare")
    value = instance.value(span)
    if isinstance(value, Gap):
        return _nothing(baseline, value)
    return value / n if instance.shape is Shape.TOTAL else value


def _over_windows(baseline: Baseline, instance: Instance, windows: Sequence[Period]) -> Fraction | Gap:
    """The mean of the windows, of which one without rows is a tally of 0; of ratios pooled over them."""
    values = [instance.value(p) for p in windows]
    known = [value for value in values if not isinstance(value, Gap)]
    if not known:
        return _nothing(baseline, values[0])
    if instance.shape is Shape.RATE and (pooled := _pooled(instance, windows)) is not None:
        return pooled
    return sum(known, Fraction(0)) / (len(windows) if instance.shape is Shape.TALLY else len(known))


def _pooled(instance: Instance, windows: Sequence[Period]) -> Fraction | None:
    """All numerators over all denominators; None where a metric has none."""
    seen = [o for p in windows if not isinstance(instance.value(p), Gap) and (o := instance.observation(p))]
    over = [_exact(o.numerator) for o in seen]
    under = [_exact(o.denominator) for o in seen]
    return sum(over, Fraction(0)) / sum(under, Fraction(0)) if all(under) else None


def _exact(number: Number | None) -> Fraction:
    """A part of a ratio that was read already; 0 where a metric has none."""
    found = parts(number or 0)
    return Fraction(*found) if found else Fraction(0)


def _nothing(baseline: Baseline, gap: Fraction | Gap) -> Gap:
    reason = gap.reason if isinstance(gap, Gap) else ""
    return Gap(Status.UNDEFINED, f"{reason} {said(baseline)}")
