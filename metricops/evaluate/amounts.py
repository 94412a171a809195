"""Numbers inside sentences: `$560k`, `2.41x`, `31.2%`, `52.3 days`, and a limit as it was written."""

import re
from fractions import Fraction
from functools import lru_cache

from metricops.evaluate.exact import approximate
from metricops.units import SYMBOLS, is_money, short, shown

READABLE = 10**15  # beyond it digits say less than a power of ten
NOUNLESS = re.compile(r"(\d)\.0+(?=%|$| )")


def amount(value: Fraction, unit: str) -> str:
    """A number in its unit, money in few characters."""
    return short(value, unit) if abs(value) < READABLE else f"{approximate(value):.3g}{unit and ' ' + unit}"


def limit_amount(limit: Fraction, unit: str) -> str:
    """A limit, without digits that nobody wrote: `15%`, `3.0x`."""
    text = amount(limit, unit)
    if unit == "x":
        return re.sub(r"0x$", "x", text)
    return NOUNLESS.sub(r"\1", text)


@lru_cache(maxsize=1024)  # the same few limits stand in every sentence of a run
def share(part: Fraction) -> str:
    """A limit that is a fraction, as a percentage: `15%`."""
    return NOUNLESS.sub(r"\1", change(part))


def change(part: Fraction, limit: Fraction | None = None) -> str:
    """A fraction as a percentage with one digit, or with as many as tell it from a limit that it is not."""
    percent = abs(part * 100)
    if percent >= READABLE:
        return f"{approximate(percent):.3g}%"
    text = f"{_rounded(percent, 1)}%"
    if limit is None or limit == abs(part) or NOUNLESS.sub(r"\1", text) != share(limit):
        return text
    longer = (f"{_rounded(percent, digits)}%" for digits in range(2, 8))
    return next((t for t in longer if NOUNLESS.sub(r"\1", t) != share(limit)), text)


def apart(value: Fraction, limit: Fraction, unit: str) -> tuple[str, str]:
    """A value and its limit, with more digits when they would read the same and are not."""
    level, seen = limit_amount(limit, unit), amount(value, unit)
    if value == limit or limit_amount(value, unit) != level or abs(value) >= READABLE:
        return seen, level
    if shown(value, unit) != shown(limit, unit):
        return shown(value, unit), shown(limit, unit)
    return _precise(value, unit), level


def _precise(value: Fraction, unit: str) -> str:
    if unit == "%":
        return f"{approximate(value * 100):.9g}%"
    text = f"{approximate(value):,.15g}"
    if is_money(unit):
        return f"{SYMBOLS.get(unit, '')}{text}" + ("" if unit in SYMBOLS else f" {unit.upper()}")
    return f"{text}x" if unit == "x" else f"{text} {unit}".strip()


def _rounded(number: Fraction, digits: int) -> str:
    whole = int(number * 10**digits + Fraction(1, 2))  # half up, as everywhere a person reads
    return f"{whole // 10**digits:,}.{whole % 10**digits:0{digits}d}"
