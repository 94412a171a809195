"""What an engine gives back: columns and rows as the driver fetched them."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column's name, the engine's type for it, and the metric's unit if it is one."""

    name: str
    type: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """Rows of Python values (exact decimals stay exact), the SQL that gave them and the date they stand for."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    sql: str
    as_of: date | None = None
