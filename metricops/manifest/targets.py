"""Targets: what a metric should come to over a period, version by version."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metricops.periods import Grain
from metricops.source import Span


@dataclass(frozen=True, slots=True)
class Target:
    """What a metric should come to over the period of `grain` that begins on `start`, as it was set on a day.

    `segment` says for which part of the metric: (dimension, value), none of them for the whole. `weights` share the
    amount out over equal parts of the period, months of a quarter or months or quarters of a year; without them
    every day has the same share.
    """

    metric: str
    segment: tuple[tuple[str, str], ...]
    start: date
    grain: Grain
    amount: Decimal
    set_on: date
    set_by: str
    reason: str
    weights: tuple[Decimal, ...]
    span: Span
