"""A sparkline as inline SVG: one point a period, gaps where there is no value."""

from collections.abc import Sequence
from itertools import groupby

from metricops.evaluate.values import Number

WIDTH, HEIGHT, PAD = 120, 24, 2


def sparkline(history: Sequence[Number | None], label: str) -> str:
    """The picture of a history, oldest first; nothing when there are fewer than two values. `label` is escaped."""
    values = [None if value is None else float(value) for value in history]
    present = [value for value in values if value is not None]
    if len(present) < 2:
        return ""
    low, high = min(present), max(present)
    points = [None if value is None else _point(at, value, low, high, len(values)) for at, value in enumerate(values)]
    lines = "".join(_line(run) for run in _runs(points))
    last = next(point for point in reversed(points) if point)
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{label}">{lines}<circle cx="{last[0]}" cy="{last[1]}" r="2"/></svg>'
    )


def _point(at: int, value: float, low: float, high: float, n: int) -> tuple[str, str]:
    x = PAD + (WIDTH - 2 * PAD) * at / (n - 1)
    share = (value - low) / (high - low) if high > low else 0.5
    return f"{x:.1f}", f"{HEIGHT - PAD - (HEIGHT - 2 * PAD) * share:.1f}"


def _runs(points: Sequence[tuple[str, str] | None]) -> list[list[tuple[str, str]]]:
    """Stretches without a gap."""
    groups = groupby(points, key=lambda point: point is not None)
    return [[point for point in group if point] for present, group in groups if present]


def _line(run: Sequence[tuple[str, str]]) -> str:
    return f'<polyline points="{" ".join(f"{x},{y}" for x, y in run)}"/>'
