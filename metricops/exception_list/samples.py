"""Samples of what checks judged: rows for people to say whether the check is right."""

from dataclasses import dataclass
from typing import Any

from metricops.evaluate.values import CheckResult


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows that a check judged: their columns, those of the key first, and what the check says of each row.

    `failed` says why there are none.
    """

    result: CheckResult
    columns: tuple[str, ...] = ()
    keys: int = 0
    rows: tuple[tuple[Any, ...], ...] = ()
    verdicts: tuple[str, ...] = ()
    failed: str = ""
