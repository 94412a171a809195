"""Silences: findings that are known and need nobody until a day, with the reason and who says so."""

from dataclasses import dataclass
from datetime import date

from metricops.source import Span

INPUTS, PAIR = "inputs", "pair"
"""What findings about other findings are called in place of a threshold's name."""


@dataclass(frozen=True, slots=True)
class Silence:
    """The findings that have all of these up to and including `until`: a metric, a threshold's name, segment values.

    `match` maps `metric`, `threshold` or a dimension as written in `by` to a value; None is a missing segment.
    """

    match: tuple[tuple[str, str | None], ...]
    reason: str
    owner: str
    until: date
    span: Span

    def in_force(self, as_of: date) -> bool:
        """Whether it counts on a day."""
        return as_of <= self.until

    def __str__(self) -> str:
        """`metric = win_rate and segment = SMB`."""
        return " and ".join(f"{key} = {'(none)' if value is None else value}" for key, value in self.match)
