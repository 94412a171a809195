"""Chooses what partials are kept by: as many keys as leave rows that are many times fewer, and sums that are exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from metricops.build.execution import run
from metricops.build.partial_plan import Layout, statement
from metricops.manifest import Aggregation
from metricops.partials.values import DAY

if TYPE_CHECKING:
    import duckdb

SHRINK = 20
"""Partials are kept where there are at least so many rows for each of them."""
ROUNDED, WHOLE = ("DOUBLE", "FLOAT"), ("HUGEINT",)
SUMS = (Aggregation.SUM, Aggregation.SUM_BOOLEAN)


class NotKeptError(Exception):
    """Why no partials are kept of a model."""


def enough(rows: int, groups: int) -> bool:
    """Whether so few partials are worth keeping of so many rows."""
    return groups * SHRINK <= rows


def typed(connection: duckdb.DuckDBPyConnection, schema: str, of: Layout, rounded: bool) -> Layout:
    """The layout without sums whose last digits hang on the order of the rows, and with averages where a sum and
    a count give the very same number as the rows."""
    types = {name: kind for name, kind, *_ in run(connection, f"DESCRIBE {statement(of, schema)}")}
    gone = [m for m in of.measures if m.agg in SUMS and types[m.name] in ROUNDED and not rounded]
    exact = tuple(m.name for m in of.measures if m.agg is Aggregation.SUM and types[m.name] in (*ROUNDED, *WHOLE))
    return Layout(of.wanted, of.keys, of.measures, exact).without(m.name for m in gone)


def chosen(connection: duckdb.DuckDBPyConnection, schema: str, of: Layout) -> Layout:
    """The layout with as many keys as leave few enough partials.

    Keys with many values and few uses go first; one that turns out to split nothing comes back.
    """
    gone: list[str] = []
    while True:
        rows, groups, *values = _estimated(connection, schema, of.without(gone))
        if not rows:
            raise NotKeptError(f'table "{of.wanted.model.relation}" is empty')
        left = [key for key in of.keys if key.name not in gone]
        if enough(rows, groups) or not left:
            break
        weights = {key.name: n / max(of.wanted.uses[key.says], 1) for n, key in zip(values, left, strict=True)}
        gone.append(max(weights, key=lambda name: weights[name]))
    for name in gone[::-1]:
        without = [other for other in gone if other != name]
        rows, groups, *_ = _estimated(connection, schema, of.without(without))
        gone = without if enough(rows, groups) else gone
    return of.without(gone)


def _estimated(connection: duckdb.DuckDBPyConnection, schema: str, of: Layout) -> tuple[int, ...]:
    """About how many rows, partials and values of each key there are, read once."""
    names = ", ".join(f'"{name}"' for name in (DAY, *(k.name for k in of.keys)))
    values = "".join(f', approx_count_distinct("{k.name}")' for k in of.keys)
    rows = statement(of, schema, grouped=False)
    asked = f"SELECT count(*), approx_count_distinct(hash({names})){values} FROM ({rows})"
    ((found),) = run(connection, asked)
    return tuple(int(n) for n in found)
