"""Whether two answers are the same rows: every key once on both sides, whole numbers exact, floats to nine digits."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

Row = tuple[Any, ...]
CLOSE = 1e-9


def difference(found: Sequence[Row], expected: Sequence[Row], keys: int, sampled: bool = False) -> str:
    """What differs first, in words; empty when nothing does. Some of the keys are enough for a sampled answer."""
    known = {_key(row, keys): row[keys:] for row in expected}
    if len(known) != len(expected):
        return "the reference has a key twice"
    ours = [(_key(row, keys), row[keys:]) for row in found]
    ours = [(key, values) for key, values in ours if key in known] if sampled else ours
    if twice := [key for key, times in Counter(key for key, _ in ours).items() if times > 1]:
        return f"{twice[0]} comes twice"
    if strays := [key for key, _ in ours if key not in known]:
        return f"{len(strays)} rows too many, such as {strays[0]}"
    if lost := known.keys() - {key for key, _ in ours}:
        return f"{len(lost)} rows are missing, such as {min(lost, key=str)}"
    wrong = [(key, values, known[key]) for key, values in ours if not _same(values, known[key])]
    if not wrong:
        return ""
    key, values, right = wrong[0]
    return f"{len(wrong)} of {len(ours)} rows differ; {key} has {values}, right is {right}"


def _key(row: Row, keys: int) -> Row:
    return tuple(value.date() if isinstance(value, datetime) else value for value in row[:keys])


def _same(found: Row, expected: Row) -> bool:
    return len(found) == len(expected) and all(map(_alike, found, expected))


def _alike(found: Any, expected: Any) -> bool:
    if isinstance(found, float) or isinstance(expected, float):
        given = found is not None and expected is not None
        return math.isclose(found, expected, rel_tol=CLOSE) if given else found is expected
    if isinstance(found, date) and isinstance(expected, date):
        return _key((found,), 1) == _key((expected,), 1)
    return bool(found == expected)
