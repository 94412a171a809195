"""What an observation says: an exact value, or the reason why there is none."""

from dataclasses import dataclass

from metricops.evaluate.exact import Parts, parts, quotient
from metricops.evaluate.values import Observation, Status

NO_ROWS = "no rows"


@dataclass(frozen=True, slots=True)
class Gap:
    """Why nothing can be said: a grey status and its reason."""

    status: Status
    reason: str


NOTHING = Gap(Status.NO_DATA, NO_ROWS)
ONLY_NULL = Gap(Status.NO_DATA, "no values, only NULL")


def read(observation: Observation | None, needs_rows: bool) -> Parts | Gap:
    """The value of a window; `needs_rows` makes a 0 over no rows a gap."""
    if observation is None:
        return NOTHING
    if observation.numerator is not None or observation.denominator is not None:
        return _ratio(observation, needs_rows)
    if observation.value is None:
        return NOTHING if observation.n == 0 else ONLY_NULL
    if observation.n == 0 and needs_rows:
        return NOTHING
    value = parts(observation.value)
    return Gap(Status.UNDEFINED, "the value is not a finite number") if value is None else value


def _ratio(observation: Observation, needs_rows: bool) -> Parts | Gap:
    if observation.denominator is None:
        return Gap(Status.UNDEFINED, "the denominator is missing")
    if not observation.denominator:
        nothing = needs_rows and observation.n == 0 and not observation.numerator
        return NOTHING if nothing else Gap(Status.UNDEFINED, "the denominator is 0")
    if observation.numerator is None:
        return ONLY_NULL
    value = quotient(observation.numerator, observation.denominator)
    return Gap(Status.UNDEFINED, "a part of the ratio is not a finite number") if value is None else value
