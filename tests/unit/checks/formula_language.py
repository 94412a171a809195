"""A reader of validation formulas for tests: enough of the language to say on which records a formula is true.

A blank field answers every comparison with true, so that a formula that forgets to ask ISBLANK is found out.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

STRING = re.compile(r'("(?:[^"\\]|\\.)*")')


class Blank:
    """A field that is not filled."""

    def _true(self, _: Any = None) -> bool:
        return True

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _true  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]

    def _blank(self, _: Any = None) -> "Blank":
        return self

    __add__ = __sub__ = __mul__ = __radd__ = __rsub__ = __rmul__ = __neg__ = __abs__ = _blank


def is_true(formula: str, record: Mapping[str, Any], today: date) -> bool:
    """Whether the formula is true of a record; dates are counted in days."""
    parts = STRING.split(formula)
    code = "".join(p if at % 2 else p.replace(" = ", " == ").replace(" <> ", " != ") for at, p in enumerate(parts))
    fields = {name: _value(value) for name, value in record.items()}
    found = eval(" ".join(code.split("\n")), {"__builtins__": {}}, {**_functions(today), **fields})
    assert isinstance(found, bool), formula
    return found


def _value(value: Any) -> Any:
    if value is None or value == "":
        return Blank()
    return value.toordinal() if isinstance(value, date) else value


def _functions(today: date) -> dict[str, Any]:
    return {
        "TRUE": True,
        "FALSE": False,
        "AND": lambda *given: all(given),
        "OR": lambda *given: any(given),
        "NOT": lambda given: not given,
        "ISBLANK": lambda value: isinstance(value, Blank),
        "ISPICKVAL": lambda value, text: isinstance(value, Blank) or value == text,
        "TEXT": lambda value: value,
        "BLANKVALUE": lambda value, other: other if isinstance(value, Blank) else value,
        "LEN": lambda text: 0 if isinstance(text, Blank) else len(text),
        "LOWER": lambda text: text if isinstance(text, Blank) else text.lower(),
        "ABS": abs,
        "BEGINS": lambda text, start: isinstance(text, Blank) or text.startswith(start),
        "CONTAINS": lambda text, part: isinstance(text, Blank) or part in text,
        "RIGHT": lambda text, n: text if isinstance(text, Blank) else text[-n:],
        "REGEX": lambda text, pattern: isinstance(text, Blank) or bool(re.fullmatch(pattern, text)),
        "TODAY": today.toordinal,
        "DATE": lambda year, month, day: date(year, month, day).toordinal(),
        "YEAR": lambda day: date.fromordinal(day).year,
        "MONTH": lambda day: date.fromordinal(day).month,
        "MOD": lambda number, by: number % by,
        "ADDMONTHS": _add_months,
    }


def _add_months(day: int, months: int) -> int:
    found = date.fromordinal(day)
    at = found.year * 12 + found.month - 1 + months
    return date(at // 12, at % 12 + 1, found.day).toordinal()
