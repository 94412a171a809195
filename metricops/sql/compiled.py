"""A compiled query: SQL text in one dialect with the columns it returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result; `unit` is a metric's unit, empty for a group-by."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """Text that an engine can run, in `dialect`, with its output columns in order.

    `kept` asks the same of partials; the text itself always asks the rows.
    """

    sql: str
    dialect: str
    columns: tuple[Column, ...]
    kept: "CompiledQuery | None" = None
