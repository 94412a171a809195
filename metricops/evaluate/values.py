"""Values of the evaluator: observations, series, findings and the outcomes of checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from metricops.periods import Period

Number = int | float | Decimal
Segment = tuple[tuple[str, str | None], ...]  # (dimension as written in `by`, value as text), in the order of `by`


class Status(StrEnum):
    """The outcome of one judgement; NULL never passes and grey is not green."""

    BREACH = "breach"
    NOT_JUDGED = "not_judged"
    WATCH = "watch"
    NO_DATA = "no_data"
    UNDEFINED = "undefined"
    TOO_FEW = "too_few"
    OK = "ok"


class State(StrEnum):
    """What the history of an instance adds to its status."""

    NEW = "new"
    PENDING = "pending"
    ONGOING = "ongoing"
    RECOVERING = "recovering"
    RESOLVED = "resolved"
    NEW_SEGMENT = "new_segment"
    VANISHED_SEGMENT = "vanished_segment"
    RESTATED = "restated"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A metric's value for one segment over one period; `n` is the sample behind it (0: no rows).

    For a ratio numerator and denominator are its parts and `n` counts the denominator's rows.
    """

    period: Period
    value: Number | None
    n: int
    numerator: Number | None = None
    denominator: Number | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """All observations of one metric for one segment; `first` is the day of the segment's first row."""

    metric: str
    segment: Segment
    observations: Mapping[Period, Observation]
    first: date | None


@dataclass(frozen=True, slots=True)
class Question:
    """What a threshold needs to see: a metric by these names over each of these periods, in one query."""
