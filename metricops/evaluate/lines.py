"""Lines: what a value is held against in a window, whether it crosses that, and whether it comes near."""

from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from typing import Literal, TypeVar

from metricops.evaluate.exact import Parts

NEAR_A_CHANGE: Parts = (9, 10)  # of the change limit
ALL: Parts = (1, 1)
Number = TypeVar("Number", int, Fraction)


class Reach(Enum):
    """How far a value goes: the condition is met, nearly met (inside the default yellow band), or neither."""

    MET = auto()
    NEAR = auto()
    SHORT = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sentence says of a value: `met` when its condition holds, `near` inside the default yellow band.

    `limits` are the levels it was held against (a change: the share it may change by), `beyond` is the distance past
    the limit, negative before it, and `scale` what that distance is measured by.
    """

    met: bool
    near: bool
    limits: tuple[Fraction, ...]
    baseline: Fraction | None = None
    change: Fraction | None = None
    beyond: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    @property
    def excess(self) -> Fraction:
        """How far beyond the limit, relative to it."""
        return self.beyond / abs(self.scale) if self.scale else self.beyond


@dataclass(frozen=True, slots=True)
class Edges:
    """Two places on the line of numbers, or one of them; `passed` by a value on the far side of either.

    A value that stands at an edge has passed it where edges are `included`.
    """

    low: Parts | None
    high: Parts | None
    included: bool

    @classmethod
    def at(cls, low: Fraction | None, high: Fraction | None, included: bool) -> "Edges":
        """Edges at these numbers."""
        below, above = (None if end is None else end.as_integer_ratio() for end in (low, high))
        return cls(below, above, included)

    def passed(self, value: Parts) -> bool:
        """Whether a value lies below the low edge or above the high one."""
        v, of_v = value
        if self.low is not None:
            edge, of_edge = self.low
            if v * of_edge < edge * of_v or (self.included and v * of_edge == edge * of_v):
                return True
        if self.high is not None:
            edge, of_edge = self.high
            return v * of_edge > edge * of_v or (self.included and v * of_edge == edge * of_v)
        return False


@dataclass(frozen=True, slots=True)
class Zone:
    """Limits with a zone beyond them (or between them) where the condition is met, and one where it nearly is.

    `scale` is what a distance from the limits is measured by, where it is not the nearest limit.
    """

    low: Fraction | None
    high: Fraction | None
    red: Edges
    near: Edges
    inside: bool = False
    scale: Fraction | None = None

    def reach(self, value: Parts) -> Reach:
        """How far a value goes."""
        if self.red.passed(value) is not self.inside:
            return Reach.MET
        return Reach.NEAR if self.near.passed(value) is not self.inside else Reach.SHORT

    def outcome(self, value: Fraction) -> Outcome:
        """The same with its numbers."""
        limits = tuple(end for end in (self.low, self.high) if end is not None)
        under = () if self.low is None else (self.low - value,)
        over = () if self.high is None else (value - self.high,)
        outside = max((*under, *over))
        reach = self.reach(value.as_integer_ratio())
        return Outcome(
            reach is Reach.MET,
            reach is Reach.NEAR,
            limits,
            beyond=-outside if self.inside else outside,
            scale=min(reversed(limits), key=lambda end: abs(end - value)) if self.scale is None else self.scale,
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A change against a baseline that is not 0, `by` more than a share of its size; a `guard` is a distance that
    must be passed too, where it is not 0."""

    direction: Literal["falls", "rises", "moves"]
    by: Fraction
    baseline: Fraction
    guard: Fraction | None

    def reach(self, value: Parts) -> Reach:
        """How far a value goes."""
        (v, of_v), (base, of_base), (by, of_by) = value, self.baseline.as_integer_ratio(), self.by.as_integer_ratio()
        size, whole = self._signed(v * of_base - base * of_v), abs(base) * of_v
        near, of_near = NEAR_A_CHANGE
        if size * of_by * of_near < by * whole * near or not self._passes(value, NEAR_A_CHANGE):
            return Reach.SHORT
        return Reach.MET if size * of_by > by * whole and self._passes(value, ALL) else Reach.NEAR

    def outcome(self, value: Fraction) -> Outcome:
        """The same with its numbers."""
        change = (value - self.baseline) / abs(self.baseline)
        reach, beyond = self.reach(value.as_integer_ratio()), self._signed(change) - self.by
        return Outcome(reach is Reach.MET, reach is Reach.NEAR, (self.by,), self.baseline, change, beyond, self.by)

    def _signed(self, change: Number) -> Number:
        """How far a change goes in the direction that counts."""
        return -change if self.direction == "falls" else change if self.direction == "rises" else abs(change)

    def _passes(self, value: Parts, share: Parts) -> bool:
        """Whether a value stands a share of the guard away from the baseline."""
        if self.guard is None:
            return True
        (v, of_v), (base, of_base), (guard, of_guard) = (
            value,
            self.baseline.as_integer_ratio(),
            self.guard.as_integer_ratio(),
        )
        return abs(v * of_base - base * of_v) * of_guard * share[1] >= guard * share[0] * of_base * of_v


Line = Zone | Move
