"""A number in its unit, as a person reads it: money, shares, multiples, durations and counts."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
CURRENCIES = {"aud", "brl", "cad", "chf", "cny", "dkk", "inr", "krw", "mxn", "nok", "nzd", "pln", "sek", "sgd", "zar"}
SCALES = ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
MISSING = "no data"
WIDE = Context(prec=350, rounding=ROUND_HALF_UP)  # wide enough for any float and any warehouse decimal


def shown(value: Number | None, unit: str = "") -> str:
    """`$560,000`, `20.8%`, `2.41x`, `38.2 days`, `41 deals`; a missing number is `no data`, never an empty cell."""
    number = _finite(value)
    if number is None:
        return MISSING
    text = plain(number, unit)
    return f"{text} {unit.lower()}" if is_noun(unit) else text


def plain(value: Number | None, unit: str = "") -> str:
    """The same without the noun, for a column whose heading says it: `41`, `38.2`."""
    number, unit = _finite(value), unit.lower()
    if number is None:
        return MISSING
    if is_money(unit):
        return _money(number, unit)
    if unit == "%":
        return f"{_rounded(number * 100, 1)}%"
    if unit == "x":
        return f"{_rounded(number, 2)}x"
    return _trimmed(number, 1 if unit in ("days", "hours") else 2)


def short(value: Number | None, unit: str = "usd") -> str:
    """Money in few characters: `$560k`, `$1.25M`; other units as `shown`."""
    number = _finite(value)
    if number is None or not is_money(unit):
        return shown(value, unit)
    for scale, letter in SCALES:
        if abs(number) >= scale:
            return _signed(_trimmed(abs(number) / scale, 2) + letter, unit, number < 0)
    return _money(number, unit)


def is_money(unit: str) -> bool:
    """Whether a unit is a currency."""
    return unit.lower() in SYMBOLS or unit.lower() in CURRENCIES


def is_noun(unit: str) -> bool:
    """Whether a unit is a word that stands after the number, such as days or deals."""
    return unit.lower() not in ("", "%", "x", "count") and not is_money(unit)


def _finite(value: Number | None) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def _money(number: Decimal, unit: str) -> str:
    cents = 0 if abs(number) >= 1000 or number == number.to_integral_value() else 2
    return _signed(_rounded(abs(number), cents), unit, number < 0)


def _signed(text: str, unit: str, negative: bool) -> str:
    symbol = SYMBOLS.get(unit.lower())
    sign = "-" if negative else ""
    return f"{sign}{symbol}{text}" if symbol else f"{sign}{text} {unit.upper()}"


def _rounded(number: Decimal, digits: int) -> str:
    text = f"{number.quantize(Decimal(1).scaleb(-digits), context=WIDE):,f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


def _trimmed(number: Decimal, digits: int) -> str:
    text = _rounded(number, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text
