"""What became of partials, as a table, notes and JSON."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from metricops.output.table import Column, Table
from metricops.partials import Kept, Outcome


def kept_table(outcomes: Sequence[Outcome]) -> Table:
    """A row for each model that has partials: how many of how many rows, by what, and what was done for them."""
    columns = (
        Column("model"),
        Column("time"),
        Column("rows", right=True),
        Column("partials", right=True),
        Column("shrunk", right=True),
        Column("by day and", wraps=True),
        Column("done", wraps=True),
    )
    return Table(columns, tuple(_row(one, one.kept) for one in outcomes if one.kept))


def kept_notes(outcomes: Sequence[Outcome]) -> list[str]:
    """Models without partials, and what of the others theirs do not hold, each with the reason."""
    kept = (
        f"{one.model} by {one.time} without {'; '.join(_left_out(one))}" for one in outcomes if one.kept and one.without
    )
    none = (f"{one.model} by {one.time} is not kept: {one.done}" for one in outcomes if not one.kept)
    return [*kept, *none]


def _left_out(one: Outcome) -> list[str]:
    return [f"{', '.join(names)} ({reason})" for reason, names in one.without]


def kept_json(path: Path, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The same as values."""
    models = [
        {
            "model": one.model,
            "time": one.time,
            "kept": one.kept is not None,
            "rows": one.kept.rows if one.kept else None,
            "partials": one.kept.groups if one.kept else None,
            "by": ["day", *one.by] if one.kept else [],
            "done": one.done,
            "without": [{"reason": reason, "names": list(names)} for reason, names in one.without],
        }
        for one in outcomes
    ]
    return {"version": 1, "path": str(path), "models": models}


def _row(one: Outcome, kept: Kept) -> tuple[str, ...]:
    numbers = (f"{kept.rows:,}", f"{kept.groups:,}", f"{kept.factor:,.0f}×")
    return (one.model, one.time, *numbers, ", ".join(one.by), one.done)
