"""Natural limits of a series: how far points usually stray, from the points before the judged one."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from statistics import median

from metricops.evaluate.instances import Instance
from metricops.evaluate.readings import Gap
from metricops.evaluate.values import Status
from metricops.evaluate.windows import windows_before
from metricops.manifest import Limits, Mads
from metricops.periods import Period

MOVING_RANGES = Fraction("2.66")  # 3 / 1.128: three standard deviations of an individual value
MAD_TO_DEVIATION = Fraction("1.4826")  # of a normal distribution
LEAST_SPREAD = Fraction("0.01")  # of the median: a flat series does not breach at a hair


def natural_limits(rule: Limits | Mads, instance: Instance, period: Period) -> tuple[Fraction, Fraction] | Gap:
    """The lower and upper limit from the points before `period`; every point is needed."""
    values = (instance.value(p) for p in windows_before(period, instance.window, rule.points))
    points = [v for v in values if not isinstance(v, Gap)]
    if len(points) < rule.points:
        return Gap(Status.TOO_FEW, f"{len(points)} of {rule.points} points")
    return xmr(points) if isinstance(rule, Limits) else mads(points, Fraction(rule.n))


def xmr(points: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Mean ± 2.66 × the mean moving range, of two points or more in the order of time (either way round)."""
    unit = lcm(*(p.denominator for p in points))  # brought to one denominator, the rest is whole numbers
    counts = [p.numerator * (unit // p.denominator) for p in points]
    ranges = [abs(a - b) for a, b in pairwise(counts)]
    mean = Fraction(sum(counts), unit * len(counts))
    spread = MOVING_RANGES * Fraction(sum(ranges), unit * len(ranges))
    return mean - spread, mean + spread


def mads(points: Sequence[Fraction], n: Fraction) -> tuple[Fraction, Fraction]:
    """Median ± n × 1.4826 × the median absolute deviation, which counts as at least 1% of the median."""
    middle = median(points)
    deviation = MAD_TO_DEVIATION * median(abs(p - middle) for p in points)
    spread = n * max(deviation, LEAST_SPREAD * abs(middle))
    return middle - spread, middle + spread
