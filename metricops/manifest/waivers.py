"""Waivers: records that break a check and are let pass until a day, with the reason and who says so."""

from dataclasses import dataclass
from datetime import date

from metricops.source import Fragment, Span

WaivedKey = tuple[tuple[str, str], ...]  # (column, value as text); the empty column is the first key of the check


@dataclass(frozen=True, slots=True)
class Waiver:
    """Records of one check that are let pass up to and including `until`: those with a key, or where a condition holds.

    `places` say where the columns of keys stand.
    """

    check: str
    reason: str
    owner: str
    until: date
    span: Span
    keys: tuple[WaivedKey, ...] = ()
    where: Fragment | None = None
    places: tuple[tuple[str, Span], ...] = ()

    def in_force(self, as_of: date) -> bool:
        """Whether it counts on a day."""
        return as_of <= self.until
